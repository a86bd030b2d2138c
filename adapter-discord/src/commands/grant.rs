//! `grant`: points for a member.

use ledger_core::{Command, Reason};

use crate::arguments::{HowMany, Person};
use crate::ask::Context;
use crate::change::{Change, mention, whose};
use crate::silence::{self, Silence};
use crate::trouble::Trouble;

/// Gives points from the treasury.
#[poise::command(slash_command, prefix_command, aliases("addpoints", "add", "silentadd", "sadd"))]
pub async fn grant(
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
    let to = whose(&ask, member).await?;
    let receipt = ask.submit(Command::Grant { member: to.id, amount, reason: reason.clone() }).await?;
    let given = [("member", mention(to.id).into()), ("amount", ask.amount(amount.points()).into())];
    let mut said = ask.say_with("grant-done", &given);
    if let Some(unlocked) = ask.new_achievements(&receipt).await? {
        said = format!("{said}\n{unlocked}");
    }
    let change = Change {
        title: ask.say("grant-title"),
        said,
        reason: &reason,
        balance: Some(receipt.balance),
        entry: receipt.position,
        silence,
    };
    change.tell(&mut ask).await
}
