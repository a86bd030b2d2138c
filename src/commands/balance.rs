//! `balance`: show how many points a member has, now or in the past.

use clap::Args;
use serde::Serialize;

use crate::args::{Moment, OfMember};
use crate::exit::{CommandResult, ExitStatus};
use crate::out::{Ink, Out};
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Balance {
    #[command(flatten)]
    of: OfMember,
    #[command(flatten)]
    moment: Moment,
}

#[derive(Serialize)]
struct Json {
    book: String,
    member: String,
    balance: i64,
}

impl Balance {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let (book, member) = (self.of.of.book, self.of.member);
        let ledger = tallybook.ledger()?;
        let balance = match self.moment.as_of(&ledger)? {
            Some(as_of) => ledger.balance_as_of(book, member, as_of)?,
            None => ledger.balance(book, member),
        };
        let json = Json { book: book.to_string(), member: member.to_string(), balance: balance.0 };
        out.answer(&json, |page| page.line(format_args!("{member} has {}", page.ink(Ink::Bold, balance))))?;
        Ok(ExitStatus::Done)
    }
}
