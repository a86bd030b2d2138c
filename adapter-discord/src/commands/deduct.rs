//! `deduct`: takes points from a member, never more than there are.

use ledger_core::{Command, Reason};

use crate::arguments::{HowMany, Person};
use crate::ask::Context;
use crate::change::{Change, mention, whose};
use crate::silence::{self, Silence};
use crate::trouble::Trouble;

/// Takes points back to the treasury.
#[poise::command(
    slash_command,
    prefix_command,
    aliases("removepoints", "remove", "subtract", "silentremove", "sremove")
)]
pub async fn deduct(
    ctx: Context<'_>,
    member: Person,
    amount: HowMany,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::suggest::reasons"]
    reason: String,
) -> Result<(), Trouble> {
    let (mut ask, silence) = silence::begin(ctx, silent).await?;
    let (HowMany(amount), reason) = (amount, Reason::new(&reason)?);
    let from = whose(&ask, member).await?;
    let receipt = ask.submit(Command::Deduct { member: from.id, amount, reason: reason.clone() }).await?;
    let taken = [("member", mention(from.id).into()), ("amount", ask.amount(amount.points()).into())];
    let change = Change {
        title: ask.say("deduct-title"),
        said: ask.say_with("deduct-done", &taken),
        reason: &reason,
        balance: Some(receipt.balance),
        entry: receipt.position,
        silence,
    };
    change.tell(&mut ask).await
}
