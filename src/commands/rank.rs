//! `rank`: show a member's rank on a leaderboard, now or in the past.

use clap::Args;
use ledger_core::{Boards, By, MemberId};
use ledger_store::Page as BoardPage;
use serde::Serialize;

use crate::args::{Moment, OfMember};
use crate::commands::leaderboard::{BOARD_TIMEOUT, BoardName};
use crate::exit::{CommandResult, ExitStatus};
use crate::out::{Ink, Out};
use crate::render::number::{counted, grouped};
use crate::tallybook::{Snapshot, Tallybook};

#[derive(Args)]
pub(crate) struct Rank {
    #[command(flatten)]
    of: OfMember,
    /// The order of the leaderboard
    #[arg(long, value_enum, default_value_t)]
    by: BoardName,
    #[command(flatten)]
    moment: Moment,
}

#[derive(Serialize)]
struct Json {
    member: String,
    balance: i64,
    rank: Option<u64>,
    members: u64,
}

impl Rank {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let (book, member, by) = (self.of.of.book, self.of.member, By::from(self.by));
        let ledger = tallybook.ledger()?;
        ledger.wait_for_boards(ledger.head(), BOARD_TIMEOUT);
        let json = match self.moment.as_of(&ledger)? {
            Some(as_of) => in_the_past(&Snapshot::of(&ledger, book, as_of)?, by, member),
            None => Json {
                member: member.to_string(),
                balance: ledger.balance(book, member).0,
                rank: ledger.rank(book, by, member).map(|place| place.rank as u64),
                members: ledger.leaderboard(book, by, BoardPage::From { rank: 1, limit: 1 }).members as u64,
            },
        };
        out.answer(&json, |page| {
            let members = counted(json.members, "member");
            match json.rank {
                Some(rank) => page.line(format_args!(
                    "{member} is number {} of {members}",
                    page.ink(Ink::Bold, grouped(rank))
                )),
                None => page.line(format_args!("{member} is not on this board of {members}")),
            }
        })?;
        Ok(ExitStatus::Done)
    }
}

fn in_the_past(Snapshot { book, now }: &Snapshot, by: By, member: MemberId) -> Json {
    let offset = book.settings().utc_offset;
    let boards = Boards::build(book.accounts(), *now, offset);
    let found = book.member(member);
    let rank = found.and_then(|(no, account)| boards.rank(by, no, &account.standing(), *now, offset));
    Json {
        member: member.to_string(),
        balance: book.balance(member).0,
        rank: rank.map(|rank| rank as u64),
        members: boards.len(by, *now, offset) as u64,
    }
}
