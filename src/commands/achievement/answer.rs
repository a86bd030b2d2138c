//! The achievements of a book, as JSON and as a table.

use std::io;

use ledger_core::{Availability, Book};
use serde::Serialize;

use crate::out::Page;
use crate::render::number::grouped;
use crate::render::outcome::Applied;
use crate::render::table::Table;

#[derive(Serialize)]
pub(crate) struct InForceNow {
    #[serde(flatten)]
    pub(crate) applied: Applied,
    #[serde(flatten)]
    pub(crate) list: List,
}

/// All achievements, retired ones included.
#[derive(Serialize)]
pub(crate) struct List {
    achievements: Vec<AchievementRow>,
}

#[derive(Serialize)]
struct AchievementRow {
    achievement: String,
    name: String,
    description: Option<String>,
    rule: String,
    reward: i64,
    status: &'static str,
    members: u32,
}

impl List {
    pub(crate) fn of(book: &Book) -> List {
        let achievements = book.achievements().iter().map(|achievement| AchievementRow {
            achievement: achievement.spec.key.to_string(),
            name: achievement.spec.name.to_string(),
            description: achievement.spec.description.as_ref().map(ToString::to_string),
            rule: achievement.spec.rule.to_string(),
            reward: achievement.spec.reward.0,
            status: match achievement.availability {
                Availability::Open => "open",
                Availability::Retired => "retired",
            },
            members: book.holders(achievement.no),
        });
        List { achievements: achievements.collect() }
    }

    pub(crate) fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        if self.achievements.is_empty() {
            return page.line("this book has no achievements; `achievement starter` adopts the usual ones");
        }
        Table::of(&self.achievements)
            .left("achievement", |row| row.achievement.clone())
            .left("name", |row| row.name.clone())
            .left("rule", |row| row.rule.clone())
            .right("reward", |row| row.reward.to_string())
            .right("members", |row| grouped(row.members.into()))
            .left("status", |row| row.status.to_owned())
            .write(page)
    }
}
