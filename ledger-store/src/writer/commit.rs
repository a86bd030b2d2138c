//! One commit: look up, decide, append, flush, make visible, answer; and what happens when a step fails.

use std::time::Instant;

use ledger_core::{BookId, Phase};

use super::Writer;
use super::catch_up::PURGE_PATIENCE;
use super::decide::{Decider, Terms};
use super::gather::{self, Gathered};
use super::looked_up::{Keys, LookedUp};
use crate::api::error::SubmitError;
use crate::api::pending::Answer;
use crate::api::request::{Outcome, Request};
use crate::engine::Appended;
use crate::internal_error::{InternalError, Result, explain};

/// The most attempts to decide a commit, because another process was faster or a key was taken. If the engine locks,
/// two attempts are always enough.
const MOST_ATTEMPTS: usize = 16;

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

struct Failed {
    error: InternalError,
    at: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Gathering,
    Flushing,
}

/// The result of a commit that did not fail.
enum Flushed {
    Durable(Vec<Outcome>),
    /// Nothing was stored; decide again.
    Again(Keys),
}

impl<E: Into<InternalError>> From<E> for Failed {
    fn from(error: E) -> Failed {
        Failed { error: error.into(), at: Stage::Gathering }
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
            Err(error) => Batch::answer(waiting, std::iter::repeat_with(|| Err(error.clone()))),
        }
    }

    pub(super) fn commit_one(&mut self, request: &Request) -> Result<Outcome, SubmitError> {
        let outcomes = self.outcomes(std::slice::from_ref(request))?;
        Ok(outcomes.into_iter().next().expect("every request has an outcome"))
    }

    fn outcomes(&mut self, requests: &[Request]) -> Result<Vec<Outcome>, SubmitError> {
        self.guarded(|writer| writer.try_commit(requests).map_err(|failed| writer.recover(failed)))?
    }

    /// Takes the close of a season one step further, as a commit like any other.
    pub(super) fn commit_season_step(&mut self, book: BookId, limit: usize) -> Result<Phase, SubmitError> {
        self.try_season_step(book, limit).map_err(|failed| self.recover(failed))
    }

    fn try_commit(&mut self, requests: &[Request]) -> Result<Vec<Outcome>, Failed> {
        let mut keys = Keys::Assumed;
        for _ in 0..MOST_ATTEMPTS {
            self.begin()?;
            let looked_up = LookedUp::read(&mut *self.engine, requests, keys)?;
            let terms = self.terms();
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
        let looked_up = LookedUp::default();
        let terms = self.terms();
        let decider = Decider::new(terms, self.seal, &self.committed, &mut self.salts, &looked_up);
        let step = (book, limit);
        let (gathered, phase) =
            gather::gather_season_step(&mut *self.engine, decider, step, &mut self.dirty)?;
        match self.flush(gathered)? {
            Flushed::Durable(_) => Ok(phase),
            Flushed::Again(_) => Ok(Phase::Closing { next: ledger_core::AccountNo::TREASURY }),
        }
    }

    fn terms(&self) -> Terms {
        Terms { now: self.now(), limits: self.options.limits }
    }

    /// Begins a commit and catches up: decisions are made at the end of the journal, whichever process appended it.
    pub(crate) fn begin(&mut self) -> Result<()> {
        self.engine.begin()?;
        let caught_up = self.catch_up();
        if caught_up.is_err() {
            self.engine.roll_back();
        }
        caught_up
    }

    /// Flushes first, then makes the events visible.
    fn flush(&mut self, gathered: Gathered) -> Result<Flushed, Failed> {
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
            Appended::Unknown(error) => Err(Failed { error, at: Stage::Flushing }),
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
        self.last_at = gathered.last_at.max(self.last_at);
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
    fn recover(&mut self, failed: Failed) -> SubmitError {
        let error = self.engine.located(failed.error);
        let why = explain(&error);
        log::error!("a commit failed: {why} ({error})");
        self.engine.roll_back();
        let before = self.seal.position;
        if let Err(error) = self.engine.recover().and_then(|()| self.catch_up()) {
            self.stop(format!("after a failed commit the file could not be read again: {}", explain(&error)));
        } else if self.seal.position > before {
            log::warn!(
                "the failed commit turned out to be in the file, up to position {}",
                self.seal.position
            );
            // The commit may have been a forgetting.
            self.committed.set_erasure_pending(true);
        }
        match failed.at {
            Stage::Gathering => SubmitError::NotApplied { why },
            Stage::Flushing => SubmitError::Unknown { why },
        }
    }
}
