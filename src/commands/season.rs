//! `season close`: every balance to 0 and open claims void. It goes on by itself; here it is waited for.

use std::time::Duration;

use clap::{Args, Subcommand};
use ledger_core::{BookId, Command, Phase, Position, Reason};
use ledger_store::{Ledger, Progress, Request};
use serde::Serialize;

use crate::args::{InBook, Intention};
use crate::commands::close;
use crate::failure::{Answer, Failure, Verdict};
use crate::out::Out;
use crate::progress::Meter;
use crate::render::outcome::{Applied, in_force};
use crate::tallybook::Tallybook;

/// How long to wait for the next event before looking at the book again.
const LOOK_EVERY: Duration = Duration::from_millis(200);

#[derive(Args)]
pub struct Season {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
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
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let What::Close(Close { of: InBook { book }, reason, intention }) = &self.what;
        let ledger = tallybook.ledger()?;
        let request = intention.on(Request::new(*book, Command::CloseSeason { reason: reason.clone() }));
        let Some(in_force) = in_force(ledger.submit(request).wait()?, out)? else {
            return Ok(Verdict::Refused);
        };
        wait_until_closed(&ledger, *book, in_force.receipt.position.unwrap_or(Position::START))?;
        let season = ledger.read(*book, |book| book.season());
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
        Ok(Verdict::Done)
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
