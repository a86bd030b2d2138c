//! The achievements of a book, as they are shown.

use std::io;

use ledger_core::{Availability, Book};
use serde::Serialize;

use crate::out::Page;
use crate::render::number::grouped;
use crate::render::outcome::Applied;
use crate::render::table::{Side, Table};

/// After a change.
#[derive(Serialize)]
pub struct InForceNow {
    #[serde(flatten)]
    pub applied: Applied,
    #[serde(flatten)]
    pub list: List,
}

/// All of them, retired ones included.
#[derive(Serialize)]
pub struct List {
    achievements: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    achievement: String,
    name: String,
    description: Option<String>,
    rule: String,
    reward: i64,
    status: &'static str,
    members: u32,
}

impl List {
    /// Those of a book.
    pub fn of(book: &Book) -> List {
        let achievements = book.achievements().iter().map(|achievement| Row {
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

    /// The page for people.
    pub fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        if self.achievements.is_empty() {
            return page.line("this book has no achievements; `achievement starter` adopts the usual ones");
        }
        let mut table = Table::of(&[
            ("achievement", Side::Left),
            ("name", Side::Left),
            ("rule", Side::Left),
            ("reward", Side::Right),
            ("members", Side::Right),
            ("status", Side::Left),
        ]);
        for row in &self.achievements {
            table.row([
                row.achievement.clone(),
                row.name.clone(),
                row.rule.clone(),
                row.reward.to_string(),
                grouped(row.members.into()),
                row.status.to_owned(),
            ]);
        }
        table.write(page)
    }
}
