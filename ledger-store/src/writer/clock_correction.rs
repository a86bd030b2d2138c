//! Corrects the recorded time after a clock had been ahead, in every book with an event ahead of the clock, in one commit.

use ledger_core::{Asker, BookId, Command, Event, Points, Refusal, RequestKey, Timestamp};

use super::Writer;
use super::commit::{Failed, Flushed, MOST_ATTEMPTS};
use super::decide::Decider;
use super::gather;
use super::looked_up::LookedUp;
use crate::api::clock::is_ahead;
use crate::api::error::SubmitError;
use crate::api::request::{Outcome, Receipt, Request};
use crate::engine::FoundKey;
use crate::internal_error::InternalError;

impl Writer {
    pub(crate) fn correct_clock(&mut self, key: Option<&RequestKey>) -> Result<Outcome, SubmitError> {
        if let Some(why) = self.stopped.clone() {
            return Err(SubmitError::Stopped { why });
        }
        self.try_correct_clock(key).map_err(|failed| self.recover(failed))
    }

    fn try_correct_clock(&mut self, key: Option<&RequestKey>) -> Result<Outcome, Failed> {
        for _ in 0..MOST_ATTEMPTS {
            self.begin()?;
            let books: Vec<(BookId, Timestamp)> = self
                .committed
                .with_books(|books| books.iter().map(|(id, book)| (*id, book.last_at())).collect());
            if let Some(key) = key {
                let keys: Vec<_> = books.iter().map(|(book, _)| (*book, key)).collect();
                let found: Vec<FoundKey> = self.engine.find_keys(&keys)?.into_iter().flatten().collect();
                if let Some(outcome) = repeat(&found) {
                    self.engine.roll_back();
                    return Ok(outcome);
                }
            }
            let now = self.options.clock.now();
            if !is_ahead(self.last_at, now) {
                self.engine.roll_back();
                return Ok(Outcome::Refused(Refusal::ClockNotAhead { last_at: self.last_at, now }));
            }
            // Also a book that is ahead by less than clocks may differ: afterwards none may be ahead of the journal.
            let ahead = books.iter().filter(|(_, last_at)| *last_at > now);
            let requests: Vec<Request> = ahead
                .map(|(book, _)| Request {
                    key: key.cloned(),
                    ..Request::new(*book, Command::CorrectClock).asker(Asker::CommandLine)
                })
                .collect();
            let looked_up = LookedUp::default();
            let terms = self.terms_at(now);
            let decider = Decider::new(terms, self.seal, &self.committed, &mut self.salts, &looked_up);
            match gather::gather(&mut *self.engine, decider, &requests, &mut self.dirty)? {
                Some(gathered) => {
                    self.engine.free_outboxes(now)?;
                    if let Flushed::Durable(outcomes) = self.flush(gathered)? {
                        self.watch.trust_now();
                        return Ok(combined(outcomes));
                    }
                }
                None => self.engine.roll_back(),
            }
        }
        Err(InternalError::damaged(format!(
            "the correction of the clock was decided {MOST_ATTEMPTS} times and could not be appended"
        )))?
    }
}

/// The answer to a key that a book has already.
fn repeat(found: &[FoundKey]) -> Option<Outcome> {
    let is_correction = |found: &FoundKey| matches!(found.recorded.event, Event::ClockCorrected { .. });
    if let Some(other) = found.iter().find(|found| !is_correction(found)) {
        return Some(Outcome::Refused(Refusal::KeyReused { position: other.recorded.position }));
    }
    let mut positions = found.iter().map(|found| found.recorded.position);
    let position = Some(positions.next()?);
    Some(Outcome::AlreadyApplied(Receipt { position, also: positions.collect(), balance: Points::ZERO }))
}

fn combined(outcomes: Vec<Outcome>) -> Outcome {
    let mut receipt = Receipt::default();
    for outcome in outcomes {
        match outcome {
            Outcome::Applied(one) if receipt.position.is_none() => receipt = one,
            Outcome::Applied(one) => receipt.also.extend(one.position),
            other => return other,
        }
    }
    Outcome::Applied(receipt)
}
