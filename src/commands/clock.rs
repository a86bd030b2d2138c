//! `clock`: compare the clock of the machine with the recorded time, and correct the recorded time after the clock had been
//! ahead.

use std::io;

use clap::Args;
use ledger_core::RequestKey;
use ledger_store::{ClockProblem, ClockStatus, Ledger};
use serde::Serialize;

use crate::commands::close;
use crate::exit::{CommandResult, ExitStatus};
use crate::out::{Ink, Out, Page};
use crate::render::number::counted;
use crate::render::outcome::{Applied, in_force};
use crate::render::time::exact;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Clock {
    /// Let recorded time go on at the clock, which is right now and was ahead before
    #[arg(long)]
    correct: bool,
    /// Names the request: repeated with the same key, it is not done again
    #[arg(long, value_name = "KEY", requires = "correct")]
    key: Option<RequestKey>,
}

#[derive(Serialize)]
struct Json {
    ok: bool,
    last_at: Option<String>,
    now: String,
    problem: Option<String>,
    #[serde(skip)]
    for_people: ClockStatus,
}

#[derive(Serialize)]
struct Corrected {
    #[serde(flatten)]
    applied: Applied,
    last_at: Option<String>,
    now: String,
}

impl Clock {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let ledger = tallybook.ledger()?;
        if self.correct {
            return correct(ledger, self.key.clone(), out);
        }
        let json = Json::of(ledger.clock()?);
        out.answer(&json, |page| json.write(page))?;
        Ok(if json.ok { ExitStatus::Done } else { ExitStatus::Broken })
    }
}

fn correct(ledger: Ledger, key: Option<RequestKey>, out: &mut Out<'_>) -> CommandResult {
    let Some(in_force) = in_force(ledger.correct_clock(key)?, out)? else { return Ok(ExitStatus::Refused) };
    let status = ledger.clock()?;
    close(ledger);
    let (last_at, now) = (status.last_at.map(exact), exact(status.now));
    let json = Corrected { applied: in_force.json(), last_at, now };
    out.answer(&json, |page| {
        in_force.line(page, "corrected the recorded time")?;
        let books = counted(in_force.receipt.positions().len() as u64, "book");
        page.line(format_args!("  in {books}; events are recorded again, now at {}", status.now))
    })?;
    Ok(ExitStatus::Done)
}

impl Json {
    fn of(status: ClockStatus) -> Json {
        Json {
            ok: status.problem.is_none(),
            last_at: status.last_at.map(exact),
            now: exact(status.now),
            problem: status.problem.map(|problem| problem.to_string()),
            for_people: status,
        }
    }

    fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        let status = &self.for_people;
        let last_at = status.last_at.map_or_else(|| "no event yet".to_owned(), |last_at| last_at.to_string());
        page.line(format_args!("last event  {last_at}"))?;
        page.line(format_args!("clock       {}", status.now))?;
        match &self.problem {
            None => page.line(format_args!("{}: events are recorded", page.ink(Ink::Green, "right"))),
            Some(problem) => {
                page.line(format_args!("{}: {problem}", page.ink(Ink::Red, "nothing is recorded")))?;
                match status.problem {
                    Some(ClockProblem::LastEventAhead { .. }) => page.line(
                        "reading, backups and verify still work; the correction is an event, and changes no earlier one",
                    ),
                    _ => Ok(()),
                }
            }
        }
    }
}
