//! Closed targets: their deliveries are held in the file and not in memory, one of them tries the target from time to
//! time, and once it is open they follow in parts.

use std::collections::BTreeSet;
use std::time::Duration;

use ledger_core::Timestamp;

use super::lease::Held;
use super::{OutboxWorker, later};
use crate::api::error::ReadError;
use crate::engine::outbox_rows::{Closing, DeliveryKey, Lane, Settled};
use crate::outbox::OutboxError;
use crate::outbox::queue::{Queue, Stage};

/// The longest wait before a closed target is tried again.
const LONGEST_HOLD: Duration = Duration::from_secs(5 * 60);

/// Held deliveries read at a time, once their target is open.
const PART: usize = 64;

impl<P> OutboxWorker<P> {
    /// The state of a lane after one more delivery that could not reach its target.
    pub(super) fn closing_of(&self, lane: Lane, now: Timestamp) -> Closing {
        let before = self.held.as_ref().and_then(|held| held.queue.closing(lane));
        let tries = before.map_or(0, |closing| closing.tries).saturating_add(1);
        let wait = self.wait_after(tries).min(LONGEST_HOLD);
        Closing { since: before.map_or(now, |closing| closing.since), tries, next_try_at: later(now, wait) }
    }

    /// Adds what the file says about closed targets to a queue that was just read.
    pub(super) fn read_held_lanes(&self, queue: &mut Queue) -> Result<(), OutboxError> {
        let lanes = self.engine()?.outbox_held_lanes(self.outbox.name).map_err(ReadError::from)?;
        // A delivery of a closed lane that waits here tries the target.
        for (lane, closing) in lanes.closed {
            queue.close(lane, closing, |_| true);
        }
        // Results that are not in the file yet.
        for (_, settled) in &self.settled {
            if let Settled::Held { lane, closing, .. } = settled {
                queue.close(*lane, *closing, |key| self.in_flight.contains(key));
            }
        }
        for lane in lanes.holding {
            if queue.closing(lane).is_none() {
                queue.drain(lane);
            }
        }
        Ok(())
    }

    /// Takes the first held delivery of each closed target that is due for a try.
    pub(super) fn try_closed_lanes(&mut self) -> Result<(), OutboxError> {
        if !self.held.as_ref().is_some_and(|held| held.queue.has_closed()) {
            return Ok(());
        }
        let (engine, name) = (self.engine()?, self.outbox.name);
        let due = engine.outbox_due_lanes(name, self.ledger.now()).map_err(ReadError::from)?;
        let Some(held) = &mut self.held else { return Ok(()) };
        for lane in due {
            let is_settled = |(_, settled): &(DeliveryKey, Settled)| matches!(settled, Settled::Held { lane: of, .. } if *of == lane);
            let waits_for_the_file = self.settled.iter().any(is_settled) || held.opened.contains(&lane);
            if waits_for_the_file || held.queue.closing(lane).is_none() || held.queue.is_tried(lane) {
                continue;
            }
            let first = engine.outbox_held(name, lane, 1).map_err(ReadError::from)?;
            if first.is_empty() {
                // Its deliveries were deleted with the member that they were addressed to.
                held.queue.open(lane);
                held.opened.push(lane);
            }
            for (key, row) in first {
                held.queue.add(key, row, Stage::Waiting);
            }
        }
        Ok(())
    }

    /// Reads the next held deliveries of targets that are open again.
    pub(super) fn refill(&mut self) -> Result<(), OutboxError> {
        let (engine, name) = (self.engine()?, self.outbox.name);
        let Some(held) = &mut self.held else { return Ok(()) };
        while let Some(lane) = held.queue.next_to_refill() {
            let part = match engine.outbox_held(name, lane, PART) {
                Ok(part) => part,
                Err(error) => {
                    held.queue.refill_later(lane);
                    return Err(ReadError::from(error).into());
                }
            };
            if part.len() < PART {
                held.queue.drained(lane);
            }
            for (key, row) in part {
                held.queue.add(key, row, Stage::Waiting);
            }
        }
        Ok(())
    }
}

impl Held {
    /// Notes that a delivery reached its target, which may have been closed.
    pub(super) fn reached(&mut self, key: DeliveryKey) {
        let lane = self.queue.row(key).map(|row| row.lane());
        if let Some(lane) = lane.filter(|lane| self.queue.open(*lane)) {
            self.opened.push(lane);
        }
    }

    /// Holds the deliveries of a lane, except those that are handed out.
    pub(super) fn close(&mut self, lane: Lane, closing: Closing, in_flight: &BTreeSet<DeliveryKey>) {
        let ready = &self.ready;
        self.queue.close(lane, closing, |key| in_flight.contains(key) || ready.contains(key));
    }
}
