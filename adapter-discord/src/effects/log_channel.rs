//! The log channel: each change with its actor and reason. Changes that come faster than Discord accepts messages share
//! a message, and each appears in one message only.

use ledger_core::{Actor, Book, BookId, Event, Position, Recorded};
use ledger_store::{AdapterKey, AdapterValue, Delivery, Ledger, Outbox, Owner, Planned, ReadError};

use super::closed_log::{self, ClosedLog, Reason};
use super::context::EffectContext;
use super::delivery_error::DeliveryError;
use super::event_text;
use super::runner::{Effect, patient};
use super::send_once::{SendOnce, mark};
use crate::render::event_kind::{Log, shown};
use crate::render::{Embed, Tone, length};
use crate::settings::book_settings::{self, LOG_CHANNEL};

/// The entries of the latest message that has several.
const TOLD_TOGETHER: AdapterKey = AdapterKey::new("discord.told_together");

/// Events read ahead for one message.
const LOOK_AHEAD: usize = 200;

const MAX_TOGETHER: usize = 20;

/// An embed description holds 4096 characters; no single line comes near the difference.
const MAX_LENGTH: usize = 3_900;

pub(super) struct LogChannel {
    context: EffectContext,
}

/// The entries of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Together {
    first: Position,
    last: Position,
}

impl LogChannel {
    pub(super) fn new(context: EffectContext) -> LogChannel {
        LogChannel { context }
    }
}

impl Effect for LogChannel {
    const REACTION: Outbox = patient(closed_log::OUTBOX);

    fn plan(recorded: &Recorded, book: &Book) -> Vec<Planned> {
        // One target for each book, so that lines follow the order of the journal. The channel is read when the line is
        // sent.
        let tell = Planned::new("tell");
        if sets_log_channel(&recorded.event) {
            // Also if none is set any more: then this drops what is held.
            return vec![tell.try_target_at_once()];
        }
        let is_told = is_told(recorded) && book_settings::log_channel_of(book.settings()).is_some();
        if is_told { vec![tell] } else { Vec::new() }
    }

    async fn perform(&self, delivery: &Delivery) -> Result<(), DeliveryError> {
        let (context, book, at) = (self.context.clone(), delivery.book(), delivery.position());
        let ledger = self.context.bot.ledger.clone();
        let Some(channel) = context.log_channel(book) else {
            // What is held for a channel is not wanted once none is set.
            return closed_log::opened(&ledger, book).await;
        };
        let attempt = delivery.attempt();
        let composed = tokio::task::spawn_blocking(move || compose(&context, book, at, attempt)).await??;
        let Some((together, embed)) = composed else { return Ok(()) };
        if together.first < together.last {
            // Store the entries before sending: after a crash the same ones must be sent again.
            ledger.adapter_data().put([together.kept(book)]).await?;
        }
        match SendOnce::of(delivery).send(&self.context.http, channel, embed).await {
            Ok(()) => closed_log::opened(&ledger, book).await,
            Err(DeliveryError::Never { refusal, why }) => {
                // The other entries may be retried one by one.
                ledger.adapter_data().delete(Owner::Book(book), TOLD_TOGETHER).await?;
                let Some(reason) = Reason::of(refusal) else {
                    return Err(DeliveryError::Never { refusal, why });
                };
                closed_log::closed(&self.context, book, channel, reason).await?;
                Err(DeliveryError::Closed { why })
            }
            Err(undone) => Err(undone),
        }
    }
}

impl Together {
    fn kept(self, book: BookId) -> AdapterValue {
        let text = format!("{}-{}", self.first, self.last);
        AdapterValue::new(Owner::Book(book), TOLD_TOGETHER, &text)
            .expect("two numbers are not too long to be kept")
    }

    fn latest(ledger: &Ledger, book: BookId) -> Result<Option<Together>, ReadError> {
        let kept = ledger.adapter_data().get(Owner::Book(book), TOLD_TOGETHER)?;
        let read = kept.as_deref().and_then(|text| text.split_once('-'));
        Ok(read.and_then(|(first, last)| {
            Some(Together { first: first.parse().ok()?, last: last.parse().ok()? })
        }))
    }

    fn has(self, at: Position) -> bool {
        self.first <= at && at <= self.last
    }
}

fn sets_log_channel(event: &Event) -> bool {
    let Event::SettingsChanged { changes, .. } = event else { return false };
    changes.iter().any(|change| change.name.as_str() == LOG_CHANNEL)
}

fn is_told(recorded: &Recorded) -> bool {
    match &recorded.event {
        // Orders change by the thousand; only a correction of points gets a line.
        Event::OrderChanged(changed) => changed.correction.is_some(),
        // The close of a season voids codes by the thousand.
        Event::ClaimVoided { .. } => recorded.actor != Actor::System,
        event => shown(event.kind()).log == Log::Told,
    }
}

/// The message for an entry and the ones after it that fit; `None` if an earlier message included it.
fn compose(
    context: &EffectContext,
    book: BookId,
    at: Position,
    attempt: u32,
) -> Result<Option<(Together, Embed)>, ReadError> {
    let ledger = &context.bot.ledger;
    let before = Together::latest(ledger, book)?.filter(|together| together.has(at));
    if before.is_some_and(|together| together.first < at) {
        return Ok(None);
    }
    let up_to = match before {
        Some(together) => together.last,
        None if attempt > 1 => at,
        None => Position(u64::MAX),
    };
    let events = ledger.events(Position(at.0.saturating_sub(1)), LOOK_AHEAD)?;
    let mut of_book = events.iter().filter(|recorded| {
        recorded.book == book && recorded.position <= up_to && (recorded.position == at || is_told(recorded))
    });
    let Some(first) = of_book.next() else { return Ok(None) };
    let closed = ClosedLog::of(ledger, book)?;
    let reopened = closed.map(|closed| closed.reopened(ledger.now(), context.voice(book)));
    let mut lines = vec![event_text::entry(context, first)?];
    let (mut used, mut last) = (length(&lines[0]) + reopened.as_deref().map_or(0, length), first);
    for recorded in of_book.take(MAX_TOGETHER - 1) {
        let line = event_text::entry(context, recorded)?;
        used += length(&line) + 1;
        if used > MAX_LENGTH {
            break;
        }
        lines.push(line);
        last = recorded;
    }
    let together = Together { first: at, last: last.position };
    let tone = if lines.len() == 1 { shown(first.event.kind()).tone } else { Tone::Neutral };
    let footer = match together.first == together.last {
        true => mark(at),
        false => format!("{}–{}", mark(at), mark(together.last)),
    };
    let embed = Embed::new(tone).lines(reopened.into_iter().chain(lines));
    Ok(Some((together, embed.footer(footer).at(last.at))))
}
