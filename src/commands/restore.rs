//! `restore`: put a backup in the place of the ledger, unless the ledger is newer.

use std::path::PathBuf;

use clap::Args;
use ledger_store::{Overwrite, restore};
use serde::Serialize;

use crate::exit::{CommandResult, ExitStatus};
use crate::out::Out;
use crate::progress::Meter;
use crate::render::number::counted;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Restore {
    /// The backup
    from: PathBuf,
    /// Overwrite the ledger even if it is newer than the backup: its newer events are lost
    #[arg(long)]
    overwrite_newer: bool,
}

#[derive(Serialize)]
struct Json {
    to: String,
    events: u64,
    forgotten_again: u64,
    seal: String,
}

impl Restore {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let overwrite = if self.overwrite_newer { Overwrite::Anything } else { Overwrite::OnlyOlder };
        let mut meter = Meter::of("restoring");
        let to = tallybook.database();
        let restored = restore(&self.from, to, overwrite, &mut |progress| meter.show(progress))?;
        drop(meter);
        let to = to.display().to_string();
        let json = Json {
            to,
            events: restored.events,
            forgotten_again: restored.forgotten_again as u64,
            seal: restored.seal.to_string(),
        };
        out.answer(&json, |page| {
            page.line(format_args!("restored {} to {}", counted(json.events, "event"), json.to))?;
            if json.forgotten_again > 0 {
                let forgets = counted(json.forgotten_again, "forget");
                page.line(format_args!("  {forgets} that came after the copy are in force again"))?;
            }
            page.line(format_args!("  seal {}", json.seal))
        })?;
        Ok(ExitStatus::Done)
    }
}
