//! One commit: look up, decide, append, flush, make visible, answer; and what happens when a step fails.

use std::sync::Arc;
use std::time::Instant;

use ledger_core::{BookId, Phase, Timestamp};

use super::Writer;
use super::catch_up::PURGE_PATIENCE;
use super::decide::{Decider, Taken, Terms};
use super::gather::{self, Gathered};
use super::looked_up::{Keys, LookedUp};
use crate::api::clock::ClockProblem;
use crate::api::error::SubmitError;
use crate::api::pending::Answer;
use crate::api::request::{Outcome, Request};
use crate::engine::Appended;
use crate::internal_error::{InternalError, Result, explain};

/// The most attempts to decide a commit, because another process was faster or a key was taken. If the engine locks,
/// two attempts are always enough.
pub(super) const MOST_ATTEMPTS: usize = 16;

/// Requests of one commit, and the callers that wait for them.
#[derive(Default)]
pub(super) struct Batch {
    requests: Vec<Request>,
    waiting: Vec<Waiting>,
}

enum Waiting {
    One(Answer<Outcome>),
    Many(usize, Answer<Vec<Result<Outcome, SubmitError>>>),
}

pub(super) enum Failed {
    Error {
        error: InternalError,
        at: Stage,
    },
    /// The commit is still open.
    Clock(ClockProblem),
}

/// Why requests have no outcome.
enum Unanswered {
    All(SubmitError),
    /// Each has an answer of its own.
    Each(Vec<Result<Outcome, SubmitError>>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Gathering,
    Flushing,
}

/// The result of a commit that did not fail.
pub(super) enum Flushed {
    Durable(Vec<Outcome>),
    /// Nothing was stored; decide again.
    Again(Keys),
}

impl<E: Into<InternalError>> From<E> for Failed {
    fn from(error: E) -> Failed {
        Failed::Error { error: error.into(), at: Stage::Gathering }
    }
}

impl Batch {
    pub(super) fn add(&mut self, request: Request, answer: Answer<Outcome>) {
        self.requests.push(request);
        self.waiting.push(Waiting::One(answer));
    }

    pub(crate) fn add_all(
        &mut self,
        mut requests: Vec<Request>,
        answer: Answer<Vec<Result<Outcome, SubmitError>>>,
    ) {
        self.waiting.push(Waiting::Many(requests.len(), answer));
        if self.requests.is_empty() {
            self.requests = requests;
        } else {
            self.requests.append(&mut requests);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.requests.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// There must be as many outcomes as requests.
    fn answer(waiting: Vec<Waiting>, mut outcomes: impl Iterator<Item = Result<Outcome, SubmitError>>) {
        for waiting in waiting {
            match waiting {
                Waiting::One(answer) => answer.give(outcomes.next().expect("every request has an outcome")),
                Waiting::Many(count, answer) => answer.give(Ok(outcomes.by_ref().take(count).collect())),
            }
        }
    }
}

impl Writer {
    pub(super) fn commit(&mut self, batch: Batch) {
        let Batch { requests, waiting } = batch;
        match self.outcomes(&requests) {
            Ok(outcomes) => Batch::answer(waiting, outcomes.into_iter().map(Ok)),
            Err(Unanswered::All(error)) => {
                Batch::answer(waiting, std::iter::repeat_with(|| Err(error.clone())))
            }
            Err(Unanswered::Each(outcomes)) => Batch::answer(waiting, outcomes.into_iter()),
        }
    }

    pub(super) fn commit_one(&mut self, request: &Request) -> Result<Outcome, SubmitError> {
        let outcome = match self.outcomes(std::slice::from_ref(request)) {
            Ok(outcomes) => outcomes.into_iter().next().map(Ok),
            Err(Unanswered::All(error)) => Some(Err(error)),
            Err(Unanswered::Each(outcomes)) => outcomes.into_iter().next(),
        };
        outcome.expect("every request has an outcome")
    }

    fn outcomes(&mut self, requests: &[Request]) -> Result<Vec<Outcome>, Unanswered> {
        let committed = self.guarded(|writer| match writer.try_commit(requests) {
            Ok(outcomes) => Ok(outcomes),
            Err(Failed::Clock(problem)) => match writer.only_repeat(requests, problem) {
                Ok(outcomes) => Err(Unanswered::Each(outcomes)),
                Err(error) => Err(Unanswered::All(writer.recover(error.into()))),
            },
            Err(failed) => Err(Unanswered::All(writer.recover(failed))),
        });
        committed.unwrap_or_else(|stopped| Err(Unanswered::All(stopped)))
    }

    /// Ends a commit at whose time nothing is recorded. A request that was applied before is still answered with its
    /// receipt: its caller may have asked again to find out whether it was.
    fn only_repeat(
        &mut self,
        requests: &[Request],
        problem: ClockProblem,
    ) -> Result<Vec<Result<Outcome, SubmitError>>> {
        let looked_up = LookedUp::read(&mut *self.engine, requests, Keys::LookedUp)?;
        let terms = self.terms_at(self.now());
        let mut decider = Decider::new(terms, self.seal, &self.committed, &mut self.salts, &looked_up);
        decider.decide(requests, |_| Taken::Go);
        let outcomes = decider.outcomes.into_iter().enumerate().map(|(index, outcome)| {
            let was_applied = looked_up.key(index).is_some();
            if was_applied { Ok(outcome) } else { Err(SubmitError::Clock(problem)) }
        });
        let outcomes = outcomes.collect();
        self.engine.roll_back();
        Ok(outcomes)
    }

    /// Takes the close of a season one step further, as a commit like any other.
    pub(super) fn commit_season_step(&mut self, book: BookId, limit: usize) -> Result<Phase, SubmitError> {
        self.try_season_step(book, limit).map_err(|failed| self.recover(failed))
    }

    fn try_commit(&mut self, requests: &[Request]) -> Result<Vec<Outcome>, Failed> {
        let mut keys = Keys::Assumed;
        for _ in 0..MOST_ATTEMPTS {
            self.begin()?;
            let terms = self.terms()?;
            let looked_up = LookedUp::read(&mut *self.engine, requests, keys)?;
            let decider = Decider::new(terms, self.seal, &self.committed, &mut self.salts, &looked_up);
            let gathered = gather::gather(&mut *self.engine, decider, requests, &mut self.dirty)?;
            let flushed = match gathered {
                Some(gathered) => self.flush(gathered)?,
                None => {
                    self.engine.roll_back();
                    Flushed::Again(Keys::LookedUp)
                }
            };
            match flushed {
                Flushed::Durable(outcomes) => return Ok(outcomes),
                Flushed::Again(needed) => keys = keys.max(needed),
            }
        }
        self.engine.roll_back();
        Err(InternalError::damaged(format!(
            "it was decided {MOST_ATTEMPTS} times and could not be appended"
        )))?
    }

    fn try_season_step(&mut self, book: BookId, limit: usize) -> Result<Phase, Failed> {
        self.begin()?;
        let terms = self.terms()?;
        let looked_up = LookedUp::default();
        let decider = Decider::new(terms, self.seal, &self.committed, &mut self.salts, &looked_up);
        let step = (book, limit);
        let (gathered, phase) =
            gather::gather_season_step(&mut *self.engine, decider, step, &mut self.dirty)?;
        match self.flush(gathered)? {
            Flushed::Durable(_) => Ok(phase),
            Flushed::Again(_) => Ok(Phase::Closing { next: ledger_core::AccountNo::TREASURY }),
        }
    }

    /// Call it after catching up, which may have moved the time of the last event.
    fn terms(&mut self) -> Result<Terms, Failed> {
        let now = self.recording_time().map_err(Failed::Clock)?;
        Ok(self.terms_at(now))
    }

    pub(super) fn terms_at(&self, now: Timestamp) -> Terms {
        Terms { now, limits: self.options.limits, time_zones: Arc::clone(&self.options.time_zones) }
    }

    /// Begins a commit and catches up: decisions are made at the end of the journal, whichever process appended it.
    pub(crate) fn begin(&mut self) -> Result<()> {
        if let Some(why) = &self.stopped {
            return Err(InternalError::damaged(why.clone()));
        }
        self.engine.begin()?;
        let caught_up = self.catch_up();
        if caught_up.is_err() {
            self.engine.roll_back();
        }
        caught_up
    }

    /// Flushes first, then makes the events visible.
    pub(super) fn flush(&mut self, gathered: Gathered) -> Result<Flushed, Failed> {
        if gathered.seal == self.seal {
            self.engine.roll_back();
            return Ok(Flushed::Durable(gathered.outcomes));
        }
        for (book, forgotten) in &gathered.forgotten {
            self.engine.erase(*book, forgotten)?;
        }
        if gathered.forgets() {
            self.write_checkpoint_with(&gathered)?;
        }
        match self.engine.commit(self.seal, gathered.seal)? {
            Appended::Durable => Ok(Flushed::Durable(self.publish(gathered))),
            Appended::Overtaken => Ok(Flushed::Again(Keys::Assumed)),
            Appended::KeyTaken => Ok(Flushed::Again(Keys::LookedUp)),
            Appended::OtherPast => {
                let error = InternalError::unreadable(
                    self.seal.position.0,
                    "it is not the event that was committed there: the file was replaced or changed; open it again",
                );
                self.stop(explain(&error));
                Err(error.into())
            }
            Appended::Unknown(error) => Err(Failed::Error { error, at: Stage::Flushing }),
        }
    }

    fn publish(&mut self, gathered: Gathered) -> Vec<Outcome> {
        let forgets = gathered.forgets();
        self.since_checkpoint += gathered.seal.position.0 - self.seal.position.0;
        self.wrote = true;
        self.seal = gathered.seal;
        if forgets {
            self.checkpoint_stands();
        }
        self.last_at = gathered.last_at;
        self.quiet_since = Instant::now();
        let mut cells = Vec::with_capacity(gathered.books.len());
        for (id, open) in gathered.books {
            open.cell.merge(open.overlay);
            if open.cell.book().season().phase != Phase::Open && !self.closing.contains(&id) {
                self.closing.push(id);
            }
            self.committed.add(id, &open.cell);
            cells.push(open.cell);
        }
        self.committed.advance(self.seal, cells);
        if forgets {
            self.committed.set_erasure_pending(true);
            self.purge(PURGE_PATIENCE);
        }
        gathered.outcomes
    }

    /// After a failure the engine starts again, and the journal decides what was committed.
    pub(super) fn recover(&mut self, failed: Failed) -> SubmitError {
        let (error, at) = match failed {
            Failed::Error { error, at } => (error, at),
            Failed::Clock(problem) => {
                self.engine.roll_back();
                return SubmitError::Clock(problem);
            }
        };
        let error = self.engine.located(error);
        let why = explain(&error);
        log::error!("a commit failed: {why} ({error})");
        self.engine.roll_back();
        let before = self.seal.position;
        if let InternalError::Moved(why) = &error {
            self.stop(why.clone());
        } else if let Err(error) = self.engine.recover().and_then(|()| self.catch_up()) {
            self.stop(format!("after a failed commit the file could not be read again: {}", explain(&error)));
        } else if self.seal.position > before {
            log::warn!(
                "the failed commit turned out to be in the file, up to position {}",
                self.seal.position
            );
            // The commit may have been a forgetting.
            self.committed.set_erasure_pending(true);
        }
        match at {
            Stage::Gathering => SubmitError::NotApplied { why },
            Stage::Flushing => SubmitError::Unknown { why },
        }
    }
}
