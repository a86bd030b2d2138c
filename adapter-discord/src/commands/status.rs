//! `status`: how the bot is doing.

use ledger_store::Seal;

use crate::answer::Answer;
use crate::ask::{Ask, Context};
use crate::look::{Meaning, Sheet, time};
use crate::trouble::Trouble;
use crate::way::Privacy;

/// How much of a seal is shown; the command line prints all of it.
const SEAL_CHARS: usize = 24;

/// Answers with numbers.
#[poise::command(slash_command, prefix_command)]
pub async fn status(ctx: Context<'_>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let latency = ctx.ping().await;
    let waiting = ask.look_up(|ledger, _| ledger.outboxes()).await?;
    let waiting: u64 = waiting.iter().map(|reaction| reaction.waiting).sum();
    let (totals, season) = ask.read(|book| (book.totals(), book.season().number));
    let number = |number: u64| ask.voice().number(i64::try_from(number).unwrap_or(i64::MAX));
    let latency = match u64::try_from(latency.as_millis()).unwrap_or(u64::MAX) {
        // Nothing was heard back from Discord since the connection began.
        0 if latency.is_zero() => ask.say("status-latency-unknown"),
        ms => ask.say_with("status-latency-ms", &[("ms", ms.into())]),
    };
    let sheet = Sheet::new(Meaning::Neutral)
        .title(ask.say("status-title"))
        .column(ask.say("status-members"), number(totals.accounts.into()))
        .column(ask.say("status-points-out"), ask.amount(totals.outstanding))
        .column(ask.say("status-season"), number(season.into()))
        .column(ask.say("status-journal"), number(ask.bot.ledger.head().0))
        .column(ask.say("status-seal"), seal(&ask.bot.ledger.seal()))
        .column(ask.say("status-reactions"), number(waiting))
        .column(ask.say("status-latency"), latency)
        .column(ask.say("status-uptime"), time::ago(ask.bot.started_at))
        .column(ask.say("status-version"), env!("CARGO_PKG_VERSION"));
    ask.answer(Answer::sheet(sheet)).await
}

fn seal(seal: &Seal) -> String {
    let written: String = seal.to_string().chars().take(SEAL_CHARS).collect();
    format!("`{written}…`")
}
