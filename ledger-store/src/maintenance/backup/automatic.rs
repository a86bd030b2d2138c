//! Automatic backups: when one is due, its name, and which older ones are kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use ledger_core::{EventKind, Position};

use super::copy_and_verify;
use crate::api::error::BackupError;
use crate::encoding::seal::{Seal, hex};
use crate::internal_error::{InternalError, Result, explain};
use crate::ledger::Ledger;
use crate::panics;
use crate::sqlite;

/// How often the thread checks whether a backup is due.
const LOOK: Duration = Duration::from_secs(1);

/// The prefix of an automatic backup; its position and the beginning of its seal follow.
const PREFIX: &str = "tallybook-";

/// Bytes of the seal in a name: two branches of a ledger may share a position, but not a seal.
const SEAL_BYTES: usize = 4;

/// The endings of an unfinished backup, and of the files that SQLite may keep beside it.
const UNFINISHED: [&str; 4] = [".writing", ".writing-wal", ".writing-shm", ".writing-journal"];

/// Automatic backups. Dropping this ends them.
pub struct AutoBackup {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ledger {
    /// Backs up to a folder at an interval and keeps the newest `keep` backups. After a member or an order was
    /// forgotten, it makes a fresh backup at once and deletes all older ones that still contain them.
    pub fn backup_every(&self, folder: PathBuf, interval: Duration, keep: usize) -> AutoBackup {
        let (stop, stopped) = channel();
        let ledger = self.clone();
        let work = move || {
            let mut due = Instant::now();
            let mut watch = Watch::default();
            watch.look(&ledger);
            // The last forgetting that a fresh backup was tried for, and the last that no older backup contains.
            let (mut tried, mut settled) = (watch.last, watch.last);
            loop {
                watch.look(&ledger);
                if watch.last > tried || Instant::now() >= due {
                    tried = watch.last;
                    match back_up_once(&ledger, &folder, keep, &Forgotten { last: tried, settled }) {
                        Ok(path) => {
                            log::info!("backed up to {}", path.display());
                            settled = tried;
                        }
                        Err(error) => {
                            log::error!("the automatic backup failed, the next one is tried in time: {error}")
                        }
                    }
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
        if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
            log::error!("the thread of automatic backups panicked: {}", panics::message(&*panic));
        }
    }
}

/// Watches for forgotten members and orders; reads each event once.
#[derive(Debug, Default)]
struct Watch {
    looked: Position,
    last: Option<Position>,
    failed: bool,
}

impl Watch {
    fn look(&mut self, ledger: &Ledger) {
        let head = ledger.head();
        if head == self.looked {
            return;
        }
        match forgotten_between(ledger, self.looked, head) {
            Ok(found) => {
                self.last = found.or(self.last);
                self.looked = head;
                self.failed = false;
            }
            Err(error) => {
                // The next round reads from the same position again; log the error only once.
                if !self.failed {
                    log::error!("the journal cannot be checked for forgotten members: {}", explain(&error));
                }
                self.failed = true;
            }
        }
    }
}

fn forgotten_between(ledger: &Ledger, after: Position, until: Position) -> Result<Option<Position>> {
    ledger.engine()?.last_of_kinds(&[EventKind::MemberForgotten, EventKind::OrderForgotten], (after, until))
}

/// The last forgetting, and the last that no backup contains any more.
struct Forgotten {
    last: Option<Position>,
    settled: Option<Position>,
}

/// An automatic backup in its folder. They sort by age, then by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct BackupFile {
    written: SystemTime,
    path: PathBuf,
    position: Position,
}

fn back_up_once(
    ledger: &Ledger,
    folder: &Path,
    keep: usize,
    forgotten: &Forgotten,
) -> Result<PathBuf, BackupError> {
    fs::create_dir_all(folder).map_err(InternalError::from)?;
    remove_unfinished(folder)?;
    let seal = ledger.seal();
    let mut fresh = folder.join(name(seal));
    let written = !fresh.exists();
    if written {
        let unfinished = sqlite::beside(&fresh, UNFINISHED[0]);
        let backup = copy_and_verify(ledger.path(), &unfinished, Some(seal), &mut |_| {})?;
        fresh = folder.join(name(backup.seal));
        fs::rename(&unfinished, &fresh).map_err(InternalError::from)?;
        sqlite::sync_folder_of(&fresh).map_err(InternalError::from)?;
    }
    let mut others = backup_files(folder)?;
    let is_fresh = others.iter().position(|file| file.path == fresh).map(|index| others.remove(index));
    // After a jump of the clock the times may be wrong, but the backup just written is the newest.
    let older = |file: &BackupFile| written || is_fresh.as_ref().is_some_and(|fresh| file < fresh);
    let is_unsettled = forgotten.last > forgotten.settled;
    let names_them = |file: &BackupFile| is_unsettled && older(file) || Some(file.position) < forgotten.last;
    let (gone, stay): (Vec<BackupFile>, Vec<BackupFile>) = others.into_iter().partition(names_them);
    let too_many = (stay.len() + 1).saturating_sub(keep.max(1));
    for file in gone.iter().chain(stay.iter().take(too_many)) {
        sqlite::remove(&file.path).map_err(InternalError::from)?;
    }
    Ok(fresh)
}

fn name(seal: Seal) -> String {
    format!("{PREFIX}{:012}-{}.db", seal.position.0, hex(&seal.hash[..SEAL_BYTES]))
}

/// The position in the name of an automatic backup; `None` for any other file.
fn position_in(name: &str) -> Option<Position> {
    let rest = name.strip_prefix(PREFIX)?.strip_suffix(".db")?;
    // Early versions put no seal into the name. Such a backup is kept and deleted by its age like the others.
    let Some((position, seal)) = rest.split_once('-') else { return rest.parse().ok().map(Position) };
    let is_seal = seal.len() == 2 * SEAL_BYTES && seal.bytes().all(|byte| byte.is_ascii_hexdigit());
    position.parse().ok().filter(|_| is_seal).map(Position)
}

fn backup_files(folder: &Path) -> Result<Vec<BackupFile>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if let Some(position) = entry.file_name().to_str().and_then(position_in) {
            found.push(BackupFile { written: entry.metadata()?.modified()?, path: entry.path(), position });
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Removes the unfinished backup of a process that ended in the middle; it may contain forgotten members.
fn remove_unfinished(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let whole = name.to_str().and_then(|name| UNFINISHED.iter().find_map(|end| name.strip_suffix(end)));
        if whole.and_then(position_in).is_some() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
