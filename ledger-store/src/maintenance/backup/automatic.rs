//! Automatic backups: when one is due, under which name, and which of the older ones may stay.

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
use crate::sqlite;

/// How often automatic backups look whether something is due.
const LOOK: Duration = Duration::from_secs(1);

/// The name of an automatic backup begins with this, and goes on with its position and the beginning of its seal.
const PREFIX: &str = "tallybook-";

/// Bytes of the seal in a name: two branches of a ledger may have the same position, but not the same seal.
const SEAL_BYTES: usize = 4;

/// What a backup ends with while it is written, and what SQLite may keep beside it.
const UNFINISHED: [&str; 4] = [".writing", ".writing-wal", ".writing-shm", ".writing-journal"];

/// Automatic backups; they end when this is dropped.
pub struct AutoBackup {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ledger {
    /// Backs up to a folder at an interval and keeps the newest so many. After somebody was forgotten, a fresh backup
    /// takes the place of all that still name them.
    pub fn backup_every(&self, folder: PathBuf, interval: Duration, keep: usize) -> AutoBackup {
        let (stop, stopped) = channel();
        let ledger = self.clone();
        let work = move || {
            let mut due = Instant::now();
            let mut watch = Watch::default();
            watch.look(&ledger);
            // The last one whom a fresh backup was tried for, and the last whom no older one names.
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
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            log::error!("the thread of automatic backups broke off");
        }
    }
}

/// Looks for people and orders that were forgotten, each event once.
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
                // It is looked for again from the same position; once is enough to say so.
                if !self.failed {
                    log::error!("whether somebody was forgotten cannot be read: {}", explain(&error));
                }
                self.failed = true;
            }
        }
    }
}

fn forgotten_between(ledger: &Ledger, after: Position, until: Position) -> Result<Option<Position>> {
    ledger.engine()?.last_of_kinds(&[EventKind::MemberForgotten, EventKind::OrderForgotten], (after, until))
}

/// Who was forgotten last, and up to whom no backup names them.
struct Forgotten {
    last: Option<Position>,
    settled: Option<Position>,
}

/// An automatic backup in its folder. They sort by age; what was written at the same moment by name.
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
    let mut fresh = folder.join(name(ledger.seal()));
    let written = !fresh.exists();
    if written {
        let unfinished = sqlite::beside(&fresh, UNFINISHED[0]);
        let backup = copy_and_verify(ledger.path(), &unfinished, &mut |_| {})?;
        fresh = folder.join(name(backup.seal));
        fs::rename(&unfinished, &fresh).map_err(InternalError::from)?;
        sqlite::sync_folder_of(&fresh).map_err(InternalError::from)?;
    }
    let mut others = backup_files(folder)?;
    let is_fresh = others.iter().position(|file| file.path == fresh).map(|index| others.remove(index));
    // Whatever the clock says, what was just written is the newest.
    let older = |file: &BackupFile| written || is_fresh.as_ref().is_some_and(|fresh| file < fresh);
    let somebody_new = forgotten.last > forgotten.settled;
    let names_them = |file: &BackupFile| somebody_new && older(file) || Some(file.position) < forgotten.last;
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
    // Names had no seal once; such a backup is as old as it is, and goes when its time has come.
    let Some((position, seal)) = rest.split_once('-') else { return rest.parse().ok().map(Position) };
    let is_seal = seal.len() == 2 * SEAL_BYTES && seal.bytes().all(|byte| byte.is_ascii_hexdigit());
    position.parse().ok().filter(|_| is_seal).map(Position)
}

/// The backups in a folder, oldest first.
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

/// What a process that ended in the middle of a backup has left behind; it may name somebody, too.
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
