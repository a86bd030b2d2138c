//! `claim`: redeem a code for a member.

use adapter_orders::ClaimCode;
use clap::Args;
use ledger_core::Command;
use ledger_store::Request;

use crate::args::{Intention, OfMember};
use crate::commands::change_points;
use crate::exit::CommandResult;
use crate::out::Out;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Claim {
    #[command(flatten)]
    of: OfMember,
    /// The code, in capitals or not, with or without its dashes
    code: String,
    #[command(flatten)]
    intention: Intention,
}

impl Claim {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let (book, member) = (self.of.of.book, self.of.member);
        // A mistyped code ends here, so that it does not count as a guess.
        let code = ClaimCode::parse(&self.code)?;
        let ledger = tallybook.ledger()?;
        let command = Command::RedeemClaim { member, code: tallybook.claim_secrets()?.hashes(code) };
        let request = self.intention.on(Request::new(book, command));
        change_points(ledger, request, &format!("redeemed {code} for {member}"), out)
    }
}
