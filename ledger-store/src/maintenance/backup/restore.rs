//! Putting a backup in the place of a ledger. It is made ready beside it, with whoever was forgotten meanwhile forgotten
//! again, and takes the place in one step; until then what is there is only looked at.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use ledger_core::{AccountNo, BookId, Command, Event, OrderKey, Position};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};
use rustc_hash::FxHashSet;

use super::copy_and_verify;
use crate::api::error::BackupError;
use crate::api::options::{Mode, Options};
use crate::api::progress::Progress;
use crate::api::request::Request;
use crate::encoding::decode::decode;
use crate::encoding::seal::{self, Seal};
use crate::internal_error::{InternalError, Result, explain};
use crate::ledger::{Ledger, open};
use crate::maintenance::verify::{Verified, VerifyOptions, verify};
use crate::sqlite::journal::{self, Next, bound};
use crate::sqlite::{adapter_data, connection, files, outbox, schema};

/// How long a restore waits for somebody who is just closing the file; who has it open keeps it open.
const ALONE_PATIENCE: Duration = Duration::from_millis(300);

/// What the replaced file begins with in the end, so that nobody takes it for a database.
const REPLACED: [u8; 100] = [0x2d; 100];

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

/// Puts a backup in the place of a ledger. The backup is verified first; people who were forgotten after it was made
/// are forgotten again, what adapters deleted of members since stays deleted, and what outboxes did since is not
/// done again.
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
    // A link stays a link: what it leads to is replaced.
    let target =
        if to.is_symlink() { fs::canonicalize(to).map_err(InternalError::from)? } else { to.to_path_buf() };
    let to = target.as_path();
    let same_file = fs::canonicalize(from).is_ok_and(|from| fs::canonicalize(to).is_ok_and(|to| from == to));
    if same_file {
        return Err(BackupError::asked(format!("{} is the backup itself; give another path", to.display())));
    }
    let backup = verify(from, &VerifyOptions::default(), &mut |_| {})
        .map_err(|error| BackupError::new(format!("the backup {} is no good: {error}", from.display())))?;
    let (old, since) = take_old(from, to, backup.seal, overwrite)?;
    let beside = files::beside(to, ".restoring");
    files::remove(&beside).map_err(InternalError::from)?;
    let restored = make_ready(from, &beside, since, progress).and_then(|restored| {
        take_place(&beside, to, old.as_ref())?;
        Ok(restored)
    });
    if restored.is_err()
        && let Err(error) = files::remove(&beside)
    {
        log::warn!("{} was left behind: {error}", beside.display());
    }
    restored
}

/// Writes what will be the ledger, and proves it.
fn make_ready(
    from: &Path,
    beside: &Path,
    since: Since,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Restored, BackupError> {
    let copied = copy_and_verify(from, beside, progress)?;
    if let Some(carried) = &since.carried {
        carry_over(beside, carried)?;
    }
    let forgotten_again = forget_again(beside, since.forgotten)?;
    if forgotten_again == 0 {
        return Ok(Restored { events: copied.events, seal: copied.seal, forgotten_again });
    }
    // The ledger that forgot them switched the log on; one file alone is renamed.
    let connection = Connection::open(beside).map_err(InternalError::from)?;
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).map_err(InternalError::from)?;
    connection.close().map_err(|(_, error)| InternalError::from(error))?;
    let Verified { events, seal, .. } = verify(beside, &VerifyOptions::default(), &mut |_| {})
        .map_err(|error| BackupError::new(format!("the restored ledger does not verify: {error}")))?;
    Ok(Restored { events, seal, forgotten_again })
}

fn take_place(beside: &Path, to: &Path, old: Option<&Old>) -> Result<(), BackupError> {
    if let Some(old) = old {
        old.empty_log();
    }
    // A log beside the new file would be taken for its own.
    files::remove_logs(to).map_err(InternalError::from)?;
    fs::rename(beside, to).map_err(InternalError::from)?;
    if let Some(old) = old {
        old.spoil();
    }
    files::sync_folder_of(to).map_err(InternalError::from)?;
    Ok(())
}

/// The file in the way, which nobody else can open while this lives.
struct Old {
    connection: Connection,
    /// Closing it gives up the locks of the connection, so it is closed after that: fields are dropped in their order.
    file: File,
}

impl Old {
    /// `None` where there is no database that could be locked.
    fn take(path: &Path) -> Result<Option<Old>, BackupError> {
        let taken = || -> rusqlite::Result<Connection> {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(path, flags)?;
            // When it is closed another file has its name, and what lies beside that is not its own.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            connection.busy_timeout(ALONE_PATIENCE)?;
            connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT")?;
            Ok(connection)
        };
        match taken() {
            Ok(connection) => {
                let file = OpenOptions::new().write(true).open(path).map_err(InternalError::from)?;
                Ok(Some(Old { connection, file }))
            }
            Err(error) if is_in_use(&error) => Err(BackupError::asked(format!(
                "{} is open in another process; end that first",
                path.display()
            ))),
            Err(error) if is_no_database(&error) => Ok(None),
            Err(error) => Err(in_the_way(path, &error.into())),
        }
    }

    /// Moves everything to the file itself, so that it is whole without its log if the rename does not come about.
    fn empty_log(&self) {
        let emptied = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        if let Err(error) = emptied {
            log::warn!("the log of the replaced ledger could not be emptied: {}", explain(&error.into()));
        }
    }

    /// Who waited for this file has it open still, though it has no name any more. They must find no ledger in it:
    /// what they wrote would be lost, and their log would lie beside the new file.
    fn spoil(&self) {
        if let Err(error) = (&self.file).write_all(&REPLACED) {
            log::warn!("a process that waits for the replaced ledger may still find it: {error}");
        }
    }
}

fn is_in_use(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn is_no_database(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

fn in_the_way(path: &Path, error: &InternalError) -> BackupError {
    BackupError::asked(format!(
        "{} is in the way: {}; say that it may be overwritten, or give another path",
        path.display(),
        explain(error)
    ))
}

/// Looks at what is in the way, and takes it so that nobody changes it until it is replaced.
fn take_old(
    from: &Path,
    to: &Path,
    sealed: Seal,
    overwrite: Overwrite,
) -> Result<(Option<Old>, Since), BackupError> {
    let there = to.exists();
    if overwrite == Overwrite::OnlyOlder && (there || files::log_with_bytes(to).is_some()) {
        open::look_before(to, Mode::ReadWrite).map_err(|error| in_the_way(to, &error))?;
    }
    if !there {
        return Ok((None, Since::default()));
    }
    let backup = connection::reader(from)?;
    // First without a lock, which leaves it as it is; then again when nobody can change it any more.
    let look = connection::reader(to).map(|old| weigh(&old, &backup, (to, sealed), overwrite));
    match look {
        Ok(weighed) => _ = weighed?,
        Err(error) if overwrite == Overwrite::OnlyOlder => return Err(in_the_way(to, &error)),
        Err(_) => {}
    }
    let Some(old) = Old::take(to)? else { return Ok((None, Since::default())) };
    let since = weigh(&old.connection, &backup, (to, sealed), overwrite)?;
    Ok((Some(old), since))
}

/// Whether a ledger may be replaced by a backup, and who must be forgotten again then.
fn weigh(
    old: &Connection,
    backup: &Connection,
    (to, sealed): (&Path, Seal),
    overwrite: Overwrite,
) -> Result<Since, BackupError> {
    let refused = |what: String| BackupError::asked(format!("{} {what}", to.display()));
    match schema::standing(old) {
        Ok(schema::Standing::Ledger(_)) => {}
        Ok(schema::Standing::Empty) => return Ok(Since::default()),
        // Somebody is just replacing or closing it: that is no answer.
        Err(InternalError::Sqlite(error)) if is_in_use(&error) => {
            return Err(refused("is open in another process; end that first".to_owned()));
        }
        Err(_) if overwrite == Overwrite::Anything => return Ok(Since::default()),
        Err(error) => return Err(in_the_way(to, &error)),
    }
    let head = journal::head(old)?;
    let same = schema::ledger_id(old)? == schema::ledger_id(backup)?;
    if overwrite == Overwrite::OnlyOlder && !same {
        return Err(refused(
            "is another ledger; say that it may be overwritten, or give another path".to_owned(),
        ));
    }
    if overwrite == Overwrite::OnlyOlder && head > sealed.position {
        return Err(refused(format!(
            "is newer: it goes up to position {head}, the backup only to {}; say that it may be overwritten, and \
             what came after the backup is gone",
            sealed.position
        )));
    }
    if !same {
        return Ok(Since::default());
    }
    let common = common(old, backup, head.min(sealed.position))?;
    if overwrite == Overwrite::OnlyOlder && common < head {
        return Err(refused(format!(
            "is another branch of this ledger: after position {common} it has other events than the backup; say that \
             it may be overwritten, and they are gone"
        )));
    }
    let carried = CarriedOver {
        adapter_data: adapter_data::of_members(old)?,
        outboxes: outbox::to_carry(old)?,
        common,
    };
    Ok(Since { forgotten: forgotten_after(old, common, head)?, carried: Some(carried) })
}

/// The last position, up to one that both have, at which two journals with the same beginning are still the same.
fn common(one: &Connection, other: &Connection, until: Position) -> Result<Position> {
    let same =
        |position: Position| Ok::<_, InternalError>(seal_of(one, position)? == seal_of(other, position)?);
    if same(until)? {
        return Ok(until);
    }
    let (mut last_same, mut first_other) = (Position::START, until);
    while last_same.next() < first_other {
        let middle = Position(last_same.0.midpoint(first_other.0));
        if same(middle)? {
            last_same = middle;
        } else {
            first_other = middle;
        }
    }
    Ok(last_same)
}

/// The seal of any position, also of one that no commit ended at.
fn seal_of(connection: &Connection, position: Position) -> Result<Seal> {
    let sql = "SELECT position FROM seals WHERE position <= ?1 ORDER BY position DESC LIMIT 1";
    let before: Option<i64> = connection.query_row(sql, [bound(position)], |row| row.get(0)).optional()?;
    let before = Position(before.unwrap_or(0) as u64);
    let found = journal::seal_at(connection, before)?;
    let mut seal = found.ok_or_else(|| InternalError::unreadable(before.0, "its seal is gone"))?;
    let mut scratch = Vec::new();
    journal::read_after(connection, before, position, |stored| {
        seal = seal.next(&seal::leaf(stored, &mut scratch));
        Ok(Next::Go)
    })?;
    Ok(seal)
}

/// What happened in a ledger since a backup of it was made, as far as the backup must learn of it.
#[derive(Default)]
struct Since {
    forgotten: Vec<Forgotten>,
    carried: Option<CarriedOver>,
}

/// What stands beside the journal in the ledger that is replaced.
struct CarriedOver {
    /// The adapter data of members: what is not among it was deleted since, or is of somebody who was forgotten.
    adapter_data: Vec<(i64, i64, String)>,
    /// How far its outboxes have come, and up to where the backup has the same events.
    outboxes: outbox::Carried,
    common: Position,
}

/// What was deleted since the backup stays deleted, and what was done outside is not done again.
fn carry_over(beside: &Path, carried: &CarriedOver) -> Result<()> {
    let connection = Connection::open(beside)?;
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; BEGIN IMMEDIATE")?;
    adapter_data::delete_what_is_gone(&connection, &carried.adapter_data)?;
    outbox::carry_over(&connection, &carried.outboxes, carried.common)?;
    connection.execute_batch("COMMIT")?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// What was forgotten in a ledger after a position, as it must be forgotten in the backup.
enum Forgotten {
    Member(BookId, AccountNo),
    Order(BookId, OrderKey),
}

fn forgotten_after(connection: &Connection, after: Position, head: Position) -> Result<Vec<Forgotten>> {
    let mut opened = FxHashSet::default();
    let mut members = Vec::new();
    let mut orders = Vec::new();
    journal::read_after(connection, after, head, |stored| {
        match stored.kind {
            "account_opened" | "member_forgotten" | "order_forgotten" => match decode(stored)?.event {
                Event::AccountOpened { account, .. } => _ = opened.insert((stored.book, account)),
                Event::MemberForgotten { account } => members.push((stored.book, account)),
                Event::OrderForgotten { order } => orders.push((stored.book, order)),
                _ => {}
            },
            _ => {}
        }
        Ok(Next::Go)
    })?;
    let book = |id: u64| BookId::new(id).map_err(|error| InternalError::damaged(error.to_string()));
    let mut found = Vec::new();
    // In the backup the number of an account that was opened since is nobody's, or somebody else's.
    for (id, account) in members.into_iter().filter(|member| !opened.contains(member)) {
        found.push(Forgotten::Member(book(id)?, account));
    }
    for (id, order) in orders {
        let sql = "SELECT body FROM events WHERE kind = 'order_recorded' AND book = ?1
                   AND json_extract(body, '$.order') = ?2";
        let body: String = connection.query_row(sql, (id as i64, order.0), |row| row.get(0))?;
        let body: serde_json::Value =
            serde_json::from_str(&body).map_err(|e| InternalError::damaged(e.to_string()))?;
        let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
        let key = OrderKey::new(&text("source"), &text("shop"), &text("id"));
        found.push(Forgotten::Order(
            book(id)?,
            key.map_err(|error| InternalError::damaged(error.to_string()))?,
        ));
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
