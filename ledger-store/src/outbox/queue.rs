//! The deliveries in memory: which ones are due, and which ones wait for an earlier one.

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::{AccountNo, BookId, Timestamp};
use rustc_hash::FxHashMap;

use super::Sequence;
use crate::engine::outbox_rows::{DeliveryKey, DeliveryRow};

/// With [`Sequence::PerTarget`](super::Sequence::PerTarget), deliveries of one lane go one after another.
type Lane = (BookId, Option<AccountNo>, u64);

pub(super) struct Queue {
    sequence: Sequence,
    rows: BTreeMap<DeliveryKey, DeliveryRow>,
    /// Those that wait only for their time.
    due: BTreeSet<(Timestamp, DeliveryKey)>,
    lanes: FxHashMap<Lane, BTreeSet<DeliveryKey>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Waiting,
    Taken,
}

impl DeliveryRow {
    fn lane(&self) -> Lane {
        (self.book, self.account, self.target)
    }
}

impl Queue {
    pub(super) fn new(sequence: Sequence) -> Queue {
        Queue { sequence, rows: BTreeMap::new(), due: BTreeSet::new(), lanes: FxHashMap::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn row(&self, key: DeliveryKey) -> Option<&DeliveryRow> {
        self.rows.get(&key)
    }

    pub(super) fn add(&mut self, key: DeliveryKey, row: DeliveryRow, stage: Stage) {
        let first = match self.sequence {
            Sequence::Any => true,
            Sequence::PerTarget => {
                let lane = self.lanes.entry(row.lane()).or_default();
                lane.insert(key);
                lane.first() == Some(&key)
            }
        };
        if first && stage == Stage::Waiting {
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
            None => _ = self.lanes.remove(&row.lane()),
            Some(next) if was_first => {
                if let Some(row) = self.rows.get(&next) {
                    self.due.insert((row.next_try_at, next));
                }
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
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
}
