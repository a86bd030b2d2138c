//! The writer appends events, on its own thread or on that of a waiting caller. It takes the queued requests, decides
//! them at the head of the journal, commits once, and only then makes the events visible and answers.

pub(crate) mod catch_up;
mod checkpoint;
mod clock;
mod clock_correction;
mod commit;
mod decide;
mod gather;
mod looked_up;
pub(crate) mod queue;
mod request_keys;
mod season_close;
mod side_transaction;
pub(crate) mod write_behind;

use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger_core::{BookId, Phase, Position, Timestamp};

use self::clock::ClockWatch;
use self::queue::WriterLoop;
use self::write_behind::{Change, WriteBehind};
use crate::api::error::SubmitError;
use crate::api::options::Options;
use crate::api::pending::Answer;
use crate::api::request::{Outcome, Request};
use crate::committed::Committed;
use crate::committed::dirty::DirtyRows;
use crate::encoding::place::LedgerId;
use crate::encoding::salt::Salts;
use crate::encoding::seal::Seal;
use crate::engine::writer::EngineWriter;
use crate::internal_error::{InternalError, Result, explain};
use crate::panics::caught;

/// The most commands in one commit: enough that the flush hardly counts, few enough that no caller waits long.
const MOST_PER_COMMIT: usize = 4_096;

/// How often an idle writer checks for commits of other processes.
const LOOK_AROUND: Duration = Duration::from_millis(20);

/// The idle time after which a checkpoint is written.
const QUIET: Duration = Duration::from_secs(1);

pub(crate) enum Message {
    Submit(Box<Request>, Answer<Outcome>),
    /// Several requests, each with an outcome of its own.
    SubmitAll(Vec<Request>, Answer<Vec<Result<Outcome, SubmitError>>>),
    WriteValues(Vec<Change>, Answer<()>),
    /// Work that needs the writer.
    Run(Box<dyn FnOnce(&mut Writer) + Send>),
    Close(Answer<()>),
}

pub(crate) struct Writer {
    pub engine: Box<dyn EngineWriter>,
    pub committed: Arc<Committed>,
    pub options: Options,
    /// The committed head and its seal.
    pub seal: Seal,
    /// The time of the last event of the journal.
    pub last_at: Timestamp,
    watch: ClockWatch,
    salts: Salts,
    /// The rows for the next checkpoint, and the position of the stored one.
    dirty: DirtyRows,
    based_on: Option<Position>,
    /// Events since the stored checkpoint, and whether this process wrote any of them.
    since_checkpoint: u64,
    wrote: bool,
    quiet_since: Instant,
    /// Whether another process may have committed events that are not applied yet.
    has_news: bool,
    /// The books whose season is being closed.
    closing: Vec<BookId>,
    /// The time of the next attempt after a failed closing step.
    close_again_at: Option<Instant>,
    /// The reason, once the writer accepts no requests any more.
    stopped: Option<String>,
}

/// The state with which a writer starts.
pub(crate) struct Start {
    pub id: LedgerId,
    pub seal: Seal,
    pub last_at: Timestamp,
    pub dirty: DirtyRows,
    /// The position of the stored checkpoint; `None` if there is none or it was discarded.
    pub based_on: Option<Position>,
    /// Whether erased bytes are certainly gone; after a crash some may be left.
    pub purged: bool,
}

impl Writer {
    pub(crate) fn new(
        engine: Box<dyn EngineWriter>,
        committed: Arc<Committed>,
        options: Options,
        start: Start,
    ) -> Result<Writer> {
        let closing = committed.with_books(|books| {
            books.iter().filter(|(_, book)| book.season().phase != Phase::Open).map(|(id, _)| *id).collect()
        });
        committed.set_erasure_pending(!start.purged);
        Ok(Writer {
            engine,
            committed,
            watch: ClockWatch::new(Arc::clone(&options.clock)),
            options,
            since_checkpoint: start.seal.position.0.saturating_sub(start.based_on.map_or(0, |p| p.0)),
            seal: start.seal,
            last_at: start.last_at,
            salts: Salts::new()?,
            dirty: start.dirty,
            based_on: start.based_on,
            wrote: false,
            quiet_since: Instant::now(),
            has_news: false,
            closing,
            close_again_at: None,
            stopped: None,
        })
    }

    /// Commits queued messages, up to a full commit. Returns the message that must come after it.
    fn gather(&mut self, first: Message, writer_loop: &WriterLoop) -> Option<Message> {
        let mut batch = commit::Batch::default();
        let mut values = WriteBehind::default();
        let mut next = Some(first);
        let mut after = None;
        while let Some(message) = next.take() {
            match message {
                Message::Submit(request, answer) => batch.add(*request, answer),
                Message::SubmitAll(requests, answer) => batch.add_all(requests, answer),
                Message::WriteValues(changes, answer) => values.add(changes, answer),
                other => {
                    after = Some(other);
                    break;
                }
            }
            writer_loop.begin();
            if batch.len() + values.len() < MOST_PER_COMMIT {
                next = writer_loop.waiting();
            }
        }
        self.committed.dequeue(batch.len());
        if !batch.is_empty() {
            self.commit(batch);
        }
        if !values.is_empty() {
            let messages = values.write(self);
            writer_loop.values_written(messages);
        }
        after
    }

    fn close(mut self, answer: Answer<()>) {
        let finished = self.guarded(|writer| {
            writer.finish_in_place();
            writer.stop_if_moved();
        });
        let result = finished.and_then(|()| match self.stopped.take() {
            None => Ok(()),
            Some(why) => Err(SubmitError::Stopped { why }),
        });
        let committed = Arc::clone(&self.committed);
        drop(self);
        committed.close();
        answer.give(result);
    }

    /// Writes a last checkpoint if this process wrote anything, and purges erased bytes.
    fn finish_in_place(&mut self) {
        self.stop_if_moved();
        if self.stopped.is_some() {
            return;
        }
        if self.wrote
            && self.since_checkpoint > 0
            && let Err(error) = self.write_checkpoint()
        {
            log::warn!("no checkpoint was written at the end, so the next start takes longer: {error}");
        }
        // Closing the last connection would purge too, but a reader of the pool may be that last one.
        self.purge(Duration::ZERO);
    }

    /// The clock's time, but never before the last event.
    fn now(&self) -> Timestamp {
        self.options.clock.now().max(self.last_at)
    }

    /// Stops when the path of the ledger has come to name other files: what is written now would be lost.
    fn stop_if_moved(&mut self) {
        if self.stopped.is_none()
            && let Err(InternalError::Moved(why)) = self.engine.check_place()
        {
            self.stop(why);
        }
    }

    /// The error of work that is no commit of events.
    pub(crate) fn failed(&mut self, error: InternalError) -> SubmitError {
        let error = self.engine.located(error);
        let why = explain(&error);
        match error {
            InternalError::Moved(_) if self.stopped.is_none() => {
                self.stop(why.clone());
                SubmitError::Unknown { why }
            }
            _ if self.stopped.is_some() => SubmitError::Stopped { why },
            _ => SubmitError::NotApplied { why },
        }
    }

    fn stop(&mut self, why: String) {
        log::error!("the ledger stops: {why}");
        self.committed.stop(why.clone());
        self.stopped = Some(why);
    }

    /// Runs work that the embedding program takes part in, for example with its clock. A panic stops the writer, whose
    /// half-done work is unknown, and is the reason that this and all later callers get.
    pub(crate) fn guarded<T>(&mut self, work: impl FnOnce(&mut Writer) -> T) -> Result<T, SubmitError> {
        if let Some(why) = self.stopped.clone() {
            return Err(SubmitError::Stopped { why });
        }
        caught(|| work(self)).map_err(|message| {
            self.engine.roll_back();
            let why = format!(
                "its writer panicked: {message}; mend the cause and open it again, and ask again with the same key to \
                 find out whether the request was stored"
            );
            self.stop(why.clone());
            SubmitError::Stopped { why }
        })
    }
}
