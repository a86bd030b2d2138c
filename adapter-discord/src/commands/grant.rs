//! `grant`: gives points to a member.

use ledger_core::Command;

use crate::invocation::Context;
use crate::invocation::amount::AmountArgument;
use crate::invocation::arguments::Person;
use crate::invocation::change::{MemberChange, mention};
use crate::invocation::silent::Silence;
use crate::reply::error::CommandError;

/// Gives points to a member.
#[poise::command(slash_command, prefix_command, aliases("addpoints", "add", "silentadd", "sadd"))]
pub(crate) async fn grant(
    ctx: Context<'_>,
    member: Person,
    #[autocomplete = "crate::invocation::autocomplete::amounts"] amount: AmountArgument,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: String,
) -> Result<(), CommandError> {
    let amount = amount.read(ctx).await?.amount()?;
    let change = MemberChange::begin(ctx, member, silent, &reason).await?;
    let invocation = &change.invocation;
    let command = Command::Grant { member: change.member, amount, reason: change.reason.clone() };
    let receipt = invocation.submit(command).await?;
    let given =
        [("member", mention(change.member).into()), ("amount", invocation.amount(amount.points()).into())];
    let mut said = invocation.say_with("grant-done", &given);
    if let Some(unlocked) = invocation.new_achievements(&receipt).await? {
        said = format!("{said}\n{unlocked}");
    }
    let title = invocation.say("grant-title");
    change.tell(&receipt, title, said).await
}
