//! `set`: makes a member's balance what it should be. The journal gets the change, as a grant or a deduction.

use ledger_core::{Command, Event, Points, Reason};
use ledger_store::Receipt;

use crate::answer::Answer;
use crate::arguments::{Person, Whole, Wrong};
use crate::ask::{Ask, Context};
use crate::change::{Change, mention, whose};
use crate::look::{Meaning, Sheet};
use crate::silence::{self, Silence};
use crate::trouble::Trouble;

/// Makes a balance what it should be.
#[poise::command(slash_command, prefix_command, aliases("setpoints"))]
pub async fn set(
    ctx: Context<'_>,
    member: Person,
    balance: Whole,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::suggest::reasons"]
    reason: String,
) -> Result<(), Trouble> {
    let (mut ask, silence) = silence::begin(ctx, silent).await?;
    let (Whole(wanted), reason) = (balance, Reason::new(&reason)?);
    let balance = i64::try_from(wanted).map(Points).map_err(|_| Wrong::Whole(wanted.to_string()))?;
    let of = whose(&ask, member).await?;
    let receipt = ask.submit(Command::SetBalance { member: of.id, balance, reason: reason.clone() }).await?;
    let member = mention(of.id);
    let Some(change) = change(&ask, &receipt).await? else {
        let values = [("member", member.into()), ("balance", ask.amount(receipt.balance).into())];
        let sheet = Sheet::new(Meaning::Neutral).line(ask.say_with("set-unchanged", &values));
        return ask.answer(Answer::sheet(sheet)).await;
    };
    let values = [
        ("member", member.into()),
        ("balance", ask.amount(balance).into()),
        ("change", ask.change(change).into()),
    ];
    let change = Change {
        title: ask.say("set-title"),
        said: ask.say_with("set-done", &values),
        reason: &reason,
        balance: Some(receipt.balance),
        entry: receipt.position,
        silence,
    };
    change.tell(&mut ask).await
}

/// What it came to, as the journal has it; `None` if nothing had to be changed.
async fn change(ask: &Ask, receipt: &Receipt) -> Result<Option<Points>, Trouble> {
    let Some(position) = receipt.position else { return Ok(None) };
    let recorded = ask.look_up(move |ledger, _| ledger.event(position)).await?;
    match recorded.map(|recorded| recorded.event) {
        Some(Event::PointsGranted { amount, .. }) => Ok(Some(amount.points())),
        Some(Event::PointsDeducted { amount, .. }) => Ok(Points::ZERO.checked_sub(amount.points())),
        _ => Err(ask.after_all(Trouble::fault("the change of a balance is not where its receipt says"))),
    }
}
