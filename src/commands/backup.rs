//! `backup`: copy the ledger while it is in use, and verify the copy.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::exit::{CommandResult, ExitStatus};
use crate::out::Out;
use crate::progress::Meter;
use crate::render::number::counted;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Backup {
    /// The new file of the copy
    to: PathBuf,
}

#[derive(Serialize)]
struct Json {
    to: String,
    events: u64,
    seal: String,
}

impl Backup {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let mut meter = Meter::of("copying");
        let copied = tallybook.ledger()?.backup(&self.to, &mut |progress| meter.show(progress))?;
        drop(meter);
        let to = self.to.display().to_string();
        let json = Json { to, events: copied.events, seal: copied.seal.to_string() };
        out.answer(&json, |page| {
            page.line(format_args!(
                "copied {} to {} and verified the copy",
                counted(json.events, "event"),
                json.to
            ))?;
            page.line(format_args!("  seal {}", json.seal))
        })?;
        Ok(ExitStatus::Done)
    }
}
