//! `stats`: show everything about a member's points, now or in the past.

use clap::Args;
use ledger_core::{Account, Book, MemberId, Timestamp};
use serde::Serialize;

use crate::args::{Moment, OfMember};
use crate::exit::{CommandResult, ExitStatus};
use crate::out::{Ink, Out, Page};
use crate::render::number::grouped;
use crate::render::time::exact;
use crate::tallybook::{Snapshot, Tallybook};

#[derive(Args)]
pub(crate) struct Stats {
    #[command(flatten)]
    of: OfMember,
    #[command(flatten)]
    moment: Moment,
}

#[derive(Serialize)]
struct Json {
    member: String,
    balance: i64,
    earned: i64,
    spent: i64,
    highest: i64,
    earned_this_week: i64,
    earned_this_month: i64,
    entries: u32,
    orders: u32,
    achievements: Vec<Unlocked>,
    first_activity: Option<String>,
    last_activity: Option<String>,
}

#[derive(Serialize)]
struct Unlocked {
    achievement: String,
    name: String,
    at: String,
}

impl Stats {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let (book, member) = (self.of.of.book, self.of.member);
        let ledger = tallybook.ledger()?;
        let json = match self.moment.as_of(&ledger)? {
            Some(as_of) => {
                let Snapshot { book, now } = Snapshot::of(&ledger, book, as_of)?;
                Json::of(&book, member, now)
            }
            None => ledger.read(book, |book| Json::of(book, member, ledger.now())),
        };
        out.answer(&json, |page| json.write(page))?;
        Ok(ExitStatus::Done)
    }
}

impl Json {
    fn of(book: &Book, member: MemberId, now: Timestamp) -> Json {
        let empty = Account::default();
        let found = book.member(member).map(|(_, account)| account);
        let account = found.unwrap_or(&empty);
        let today = now.day(book.settings().utc_offset);
        let achievements = account.achievements().filter_map(|unlocked| {
            let known = book.achievements().get(usize::from(unlocked.achievement.0))?;
            Some(Unlocked {
                achievement: known.spec.key.to_string(),
                name: known.spec.name.to_string(),
                at: exact(unlocked.at),
            })
        });
        Json {
            member: member.to_string(),
            balance: account.balance.points.0,
            earned: account.earned.points.0,
            spent: account.spent.0,
            highest: account.highest.0,
            earned_this_week: account.earned_in_week(today.week()).0,
            earned_this_month: account.earned_in_month(today.month()).0,
            entries: account.entries,
            orders: account.orders,
            achievements: achievements.collect(),
            first_activity: found.map(|account| exact(account.first_at)),
            last_activity: found.map(|account| exact(account.last_at)),
        }
    }

    fn write(&self, page: &mut Page<'_>) -> std::io::Result<()> {
        let points = |points: i64| ledger_core::Points(points).to_string();
        page.line(format_args!("{} has {}", self.member, page.ink(Ink::Bold, points(self.balance))))?;
        for (name, value) in [
            ("earned", points(self.earned)),
            ("  this week", points(self.earned_this_week)),
            ("  this month", points(self.earned_this_month)),
            ("spent", points(self.spent)),
            ("highest balance", points(self.highest)),
            ("entries", grouped(self.entries.into())),
            ("orders redeemed", grouped(self.orders.into())),
            ("first activity", self.first_activity.clone().unwrap_or_else(|| "never".to_owned())),
            ("last activity", self.last_activity.clone().unwrap_or_else(|| "never".to_owned())),
        ] {
            page.line(format_args!("  {name:<16} {value}"))?;
        }
        for unlocked in &self.achievements {
            page.line(format_args!(
                "  unlocked {} at {}",
                page.ink(Ink::Green, &unlocked.name),
                unlocked.at
            ))?;
        }
        Ok(())
    }
}
