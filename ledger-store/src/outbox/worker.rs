//! A running outbox: it plans, hands out and settles deliveries. It writes in rounds of one transaction each, so that
//! commits do not wait for every delivery.

mod closed;
mod lease;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger_core::{Book, Recorded, Timestamp};

use self::lease::Held;
use super::delivery::{Answered, Delivery, Desk};
use super::queue::Stage;
use super::{MAX_PLANNED, Outbox, OutboxError, Planned, Since, TriesTarget};
use crate::api::error::{ReadError, SubmitError};
use crate::engine::outbox_rows::{DeliveryKey, DeliveryRow, Round, Settled, Written};
use crate::engine::reader::EngineReader;
use crate::ledger::Ledger;
use crate::reading::{is_reading, refuse_to_wait};
use crate::reads::seals::require_reached;

/// The least time between two rounds, and between two reads while new events keep coming: many events then share a
/// round, and commits have the machine to themselves in between. After a pause the first round runs at once.
const PACE: Duration = Duration::from_millis(25);

/// The longest time without a write while no event has a delivery.
const LAZY: Duration = Duration::from_secs(1);

/// The longest wait before it checks again: clocks may jump.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Events planned at a time.
const PLAN_AHEAD: usize = 256;

/// The most waiting deliveries in memory; further events stay unplanned in the journal.
const MOST_WAITING: usize = 65_536;

/// A running outbox. Call [`next`](OutboxWorker::next) in a loop, on a thread of its own or on a blocking thread of an
/// async runtime. Nothing is planned between calls, and when the lease ends another process may take over.
pub struct OutboxWorker<P> {
    ledger: Ledger,
    outbox: Outbox,
    plan: P,
    ledger_id: Arc<[u8]>,
    holder: [u8; 16],
    desk: Arc<Desk>,
    held: Option<Held>,
    ask_again_at: Option<Instant>,
    /// Deliveries handed out without a result, kept even if another process takes the outbox over.
    in_flight: BTreeSet<DeliveryKey>,
    settled: Vec<(DeliveryKey, Settled)>,
    last_round: Option<Instant>,
}

impl<P> OutboxWorker<P>
where
    P: FnMut(&Recorded, &Book) -> Vec<Planned>,
{
    pub(super) fn open(ledger: &Ledger, outbox: Outbox, plan: P) -> Result<OutboxWorker<P>, OutboxError> {
        let engine = ledger.engine().map_err(ReadError::from)?;
        if !engine.knows_outbox(outbox.name).map_err(ReadError::from)? {
            if let Since::After(position) = outbox.since {
                require_reached(&*engine, position).map_err(ReadError::from)?;
            }
            let name = outbox.name;
            let after = match outbox.since {
                Since::Head => None,
                Since::After(position) => Some(position),
            };
            ledger
                .run(move |writer| writer.side_transaction(|engine| engine.register_outbox(name, after)))??;
        }
        let ledger_id = engine.ledger_id().map_err(ReadError::from)?;
        let mut holder = [0; 16];
        getrandom::fill(&mut holder).map_err(|error| SubmitError::NotApplied {
            why: format!("the system gives no random numbers: {error}"),
        })?;
        Ok(OutboxWorker {
            ledger: ledger.clone(),
            outbox,
            plan,
            ledger_id: ledger_id.into(),
            holder,
            desk: Arc::new(Desk::new(ledger.committed_shared())),
            held: None,
            ask_again_at: None,
            in_flight: BTreeSet::new(),
            settled: Vec::new(),
            last_round: None,
        })
    }

    /// Waits for the next delivery. `None` on timeout, or while another process holds the outbox. May exceed the
    /// timeout by some milliseconds.
    ///
    /// # Errors
    /// When an event cannot be read, the progress cannot be written, or the ledger was closed. Nothing is lost: the
    /// next call tries again.
    ///
    /// # Panics
    /// Inside [`Ledger::read`], as everything that waits for the writer; and when the plan panics.
    #[track_caller]
    pub fn next(&mut self, timeout: Duration) -> Result<Option<Delivery>, OutboxError> {
        refuse_to_wait("`OutboxWorker::next`");
        let deadline = Instant::now() + timeout;
        loop {
            if self.ledger.committed().is_closed() {
                return Err(SubmitError::Stopped { why: self.ledger.committed().why_closed() }.into());
            }
            self.hear();
            if self.hold()? {
                if let Some(delivery) = self.hand_out() {
                    return Ok(Some(delivery));
                }
                self.refill()?;
                self.plan_ahead()?;
                if self.has_to_write() {
                    self.round()?;
                    if let Some(delivery) = self.hand_out() {
                        return Ok(Some(delivery));
                    }
                }
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            self.wait(left);
        }
    }

    fn plan_ahead(&mut self) -> Result<(), OutboxError> {
        let Some(held) = &mut self.held else { return Ok(()) };
        if held.is_full() || self.ledger.head() <= held.planned {
            return Ok(());
        }
        let now = self.ledger.now();
        let events = self.ledger.events(held.planned, PLAN_AHEAD)?;
        // A full page means that more events wait, so the next read follows without a pause.
        held.planned_at = (events.len() < PLAN_AHEAD).then(Instant::now);
        for recorded in events {
            let planned = self.ledger.read(recorded.book, |book| (self.plan)(&recorded, book));
            if planned.len() > MAX_PLANNED {
                log::warn!(
                    "{} planned {} deliveries at position {}; the first {MAX_PLANNED} are made",
                    self.outbox.name,
                    planned.len(),
                    recorded.position
                );
            }
            for (place, planned) in (0..).zip(planned.into_iter().take(MAX_PLANNED)) {
                let row = DeliveryRow {
                    book: recorded.book,
                    account: planned.account,
                    action: planned.action.into(),
                    target: planned.target,
                    attempts: 0,
                    next_try_at: now,
                };
                if planned.tries_target == TriesTarget::AtOnce && held.queue.closing(row.lane()).is_some() {
                    held.try_again.push(row.lane());
                }
                held.new.push(((recorded.position.0, place), row));
            }
            held.planned = recorded.position;
        }
        Ok(())
    }
}

impl<P> OutboxWorker<P> {
    /// Writes the reported results and releases the outbox for another process. Finish handed-out deliveries first:
    /// those without a result come again.
    ///
    /// # Errors
    /// When the results cannot be written. Another process then takes over at the end of the lease.
    pub fn close(mut self) -> Result<(), OutboxError> {
        self.let_go()
    }

    /// Whether this process holds the outbox.
    pub fn is_acting(&self) -> bool {
        self.held.is_some()
    }

    fn hear(&mut self) {
        let now = self.ledger.now();
        for (key, attempt, answered) in self.desk.news() {
            self.in_flight.remove(&key);
            let settled = self.settle(attempt, answered, now);
            if let Some(held) = &mut self.held {
                match &settled {
                    Settled::Retry { at, .. } => held.queue.put_back(key, *at),
                    Settled::Done | Settled::GivenUp { .. } => {
                        held.reached(key);
                        held.queue.remove(key);
                    }
                    Settled::Held { lane, closing, .. } => held.close(*lane, *closing, &self.in_flight),
                }
            }
            self.settled.push((key, settled));
        }
    }

    fn settle(&self, attempt: u32, answered: Answered, now: Timestamp) -> Settled {
        match answered {
            Answered::Done => Settled::Done,
            Answered::GivenUp { error } => Settled::GivenUp { at: now, error },
            Answered::Failed { error, retry_after: Some(after) } => {
                Settled::Retry { at: later(now, after), error }
            }
            Answered::Failed { error, retry_after: None } if attempt >= self.outbox.attempts => {
                Settled::GivenUp { at: now, error }
            }
            Answered::Failed { error, retry_after: None } => {
                let wait = self.wait_after(attempt).min(self.outbox.longest_retry);
                Settled::Retry { at: later(now, wait), error }
            }
            Answered::Held { lane, error } => {
                Settled::Held { at: now, lane, closing: self.closing_of(lane, now), error }
            }
        }
    }

    /// The wait after a number of failures, which doubles with each.
    fn wait_after(&self, failures: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(failures.saturating_sub(1).min(31));
        self.outbox.first_retry.saturating_mul(doubled)
    }

    fn hand_out(&mut self) -> Option<Delivery> {
        let held = self.held.as_mut()?;
        while let Some(key) = held.ready.pop_front() {
            let Some(row) = held.queue.row(key).cloned() else { continue };
            let forgotten = row.account.is_some_and(|no| {
                self.ledger
                    .read(row.book, |book| book.account(no).is_none_or(|account| account.member.is_none()))
            });
            if forgotten {
                held.queue.remove(key);
                self.settled.push((key, Settled::Done));
                continue;
            }
            self.in_flight.insert(key);
            let (id, desk) = (Arc::clone(&self.ledger_id), Arc::clone(&self.desk));
            return Some(Delivery::new((key, row), self.outbox.name, id, desk));
        }
        None
    }

    fn has_to_write(&self) -> bool {
        let now = self.ledger.now();
        self.held.as_ref().is_some_and(|held| {
            !self.settled.is_empty()
                || held.has_news()
                || (held.queue.is_due(now) && self.room() > 0)
                || (held.planned > held.written && held.since_written.elapsed() >= LAZY)
                || now >= self.renew_at(held)
        })
    }

    fn round(&mut self) -> Result<(), OutboxError> {
        if let Some(last) = self.last_round {
            std::thread::park_timeout(PACE.saturating_sub(last.elapsed()));
        }
        self.hear();
        self.last_round = Some(Instant::now());
        let now = self.ledger.now();
        let (room, until) = (self.room(), self.lease_end(now));
        let Some(held) = &mut self.held else { return Ok(()) };
        let (new_held, new): (Vec<_>, Vec<_>) =
            std::mem::take(&mut held.new).into_iter().partition(|(_, row)| held.queue.holds(row.lane()));
        for (key, row) in &new {
            held.queue.add(*key, row.clone(), Stage::Waiting);
        }
        let try_again = std::mem::take(&mut held.try_again);
        if !try_again.is_empty() {
            held.looked_at = None;
        }
        let take = held.queue.take(now, room);
        let settled = std::mem::take(&mut self.settled);
        let round = Arc::new(Round {
            outbox: self.outbox.name,
            holder: self.holder,
            until,
            from: held.written,
            to: held.planned,
            new,
            new_held,
            opened: std::mem::take(&mut held.opened),
            try_again,
            now,
            take,
            settled,
        });
        let sent = Arc::clone(&round);
        let written =
            self.ledger.run(move |writer| writer.side_transaction(|engine| engine.write_outbox(&sent)));
        let outcome = written.and_then(|written| written);
        // The writer has dropped its reference by now, unless the ledger has stopped; then the copy is not needed.
        let Round { settled, take, .. } = Arc::unwrap_or_clone(round);
        match outcome {
            Ok(Written::Held) => {
                held.until = until;
                held.written = held.planned;
                held.since_written = Instant::now();
                held.ready.extend(take);
                Ok(())
            }
            Ok(Written::Lost) => {
                log::info!("{} starts again, here or in another process", self.outbox.name);
                self.held = None;
                Ok(())
            }
            Err(error) => {
                // Deliveries are read again from the file; results stay here until they are written.
                self.held = None;
                self.settled = settled;
                Err(error.into())
            }
        }
    }

    fn wait(&self, left: Duration) {
        let now = self.ledger.now();
        let (after, patience) = match &self.held {
            None => {
                let again = self.ask_again_at.map(|at| at.saturating_duration_since(Instant::now()));
                (None, again.unwrap_or(PACE))
            }
            Some(held) => {
                let mut patience = until(now, self.renew_at(held));
                if let Some(due) = held.queue.next_due().filter(|_| self.room() > 0) {
                    patience = patience.min(until(now, due));
                }
                if held.planned > held.written {
                    patience = patience.min(LAZY.saturating_sub(held.since_written.elapsed()));
                }
                let pause = held.planned_at.map_or(Duration::ZERO, |at| PACE.saturating_sub(at.elapsed()));
                match held.is_full() {
                    true => (None, patience),
                    false if pause.is_zero() => (Some(held.planned), patience),
                    false => (None, patience.min(pause)),
                }
            }
        };
        let patience = patience.min(LOOK_AGAIN).min(left);
        self.ledger.committed().wait_for(after, patience, || self.desk.has_news());
    }

    fn room(&self) -> usize {
        let ready = self.held.as_ref().map_or(0, |held| held.ready.len());
        self.outbox.at_once.saturating_sub(self.in_flight.len() + ready)
    }

    fn engine(&self) -> Result<Arc<dyn EngineReader>, OutboxError> {
        Ok(self.ledger.engine().map_err(ReadError::from)?)
    }
}

impl<P> Drop for OutboxWorker<P> {
    fn drop(&mut self) {
        // Releasing waits for the writer, which would panic inside a read.
        if is_reading() {
            return log::debug!("another process has to wait for the end of the lease");
        }
        let something_to_say = self.held.is_some() || !self.settled.is_empty() || self.desk.has_news();
        if something_to_say && let Err(error) = self.let_go() {
            log::debug!("another process has to wait for the end of the lease: {error}");
        }
    }
}

fn later(now: Timestamp, after: Duration) -> Timestamp {
    let micros = i64::try_from(after.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_micros(now.micros().saturating_add(micros))
}

fn until(now: Timestamp, then: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(then.micros().saturating_sub(now.micros())).unwrap_or(0))
}
