//! The outcome of a change: applied, applied already, or refused.

use std::io;

use ledger_core::{BookId, Event};
use ledger_store::{Ledger, Outcome, Receipt};
use serde::Serialize;

use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::{Ink, Out, Page};
use crate::render::number::signed;
use crate::render::refusal::refused;

/// The JSON of a change that is in force.
#[derive(Serialize)]
pub(crate) struct Applied {
    outcome: &'static str,
    position: Option<u64>,
    positions: Vec<u64>,
}

/// The same, with the balance of the member.
#[derive(Serialize)]
pub(crate) struct AppliedToMember {
    #[serde(flatten)]
    applied: Applied,
    balance: i64,
}

/// A change that is in force, applied now or before.
pub(crate) struct InForce {
    pub(crate) receipt: Receipt,
    outcome: &'static str,
}

impl InForce {
    pub(crate) fn json(&self) -> Applied {
        Applied {
            outcome: self.outcome,
            position: self.receipt.position.map(|position| position.0),
            positions: self.receipt.positions().iter().map(|position| position.0).collect(),
        }
    }

    pub(crate) fn json_with_balance(&self) -> AppliedToMember {
        AppliedToMember { applied: self.json(), balance: self.receipt.balance.0 }
    }

    /// The first line for people: what was done, and its position.
    pub(crate) fn line(&self, page: &mut Page<'_>, done: &str) -> io::Result<()> {
        let where_to = match (self.receipt.position, self.outcome) {
            (None, _) => "nothing had to change".to_owned(),
            (Some(position), "applied") => format!("position {position}"),
            (Some(position), _) => format!("done already, at position {position}"),
        };
        page.line(format_args!("{done} {}", page.ink(Ink::Faint, format_args!("({where_to})"))))
    }
}

/// The change, if it is in force. A refusal is written to `out` and gives `None`.
pub(crate) fn in_force(outcome: Outcome, out: &mut Out<'_>) -> Result<Option<InForce>, Failure> {
    match outcome {
        Outcome::Applied(receipt) => Ok(Some(InForce { receipt, outcome: "applied" })),
        Outcome::AlreadyApplied(receipt) => Ok(Some(InForce { receipt, outcome: "already_applied" })),
        Outcome::Refused(refusal) => {
            out.objection(&refused(&refusal), |page| page.line(format_args!("refused: {refusal}")))?;
            Ok(None)
        }
    }
}

/// Writes the outcome of a change to a member's points.
pub(crate) fn write(
    outcome: Outcome,
    done: &str,
    ledger: &Ledger,
    book: BookId,
    out: &mut Out<'_>,
) -> CommandResult {
    let Some(in_force) = in_force(outcome, out)? else { return Ok(ExitStatus::Refused) };
    let unlocked = unlocked(ledger, book, &in_force.receipt)?;
    out.answer(&in_force.json_with_balance(), |page| {
        in_force.line(page, done)?;
        for (achievement, reward) in &unlocked {
            let text = format!("  unlocked {} {reward}", page.ink(Ink::Green, achievement));
            page.line(text.trim_end())?;
        }
        page.line(format_args!("  balance {}", page.ink(Ink::Bold, in_force.receipt.balance)))
    })?;
    Ok(ExitStatus::Done)
}

/// The achievements that a change unlocked, each with its reward.
pub(crate) fn unlocked(
    ledger: &Ledger,
    book: BookId,
    receipt: &Receipt,
) -> Result<Vec<(String, String)>, Failure> {
    let mut found = Vec::new();
    for position in &receipt.also {
        let Some(Event::AchievementUnlocked { achievement, reward, .. }) =
            ledger.event(*position)?.map(|recorded| recorded.event)
        else {
            continue;
        };
        let name =
            ledger.read(book, |book| book.achievement(&achievement).map(|known| known.spec.name.to_string()));
        let reward = if reward.0 == 0 { String::new() } else { signed(reward) };
        found.push((name.unwrap_or_else(|| achievement.to_string()), reward));
    }
    Ok(found)
}
