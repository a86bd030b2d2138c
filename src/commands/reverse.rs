//! `reverse`: undo one posting, once, by a posting the other way.

use clap::Args;
use ledger_core::{Command, Position, Reason};
use ledger_store::Request;

use crate::args::{InBook, Intention};
use crate::commands::change_points;
use crate::failure::Answer;
use crate::out::Out;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Reverse {
    #[command(flatten)]
    of: InBook,
    /// The position of the posting, as `history` shows it
    #[arg(long, value_name = "P", allow_hyphen_values = true)]
    position: Position,
    /// Why, for the history
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    reason: Reason,
    #[command(flatten)]
    intention: Intention,
}

impl Reverse {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let position = self.position;
        let command = Command::Reverse { position, reason: self.reason.clone() };
        let request = self.intention.on(Request::new(self.of.book, command));
        let done = format!("reversed the posting at position {position}");
        change_points(tallybook.ledger()?, request, &done, out)
    }
}
