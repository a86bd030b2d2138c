//! `set`: sets a member's balance to a value. The journal gets the difference as a grant or a deduction.

use ledger_core::{Command, Event, Points};
use ledger_store::Receipt;

use crate::invocation::amount::{AmountArgument, Wanted};
use crate::invocation::arguments::Person;
use crate::invocation::change::{MemberChange, mention};
use crate::invocation::silent::Silence;
use crate::invocation::{Context, Invocation};
use crate::render::{Embed, Tone};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

/// Sets a member's balance.
#[poise::command(slash_command, prefix_command, aliases("setpoints"))]
pub(crate) async fn set(
    ctx: Context<'_>,
    member: Person,
    #[autocomplete = "crate::invocation::autocomplete::amounts"] balance: AmountArgument,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: String,
) -> Result<(), CommandError> {
    let wanted = balance.read(ctx).await?;
    let mut change = MemberChange::begin(ctx, member, silent, &reason).await?;
    let balance = match wanted {
        Wanted::Half => Points(change.balance().0 / 2),
        Wanted::Number(_) | Wanted::All => wanted.number()?,
    };
    let command = Command::SetBalance { member: change.member, balance, reason: change.reason.clone() };
    let receipt = change.invocation.submit(command).await?;
    let member = mention(change.member);
    let invocation = &mut change.invocation;
    let Some(difference) = difference(invocation, &receipt).await? else {
        let values = [("member", member.into()), ("balance", invocation.amount(receipt.balance).into())];
        let embed = Embed::new(Tone::Neutral).line(invocation.say_with("set-unchanged", &values));
        return invocation.answer(Answer::embed(embed)).await;
    };
    let values = [
        ("member", member.into()),
        ("balance", invocation.amount(balance).into()),
        ("change", invocation.change(difference).into()),
    ];
    let (title, said) = (invocation.say("set-title"), invocation.say_with("set-done", &values));
    change.tell(&receipt, title, said).await
}

/// The difference, as the journal has it; `None` if nothing changed.
async fn difference(invocation: &Invocation, receipt: &Receipt) -> Result<Option<Points>, CommandError> {
    let Some(position) = receipt.position else { return Ok(None) };
    let recorded = invocation.look_up(move |ledger, _| ledger.event(position)).await?;
    match recorded.map(|recorded| recorded.event) {
        Some(Event::PointsGranted { amount, .. }) => Ok(Some(amount.points())),
        Some(Event::PointsDeducted { amount, .. }) => Ok(Points::ZERO.checked_sub(amount.points())),
        _ => Err(CommandError::fault("the change of a balance is not where its receipt says")),
    }
}
