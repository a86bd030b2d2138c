//! `season close`: every balance to 0, every open code void, after a question that says what will happen.

use std::time::Duration;

use ledger_core::{Command, Phase, Reason};
use poise::BoxFuture;
use tokio::time::{Instant, interval};

use crate::answer::Answer;
use crate::ask::{Ask, Context, key_of};
use crate::change::Change;
use crate::confirm::{self, Confirmed};
use crate::custom_id::CustomId;
use crate::look::progress::bar;
use crate::look::{Meaning, Sheet};
use crate::presses::Press;
use crate::silence::{self, Silence};
use crate::trouble::Trouble;

/// The first word of its buttons.
pub const BUTTON: &str = "season";

/// How often it is looked whether it is over.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How often it is told how far it has come.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// How long it is told: then the place for the answer is soon lost. The close goes on by itself.
const TELL_FOR: Duration = Duration::from_secs(600);

/// Seasons.
#[poise::command(slash_command, prefix_command, subcommands("close"), subcommand_required)]
pub async fn season(_: Context<'_>) -> Result<(), Trouble> {
    Ok(())
}

/// Asks whether the season is to be closed.
#[poise::command(slash_command, prefix_command)]
pub async fn close(
    ctx: Context<'_>,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::suggest::reasons"]
    reason: String,
) -> Result<(), Trouble> {
    let (mut ask, silence) = silence::begin(ctx, silent).await?;
    let reason = Reason::new(&reason)?;
    ask.preview(Command::CloseSeason { reason: reason.clone() }).await?;
    let (season, members, total) = ask.read(|book| {
        let with_points = book.accounts().skip(1).filter(|(_, account)| account.balance.points.0 > 0).count();
        (book.season().number, with_points, book.totals().outstanding)
    });
    let title = ask.say_with("season-confirm-title", &[("season", season.into())]);
    let values = [("members", members.into()), ("total", ask.amount(total).into())];
    let sheet = Sheet::new(Meaning::Warning).title(title).line(ask.say_with("season-confirm", &values));
    let id = |answer: &str| {
        CustomId::new(BUTTON, ask.member).with(answer).with(season).with(ask.id()).with(silence.word())
    };
    let question = confirm::question(&ask, sheet, reason.as_str(), id);
    ask.answer(question).await
}

/// Goes on after the question.
pub fn pressed(press: &mut Press) -> BoxFuture<'_, Result<(), Trouble>> {
    Box::pin(async move {
        let confirmed = confirm::answered(press)?;
        let (season, id) = (press.id.part::<u32>(1)?, press.id.part::<u64>(2)?);
        let silence = press.id.part::<Silence>(3)?;
        let reason = confirm::reason(press)?;
        let ask = press.begin().await?;
        if confirmed == Confirmed::No {
            let cancelled = Answer::line(ask.say("answer-cancelled"));
            return ask.answer(cancelled).await;
        }
        // The season that was asked about may be over, by another question or from elsewhere.
        let key = key_of(id, "");
        let is_over = ask.read(|book| book.season().number != season);
        if is_over {
            let title = ask.say_with("season-title", &[("season", season.into())]);
            let sheet = Sheet::new(Meaning::Neutral).title(title).line(ask.say("season-over-already"));
            return ask.answer(Answer::sheet(sheet)).await;
        }
        let receipt = ask.ask(Command::CloseSeason { reason: reason.clone() }, key).await?.receipt()?;
        if until_closed(ask, season).await == Closed::NotYet {
            let line = ask.say_with("season-running", &[("season", season.into())]);
            return ask.answer(Answer::line(line)).await;
        }
        let change = Change {
            title: ask.say_with("season-title", &[("season", season.into())]),
            said: ask.say("season-done"),
            reason: &reason,
            balance: None,
            entry: receipt.position,
            silence,
        };
        change.tell(ask).await
    })
}

/// Whether a season is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closed {
    Yes,
    /// It takes longer than an answer can be waited for.
    NotYet,
}

/// Waits until a season is closed, and tells how far it has come.
async fn until_closed(ask: &mut Ask, season: u32) -> Closed {
    let began = Instant::now();
    let mut told = began;
    let mut look = interval(LOOK_EVERY);
    loop {
        look.tick().await;
        let (closing, accounts) = ask.read(|book| {
            let now = book.season();
            let closing = match now.phase {
                Phase::Closing { next } if now.number == season => Some(i64::from(next.0)),
                _ => None,
            };
            (closing, i64::from(book.totals().accounts))
        });
        let Some(next) = closing else { return Closed::Yes };
        if began.elapsed() > TELL_FOR {
            return Closed::NotYet;
        }
        if told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            let line = ask.say_with("season-running", &[("season", season.into())]);
            ask.meanwhile(format!("{line}\n{}", bar(next - 1, accounts))).await;
        }
    }
}
