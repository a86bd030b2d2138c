//! `rebuild`: fold the journal again from its beginning, compare with what is served, and write the checkpoint.

use clap::Args;
use ledger_store::Agreement;
use serde::Serialize;

use crate::commands::close;
use crate::failure::{Answer, Verdict};
use crate::out::Out;
use crate::progress::Meter;
use crate::render::number::counted;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Rebuild {}

#[derive(Serialize)]
struct Json {
    events: u64,
    digest: String,
    same: bool,
}

impl Rebuild {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
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
        Ok(if json.same { Verdict::Done } else { Verdict::Broken })
    }
}
