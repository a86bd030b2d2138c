//! `reverse`: undoes an entry, once. What touches two members is asked about first.

use ledger_core::{Command, Event, Position, Reason, Recorded};
use ledger_store::Request;
use poise::BoxFuture;

use crate::answer::Answer;
use crate::arguments::Whole;
use crate::ask::{Ask, Context, key_of};
use crate::change::{Change, mention};
use crate::confirm::{self, Confirmed};
use crate::custom_id::CustomId;
use crate::look::{Meaning, Sheet, time};
use crate::presses::Press;
use crate::silence::{self, Silence};
use crate::trouble::Trouble;

/// The first word of its buttons.
pub const BUTTON: &str = "reverse";

/// Undoes an entry.
#[poise::command(slash_command, prefix_command)]
pub async fn reverse(
    ctx: Context<'_>,
    entry: Whole,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::suggest::reasons"]
    reason: String,
) -> Result<(), Trouble> {
    let (mut ask, silence) = silence::begin(ctx, silent).await?;
    let Whole(entry) = entry;
    let plan =
        Plan { position: entry.to_string().parse()?, id: ask.id(), silence, reason: Reason::new(&reason)? };
    let recorded = found(&ask, plan.position).await?;
    if let Some(recorded) = &recorded
        && recorded.event.sides().accounts().count() > 1
    {
        let request = Request::new(ask.book, plan.command()).asker(ask.asker());
        // A posting has to be read for it.
        ask.look_up(move |ledger, _| ledger.preview(&request)).await?.receipt()?;
        let question = question(&ask, &plan, recorded);
        return ask.answer(question).await;
    }
    let done = undo(&ask, &plan, recorded.as_ref()).await?;
    ask.answer(done).await
}

/// Goes on after the question.
pub fn pressed(press: &mut Press) -> BoxFuture<'_, Result<(), Trouble>> {
    Box::pin(async move {
        let confirmed = confirm::answered(press)?;
        let plan = Plan {
            position: Position(press.id.part(1)?),
            id: press.id.part(2)?,
            silence: press.id.part(3)?,
            reason: confirm::reason(press)?,
        };
        let ask = press.begin().await?;
        if confirmed == Confirmed::No {
            let cancelled = Answer::line(ask.say("answer-cancelled"));
            return ask.answer(cancelled).await;
        }
        let recorded = found(ask, plan.position).await?;
        let done = undo(ask, &plan, recorded.as_ref()).await?;
        ask.answer(done).await
    })
}

/// What is to be undone.
struct Plan {
    position: Position,
    /// The intention: however often it is confirmed, it is done once.
    id: u64,
    silence: Silence,
    reason: Reason,
}

impl Plan {
    fn command(&self) -> Command {
        Command::Reverse { position: self.position, reason: self.reason.clone() }
    }
}

/// The entry, if there is such a one in this book; what is wrong with it is for the rules to say.
async fn found(ask: &Ask, position: Position) -> Result<Option<Recorded>, Trouble> {
    let recorded = ask.look_up(move |ledger, _| ledger.event(position)).await?;
    Ok(recorded.filter(|recorded| recorded.book == ask.book))
}

fn question(ask: &Ask, plan: &Plan, recorded: &Recorded) -> Answer {
    let what = match recorded.event {
        Event::PointsTransferred { .. } => ask.say("kind-transferred"),
        _ => ask.say("kind-other"),
    };
    let values = [
        ("what", what.into()),
        ("amount", ask.amount(recorded.event.sides().amount).into()),
        ("member", members(ask, recorded).into()),
        ("when", time::ago(recorded.at).into()),
    ];
    let title = ask.say_with("reverse-confirm-title", &[("position", plan.position.to_string().into())]);
    let sheet = Sheet::new(Meaning::Warning).title(title).line(ask.say_with("reverse-confirm", &values));
    confirm::question(ask, sheet, plan.reason.as_str(), |answer| {
        let id = CustomId::new(BUTTON, ask.member).with(answer).with(plan.position);
        id.with(plan.id).with(plan.silence.word())
    })
}

async fn undo(ask: &Ask, plan: &Plan, recorded: Option<&Recorded>) -> Result<Answer, Trouble> {
    let receipt = ask.ask(plan.command(), key_of(plan.id, "")).await?.receipt()?;
    let Some(recorded) = recorded else {
        return Err(ask.after_all(Trouble::fault("an entry was reversed that cannot be found")));
    };
    let is_of_two = recorded.event.sides().accounts().count() > 1;
    let values = [
        ("position", plan.position.to_string().into()),
        ("amount", ask.amount(recorded.event.sides().amount).into()),
    ];
    let change = Change {
        title: ask.say("reverse-title"),
        said: format!("{} · {}", ask.say_with("reverse-done", &values), members(ask, recorded)),
        reason: &plan.reason,
        balance: if is_of_two { None } else { Some(receipt.balance) },
        entry: receipt.position,
        silence: plan.silence,
    };
    Ok(Answer::sheet(change.sheet(ask)))
}

/// Whom an entry is about.
fn members(ask: &Ask, recorded: &Recorded) -> String {
    let accounts = recorded.event.sides().accounts();
    let names = ask.read(|book| {
        let member = |no| book.account(no).and_then(|account| account.member);
        accounts.map(member).collect::<Vec<_>>()
    });
    let names = names.into_iter().map(|member| member.map_or_else(|| ask.say("name-forgotten"), mention));
    names.collect::<Vec<_>>().join(" → ")
}
