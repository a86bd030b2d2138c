//! `deduct`: take points from a member.

use clap::Args;
use ledger_core::{Amount, Command, Reason};
use ledger_store::Request;

use crate::args::{Intention, OfMember};
use crate::commands::change_points;
use crate::failure::Answer;
use crate::out::Out;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Deduct {
    #[command(flatten)]
    of: OfMember,
    /// How many points
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    amount: Amount,
    /// Why, for the history
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: Reason,
    #[command(flatten)]
    intention: Intention,
}

impl Deduct {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let (book, member, amount) = (self.of.of.book, self.of.member, self.amount);
        let command = Command::Deduct { member, amount, reason: self.reason.clone() };
        let request = self.intention.on(Request::new(book, command));
        change_points(tallybook.ledger_or_new()?, request, &format!("deducted {amount} from {member}"), out)
    }
}
