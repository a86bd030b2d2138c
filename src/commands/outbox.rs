//! `outbox`: show the progress of each outbox, and retry deliveries that were given up.

use clap::{Args, Subcommand};
use ledger_core::Position;
use ledger_store::{ClosedTarget, GivenUp, Ledger, OutboxStatus};
use serde::Serialize;

use crate::commands::close;
use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::{Out, Page};
use crate::render::number::counted;
use crate::render::table::Table;
use crate::render::time::{exact, to_the_minute};
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Outbox {
    #[command(subcommand)]
    action: Option<OutboxAction>,
}

#[derive(Subcommand)]
enum OutboxAction {
    /// Retry deliveries that were given up, and try closed targets at once
    Retry(Retry),
}

#[derive(Args)]
struct Retry {
    /// Only those of this outbox, such as discord.roles
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

#[derive(Serialize)]
struct Json {
    #[serde(rename = "reactions")]
    outboxes: Vec<OutboxRow>,
}

#[derive(Serialize)]
struct OutboxRow {
    name: String,
    position: u64,
    behind: u64,
    waiting: u64,
    /// Kept until their target can be reached again.
    on_hold: u64,
    given_up: u64,
    held_until: Option<String>,
    closed: Vec<Closed>,
    last_error: Option<LastError>,
}

/// A target that cannot be reached.
#[derive(Serialize)]
struct Closed {
    book: u64,
    target: u64,
    held: u64,
    since: String,
    error: String,
    #[serde(skip)]
    since_for_people: String,
}

/// The newest delivery that was given up.
#[derive(Serialize)]
struct LastError {
    position: u64,
    at: String,
    attempts: u32,
    error: String,
    #[serde(skip)]
    at_for_people: String,
}

#[derive(Serialize)]
struct Retried {
    retried: u64,
    /// The closed targets that are tried at once.
    closed: u64,
}

impl Outbox {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let ledger = tallybook.ledger()?;
        match &self.action {
            None => list(&ledger, out)?,
            Some(OutboxAction::Retry(Retry { name })) => retry(ledger, name.as_deref(), out)?,
        }
        Ok(ExitStatus::Done)
    }
}

fn list(ledger: &Ledger, out: &mut Out<'_>) -> Result<(), Failure> {
    let head = ledger.head();
    let closed = ledger.closed_targets(None)?;
    let row = |status: OutboxStatus| -> Result<OutboxRow, Failure> {
        let newest = ledger.given_up(&status.name)?.into_iter().next();
        let closed = closed.iter().filter(|one| one.outbox == status.name).map(Closed::of).collect();
        Ok(OutboxRow::of(status, head, newest, closed))
    };
    let outboxes = ledger.outboxes()?.into_iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let json = Json { outboxes };
    Ok(out.answer(&json, |page| json.write(page))?)
}

fn retry(ledger: Ledger, name: Option<&str>, out: &mut Out<'_>) -> Result<(), Failure> {
    let known: Vec<String> = ledger.outboxes()?.into_iter().map(|one| one.name).collect();
    if let Some(name) = name.filter(|name| !known.iter().any(|known| known == name)) {
        let there = if known.is_empty() { "none has run yet".to_owned() } else { known.join(", ") };
        return Err(Failure::input(format!("name “{name}” is no outbox of this ledger; there are: {there}")));
    }
    let json =
        Retried { retried: ledger.retry_given_up(name)?, closed: ledger.retry_closed_targets(name, None)? };
    close(ledger);
    Ok(out.answer(&json, |page| {
        if json.closed > 0 {
            page.line(format_args!("{} will be tried at once", counted(json.closed, "closed target")))?;
        }
        match json.retried {
            0 => page.line("nothing was given up"),
            retried => page.line(format_args!("{} will be tried again", counted(retried, "delivery"))),
        }
    })?)
}

impl OutboxRow {
    fn of(status: OutboxStatus, head: Position, newest: Option<GivenUp>, closed: Vec<Closed>) -> OutboxRow {
        OutboxRow {
            position: status.position.0,
            behind: head.0.saturating_sub(status.position.0),
            waiting: status.waiting,
            on_hold: status.on_hold,
            given_up: status.given_up,
            closed,
            held_until: status.held_until.map(exact),
            last_error: newest.map(|newest| LastError {
                position: newest.position.0,
                at: exact(newest.at),
                attempts: newest.attempts,
                error: newest.error,
                at_for_people: to_the_minute(newest.at),
            }),
            name: status.name,
        }
    }
}

impl Closed {
    fn of(target: &ClosedTarget) -> Closed {
        Closed {
            book: target.book.number(),
            target: target.target,
            held: target.held,
            since: exact(target.since),
            error: target.error.clone(),
            since_for_people: to_the_minute(target.since),
        }
    }
}

impl Json {
    fn write(&self, page: &mut Page<'_>) -> std::io::Result<()> {
        if self.outboxes.is_empty() {
            return page.line("no outbox has run yet");
        }
        Table::of(&self.outboxes)
            .left("outbox", |row| row.name.clone())
            .right("at", |row| row.position.to_string())
            .right("behind", |row| row.behind.to_string())
            .right("waiting", |row| row.waiting.to_string())
            .right("on hold", |row| row.on_hold.to_string())
            .right("given up", |row| row.given_up.to_string())
            .write(page)?;
        for row in &self.outboxes {
            for Closed { book, held, since_for_people, error, .. } in &row.closed {
                page.line(format_args!(
                    "{}: closed in book {book} since {since_for_people}, {} held: {error}",
                    row.name,
                    counted(*held, "delivery")
                ))?;
            }
        }
        for (row, last) in self.outboxes.iter().filter_map(|row| Some((row, row.last_error.as_ref()?))) {
            let LastError { position, at_for_people, error, .. } = last;
            page.line(format_args!("{}: given up at {at_for_people}, entry {position}: {error}", row.name))?;
        }
        Ok(())
    }
}
