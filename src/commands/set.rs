//! `set`: make a balance what it should be; the ledger turns it into a grant, a deduction, or nothing.

use clap::Args;
use ledger_core::{Command, Points, Reason};
use ledger_store::Request;

use crate::args::{Intention, OfMember};
use crate::commands::change_points;
use crate::failure::Answer;
use crate::out::Out;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Set {
    #[command(flatten)]
    of: OfMember,
    /// The balance that it should be
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    amount: Points,
    /// Why, for the history
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: Reason,
    #[command(flatten)]
    intention: Intention,
}

impl Set {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let (book, member, balance) = (self.of.of.book, self.of.member, self.amount);
        let command = Command::SetBalance { member, balance, reason: self.reason.clone() };
        let request = self.intention.on(Request::new(book, command));
        change_points(tallybook.ledger_or_new()?, request, &format!("set {member} to {balance}"), out)
    }
}
