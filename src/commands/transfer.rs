//! `transfer`: move points from one member to another.

use clap::Args;
use ledger_core::{Amount, Command, MemberId, Reason};
use ledger_store::Request;

use crate::args::{InBook, Intention};
use crate::commands::change_points;
use crate::failure::Answer;
use crate::out::Out;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Transfer {
    #[command(flatten)]
    of: InBook,
    /// Who gives
    #[arg(long, value_name = "MEMBER", allow_hyphen_values = true)]
    from: MemberId,
    /// Who gets
    #[arg(long, value_name = "MEMBER", allow_hyphen_values = true)]
    to: MemberId,
    /// How many points
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    amount: Amount,
    /// Why, for the history
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: Reason,
    #[command(flatten)]
    intention: Intention,
}

impl Transfer {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let (from, to, amount) = (self.from, self.to, self.amount);
        let command = Command::Transfer { from, to, amount, reason: self.reason.clone() };
        let request = self.intention.on(Request::new(self.of.book, command));
        let done = format!("transferred {amount} from {from} to {to}");
        change_points(tallybook.ledger_or_new()?, request, &done, out)
    }
}
