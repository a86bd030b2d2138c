//! Prints the demonstration for people. JSON has only its end.

use std::fmt::Display;
use std::io;

use ledger_store::{Ledger, Outcome};

use crate::commands::demo::database::book;
use crate::exit::Failure;
use crate::out::{Ink, Out, Page};
use crate::render::outcome::unlocked;

pub(crate) struct Narrator<'o, 'w> {
    out: &'o mut Out<'w>,
}

impl<'o, 'w> Narrator<'o, 'w> {
    pub(crate) fn new(out: &'o mut Out<'w>) -> Narrator<'o, 'w> {
        Narrator { out }
    }

    pub(crate) fn chapter(&mut self, title: &str) -> Result<(), Failure> {
        self.page(|page| {
            page.line("")?;
            page.line(page.ink(Ink::Bold, title))
        })
    }

    pub(crate) fn say(&mut self, text: impl Display) -> Result<(), Failure> {
        self.page(|page| page.line(text))
    }

    pub(crate) fn code(&mut self, text: impl Display, code: &str) -> Result<(), Failure> {
        self.page(|page| page.line(format_args!("{text} {}", page.ink(Ink::Cyan, code))))
    }

    pub(crate) fn no(&mut self, text: &str, why: impl Display) -> Result<(), Failure> {
        self.page(|page| page.line(format_args!("{text}: {} {why}", page.ink(Ink::Red, "no,"))))
    }

    pub(crate) fn outcome(&mut self, text: &str, outcome: &Outcome, ledger: &Ledger) -> Result<(), Failure> {
        let (receipt, again) = match outcome {
            Outcome::Applied(receipt) => (receipt, ""),
            Outcome::AlreadyApplied(receipt) => (receipt, " was applied already;"),
            Outcome::Refused(refusal) => return self.no(text, refusal),
        };
        let unlocked = if again.is_empty() { unlocked(ledger, book(), receipt)? } else { Vec::new() };
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

    pub(crate) fn page(
        &mut self,
        write: impl FnOnce(&mut Page<'_>) -> io::Result<()>,
    ) -> Result<(), Failure> {
        Ok(self.out.text(write)?)
    }
}
