//! The answer of `export` and `load`: where the events went, and the seal at their end.

use std::io;
use std::path::Path;

use ledger_store::Seal;
use serde::Serialize;

use crate::out::Page;
use crate::render::number::counted;

#[derive(Serialize)]
pub(crate) struct Transferred {
    to: String,
    events: u64,
    seal: String,
}

impl Transferred {
    pub(crate) fn new(to: &Path, events: u64, seal: Seal) -> Transferred {
        Transferred { to: to.display().to_string(), events, seal: seal.to_string() }
    }

    /// Two lines for people; `done` and `preposition` stand around the number: "loaded", "into".
    pub(crate) fn write(&self, page: &mut Page<'_>, done: &str, preposition: &str) -> io::Result<()> {
        page.line(format_args!("{done} {} {preposition} {}", counted(self.events, "event"), self.to))?;
        page.line(format_args!("  seal {}", self.seal))
    }
}
