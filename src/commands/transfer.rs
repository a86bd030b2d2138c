//! `transfer`: move points from one member to another.

use clap::Args;
use ledger_core::{Amount, Command, MemberId};

use crate::args::{InBook, Reasoned};
use crate::commands::change_points;
use crate::exit::CommandResult;
use crate::out::Out;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Transfer {
    #[command(flatten)]
    of: InBook,
    /// The member who gives
    #[arg(long, value_name = "MEMBER", allow_hyphen_values = true)]
    from: MemberId,
    /// The member who gets
    #[arg(long, value_name = "MEMBER", allow_hyphen_values = true)]
    to: MemberId,
    /// How many points
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    amount: Amount,
    #[command(flatten)]
    why: Reasoned,
}

impl Transfer {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let (from, to, amount) = (self.from, self.to, self.amount);
        let command = Command::Transfer { from, to, amount, reason: self.why.reason.clone() };
        let request = self.why.request(self.of.book, command);
        let done = format!("transferred {amount} from {from} to {to}");
        change_points(tallybook.ledger_or_new()?, request, &done, out)
    }
}
