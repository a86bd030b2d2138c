//! Findings about a ledger for an admin who asks for help. Nothing is changed.

use std::path::Path;

use crate::api::clock::ClockStatus;
use crate::api::finding::{Finding, Health};
use crate::api::options::{Clock, SystemClock};
use crate::engine::reader::EngineReader;
use crate::internal_error::{Result, explain};
use crate::ledger::open;
use crate::sqlite;

/// Examines a ledger file; never fails, since each problem is a finding.
pub fn diagnose(path: &Path) -> Vec<Finding> {
    let (mut findings, engine) = sqlite::diagnose(path);
    if let Some(engine) = engine
        && let Err(error) = look(&*engine, &mut findings)
    {
        findings.push(finding("file", explain(&error), Health::Broken));
    }
    findings
}

fn look(engine: &dyn EngineReader, findings: &mut Vec<Finding>) -> Result<()> {
    findings.push(finding("events", engine.head()?.to_string(), Health::Fine));
    let checkpoint = engine.checkpoint()?;
    let checkpoint =
        checkpoint.map_or("none".to_owned(), |stored| format!("at position {}", stored.position));
    findings.push(finding("checkpoint", checkpoint, Health::Fine));
    match open::check_journal(engine) {
        Ok(seal) => findings.push(finding("seal", seal.to_string(), Health::Fine)),
        Err(error) => findings.push(finding("journal", explain(&error), Health::Broken)),
    }
    let clock = ClockStatus::of(engine.ends()?.last_at, SystemClock.now());
    findings.push(match clock.problem {
        None => finding("clock", clock.now.to_string(), Health::Fine),
        Some(problem) => finding("clock", format!("nothing is recorded: {problem}"), Health::Attention),
    });
    Ok(())
}

fn finding(what: &'static str, value: String, health: Health) -> Finding {
    Finding { what, value, health }
}
