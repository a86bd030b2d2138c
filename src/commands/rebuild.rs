//! `rebuild`: fold the journal again from its beginning, compare with the current state, and write the checkpoint.

use clap::Args;
use ledger_store::Agreement;
use serde::Serialize;

use crate::commands::close;
use crate::exit::{CommandResult, ExitStatus};
use crate::out::Out;
use crate::progress::Meter;
use crate::render::number::counted;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Rebuild {}

#[derive(Serialize)]
struct Json {
    events: u64,
    digest: String,
    same: bool,
}

impl Rebuild {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let ledger = tallybook.ledger()?;
        let mut meter = Meter::of("rebuilding");
        let rebuilt = ledger.rebuild(&mut |progress| meter.show(progress))?;
        drop(meter);
        close(ledger);
        let same = rebuilt.agreement == Agreement::Same;
        let json = Json { events: rebuilt.events, digest: rebuilt.digest.to_string(), same };
        out.answer(&json, |page| {
            let same = if json.same { "the same as" } else { "NOT the same as" };
            page.line(format_args!("folded {}: {same} what was served", counted(json.events, "event")))?;
            page.line(format_args!("  digest {}", json.digest))
        })?;
        Ok(if json.same { ExitStatus::Done } else { ExitStatus::Broken })
    }
}
