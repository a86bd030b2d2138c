//! `grant`, `deduct` and `set`: change the points of one member.
//! The ledger turns `set` into a grant, a deduction, or nothing.

use clap::Args;
use ledger_core::{Amount, Command, Points};

use crate::args::{OfMember, Reasoned};
use crate::commands::change_points;
use crate::exit::CommandResult;
use crate::out::Out;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Grant {
    #[command(flatten)]
    change: AmountChange,
}

#[derive(Args)]
pub(crate) struct Deduct {
    #[command(flatten)]
    change: AmountChange,
}

#[derive(Args)]
struct AmountChange {
    #[command(flatten)]
    of: OfMember,
    /// How many points
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    amount: Amount,
    #[command(flatten)]
    why: Reasoned,
}

#[derive(Args)]
pub(crate) struct Set {
    #[command(flatten)]
    of: OfMember,
    /// The balance that it should be
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    amount: Points,
    #[command(flatten)]
    why: Reasoned,
}

impl Grant {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let AmountChange { of, amount, why } = &self.change;
        let command = Command::Grant { member: of.member, amount: *amount, reason: why.reason.clone() };
        let done = format!("granted {amount} to {}", of.member);
        change_points(tallybook.ledger_or_new()?, why.request(of.of.book, command), &done, out)
    }
}

impl Deduct {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let AmountChange { of, amount, why } = &self.change;
        let command = Command::Deduct { member: of.member, amount: *amount, reason: why.reason.clone() };
        let done = format!("deducted {amount} from {}", of.member);
        change_points(tallybook.ledger_or_new()?, why.request(of.of.book, command), &done, out)
    }
}

impl Set {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let Set { of, amount, why } = self;
        let command = Command::SetBalance { member: of.member, balance: *amount, reason: why.reason.clone() };
        let done = format!("set {} to {amount}", of.member);
        change_points(tallybook.ledger_or_new()?, why.request(of.of.book, command), &done, out)
    }
}
