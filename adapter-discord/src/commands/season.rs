//! `season close`: sets every balance to 0 and voids every open code, after a confirmation that says so.

use std::time::Duration;

use ledger_core::{Command, Phase, Reason};
use poise::BoxFuture;
use tokio::time::{Instant, interval};

use crate::invocation::change::ChangeReport;
use crate::invocation::components::ComponentEvent;
use crate::invocation::confirm::{self, Confirmed};
use crate::invocation::custom_id::CustomId;
use crate::invocation::silent::Silence;
use crate::invocation::{Context, Invocation, key_of};
use crate::render::progress::bar;
use crate::render::{Embed, Tone};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

pub(super) const BUTTON: &str = "season";

const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How often the progress message is updated.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// Stops before the interaction's response token expires. The close continues without messages.
const TELL_FOR: Duration = Duration::from_secs(600);

/// The parent of the season's subcommands.
#[poise::command(slash_command, prefix_command, subcommands("close"), subcommand_required)]
pub(crate) async fn season(_: Context<'_>) -> Result<(), CommandError> {
    Ok(())
}

/// Asks for confirmation to close the season.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn close(
    ctx: Context<'_>,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: String,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin_with_silence(ctx, silent).await?;
    let reason = Reason::new(&reason)?;
    invocation.preview(Command::CloseSeason { reason: reason.clone() }).await?;
    let (season, members, total) = invocation.read(|book| {
        let with_points = book.accounts().skip(1).filter(|(_, account)| account.balance.points.0 > 0).count();
        (book.season().number, with_points, book.totals().outstanding)
    });
    let title = invocation.say_with("season-confirm-title", &[("season", season.into())]);
    let values = [("members", members.into()), ("total", invocation.amount(total).into())];
    let embed = Embed::new(Tone::Warning).title(title).line(invocation.say_with("season-confirm", &values));
    let id = |answer: &str| {
        CustomId::new(BUTTON, invocation.member)
            .with(answer)
            .with(season)
            .with(invocation.id())
            .with(invocation.silence.word())
    };
    let question = confirm::question(&invocation, embed, reason.as_str(), id);
    invocation.answer(question).await
}

/// Continues after the confirmation.
pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let confirmed = confirm::answered(event)?;
        let (season, id) = (event.id.part::<u32>(1)?, event.id.part::<u64>(2)?);
        event.invocation.silence = event.id.part(3)?;
        let reason = confirm::reason(event)?;
        let invocation = event.begin().await?;
        if confirmed == Confirmed::No {
            let cancelled = Answer::line(invocation.say("answer-cancelled"));
            return invocation.answer(cancelled).await;
        }
        // The season in the question may be closed already, through another question or the command line.
        let key = key_of(id, "");
        let is_over = invocation.read(|book| book.season().number != season);
        if is_over {
            let title = invocation.say_with("season-title", &[("season", season.into())]);
            let embed = Embed::new(Tone::Neutral).title(title).line(invocation.say("season-over-already"));
            return invocation.answer(Answer::embed(embed)).await;
        }
        let receipt = invocation
            .submit_with_key(Command::CloseSeason { reason: reason.clone() }, key)
            .await?
            .receipt()?;
        if until_closed(invocation, season).await == Closed::NotYet {
            let line = invocation.say_with("season-running", &[("season", season.into())]);
            return invocation.answer(Answer::line(line)).await;
        }
        let change = ChangeReport {
            title: invocation.say_with("season-title", &[("season", season.into())]),
            said: invocation.say("season-done"),
            reason: &reason,
            balance: None,
            entry: receipt.position,
        };
        change.tell(invocation).await
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closed {
    Yes,
    /// The close takes longer than a reply is possible.
    NotYet,
}

/// Waits until a season is closed, and reports the progress.
async fn until_closed(invocation: &mut Invocation, season: u32) -> Closed {
    let began = Instant::now();
    let mut told = began;
    let mut look = interval(LOOK_EVERY);
    loop {
        look.tick().await;
        let (closing, accounts) = invocation.read(|book| {
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
            let line = invocation.say_with("season-running", &[("season", season.into())]);
            invocation.progress(format!("{line}\n{}", bar(next - 1, accounts))).await;
        }
    }
}
