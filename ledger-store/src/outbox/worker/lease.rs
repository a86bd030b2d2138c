//! The lease of an outbox: taking it over, renewing it and releasing it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger_core::{Position, Timestamp};

use super::{MOST_WAITING, OutboxWorker, PACE, later};
use crate::api::clock::CLOCK_TOLERANCE;
use crate::api::error::ReadError;
use crate::engine::outbox_rows::{DeliveryKey, DeliveryRow, Lane, Settled};
use crate::outbox::OutboxError;
use crate::outbox::queue::{Queue, Stage};

/// The longest wait of a delivery that is believed. A longer one was written by a clock that ran ahead.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// How often the lease in the file is checked. Retried deliveries wait at most this long to be taken up.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(super) struct Held {
    pub until: Timestamp,
    /// The last planned event, in memory and in the file.
    pub planned: Position,
    pub planned_at: Option<Instant>,
    pub written: Position,
    pub since_written: Instant,
    /// When the lease in the file was last checked; `None` if it has to be checked at once.
    pub looked_at: Option<Instant>,
    pub new: Vec<(DeliveryKey, DeliveryRow)>,
    /// Lanes that opened, and closed ones to try at once; not yet in the file.
    pub opened: Vec<Lane>,
    pub try_again: Vec<Lane>,
    pub queue: Queue,
    /// Marked in the file as taken by this process, but not handed out yet.
    pub ready: VecDeque<DeliveryKey>,
}

impl<P> OutboxWorker<P> {
    /// Makes sure that this process holds the outbox; takes it over if no other process does.
    pub(super) fn hold(&mut self) -> Result<bool, OutboxError> {
        let now = self.ledger.now();
        // After a pause longer than the lease, another process may have taken over: check the file.
        let holds = self.held.as_ref().is_some_and(|held| now < held.until && !self.is_far(held.until, now));
        if holds && !self.was_taken_away()? {
            return Ok(true);
        }
        self.held = None;
        if self.ask_again_at.is_some_and(|at| Instant::now() < at) {
            return Ok(false);
        }
        self.ask_again_at = Some(Instant::now() + PACE);
        let (name, holder) = (self.outbox.name, self.holder);
        let lease = self.engine()?.outbox_lease(name).map_err(ReadError::from)?;
        if lease.is_held_by_another(&holder, now) {
            // If the last event is ahead of the clock too, the clock may be what is wrong.
            if !self.is_far(lease.until, now) || self.ledger.clock()?.problem.is_some() {
                self.report()?;
                return Ok(false);
            }
            log::warn!(
                "{name} was held until {}: the clock ran ahead then, so the lease is over",
                lease.until
            );
            self.ledger.run(move |writer| writer.side_transaction(|engine| engine.free_outboxes(now)))??;
        }
        let until = self.lease_end(now);
        let taken = self.ledger.run(move |writer| {
            writer.side_transaction(|engine| engine.take_over_outbox(name, &holder, now, until))
        })??;
        let Some(position) = taken else { return Ok(false) };
        let mut queue = Queue::new(self.outbox.sequence);
        let latest = later(now, LONGEST_WAIT);
        for (key, mut row) in self.engine()?.outbox_waiting(name).map_err(ReadError::from)? {
            row.next_try_at = row.next_try_at.min(latest);
            let settled = self.settled.iter().rev().find(|(settled, _)| *settled == key);
            match settled {
                Some((_, Settled::Done | Settled::GivenUp { .. } | Settled::Held { .. })) => {}
                _ if self.in_flight.contains(&key) => queue.add(key, row, Stage::Taken),
                _ => queue.add(key, row, Stage::Waiting),
            }
        }
        self.read_held_lanes(&mut queue)?;
        self.held = Some(Held {
            until,
            planned: position,
            planned_at: None,
            written: position,
            since_written: Instant::now(),
            looked_at: None,
            new: Vec::new(),
            opened: Vec::new(),
            try_again: Vec::new(),
            queue,
            ready: VecDeque::new(),
        });
        Ok(true)
    }

    /// Whether a lease ends later than one that began now can: it was taken by a clock that ran ahead.
    fn is_far(&self, until: Timestamp, now: Timestamp) -> bool {
        until > later(self.lease_end(now), CLOCK_TOLERANCE)
    }

    /// Whether another process took the outbox over, or asked for its deliveries to be read again. Checked once per
    /// `LOOK_EVERY`, together with the closed targets.
    fn was_taken_away(&mut self) -> Result<bool, OutboxError> {
        let is_due = |held: &Held| held.looked_at.is_none_or(|at| at.elapsed() >= LOOK_EVERY);
        if !self.held.as_ref().is_some_and(is_due) {
            return Ok(false);
        }
        let lease = self.engine()?.outbox_lease(self.outbox.name).map_err(ReadError::from)?;
        if let Some(held) = &mut self.held {
            held.looked_at = Some(Instant::now());
        }
        if !lease.is_held_by(&self.holder) {
            return Ok(true);
        }
        self.try_closed_lanes()?;
        Ok(false)
    }

    pub(super) fn let_go(&mut self) -> Result<(), OutboxError> {
        self.hear();
        let (name, holder) = (self.outbox.name, self.holder);
        // Planned deliveries that are not written yet are planned again by the next holder, so the position must not
        // move past them.
        let moved = self.held.take().filter(|held| held.new.is_empty());
        let moved = moved.map(|held| (held.written, held.planned));
        let settled = std::mem::take(&mut self.settled);
        self.ledger.run(move |writer| {
            writer.side_transaction(|engine| engine.release_outbox(name, &holder, moved, &settled))
        })??;
        Ok(())
    }

    pub(super) fn lease_end(&self, now: Timestamp) -> Timestamp {
        later(now, self.outbox.lease)
    }

    pub(super) fn renew_at(&self, held: &Held) -> Timestamp {
        let half = i64::try_from(self.outbox.lease.as_micros() / 2).unwrap_or(i64::MAX);
        Timestamp::from_micros(held.until.micros().saturating_sub(half))
    }

    /// Tells the new holder which deliveries were made; the new holder decides about the others.
    fn report(&mut self) -> Result<(), OutboxError> {
        if self.settled.is_empty() {
            return Ok(());
        }
        let name = self.outbox.name;
        let settled = Arc::new(std::mem::take(&mut self.settled));
        let sent = Arc::clone(&settled);
        let written = self
            .ledger
            .run(move |writer| writer.side_transaction(|engine| engine.report_deliveries(name, &sent)));
        if let Err(error) = written.and_then(|written| written) {
            self.settled = Arc::unwrap_or_clone(settled);
            return Err(error.into());
        }
        Ok(())
    }
}

impl Held {
    pub(super) fn is_full(&self) -> bool {
        self.queue.len() + self.new.len() >= MOST_WAITING
    }

    pub(super) fn has_news(&self) -> bool {
        !(self.new.is_empty() && self.opened.is_empty() && self.try_again.is_empty())
    }
}
