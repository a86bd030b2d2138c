//! The deliveries in memory: which ones are due, which ones wait for an earlier one, and which targets are closed.

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Sequence;
use crate::engine::outbox_rows::{Closing, DeliveryKey, DeliveryRow, Lane};

pub(super) struct Queue {
    sequence: Sequence,
    rows: BTreeMap<DeliveryKey, DeliveryRow>,
    /// Those that wait only for their time.
    due: BTreeSet<(Timestamp, DeliveryKey)>,
    lanes: FxHashMap<Lane, BTreeSet<DeliveryKey>>,
    /// Lanes whose target cannot be reached. At most one of their deliveries is here, to try it; the others are in the
    /// file.
    closed: FxHashMap<Lane, Closing>,
    /// Lanes that opened again, and whose held deliveries follow from the file in parts.
    draining: FxHashSet<Lane>,
    /// Draining lanes without a delivery here.
    to_refill: Vec<Lane>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Waiting,
    Taken,
}

impl Queue {
    pub(super) fn new(sequence: Sequence) -> Queue {
        Queue {
            sequence,
            rows: BTreeMap::new(),
            due: BTreeSet::new(),
            lanes: FxHashMap::default(),
            closed: FxHashMap::default(),
            draining: FxHashSet::default(),
            to_refill: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn row(&self, key: DeliveryKey) -> Option<&DeliveryRow> {
        self.rows.get(&key)
    }

    pub(super) fn add(&mut self, key: DeliveryKey, row: DeliveryRow, stage: Stage) {
        let lane = self.lanes.entry(row.lane()).or_default();
        lane.insert(key);
        let next = match self.sequence {
            Sequence::Any => true,
            Sequence::PerTarget => lane.first() == Some(&key),
        };
        if next && stage == Stage::Waiting {
            self.due.insert((row.next_try_at, key));
        }
        self.rows.insert(key, row);
    }

    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.due.first().is_some_and(|(at, _)| *at <= now)
    }

    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Takes deliveries that are due, the longest due first.
    pub(super) fn take(&mut self, now: Timestamp, most: usize) -> Vec<DeliveryKey> {
        let mut taken = Vec::new();
        while taken.len() < most && self.is_due(now) {
            let Some((_, key)) = self.due.pop_first() else { break };
            if let Some(row) = self.rows.get_mut(&key) {
                row.attempts = row.attempts.saturating_add(1);
                taken.push(key);
            }
        }
        taken
    }

    pub(super) fn put_back(&mut self, key: DeliveryKey, until: Timestamp) {
        if let Some(row) = self.rows.get_mut(&key) {
            row.next_try_at = until;
            self.due.insert((until, key));
        }
    }

    /// Removes a delivery; the next one of its lane becomes due.
    pub(super) fn remove(&mut self, key: DeliveryKey) {
        let Some(row) = self.rows.remove(&key) else { return };
        self.due.remove(&(row.next_try_at, key));
        let Some(lane) = self.lanes.get_mut(&row.lane()) else { return };
        let was_first = lane.first() == Some(&key);
        lane.remove(&key);
        match lane.first().copied() {
            None => {
                self.lanes.remove(&row.lane());
                if self.draining.contains(&row.lane()) {
                    self.to_refill.push(row.lane());
                }
            }
            Some(next) if was_first && self.sequence == Sequence::PerTarget => {
                if let Some(row) = self.rows.get(&next) {
                    self.due.insert((row.next_try_at, next));
                }
            }
            Some(_) => {}
        }
    }

    /// Closes a lane: its deliveries leave, except those that `stays` names, because they are handed out.
    pub(super) fn close(&mut self, lane: Lane, closing: Closing, stays: impl Fn(&DeliveryKey) -> bool) {
        self.draining.remove(&lane);
        self.closed.insert(lane, closing);
        let Some(keys) = self.lanes.remove(&lane) else { return };
        let (stay, leave): (BTreeSet<_>, BTreeSet<_>) = keys.into_iter().partition(stays);
        for key in leave {
            if let Some(row) = self.rows.remove(&key) {
                self.due.remove(&(row.next_try_at, key));
            }
        }
        if !stay.is_empty() {
            self.lanes.insert(lane, stay);
        }
    }

    /// Opens a closed lane; its held deliveries follow. `false` if it was not closed.
    pub(super) fn open(&mut self, lane: Lane) -> bool {
        let was_closed = self.closed.remove(&lane).is_some();
        if was_closed {
            self.drain(lane);
        }
        was_closed
    }

    /// Notes that the file has held deliveries of an open lane.
    pub(super) fn drain(&mut self, lane: Lane) {
        if self.draining.insert(lane) && !self.lanes.contains_key(&lane) {
            self.to_refill.push(lane);
        }
    }

    /// Notes that the file has no more held deliveries of a lane.
    pub(super) fn drained(&mut self, lane: Lane) {
        self.draining.remove(&lane);
    }

    pub(super) fn next_to_refill(&mut self) -> Option<Lane> {
        let draining = &self.draining;
        std::iter::from_fn(|| self.to_refill.pop()).find(|lane| draining.contains(lane))
    }

    /// Keeps a lane to be refilled, after the file could not be read.
    pub(super) fn refill_later(&mut self, lane: Lane) {
        self.to_refill.push(lane);
    }

    pub(super) fn closing(&self, lane: Lane) -> Option<Closing> {
        self.closed.get(&lane).copied()
    }

    pub(super) fn has_closed(&self) -> bool {
        !self.closed.is_empty()
    }

    /// Whether a closed lane is being tried.
    pub(super) fn is_tried(&self, lane: Lane) -> bool {
        self.lanes.contains_key(&lane)
    }

    /// Whether a new delivery of a lane has to wait in the file: its target is closed, or held ones come first.
    pub(super) fn holds(&self, lane: Lane) -> bool {
        self.closed.contains_key(&lane) || self.draining.contains(&lane)
    }
}

#[cfg(test)]
mod tests {
    use ledger_core::BookId;

    use super::*;

    fn row(target: u64) -> DeliveryRow {
        DeliveryRow {
            book: BookId::new(1).unwrap(),
            account: None,
            action: "message".into(),
            target,
            attempts: 0,
            next_try_at: Timestamp::default(),
        }
    }

    fn of_two_targets(sequence: Sequence) -> Queue {
        let mut queue = Queue::new(sequence);
        for (position, target) in [(1, 7), (2, 7), (3, 8), (4, 7)] {
            queue.add((position, 0), row(target), Stage::Waiting);
        }
        queue
    }

    #[test]
    fn in_any_order_all_go_at_once() {
        let mut queue = of_two_targets(Sequence::Any);
        assert_eq!(queue.take(Timestamp::default(), 3), [(1, 0), (2, 0), (3, 0)]);
        assert_eq!(queue.take(Timestamp::default(), 3), [(4, 0)]);
    }

    #[test]
    fn per_target_the_next_goes_when_the_one_before_is_gone() {
        let now = Timestamp::default();
        let mut queue = of_two_targets(Sequence::PerTarget);
        assert_eq!(queue.take(now, 9), [(1, 0), (3, 0)]);
        queue.put_back((1, 0), now.plus_seconds(5));
        queue.remove((3, 0));
        assert_eq!(queue.take(now, 9), [], "7 waits for its first");
        assert_eq!(queue.next_due(), Some(now.plus_seconds(5)));
        assert_eq!(queue.take(now.plus_seconds(5), 9), [(1, 0)]);
        queue.remove((1, 0));
        assert_eq!(queue.take(now, 9), [(2, 0)]);
        queue.remove((4, 0));
        queue.remove((2, 0));
        assert_eq!((queue.len(), queue.next_due()), (0, None));
    }

    #[test]
    fn one_that_is_taken_out_while_it_waits_is_not_due_any_more() {
        let mut queue = of_two_targets(Sequence::Any);
        queue.remove((1, 0));
        assert_eq!(queue.take(Timestamp::default(), 1), [(2, 0)]);
    }

    fn closing() -> Closing {
        let now = Timestamp::default();
        Closing { since: now, tries: 1, next_try_at: now.plus_seconds(1) }
    }

    #[test]
    fn a_closed_target_keeps_only_what_is_handed_out_and_delays_no_other() {
        let now = Timestamp::default();
        for sequence in [Sequence::Any, Sequence::PerTarget] {
            let mut queue = of_two_targets(sequence);
            queue.close(row(7).lane(), closing(), |key| *key == (2, 0));
            assert_eq!(queue.len(), 2, "{sequence:?}");
            assert!(queue.holds(row(7).lane()) && !queue.holds(row(8).lane()));
            assert!(queue.take(now, 9).contains(&(3, 0)));
        }
    }

    #[test]
    fn an_opened_lane_is_refilled_once_it_is_empty_until_nothing_is_held() {
        let lane = row(7).lane();
        let mut queue = Queue::new(Sequence::PerTarget);
        queue.close(lane, closing(), |_| false);
        queue.add((1, 0), row(7), Stage::Waiting);
        assert!(queue.is_tried(lane) && queue.open(lane) && !queue.open(lane));
        assert_eq!(queue.next_to_refill(), None, "one of its deliveries is still here");
        queue.remove((1, 0));
        assert_eq!(queue.next_to_refill(), Some(lane));
        assert!(queue.holds(lane), "new ones wait behind the held ones");
        queue.drained(lane);
        assert!(!queue.holds(lane));
    }
}
