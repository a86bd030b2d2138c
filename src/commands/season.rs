//! `season close`: set every balance to 0 and void open claims. The writer closes it in steps; the command waits.

use std::time::Duration;

use clap::{Args, Subcommand};
use ledger_core::{BookId, Command, Phase, Position, Reason};
use ledger_store::{Ledger, Progress, Request};
use serde::Serialize;

use crate::args::{InBook, Intention};
use crate::commands::close;
use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::Out;
use crate::progress::Meter;
use crate::render::outcome::{Applied, in_force};
use crate::tallybook::Tallybook;

/// How long to wait for the next event before reading the book again.
const LOOK_EVERY: Duration = Duration::from_millis(200);

#[derive(Args)]
pub(crate) struct Season {
    #[command(subcommand)]
    action: SeasonAction,
}

#[derive(Subcommand)]
enum SeasonAction {
    /// Close the season and begin the next
    Close(Close),
}

#[derive(Args)]
struct Close {
    #[command(flatten)]
    of: InBook,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT", default_value = "the season is over", allow_hyphen_values = true)]
    reason: Reason,
    #[command(flatten)]
    intention: Intention,
}

#[derive(Serialize)]
struct Json {
    #[serde(flatten)]
    applied: Applied,
    season: u32,
    state: &'static str,
}

impl Season {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let SeasonAction::Close(Close { of: InBook { book }, reason, intention }) = &self.action;
        let ledger = tallybook.ledger()?;
        let request = intention.on(Request::new(*book, Command::CloseSeason { reason: reason.clone() }));
        let Some(in_force) = in_force(ledger.submit_and_wait(request)?, out)? else {
            return Ok(ExitStatus::Refused);
        };
        wait_until_closed(&ledger, *book, in_force.receipt.position.unwrap_or(Position::START))?;
        let season = ledger.season(*book);
        close(ledger);
        let state = match season.phase {
            Phase::Open => "open",
            Phase::Closing { .. } => "closing",
        };
        let json = Json { applied: in_force.json(), season: season.number, state };
        out.answer(&json, |page| {
            in_force.line(page, "closed the season")?;
            page.line(format_args!("  season {} is {state}", season.number))
        })?;
        Ok(ExitStatus::Done)
    }
}

fn wait_until_closed(ledger: &Ledger, book: BookId, after: Position) -> Result<(), Failure> {
    let mut meter = Meter::of("closing the season");
    let mut follow = ledger.follow(after);
    loop {
        let (season, accounts) = ledger.read(book, |book| (book.season(), book.totals().accounts));
        let Phase::Closing { next } = season.phase else { return Ok(()) };
        meter.show(Progress { done: next.0.into(), total: accounts.into() });
        follow.next(LOOK_EVERY)?;
    }
}
