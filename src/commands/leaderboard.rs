//! `leaderboard`: list the members with the most points, from a rank on or around a member.

use std::time::Duration;

use clap::{Args, ValueEnum};
use ledger_core::{Book, By, Invalid, MemberId};
use ledger_store::{Entry as BoardEntry, Leaderboard as Board, MAX_PAGE, Page as BoardPage};
use serde::Serialize;

use crate::args::{InBook, from_1_to};
use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::Out;
use crate::render::number::counted;
use crate::render::table::Table;
use crate::render::who;
use crate::tallybook::Tallybook;

/// How long the leaderboards may take to be built after the ledger is opened.
pub(crate) const BOARD_TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Args)]
pub(crate) struct Leaderboard {
    #[command(flatten)]
    of: InBook,
    /// The order
    #[arg(long, value_enum, default_value_t)]
    by: BoardName,
    /// How many rows; DEFAULT_LEADERBOARD_LIMIT, and at most MAX_LEADERBOARD_LIMIT
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = from_1_to("limit", MAX_PAGE))]
    limit: Option<usize>,
    /// Begin at this rank
    #[arg(long, value_name = "RANK", allow_hyphen_values = true, value_parser = from_1_to("rank", 1_000_000_000))]
    from: Option<usize>,
    /// Show the page that a member is on
    #[arg(long, value_name = "MEMBER", allow_hyphen_values = true, conflicts_with = "from")]
    around: Option<MemberId>,
}

/// The leaderboards.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum BoardName {
    /// Points now
    #[default]
    Balance,
    /// Points earned in total
    Earned,
    /// Points earned this month
    Month,
    /// Points earned this week
    Week,
    /// Points earned last month
    LastMonth,
    /// Points earned last week
    LastWeek,
}

impl From<BoardName> for By {
    fn from(name: BoardName) -> By {
        match name {
            BoardName::Balance => By::Balance,
            BoardName::Earned => By::Earned,
            BoardName::Month => By::Month,
            BoardName::Week => By::Week,
            BoardName::LastMonth => By::LastMonth,
            BoardName::LastWeek => By::LastWeek,
        }
    }
}

#[derive(Serialize)]
struct Json {
    entries: Vec<BoardRow>,
    members: u64,
}

#[derive(Serialize)]
struct BoardRow {
    rank: u64,
    member: String,
    balance: i64,
    points: i64,
}

impl Leaderboard {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let limit = self.limit(tallybook)?;
        let ledger = tallybook.ledger()?;
        ledger.wait_for_boards(ledger.head(), BOARD_TIMEOUT);
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
        Ok(ExitStatus::Done)
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
        let entries = board.entries.iter().map(|entry| BoardRow {
            rank: entry.rank as u64,
            member: who::account(entry.account, entry.member),
            balance: book.account(entry.account).map_or(0, |account| account.balance.points.0),
            points: entry.points.0,
        });
        Json { entries: entries.collect(), members: board.members as u64 }
    }
}

pub(crate) fn table(board: &Board) -> Table<'_, BoardEntry> {
    Table::of(&board.entries)
        .right("rank", |entry| entry.rank.to_string())
        .left("member", |entry| who::account(entry.account, entry.member))
        .right("points", |entry| entry.points.to_string())
}
