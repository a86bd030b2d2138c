//! A delivery in the hands of whoever performs it, and the desk where it is said what became of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ledger_core::{AccountNo, BookId, Position};

use crate::committed::Committed;
use crate::encoding::seal::hex;
use crate::engine::outbox_rows::{DeliveryKey, DeliveryRow};

/// Hexadecimal digits of a nonce: 96 bits, and no longer than Discord takes.
const NONCE_DIGITS: usize = 24;

/// Something to be done now, once. It may go to another thread or task; say there what became of it with
/// [`done`](Delivery::done), [`failed`](Delivery::failed) or [`give_up`](Delivery::give_up). Dropped without a word
/// it counts as failed.
///
/// An outbox acts at least once: a crash between the deed and its `done` makes it come again. So that nobody notices,
/// whoever receives it has to tell a repeat by the [key](Delivery::key). With Discord, send a message with the
/// [nonce](Delivery::nonce) and `enforce_nonce`, which covers the minutes in which repeats happen; and when
/// [`attempt`](Delivery::attempt) is above 1, it may have been done: look for it first where that can be seen. Giving a
/// role that a member has, or taking one they do not have, is harmless by itself.
#[must_use = "say what became of it"]
pub struct Delivery {
    key: DeliveryKey,
    row: DeliveryRow,
    outbox: &'static str,
    ledger_id: Arc<[u8]>,
    desk: Option<Arc<Desk>>,
}

impl Delivery {
    /// Names this delivery, the same at every attempt: `discord.log:123:0`.
    pub fn key(&self) -> String {
        format!("{}:{}:{}", self.outbox, self.key.0, self.key.1)
    }

    /// The key as 24 hexadecimal digits, different in every ledger.
    pub fn nonce(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.ledger_id).update(self.key().as_bytes());
        let mut digits = hex(hasher.finalize().as_bytes());
        digits.truncate(NONCE_DIGITS);
        digits
    }

    /// The event that it is because of; [`Ledger::event`](crate::Ledger::event) has it.
    pub fn position(&self) -> Position {
        Position(self.key.0)
    }

    /// Of which book.
    pub fn book(&self) -> BookId {
        self.row.book
    }

    /// What is to be done, as [`Planned::new`](super::Planned::new) named it.
    pub fn action(&self) -> &str {
        &self.row.action
    }

    /// To whom, if it is to somebody. Nobody who was forgotten by now.
    pub fn account(&self) -> Option<AccountNo> {
        self.row.account
    }

    /// Where to; 0 if it is nowhere in particular.
    pub fn target(&self) -> u64 {
        self.row.target
    }

    /// 1 at first. Above that it may have been done before, by somebody who did not live to say so.
    pub fn attempt(&self) -> u32 {
        self.row.attempts
    }

    /// It was done, or needs no doing any more.
    pub fn done(mut self) {
        self.answer(Answered::Done);
    }

    /// It could not be done now. It is tried again after a while, or after the time that the other side asked for;
    /// without such a time, the last attempt counts as given up. The error is shown to admins: nothing personal.
    pub fn failed(mut self, error: &str, retry_after: Option<Duration>) {
        self.answer(Answered::Failed { error: cut(error), retry_after });
    }

    /// It can never be done.
    pub fn give_up(mut self, error: &str) {
        self.answer(Answered::GivenUp { error: cut(error) });
    }

    pub(super) fn new(
        (key, row): (DeliveryKey, DeliveryRow),
        outbox: &'static str,
        ledger_id: Arc<[u8]>,
        desk: Arc<Desk>,
    ) -> Delivery {
        Delivery { key, row, outbox, ledger_id, desk: Some(desk) }
    }

    fn answer(&mut self, answered: Answered) {
        if let Some(desk) = self.desk.take() {
            desk.hear((self.key, self.row.attempts, answered));
        }
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        let error = "whoever had it did not say what became of it".to_owned();
        self.answer(Answered::Failed { error, retry_after: None });
    }
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivery").field("key", &self.key()).field("row", &self.row).finish_non_exhaustive()
    }
}

/// What became of a delivery.
#[derive(Debug)]
pub(super) enum Answered {
    Done,
    Failed { error: String, retry_after: Option<Duration> },
    GivenUp { error: String },
}

/// Where it is said what became of deliveries, from any thread.
pub(super) struct Desk {
    committed: Arc<Committed>,
    heard: Mutex<Vec<(DeliveryKey, u32, Answered)>>,
}

impl Desk {
    pub(super) fn new(committed: Arc<Committed>) -> Desk {
        Desk { committed, heard: Mutex::default() }
    }

    pub(super) fn has_news(&self) -> bool {
        !self.heard.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    pub(super) fn news(&self) -> Vec<(DeliveryKey, u32, Answered)> {
        std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn hear(&self, news: (DeliveryKey, u32, Answered)) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(news);
        self.committed.nudge();
    }
}

/// The most characters of an error that are kept.
const MAX_ERROR_CHARS: usize = 300;

fn cut(error: &str) -> String {
    let mut text: String = error.chars().take(MAX_ERROR_CHARS).collect();
    if text.len() < error.len() {
        text.push('…');
    }
    text
}
