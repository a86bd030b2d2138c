//! Posts the seal of the journal in each log channel once a day: a copy outside the file reveals later whether the
//! journal was cut off. A day starts at midnight in the book's UTC offset. The day of the last post is stored, so a
//! restart does not repeat it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ledger_core::{BookId, Day};
use ledger_store::{AdapterKey, AdapterValue, Owner, ReadError};
use poise::serenity_prelude as serenity;
use serenity::ChannelId;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::context::EffectContext;
use super::delivery_error::DeliveryError;
use super::send_once::SendOnce;
use crate::render::{Embed, Tone};
use crate::settings::book_settings;

/// The day on which the seal was posted last.
const POSTED_ON: AdapterKey = AdapterKey::new("discord.seal_posted_on");

/// How often a new day is checked for.
const LOOK: Duration = Duration::from_secs(1);

/// The waits after a failed post: the first, the second, and every later one.
const AGAIN_AFTER: [Duration; 3] =
    [Duration::from_secs(2), Duration::from_secs(60), Duration::from_secs(10 * 60)];

/// A server whose log channel rejected the post.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    until: Instant,
    tries: usize,
}

/// Posts seals while this process acts for the log channels.
pub(super) async fn post_daily(context: EffectContext, keeps_the_log: Arc<AtomicBool>) {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut posted: HashMap<BookId, Day> = HashMap::new();
    let mut waiting: HashMap<BookId, Waiting> = HashMap::new();
    loop {
        look.tick().await;
        if !keeps_the_log.load(Ordering::Acquire) {
            // Another process posts the seals in the meantime, so this memory is out of date.
            posted.clear();
            continue;
        }
        let books = context.bot.ledger.books();
        let there: HashSet<BookId> = books.iter().copied().collect();
        posted.retain(|book, _| there.contains(book));
        waiting.retain(|book, _| there.contains(book));
        for book in books {
            let Some((channel, day)) = due(&context, book) else { continue };
            let waits = waiting.get(&book).is_some_and(|waiting| waiting.until > Instant::now());
            if posted.get(&book) == Some(&day) || waits {
                continue;
            }
            match post(&context, book, channel, day).await {
                Ok(()) => {
                    posted.insert(book, day);
                    waiting.remove(&book);
                }
                Err(undone) => {
                    let (DeliveryError::Later { why }
                    | DeliveryError::Closed { why }
                    | DeliveryError::Never { why, .. }) = undone;
                    log::warn!("the seal of the day is not posted in the log channel of {book}: {why}");
                    let tries = waiting.get(&book).map_or(0, |waiting| waiting.tries);
                    let after = AGAIN_AFTER[tries.min(AGAIN_AFTER.len() - 1)];
                    waiting.insert(book, Waiting { until: Instant::now() + after, tries: tries + 1 });
                }
            }
        }
    }
}

/// The log channel that needs a seal, and the day there.
fn due(context: &EffectContext, book: BookId) -> Option<(ChannelId, Day)> {
    let now = context.bot.ledger.now();
    context.bot.ledger.read(book, |book| {
        let channel = book_settings::log_channel_of(book.settings())?;
        Some((ChannelId::new(channel), now.day(book.settings().utc_offset)))
    })
}

async fn post(
    context: &EffectContext,
    book: BookId,
    channel: ChannelId,
    day: Day,
) -> Result<(), DeliveryError> {
    let means = context.clone();
    if tokio::task::spawn_blocking(move || posted_on(&means, book)).await?? == Some(day) {
        return Ok(());
    }
    let ledger = &context.bot.ledger;
    let (seal, voice) = (ledger.seal(), context.voice(book));
    let values = [("position", seal.position.to_string().into()), ("seal", seal.to_string().into())];
    let embed = Embed::new(Tone::Neutral)
        .title(voice.say("log-seal-title"))
        .line(voice.say_with("log-seal", &values))
        .footer(day.to_string())
        .at(ledger.now());
    // After a crash it is unknown whether the post was sent, so the mark makes it findable in the channel.
    let post = SendOnce::named(&format!("seal {book} {}", day.0)).marked(day.to_string());
    post.send(&context.http, channel, embed).await?;
    let kept = AdapterValue::new(Owner::Book(book), POSTED_ON, &day.0.to_string())
        .expect("a number is not too long to be kept");
    ledger.adapter_data().put([kept]).await?;
    Ok(())
}

fn posted_on(context: &EffectContext, book: BookId) -> Result<Option<Day>, ReadError> {
    let kept = context.bot.ledger.adapter_data().get(Owner::Book(book), POSTED_ON)?;
    Ok(kept.and_then(|day| day.parse().ok().map(Day)))
}
