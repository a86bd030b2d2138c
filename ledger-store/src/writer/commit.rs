//! One commit: gather what was asked, append it, flush, publish, answer. And what is done when that fails.

use ledger_core::{BookId, Phase};

use super::Writer;
use super::catch_up::ERASE_PATIENCE;
use super::gather::{Gathered, Gathering, Threads};
use super::terms::Terms;
use crate::api::error::SubmitError;
use crate::api::pending::Answer;
use crate::api::request::{Outcome, Request};
use crate::internal_error::{InternalError, Result, explain};
use crate::sqlite::{connection, journal};

/// Requests that go into one commit, and who waits for them.
#[derive(Default)]
pub(super) struct Batch {
    requests: Vec<Request>,
    waiting: Vec<Waiting>,
}

enum Waiting {
    One(Answer<Outcome>),
    Many(usize, Answer<Vec<Result<Outcome, SubmitError>>>),
}

/// A commit that failed, and whether SQLite had been told to flush it.
struct Failed {
    error: InternalError,
    at: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Gathering,
    Flushing,
}

impl<F: Into<InternalError>> From<F> for Failed {
    fn from(error: F) -> Failed {
        Failed { error: error.into(), at: Stage::Gathering }
    }
}

impl Batch {
    pub(super) fn add(&mut self, request: Request, answer: Answer<Outcome>) {
        self.requests.push(request);
        self.waiting.push(Waiting::One(answer));
    }

    pub(super) fn add_all(
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

    /// Answers everybody: there are as many outcomes as requests.
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
    /// Commits a batch and answers everybody in it.
    pub(super) fn commit(&mut self, batch: Batch) {
        let Batch { requests, waiting } = batch;
        match self.outcomes(&requests) {
            Ok(outcomes) => Batch::answer(waiting, outcomes.into_iter().map(Ok)),
            Err(error) => Batch::answer(waiting, std::iter::repeat_with(|| Err(error.clone()))),
        }
    }

    /// Commits a request alone.
    pub(super) fn commit_one(&mut self, request: &Request) -> Result<Outcome, SubmitError> {
        let outcomes = self.outcomes(std::slice::from_ref(request))?;
        Ok(outcomes.into_iter().next().expect("every request has an outcome"))
    }

    fn outcomes(&mut self, requests: &[Request]) -> Result<Vec<Outcome>, SubmitError> {
        match self.stopped.clone() {
            Some(why) => Err(SubmitError::Stopped { why }),
            None => self.try_commit(requests).map_err(|failed| self.recover(failed)),
        }
    }

    /// Takes the close of a season one step further: a commit like any other.
    pub(super) fn commit_season_step(&mut self, book: BookId, limit: usize) -> Result<Phase, SubmitError> {
        self.try_season_step(book, limit).map_err(|failed| self.recover(failed))
    }

    fn try_commit(&mut self, requests: &[Request]) -> Result<Vec<Outcome>, Failed> {
        if let Some(outcomes) = self.try_commit_on(Threads::Two, requests)? {
            return Ok(outcomes);
        }
        self.roll_back();
        let outcomes = self.try_commit_on(Threads::One, requests)?;
        Ok(outcomes.ok_or_else(|| {
            InternalError::damaged("a commit could be gathered neither at once nor one by one")
        })?)
    }

    fn try_commit_on(
        &mut self,
        threads: Threads,
        requests: &[Request],
    ) -> Result<Option<Vec<Outcome>>, Failed> {
        self.begin()?;
        let mut gathering = self.gathering()?;
        let Some(outcomes) = gathering.ask_all(requests, threads)? else { return Ok(None) };
        let gathered = gathering.end()?;
        self.flush(gathered)?;
        Ok(Some(outcomes))
    }

    fn try_season_step(&mut self, book: BookId, limit: usize) -> Result<Phase, Failed> {
        self.begin()?;
        let mut gathering = self.gathering()?;
        let phase = gathering.close_season(book, limit)?;
        let gathered = gathering.end()?;
        self.flush(gathered)?;
        Ok(phase)
    }

    /// Takes the write lock and catches up: decisions are made at the head, whoever wrote it.
    pub(crate) fn begin(&mut self) -> Result<()> {
        connection::begin(&self.connection)?;
        let caught_up = self.catch_up();
        if caught_up.is_err() {
            self.roll_back();
        }
        caught_up
    }

    pub(crate) fn roll_back(&self) {
        if let Err(error) = self.connection.execute_batch("ROLLBACK") {
            log::debug!("there was nothing to roll back: {error}");
        }
    }

    fn gathering(&mut self) -> Result<Gathering<'_>> {
        let terms = Terms { now: self.now(), limits: self.options.limits };
        Gathering::new(terms, self.seal, &self.connection, &self.committed, &mut self.salts, &mut self.dirty)
    }

    /// Flushes and publishes, in this order.
    fn flush(&mut self, gathered: Gathered) -> Result<(), Failed> {
        if gathered.seal == self.seal {
            self.roll_back();
            return Ok(());
        }
        journal::write_seal(&self.connection, gathered.seal)?;
        if gathered.forgets {
            self.write_checkpoint_with(&gathered)?;
        }
        let commit = self.connection.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([]));
        if let Err(error) = commit {
            return Err(Failed { error: error.into(), at: Stage::Flushing });
        }
        self.publish(gathered);
        Ok(())
    }

    fn publish(&mut self, gathered: Gathered) {
        self.since_checkpoint += gathered.seal.position.0 - self.seal.position.0;
        self.wrote = true;
        self.seal = gathered.seal;
        if gathered.forgets {
            self.checkpoint_stands();
        }
        self.last_at = gathered.last_at.max(self.last_at);
        self.quiet_since = std::time::Instant::now();
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
        if gathered.forgets {
            self.committed.set_erasure_pending(true);
            self.empty_wal(ERASE_PATIENCE);
        }
    }

    /// After a failure the file is opened anew, and what is there decides.
    fn recover(&mut self, failed: Failed) -> SubmitError {
        let why = explain(&failed.error);
        log::error!("a commit failed: {}", failed.error);
        self.roll_back();
        let before = self.seal.position;
        if let Err(error) = self.reopen() {
            self.stop(format!("after a failed commit the file could not be read again: {}", explain(&error)));
        } else if self.seal.position > before {
            log::warn!(
                "the failed commit turned out to be in the file, up to position {}",
                self.seal.position
            );
            // It may have been a forgetting.
            self.committed.set_erasure_pending(true);
        }
        match failed.at {
            Stage::Gathering => SubmitError::NotApplied { why },
            Stage::Flushing => SubmitError::Unknown { why },
        }
    }
}
