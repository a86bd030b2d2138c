//! How the demonstration is told to people; to programs only its end is.

use std::fmt::Display;
use std::io;

use ledger_store::{Ledger, Outcome};

use super::story;
use crate::failure::Failure;
use crate::out::{Ink, Out, Page};
use crate::render::outcome::unlocked;

/// Tells people what happens.
pub struct Teller<'o, 'w> {
    out: &'o mut Out<'w>,
}

impl<'o, 'w> Teller<'o, 'w> {
    /// A teller who writes there.
    pub fn new(out: &'o mut Out<'w>) -> Teller<'o, 'w> {
        Teller { out }
    }

    /// Begins a chapter.
    pub fn chapter(&mut self, title: &str) -> Result<(), Failure> {
        self.page(|page| {
            page.line("")?;
            page.line(page.ink(Ink::Bold, title))
        })
    }

    /// Says something.
    pub fn say(&mut self, text: impl Display) -> Result<(), Failure> {
        self.page(|page| page.line(text))
    }

    /// Shows a code.
    pub fn code(&mut self, text: impl Display, code: &str) -> Result<(), Failure> {
        self.page(|page| page.line(format_args!("{text} {}", page.ink(Ink::Cyan, code))))
    }

    /// Tells of something that was not done, and why.
    pub fn no(&mut self, text: &str, why: impl Display) -> Result<(), Failure> {
        self.page(|page| page.line(format_args!("{text}: {} {why}", page.ink(Ink::Red, "no,"))))
    }

    /// Tells what came of a request.
    pub fn outcome(&mut self, text: &str, outcome: &Outcome, ledger: &Ledger) -> Result<(), Failure> {
        let (receipt, again) = match outcome {
            Outcome::Applied(receipt) => (receipt, ""),
            Outcome::AlreadyApplied(receipt) => (receipt, " was applied already;"),
            Outcome::Refused(refusal) => return self.no(text, refusal),
        };
        let unlocked = if again.is_empty() { unlocked(ledger, story::book(), receipt)? } else { Vec::new() };
        self.page(|page| {
            let mut line = format!("{text}:{again} balance {}", page.ink(Ink::Bold, receipt.balance));
            if let Some(position) = receipt.position {
                line += &page.ink(Ink::Faint, format_args!(" (position {position})")).to_string();
            }
            page.line(line)?;
            if unlocked.is_empty() {
                return Ok(());
            }
            let names: Vec<String> =
                unlocked.iter().map(|(name, reward)| format!("{name} {reward}")).collect();
            page.line(page.ink(Ink::Green, format_args!("  unlocked {}", names.join(", "))))
        })
    }

    /// Writes a page.
    pub fn page(&mut self, write: impl FnOnce(&mut Page<'_>) -> io::Result<()>) -> Result<(), Failure> {
        Ok(self.out.text(write)?)
    }
}
