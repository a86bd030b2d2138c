//! Backups: copied while the ledger runs, verified after writing, kept in a number; and restored.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ledger_core::{BookId, Command, Event, OrderKey, Position};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use crate::fault::{Fault, Found};
use crate::progress::Progress;
use crate::seal::Seal;
use crate::sqlite::journal::{self, Next};
use crate::sqlite::{connection, schema};
use crate::verify::{VerifyOptions, verify};
use crate::{BackupError, Ledger, Mode, Options, Request, codec};

/// How often automatic backups look whether something is due.
const LOOK: Duration = Duration::from_secs(1);

/// How long a restore waits for somebody who is just closing the file; who has it open keeps it open.
const ALONE_PATIENCE: Duration = Duration::from_millis(300);

/// The name of an automatic backup begins with this, and goes on with its position.
const PREFIX: &str = "tallybook-";

/// A backup that was written and verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackedUp {
    /// Events in it.
    pub events: u64,
    /// The seal of all of them.
    pub seal: Seal,
}

/// What a restore may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// Nothing, or a ledger that the backup has everything of.
    OnlyOlder,
    /// Whatever is there.
    Anything,
}

/// A restored ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Restored {
    /// Events in it.
    pub events: u64,
    /// The seal of all of them.
    pub seal: Seal,
    /// People and orders that were forgotten after the backup was made, and were forgotten again.
    pub forgotten_again: usize,
}

/// Automatic backups; they end when this is dropped.
pub struct AutoBackup {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ledger {
    /// Copies the ledger to a new file while it goes on, and verifies the copy.
    ///
    /// # Errors
    /// When there is a file already, when it cannot be written, or when the copy does not verify.
    pub fn backup(
        &self,
        to: &Path,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<BackedUp, BackupError> {
        if to.exists() {
            return Err(BackupError::new(format!(
                "{} exists already; give the name of a new file",
                to.display()
            )));
        }
        copy_and_verify(self.path(), to, progress)
    }

    /// Backs up to a folder at an interval and keeps the newest so many. After somebody was forgotten, a fresh backup
    /// takes the place of all that still name them.
    pub fn backup_every(&self, folder: PathBuf, interval: Duration, keep: usize) -> AutoBackup {
        let (stop, stopped) = channel();
        let ledger = self.clone();
        let work = move || {
            let mut due = Instant::now();
            let mut forgotten = last_forgotten(&ledger);
            loop {
                let now = last_forgotten(&ledger);
                if now > forgotten || Instant::now() >= due {
                    match back_up_once(&ledger, &folder, keep, now) {
                        Ok(path) => log::info!("backed up to {}", path.display()),
                        Err(error) => {
                            log::error!("the automatic backup failed, the next one is tried in time: {error}")
                        }
                    }
                    forgotten = now;
                    due = Instant::now() + interval;
                }
                if stopped.recv_timeout(LOOK.min(interval)) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("ledger-backup".to_owned()).spawn(work);
        let thread = thread.map_err(|error| log::error!("automatic backups cannot start: {error}")).ok();
        AutoBackup { stop: Some(stop), thread }
    }
}

impl Drop for AutoBackup {
    fn drop(&mut self) {
        drop(self.stop.take());
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            log::error!("the thread of automatic backups broke off");
        }
    }
}

/// Puts a backup in the place of a ledger. The backup is verified first; people who were forgotten after it was made
/// are forgotten again.
///
/// # Errors
/// When the backup does not verify, when the file in its place is newer or is another ledger and nobody said that
/// it may go, or when a process still has it open. What was there is untouched then.
pub fn restore(
    from: &Path,
    to: &Path,
    overwrite: Overwrite,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Restored, BackupError> {
    let verified = verify(from, &VerifyOptions::default(), &mut |_| {})
        .map_err(|error| BackupError::new(format!("the backup {} is no good: {error}", from.display())))?;
    let forgotten = if to.exists() { look_at_old(from, to, verified.seal, overwrite)? } else { Vec::new() };
    let beside = beside(to, "restoring");
    remove(&beside)?;
    copy_and_verify(from, &beside, progress)?;
    remove(to)?;
    fs::rename(&beside, to).map_err(Fault::from)?;
    remove(&beside)?;
    let forgotten_again = forget_again(to, forgotten)?;
    let now = verify(to, &VerifyOptions::default(), &mut |_| {})
        .map_err(|error| BackupError::new(format!("the restored ledger does not verify: {error}")))?;
    Ok(Restored { events: now.events, seal: now.seal, forgotten_again })
}

fn copy_and_verify(
    from: &Path,
    to: &Path,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<BackedUp, BackupError> {
    let written = copy(from, to, progress).map_err(BackupError::from).and_then(|()| {
        verify(to, &VerifyOptions::default(), &mut |_| {}).map_err(|e| BackupError::new(e.to_string()))
    });
    if written.is_err() {
        remove(to)?;
    }
    let verified = written?;
    Ok(BackedUp { events: verified.events, seal: verified.seal })
}

/// Copies page by page. The read transaction keeps the source as it was when the copy began.
fn copy(from: &Path, to: &Path, progress: &mut (dyn FnMut(Progress) + Send)) -> Found<()> {
    /// Pages copied at a time: 4 MiB.
    const PAGES: i32 = 1_024;
    let source = connection::reader(from)?;
    source.execute_batch("BEGIN")?;
    journal::head(&source)?;
    let mut target = Connection::open(to)?;
    target.execute_batch("PRAGMA synchronous = FULL")?;
    {
        let backup = Backup::new(&source, &mut target)?;
        loop {
            match backup.step(PAGES)? {
                StepResult::Done => break,
                StepResult::More => {
                    let pages = backup.progress();
                    let (total, left) = (pages.pagecount.max(0) as u64, pages.remaining.max(0) as u64);
                    progress(Progress { done: total.saturating_sub(left), total });
                }
                _ => return Err(Fault::damaged("another process keeps the file locked; try again")),
            }
        }
    }
    // One file that stands alone: a reader of it leaves nothing beside it.
    target.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    target.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// What was forgotten in a ledger after a position, as it must be forgotten in the backup.
enum Forgotten {
    Member(BookId, ledger_core::AccountNo),
    Order(BookId, OrderKey),
}

fn look_at_old(
    from: &Path,
    to: &Path,
    backup: Seal,
    overwrite: Overwrite,
) -> Result<Vec<Forgotten>, BackupError> {
    let old =
        match connection::reader(to).and_then(|old| schema::standing(&old).map(|standing| (old, standing))) {
            Ok((old, schema::Standing::Ledger(_))) => old,
            Ok((_, schema::Standing::Empty)) => return Ok(Vec::new()),
            Err(_) if overwrite == Overwrite::Anything => return Ok(Vec::new()),
            Err(fault) => {
                return Err(BackupError::new(format!(
                    "{} is in the way: {}; say that it may be overwritten, or give another path",
                    to.display(),
                    crate::error::explain(&fault)
                )));
            }
        };
    let head = journal::head(&old)?;
    let same = schema::ledger_id(&old)? == schema::ledger_id(&connection::reader(from)?)?;
    if overwrite == Overwrite::OnlyOlder {
        if !same {
            return Err(BackupError::new(format!(
                "{} is another ledger; say that it may be overwritten, or give another path",
                to.display()
            )));
        }
        if head > backup.position {
            return Err(BackupError::new(format!(
                "{} is newer: it goes up to position {head}, the backup only to {}; \
                 say that it may be overwritten, and what came after the backup is gone",
                to.display(),
                backup.position
            )));
        }
    }
    drop(old);
    require_alone(to)?;
    if same { Ok(forgotten_after(to, backup.position, head)?) } else { Ok(Vec::new()) }
}

/// Nobody else may have the file open while it is replaced.
fn require_alone(path: &Path) -> Result<(), BackupError> {
    let alone = || -> rusqlite::Result<()> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(ALONE_PATIENCE)?;
        connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT")
    };
    alone().map_err(|_| {
        BackupError::new(format!("{} is open in another process; end that first", path.display()))
    })
}

fn forgotten_after(path: &Path, after: Position, head: Position) -> Found<Vec<Forgotten>> {
    let connection = connection::reader(path)?;
    let mut members = Vec::new();
    let mut orders = Vec::new();
    journal::read_after(&connection, after, head, |stored| {
        match stored.kind {
            "member_forgotten" | "order_forgotten" => match codec::decode(stored)?.event {
                Event::MemberForgotten { account } => members.push((stored.book, account)),
                Event::OrderForgotten { order } => orders.push((stored.book, order)),
                _ => {}
            },
            _ => {}
        }
        Ok(Next::Go)
    })?;
    let book = |id: u64| BookId::new(id).map_err(|error| Fault::damaged(error.to_string()));
    let mut found = Vec::new();
    for (id, account) in members {
        found.push(Forgotten::Member(book(id)?, account));
    }
    for (id, order) in orders {
        let sql = "SELECT body FROM events WHERE kind = 'order_recorded' AND book = ?1
                   AND json_extract(body, '$.order') = ?2";
        let body: String = connection.query_row(sql, (id as i64, order.0), |row| row.get(0))?;
        let body: serde_json::Value =
            serde_json::from_str(&body).map_err(|e| Fault::damaged(e.to_string()))?;
        let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
        let key = OrderKey::new(&text("source"), &text("shop"), &text("id"));
        found.push(Forgotten::Order(book(id)?, key.map_err(|error| Fault::damaged(error.to_string()))?));
    }
    Ok(found)
}

fn forget_again(path: &Path, forgotten: Vec<Forgotten>) -> Result<usize, BackupError> {
    if forgotten.is_empty() {
        return Ok(0);
    }
    let problem = |error: &dyn std::fmt::Display| {
        BackupError::new(format!("who was forgotten after the backup could not be forgotten again: {error}"))
    };
    let ledger = Ledger::open_with(path, Options::default().mode(Mode::Existing)).map_err(|e| problem(&e))?;
    let mut requests = Vec::new();
    for one in forgotten {
        match one {
            Forgotten::Member(book, account) => {
                let member =
                    ledger.read(book, |book| book.account(account).and_then(|account| account.member));
                requests.extend(member.map(|member| Request::new(book, Command::ForgetMember { member })));
            }
            Forgotten::Order(book, order) => {
                if ledger.read(book, |book| book.order(&order).is_some()) {
                    requests.push(Request::new(book, Command::ForgetOrder { order }));
                }
            }
        }
    }
    let count = requests.len();
    for outcome in ledger.submit_all(requests).wait().map_err(|e| problem(&e))? {
        outcome.map_err(|e| problem(&e))?.receipt().map_err(|e| problem(&e))?;
    }
    ledger.close().map_err(|e| problem(&e))?;
    Ok(count)
}

fn back_up_once(
    ledger: &Ledger,
    folder: &Path,
    keep: usize,
    forgotten: Option<u64>,
) -> Result<PathBuf, BackupError> {
    fs::create_dir_all(folder).map_err(Fault::from)?;
    let name = |position: u64| folder.join(format!("{PREFIX}{position:012}.db"));
    let path = name(ledger.head().0);
    if !path.exists() {
        let unfinished = beside(&path, "writing");
        remove(&unfinished)?;
        let written = copy_and_verify(ledger.path(), &unfinished, &mut |_| {})?;
        fs::rename(&unfinished, name(written.seal.position.0)).map_err(Fault::from)?;
        remove(&unfinished)?;
    }
    let mut kept = kept(folder)?;
    let newest_names = forgotten.unwrap_or(0);
    while let Some((position, oldest)) = kept.first().cloned() {
        if kept.len() <= keep.max(1) && position >= newest_names {
            break;
        }
        if kept.len() == 1 {
            break;
        }
        remove(&oldest)?;
        kept.remove(0);
    }
    Ok(path)
}

/// The backups in a folder, oldest first.
fn kept(folder: &Path) -> Result<Vec<(u64, PathBuf)>, BackupError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(Fault::from)? {
        let path = entry.map_err(Fault::from)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let position = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(".db"));
        if let Some(position) = position.and_then(|position| position.parse().ok()) {
            found.push((position, path));
        }
    }
    found.sort_unstable();
    Ok(found)
}

fn last_forgotten(ledger: &Ledger) -> Option<u64> {
    let sql = "SELECT max(position) FROM events WHERE kind IN ('member_forgotten', 'order_forgotten')";
    let found =
        ledger.reader().and_then(|reader| Ok(reader.query_row(sql, [], |row| row.get::<_, Option<i64>>(0))?));
    found.unwrap_or_default().map(|position| position as u64)
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(what);
    path.with_file_name(name)
}

/// Removes a database with what SQLite keeps beside it; one that is not there is fine.
fn remove(path: &Path) -> Result<(), BackupError> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Fault::from(error).into());
            }
            _ => {}
        }
    }
    Ok(())
}
