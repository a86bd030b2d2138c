//! `reverse`: undo one posting, once, by a posting the other way.

use clap::Args;
use ledger_core::{Command, Position};

use crate::args::{InBook, Reasoned};
use crate::commands::change_points;
use crate::exit::CommandResult;
use crate::out::Out;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Reverse {
    #[command(flatten)]
    of: InBook,
    /// The position of the posting, as `history` shows it
    #[arg(long, value_name = "P", allow_hyphen_values = true)]
    position: Position,
    #[command(flatten)]
    why: Reasoned,
}

impl Reverse {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let position = self.position;
        let command = Command::Reverse { position, reason: self.why.reason.clone() };
        let request = self.why.request(self.of.book, command);
        let done = format!("reversed the posting at position {position}");
        change_points(tallybook.ledger()?, request, &done, out)
    }
}
