//! `deduct`: takes points from a member, at most the balance.

use ledger_core::Command;

use crate::invocation::Context;
use crate::invocation::amount::AmountArgument;
use crate::invocation::arguments::Person;
use crate::invocation::change::{MemberChange, mention};
use crate::invocation::silent::Silence;
use crate::reply::error::CommandError;

/// Takes points from a member.
#[poise::command(
    slash_command,
    prefix_command,
    aliases("removepoints", "remove", "subtract", "silentremove", "sremove")
)]
pub(crate) async fn deduct(
    ctx: Context<'_>,
    member: Person,
    #[autocomplete = "crate::invocation::autocomplete::parts"] amount: AmountArgument,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: String,
) -> Result<(), CommandError> {
    let wanted = amount.read(ctx).await?;
    let change = MemberChange::begin(ctx, member, silent, &reason).await?;
    let (invocation, amount) = (&change.invocation, wanted.amount_of(change.balance())?);
    let command = Command::Deduct { member: change.member, amount, reason: change.reason.clone() };
    let receipt = invocation.submit(command).await?;
    let taken =
        [("member", mention(change.member).into()), ("amount", invocation.amount(amount.points()).into())];
    let (title, said) = (invocation.say("deduct-title"), invocation.say_with("deduct-done", &taken));
    change.tell(&receipt, title, said).await
}
