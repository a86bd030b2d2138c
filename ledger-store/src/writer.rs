//! The writer: the one that appends, on its own thread or on that of whoever waits. It takes what is waiting, decides
//! it at the head of the journal, commits once, and only then publishes and answers.

mod catch_up;
mod checkpoint;
mod commit;
mod gather;
mod pipeline;
pub(crate) mod queue;
mod request_keys;
mod season_close;
mod side_transaction;
mod terms;
pub(crate) mod write_behind;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger_core::{BookId, Phase, Position, Timestamp};
use rusqlite::{Connection, OpenFlags};

use self::queue::WriterLoop;
use crate::api::error::SubmitError;
use crate::api::options::Options;
use crate::api::pending::Answer;
use crate::api::request::{Outcome, Request};
use crate::committed::Committed;
use crate::committed::dirty::DirtyRows;
use crate::encoding::salt::Salts;
use crate::encoding::seal::Seal;
use crate::internal_error::Result;
use crate::sqlite::connection;

/// The most commands in one commit: enough that the flush no longer counts, few enough that nobody waits long.
const MOST_PER_COMMIT: usize = 4_096;

/// How often an idle writer looks for what other processes committed.
const LOOK_AROUND: Duration = Duration::from_millis(20);

/// Quiet after which a checkpoint is written.
const QUIET: Duration = Duration::from_secs(1);

/// What the writer is asked to do.
pub(crate) enum Message {
    /// One request.
    Submit(Box<Request>, Answer<Outcome>),
    /// Several, each on its own.
    SubmitAll(Vec<Request>, Answer<Vec<Result<Outcome, SubmitError>>>),
    /// Work that needs the write connection.
    Run(Box<dyn FnOnce(&mut Writer) + Send>),
    /// The end.
    Close(Answer<()>),
}

/// The state of the writer thread.
pub(crate) struct Writer {
    pub connection: Connection,
    pub path: PathBuf,
    pub committed: Arc<Committed>,
    pub options: Options,
    /// The head of the journal and the seal there, as published.
    pub seal: Seal,
    /// When the last event was recorded, over all books.
    pub last_at: Timestamp,
    salts: Salts,
    /// What the next checkpoint must write, and where the one it builds on stands.
    dirty: DirtyRows,
    based_on: Option<Position>,
    /// Events since the stored checkpoint, and whether this process wrote any of them.
    since_checkpoint: u64,
    wrote: bool,
    quiet_since: Instant,
    data_version: i64,
    /// Books whose season is being closed.
    closing: Vec<BookId>,
    /// When to go on closing after that failed.
    close_again_at: Option<Instant>,
    /// Why it takes no commands any more.
    stopped: Option<String>,
}

/// What is known when a writer starts.
pub(crate) struct Start {
    pub seal: Seal,
    pub last_at: Timestamp,
    pub dirty: DirtyRows,
    /// Where the stored checkpoint stands; `None` if there is none, or if it was thrown away.
    pub based_on: Option<Position>,
    /// Whether the WAL is empty: after a crash it may hold what was forgotten.
    pub wal_emptied: bool,
}

impl Writer {
    pub(crate) fn new(
        connection: Connection,
        path: PathBuf,
        committed: Arc<Committed>,
        options: Options,
        start: Start,
    ) -> Result<Writer> {
        let closing = committed.with_books(|books| {
            books.iter().filter(|(_, book)| book.season().phase != Phase::Open).map(|(id, _)| *id).collect()
        });
        let data_version = data_version(&connection)?;
        committed.set_erasure_pending(!start.wal_emptied);
        Ok(Writer {
            connection,
            path,
            committed,
            options,
            since_checkpoint: start.seal.position.0.saturating_sub(start.based_on.map_or(0, |p| p.0)),
            seal: start.seal,
            last_at: start.last_at,
            salts: Salts::new()?,
            dirty: start.dirty,
            based_on: start.based_on,
            wrote: false,
            quiet_since: Instant::now(),
            data_version,
            closing,
            close_again_at: None,
            stopped: None,
        })
    }

    /// Takes what is waiting, up to a commit's worth, and commits it. Gives back the message that must come after.
    fn gather(&mut self, first: Message, writer_loop: &WriterLoop) -> Option<Message> {
        let mut batch = commit::Batch::default();
        let mut next = Some(first);
        let mut after = None;
        while let Some(message) = next.take() {
            match message {
                Message::Submit(request, answer) => batch.add(*request, answer),
                Message::SubmitAll(requests, answer) => batch.add_all(requests, answer),
                other => {
                    after = Some(other);
                    break;
                }
            }
            writer_loop.begin();
            if batch.len() < MOST_PER_COMMIT {
                next = writer_loop.waiting();
            }
        }
        self.committed.dequeue(batch.len());
        self.commit(batch);
        after
    }

    fn close(mut self, answer: Answer<()>) {
        self.finish_in_place();
        let committed = Arc::clone(&self.committed);
        let result = match self.stopped.take() {
            None => Ok(()),
            Some(why) => Err(SubmitError::Stopped { why }),
        };
        drop(self);
        committed.close();
        answer.give(result);
    }

    /// What is done at the end: a checkpoint if this process wrote anything, and the WAL emptied unless somebody
    /// reads it.
    fn finish_in_place(&mut self) {
        if self.stopped.is_some() {
            return;
        }
        if self.wrote
            && self.since_checkpoint > 0
            && let Err(error) = self.write_checkpoint()
        {
            log::warn!("no checkpoint was written at the end, so the next start takes longer: {error}");
        }
        // Closing the last connection would do it; but a reader of the pool may be the last.
        self.empty_wal(Duration::ZERO);
    }

    /// The time of a decision: the clock's, but never before the last event.
    fn now(&self) -> Timestamp {
        self.options.clock.now().max(self.last_at)
    }

    fn stop(&mut self, why: String) {
        log::error!("the ledger stops: {why}");
        self.stopped = Some(why);
    }

    /// Opens the file anew after a failure. The journal there is the truth; what was not published before
    /// and is there now is published now.
    fn reopen(&mut self) -> Result<()> {
        self.connection = connection::writer(&self.path, OpenFlags::empty())?;
        self.catch_up()?;
        self.data_version = data_version(&self.connection)?;
        Ok(())
    }
}

fn data_version(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
}
