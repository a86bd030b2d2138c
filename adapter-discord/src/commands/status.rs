//! `status`: the state of the bot.

use ledger_store::Seal;

use crate::effects::closed_log::ClosedLog;
use crate::invocation::{Context, Invocation};
use crate::render::{self, Embed, Tone, time};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

/// The beginning of the seal is enough here; the command line prints all of it.
const SEAL_CHARS: usize = 24;

/// Shows the state of the bot.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn status(ctx: Context<'_>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let latency = ctx.ping().await;
    let (waiting, closed) =
        invocation.look_up(|ledger, book| Ok((ledger.outboxes()?, ClosedLog::of(ledger, book)?))).await?;
    let waiting: u64 = waiting.iter().map(|reaction| reaction.waiting).sum();
    let (totals, season) = invocation.read(|book| (book.totals(), book.season().number));
    let number = |number: u64| invocation.voice().number(i64::try_from(number).unwrap_or(i64::MAX));
    let latency = match u64::try_from(latency.as_millis()).unwrap_or(u64::MAX) {
        // Discord has not answered a heartbeat since the connection began.
        0 if latency.is_zero() => invocation.say("status-latency-unknown"),
        ms => invocation.say_with("status-latency-ms", &[("ms", ms.into())]),
    };
    let clock = invocation.look_up(|ledger, _| Ok(ledger.clock().ok())).await?;
    let problem = clock.and_then(|clock| clock.problem);
    let closed =
        closed.and_then(|closed| closed.said(&invocation.bot.ledger, invocation.book, invocation.voice()));
    let tone = if closed.is_some() || problem.is_some() { Tone::Warning } else { Tone::Neutral };
    let mut embed = Embed::new(tone)
        .title(invocation.say("status-title"))
        .lines(closed.map(|line| format!("⚠️ {line}")))
        .column(invocation.say("status-members"), number(totals.accounts.into()))
        .column(invocation.say("status-points-out"), invocation.amount(totals.outstanding))
        .column(invocation.say("status-season"), number(season.into()))
        .column(invocation.say("status-journal"), number(invocation.bot.ledger.head().0))
        .column(invocation.say("status-seal"), seal(&invocation.bot.ledger.seal()))
        .column(invocation.say("status-reactions"), number(waiting))
        .column(invocation.say("status-latency"), latency)
        .column(invocation.say("status-uptime"), time::ago(invocation.bot.started_at))
        .column(invocation.say("status-version"), env!("CARGO_PKG_VERSION"));
    if let Some(problem) = problem {
        embed =
            embed.field(invocation.say("status-clock"), render::clock_problem(invocation.voice(), &problem));
    }
    invocation.answer(Answer::embed(embed)).await
}

fn seal(seal: &Seal) -> String {
    let written: String = seal.to_string().chars().take(SEAL_CHARS).collect();
    format!("`{written}…`")
}
