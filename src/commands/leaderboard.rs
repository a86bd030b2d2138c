//! `leaderboard`: who has the most points; a page from a rank on, or the page around a member.

use std::time::Duration;

use clap::{Args, ValueEnum};
use ledger_core::{Book, By, Invalid, MemberId};
use ledger_store::{Leaderboard as Board, MAX_PAGE, Page as BoardPage};
use serde::Serialize;

use crate::args::{InBook, from_1_to};
use crate::failure::{Answer, Failure, Verdict};
use crate::out::Out;
use crate::render::number::counted;
use crate::render::table::{Side, Table};
use crate::render::who;
use crate::tallybook::Tallybook;

/// How long the boards of a ledger that was just opened may take.
pub const BOARD_PATIENCE: Duration = Duration::from_secs(60);

#[derive(Args)]
pub struct Leaderboard {
    #[command(flatten)]
    of: InBook,
    /// What it is sorted by
    #[arg(long, value_enum, default_value_t)]
    by: BoardName,
    /// How many rows; DEFAULT_LEADERBOARD_LIMIT, and at most MAX_LEADERBOARD_LIMIT
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = from_1_to("limit", MAX_PAGE))]
    limit: Option<usize>,
    /// Begin at that rank
    #[arg(long, value_name = "RANK", allow_hyphen_values = true, value_parser = from_1_to("rank", 1_000_000_000))]
    from: Option<usize>,
    /// Show the page that a member is on
    #[arg(long, value_name = "MEMBER", allow_hyphen_values = true, conflicts_with = "from")]
    around: Option<MemberId>,
}

/// The boards that there are.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum BoardName {
    /// Points now
    #[default]
    Balance,
    /// Points earned in total
    Earned,
    /// Points earned this month
    Month,
    /// Points earned this week
    Week,
}

impl From<BoardName> for By {
    fn from(name: BoardName) -> By {
        match name {
            BoardName::Balance => By::Balance,
            BoardName::Earned => By::Earned,
            BoardName::Month => By::Month,
            BoardName::Week => By::Week,
        }
    }
}

#[derive(Serialize)]
struct Json {
    entries: Vec<Row>,
    members: u64,
}

#[derive(Serialize)]
struct Row {
    rank: u64,
    member: String,
    balance: i64,
    points: i64,
}

impl Leaderboard {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let limit = self.limit(tallybook)?;
        let ledger = tallybook.ledger()?;
        ledger.wait_for_boards(ledger.head(), BOARD_PATIENCE);
        let page = match self.around {
            Some(member) => BoardPage::Around { member, limit },
            None => BoardPage::From { rank: self.from.unwrap_or(1), limit },
        };
        let board = ledger.leaderboard(self.of.book, self.by.into(), page);
        let json = ledger.read(self.of.book, |book| Json::of(&board, book));
        out.answer(&json, |page| {
            table(&board).write(page)?;
            page.line(counted(json.members, "member"))
        })?;
        Ok(Verdict::Done)
    }

    fn limit(&self, tallybook: &Tallybook) -> Result<usize, Failure> {
        let rows = tallybook.config().board;
        match self.limit {
            None => Ok(rows.usual),
            Some(limit) if limit <= rows.most => Ok(limit),
            Some(limit) => {
                let problem = format!("must be at most {}, the setting MAX_LEADERBOARD_LIMIT", rows.most);
                Err(Invalid::new("limit", limit, problem).into())
            }
        }
    }
}

impl Json {
    fn of(board: &Board, book: &Book) -> Json {
        let entries = board.entries.iter().map(|entry| Row {
            rank: entry.rank as u64,
            member: who::account(entry.account, entry.member),
            balance: book.account(entry.account).map_or(0, |account| account.balance.points.0),
            points: entry.points.0,
        });
        Json { entries: entries.collect(), members: board.members as u64 }
    }
}

/// The page for people.
pub fn table(board: &Board) -> Table {
    let mut table = Table::of(&[("rank", Side::Right), ("member", Side::Left), ("points", Side::Right)]);
    for entry in &board.entries {
        let member = who::account(entry.account, entry.member);
        table.row([entry.rank.to_string(), member, entry.points.to_string()]);
    }
    table
}
