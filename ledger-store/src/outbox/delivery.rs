//! A delivery handed to the caller, and the desk where its result is reported.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ledger_core::{AccountNo, BookId, Position};

use crate::committed::Committed;
use crate::encoding::seal::hex;
use crate::engine::outbox_rows::{DeliveryKey, DeliveryRow, Lane};

/// Hexadecimal digits of a nonce: 96 bits, within the 25 characters that Discord allows.
const NONCE_DIGITS: usize = 24;

/// A delivery to perform now. It may move to another thread or task; report the result there with
/// [`done`](Delivery::done), [`failed`](Delivery::failed), [`hold`](Delivery::hold) or [`give_up`](Delivery::give_up).
/// Dropping it without a result counts as a failure.
///
/// An outbox delivers at least once: after a crash between the action and `done`, the delivery comes again. Let the
/// receiver discard a repeat by its [key](Delivery::key). For Discord messages, send the [nonce](Delivery::nonce) with
/// `enforce_nonce`, which covers the minutes in which most repeats happen. When [`attempt`](Delivery::attempt) is above
/// 1, the action may have been performed already: check that first where it can be seen. Giving a role that a member
/// has, or taking one they do not have, needs no check.
#[must_use = "say what became of it"]
pub struct Delivery {
    key: DeliveryKey,
    row: DeliveryRow,
    outbox: &'static str,
    ledger_id: Arc<[u8]>,
    desk: Option<Arc<Desk>>,
}

impl Delivery {
    /// The key of this delivery, the same at every attempt, such as `discord.log:123:0`.
    pub fn key(&self) -> String {
        format!("{}:{}:{}", self.outbox, self.key.0, self.key.1)
    }

    /// The key hashed to 24 hexadecimal digits, different in every ledger.
    pub fn nonce(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.ledger_id).update(self.key().as_bytes());
        let mut digits = hex(hasher.finalize().as_bytes());
        digits.truncate(NONCE_DIGITS);
        digits
    }

    /// The event that called for it; read it with [`Ledger::event`](crate::Ledger::event).
    pub fn position(&self) -> Position {
        Position(self.key.0)
    }

    /// The book of the event.
    pub fn book(&self) -> BookId {
        self.row.book
    }

    /// The action, as [`Planned::new`](super::Planned::new) named it.
    pub fn action(&self) -> &str {
        &self.row.action
    }

    /// The account it is addressed to, if any. Deliveries to forgotten members are deleted.
    pub fn account(&self) -> Option<AccountNo> {
        self.row.account
    }

    /// The external number given with [`Planned::target`](super::Planned::target); 0 if there is none.
    pub fn target(&self) -> u64 {
        self.row.target
    }

    /// The number of this attempt, from 1. Above 1, a process that crashed before its report may have performed the
    /// action.
    pub fn attempt(&self) -> u32 {
        self.row.attempts
    }

    /// Reports that the action was performed, or is no longer needed.
    pub fn done(mut self) {
        self.answer(Answered::Done);
    }

    /// Reports that the action failed for now. It is retried after the time that the other side asked for, or after a
    /// growing wait; if no time was asked for, the last attempt gives it up. Admins see the error, so put nothing
    /// personal in it.
    pub fn failed(mut self, error: &str, retry_after: Option<Duration>) {
        self.answer(Answered::Failed { error: cut(error), retry_after });
    }

    /// Reports that the target cannot be reached for now: a deleted channel, a missing permission. This delivery and all
    /// later ones with the same book, account and target are held in the file, and the first of them is tried again
    /// after a growing wait of at most five minutes. Once one succeeds or is given up, the others follow in the order
    /// of the journal. [`Ledger::closed_targets`](crate::Ledger::closed_targets) lists what waits. Admins see the
    /// error, so put nothing personal in it.
    pub fn hold(mut self, error: &str) {
        let lane = self.row.lane();
        self.answer(Answered::Held { lane, error: cut(error) });
    }

    /// Reports that the action can never succeed.
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
        let error = "the delivery was dropped without a result".to_owned();
        self.answer(Answered::Failed { error, retry_after: None });
    }
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivery").field("key", &self.key()).field("row", &self.row).finish_non_exhaustive()
    }
}

#[derive(Debug)]
pub(super) enum Answered {
    Done,
    Failed { error: String, retry_after: Option<Duration> },
    GivenUp { error: String },
    Held { lane: Lane, error: String },
}

/// Collects the results of deliveries from any thread.
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

/// Longer errors are cut, to keep rows small.
const MAX_ERROR_CHARS: usize = 300;

fn cut(error: &str) -> String {
    let mut text: String = error.chars().take(MAX_ERROR_CHARS).collect();
    if text.len() < error.len() {
        text.push('…');
    }
    text
}
