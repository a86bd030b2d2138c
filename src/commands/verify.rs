//! `verify`: prove that the ledger is complete and unchanged. It opens the file read-only.

use clap::Args;
use ledger_store::{Seal, VerifyOptions, verify};
use serde::Serialize;

use crate::exit::{CommandResult, ExitStatus};
use crate::out::{Ink, Out};
use crate::progress::Meter;
use crate::render::number::counted;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Verify {
    /// Also prove that no event up to this seal, kept on another machine, was changed or cut off
    #[arg(long, value_name = "POSITION:HEX")]
    since_seal: Option<Seal>,
}

#[derive(Serialize)]
struct Whole {
    ok: bool,
    events: u64,
    books: u64,
    seal: String,
    digest: String,
    /// The seal of `--since-seal`: everything up to it is unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    since_seal: Option<String>,
}

#[derive(Serialize)]
struct Broken {
    ok: bool,
    position: Option<u64>,
    problem: String,
}

impl Verify {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let options = VerifyOptions::default();
        let options = self.since_seal.map_or(options, |seal| options.since_seal(seal));
        let mut meter = Meter::of("verifying");
        let verified = verify(tallybook.database(), &options, &mut |progress| meter.show(progress));
        drop(meter);
        match verified {
            Ok(verified) => {
                let json = Whole {
                    ok: true,
                    events: verified.events,
                    books: verified.books,
                    seal: verified.seal.to_string(),
                    digest: verified.digest.to_string(),
                    since_seal: self.since_seal.map(|seal| seal.to_string()),
                };
                out.answer(&json, |page| {
                    let (events, books) = (counted(json.events, "event"), counted(json.books, "book"));
                    page.line(format_args!(
                        "{}: {events}, {books}, nothing missing, nothing changed",
                        page.ink(Ink::Green, "whole")
                    ))?;
                    page.line(format_args!("  seal   {}", json.seal))?;
                    page.line(format_args!("  digest {}", json.digest))?;
                    match self.since_seal {
                        Some(kept) => page.line(format_args!(
                            "  since  the seal of position {}: still there, nothing before it changed or cut off",
                            kept.position
                        )),
                        None => Ok(()),
                    }
                })?;
                Ok(ExitStatus::Done)
            }
            Err(error) => {
                let position = error.position().map(|position| position.0);
                let json = Broken { ok: false, position, problem: error.to_string() };
                out.objection(&json, |page| page.line(format_args!("broken: {}", json.problem)))?;
                Ok(ExitStatus::Broken)
            }
        }
    }
}
