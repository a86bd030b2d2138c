//! `reverse`: reverses an entry, once. It asks for confirmation if the entry concerns two members.

use ledger_core::{Command, Event, Position, Reason, Recorded};
use ledger_store::Request;
use poise::BoxFuture;

use crate::invocation::arguments::WholeNumber;
use crate::invocation::change::{ChangeReport, mention};
use crate::invocation::components::ComponentEvent;
use crate::invocation::confirm::{self, Confirmed};
use crate::invocation::custom_id::CustomId;
use crate::invocation::silent::Silence;
use crate::invocation::{Context, Invocation, key_of, reason};
use crate::render::{Embed, Tone, time};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

pub(super) const BUTTON: &str = "reverse";

/// Reverses an entry.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn reverse(
    ctx: Context<'_>,
    entry: WholeNumber,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: String,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin_with_silence(ctx, silent).await?;
    let WholeNumber(entry) = entry;
    let (position, reason) = (entry.to_string().parse()?, Reason::new(reason::unmarked(ctx, &reason))?);
    let plan = Reversal { position, id: invocation.id(), reason };
    let recorded = found(&invocation, plan.position).await?;
    if let Some(recorded) = &recorded
        && recorded.event.sides().accounts().count() > 1
    {
        let request = Request::new(invocation.book, plan.command()).asker(invocation.asker());
        // The preview reads the posting from the file.
        invocation.look_up(move |ledger, _| ledger.preview(&request)).await?.receipt()?;
        let question = question(&invocation, &plan, recorded);
        return invocation.answer(question).await;
    }
    let done = undo(&invocation, &plan, recorded.as_ref()).await?;
    invocation.answer(done).await
}

/// Continues after the confirmation.
pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let confirmed = confirm::answered(event)?;
        let plan = Reversal {
            position: Position(event.id.part(1)?),
            id: event.id.part(2)?,
            reason: confirm::reason(event)?,
        };
        event.invocation.silence = event.id.part(3)?;
        let invocation = event.begin().await?;
        if confirmed == Confirmed::No {
            let cancelled = Answer::line(invocation.say("answer-cancelled"));
            return invocation.answer(cancelled).await;
        }
        let recorded = found(invocation, plan.position).await?;
        let done = undo(invocation, &plan, recorded.as_ref()).await?;
        invocation.answer(done).await
    })
}

struct Reversal {
    position: Position,
    /// Part of the request key: however often the button is pressed, the entry is reversed once.
    id: u64,
    reason: Reason,
}

impl Reversal {
    fn command(&self) -> Command {
        Command::Reverse { position: self.position, reason: self.reason.clone() }
    }
}

/// The entry, if it is in this book; the rules check the rest.
async fn found(invocation: &Invocation, position: Position) -> Result<Option<Recorded>, CommandError> {
    let recorded = invocation.look_up(move |ledger, _| ledger.event(position)).await?;
    Ok(recorded.filter(|recorded| recorded.book == invocation.book))
}

fn question(invocation: &Invocation, plan: &Reversal, recorded: &Recorded) -> Answer {
    let what = match recorded.event {
        Event::PointsTransferred { .. } => invocation.say("kind-transferred"),
        _ => invocation.say("kind-other"),
    };
    let values = [
        ("what", what.into()),
        ("amount", invocation.amount(recorded.event.sides().amount).into()),
        ("member", members(invocation, recorded).into()),
        ("when", time::ago(recorded.at).into()),
    ];
    let title =
        invocation.say_with("reverse-confirm-title", &[("position", plan.position.to_string().into())]);
    let embed = Embed::new(Tone::Warning).title(title).line(invocation.say_with("reverse-confirm", &values));
    confirm::question(invocation, embed, plan.reason.as_str(), |answer| {
        let id = CustomId::new(BUTTON, invocation.member).with(answer).with(plan.position);
        id.with(plan.id).with(invocation.silence.word())
    })
}

async fn undo(
    invocation: &Invocation,
    plan: &Reversal,
    recorded: Option<&Recorded>,
) -> Result<Answer, CommandError> {
    let receipt = invocation.submit_with_key(plan.command(), key_of(plan.id, "")).await?.receipt()?;
    let Some(recorded) = recorded else {
        return Err(CommandError::fault("an entry was reversed that cannot be found"));
    };
    let is_of_two = recorded.event.sides().accounts().count() > 1;
    let values = [
        ("position", plan.position.to_string().into()),
        ("amount", invocation.amount(recorded.event.sides().amount).into()),
    ];
    let change = ChangeReport {
        title: invocation.say("reverse-title"),
        said: format!("{} · {}", invocation.say_with("reverse-done", &values), members(invocation, recorded)),
        reason: &plan.reason,
        balance: if is_of_two { None } else { Some(receipt.balance) },
        entry: receipt.position,
    };
    Ok(Answer::embed(change.embed(invocation)))
}

fn members(invocation: &Invocation, recorded: &Recorded) -> String {
    let accounts = recorded.event.sides().accounts();
    let names = invocation.read(|book| {
        let member = |no| book.account(no).and_then(|account| account.member);
        accounts.map(member).collect::<Vec<_>>()
    });
    let names =
        names.into_iter().map(|member| member.map_or_else(|| invocation.say("name-forgotten"), mention));
    names.collect::<Vec<_>>().join(" → ")
}
