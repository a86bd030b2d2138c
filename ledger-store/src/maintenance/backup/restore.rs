//! Restores a backup in the place of a ledger. The new file is prepared beside the old one, members forgotten in the
//! meantime are forgotten in it again, and one rename replaces the old file; until then that is only read.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ledger_core::{AccountNo, BookId, Command, Event, EventKind, OrderKey, OrderNo, Position, Timestamp};
use rustc_hash::FxHashSet;

use super::copy_and_verify;
use crate::api::error::BackupError;
use crate::api::options::{Clock, Mode, Options, SystemClock};
use crate::api::progress::Progress;
use crate::api::request::Request;
use crate::encoding::decode::decode;
use crate::encoding::seal::Seal;
use crate::engine::Next;
use crate::engine::reader::{JournalReader, seal_of};
use crate::internal_error::{EngineErrorKind, InternalError, Result, explain};
use crate::ledger::Ledger;
use crate::maintenance::verify::{Verified, VerifyOptions, verify};
use crate::sqlite::{self, Carried, Content, InTheWay, Taken};

/// What a restore may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// Only a missing file, or a ledger whose events are all in the backup.
    OnlyOlder,
    /// Any file.
    Anything,
}

/// A restored ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Restored {
    /// The number of events in it.
    pub events: u64,
    /// The seal at its end.
    pub seal: Seal,
    /// The members and orders forgotten after the backup was made, and forgotten again in it.
    pub forgotten_again: usize,
}

/// Restores a backup in the place of a ledger. It verifies the backup first. Members and orders forgotten after the
/// backup are forgotten again, adapter data of members deleted since stays deleted, and outboxes do not repeat
/// deliveries made since.
///
/// # Errors
/// When the backup does not verify, when the existing file is newer or another ledger and `overwrite` does not allow
/// that, or when another process has it open. Existing files are unchanged then.
pub fn restore(
    from: &Path,
    to: &Path,
    overwrite: Overwrite,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Restored, BackupError> {
    sqlite::file_name(to).map_err(|error| {
        BackupError::asked(format!("there is no place for the backup: {}", explain(&error)))
    })?;
    // Replace the target of a link, not the link.
    let target =
        if to.is_symlink() { fs::canonicalize(to).map_err(InternalError::from)? } else { to.to_path_buf() };
    let to = target.as_path();
    let same_file = fs::canonicalize(from).is_ok_and(|from| fs::canonicalize(to).is_ok_and(|to| from == to));
    if same_file {
        return Err(BackupError::asked(format!("{} is the backup itself; give another path", to.display())));
    }
    let backup = verify(from, &VerifyOptions::default(), &mut |_| {}).map_err(|error| {
        BackupError::new(format!("the backup {} cannot be used: {error}", from.display()))
    })?;
    let (old, since) = take_old(from, to, backup.seal, overwrite)?;
    let beside = sqlite::beside(to, ".restoring");
    sqlite::remove(&beside).map_err(InternalError::from)?;
    let restored = make_ready(from, &beside, since, progress).and_then(|restored| {
        take_place(&beside, to, old.as_ref())?;
        Ok(restored)
    });
    if restored.is_err()
        && let Err(error) = sqlite::remove(&beside)
    {
        log::warn!("{} was left behind: {error}", beside.display());
    }
    restored
}

/// Writes and verifies the file that will replace the ledger.
fn make_ready(
    from: &Path,
    beside: &Path,
    since: Since,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Restored, BackupError> {
    let copied = copy_and_verify(from, beside, None, progress)?;
    if let Some(aside) = &since.aside {
        sqlite::carry_over(beside, &aside.carried, aside.common)?;
    }
    let forgotten_again = forget_again(beside, since.forgotten)?;
    if forgotten_again == 0 {
        return Ok(Restored { events: copied.events, seal: copied.seal, forgotten_again });
    }
    // Forgetting opened the ledger, which switched the write-ahead log on. A rename moves one file, so switch it off.
    sqlite::stand_alone(beside)?;
    let Verified { events, seal, .. } = verify(beside, &VerifyOptions::default(), &mut |_| {})
        .map_err(|error| BackupError::new(format!("the restored ledger does not verify: {error}")))?;
    Ok(Restored { events, seal, forgotten_again })
}

fn take_place(beside: &Path, to: &Path, old: Option<&Taken>) -> Result<(), BackupError> {
    if let Some(old) = old {
        old.empty_log();
    }
    // SQLite would take a log beside the new file for the log of that file.
    sqlite::remove_logs(to).map_err(InternalError::from)?;
    fs::rename(beside, to).map_err(InternalError::from)?;
    if let Some(old) = old {
        old.spoil();
    }
    sqlite::sync_folder_of(to).map_err(InternalError::from)?;
    Ok(())
}

fn in_the_way(path: &Path, error: &InternalError) -> BackupError {
    BackupError::asked(format!(
        "{} is in the way: {}; say that it may be overwritten, or give another path",
        path.display(),
        explain(error)
    ))
}

/// Examines the file in the way, and locks it against other processes until it is replaced.
fn take_old(
    from: &Path,
    to: &Path,
    sealed: Seal,
    overwrite: Overwrite,
) -> Result<(Option<Taken>, Since), BackupError> {
    let there = to.exists();
    if overwrite == Overwrite::OnlyOlder && (there || sqlite::log_with_bytes(to).is_some()) {
        sqlite::look_before(to, Mode::ReadWrite).map_err(|error| in_the_way(to, &error))?;
    }
    if !there {
        return Ok((None, Since::default()));
    }
    let backup = sqlite::open_reader(from)?;
    // Check first without a lock, which leaves the file as it is; then again under the lock.
    let look = InTheWay::look_at(to).map(|old| weigh(&old, &*backup, (to, sealed), overwrite));
    match look {
        Ok(weighed) => _ = weighed?,
        Err(error) if overwrite == Overwrite::OnlyOlder => return Err(in_the_way(to, &error)),
        Err(_) => {}
    }
    let taken = Taken::take(to).map_err(|error| match error.is_of_kind(EngineErrorKind::InUse) {
        true => BackupError::asked(format!("{} is open in another process; end that first", to.display())),
        false => in_the_way(to, &error),
    })?;
    let Some(old) = taken else { return Ok((None, Since::default())) };
    let since = weigh(old.in_the_way(), &*backup, (to, sealed), overwrite)?;
    Ok((Some(old), since))
}

/// Whether a backup may replace a ledger, and who must be forgotten again.
fn weigh(
    old: &InTheWay,
    backup: &dyn JournalReader,
    (to, sealed): (&Path, Seal),
    overwrite: Overwrite,
) -> Result<Since, BackupError> {
    let refused = |what: String| BackupError::asked(format!("{} {what}", to.display()));
    match old.content() {
        Ok(Content::Ledger) => {}
        Ok(Content::Nothing) => return Ok(Since::default()),
        // A process that is just replacing or closing the file; no reason to treat it as damaged.
        Err(error) if error.is_of_kind(EngineErrorKind::InUse) => {
            return Err(refused("is open in another process; end that first".to_owned()));
        }
        Err(_) if overwrite == Overwrite::Anything => return Ok(Since::default()),
        Err(error) => return Err(in_the_way(to, &error)),
    }
    let journal: &dyn JournalReader = old;
    let head = journal.head()?;
    let same = journal.ledger_id()? == backup.ledger_id()?;
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
    let common = common(journal, backup, head.min(sealed.position))?;
    if overwrite == Overwrite::OnlyOlder && common < head {
        return Err(refused(format!(
            "is another branch of this ledger: after position {common} it has other events than the backup; say that \
             it may be overwritten, and they are gone"
        )));
    }
    let aside = Aside { carried: old.to_carry()?, common };
    Ok(Since { forgotten: forgotten_after(journal, common, head)?, aside: Some(aside) })
}

/// The last position up to `until` at which two journals with the same beginning still agree.
fn common(one: &dyn JournalReader, other: &dyn JournalReader, until: Position) -> Result<Position> {
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

/// The clock of the machine, but never before the last event: people are forgotten again also when an event of the backup
/// was recorded by a clock that ran ahead.
struct NotBefore(Timestamp);

impl Clock for NotBefore {
    fn now(&self) -> Timestamp {
        SystemClock.now().max(self.0)
    }
}

/// The changes in a ledger since its backup that the backup must repeat.
#[derive(Default)]
struct Since {
    forgotten: Vec<Forgotten>,
    aside: Option<Aside>,
}

struct Aside {
    carried: Carried,
    /// The last position with the same events in both.
    common: Position,
}

enum Forgotten {
    Member(BookId, AccountNo),
    Order(BookId, OrderKey),
}

fn forgotten_after(engine: &dyn JournalReader, after: Position, head: Position) -> Result<Vec<Forgotten>> {
    let mut opened = FxHashSet::default();
    let mut members = Vec::new();
    let mut orders = Vec::new();
    engine.rows((after, head), &mut |row| {
        if let Some(EventKind::AccountOpened | EventKind::MemberForgotten | EventKind::OrderForgotten) =
            EventKind::from_name(row.kind)
        {
            let recorded = decode(row)?;
            match recorded.event {
                Event::AccountOpened { account, .. } => _ = opened.insert((recorded.book, account)),
                Event::MemberForgotten { account } => members.push((recorded.book, account)),
                Event::OrderForgotten { order } => orders.push((recorded.book, order)),
                _ => {}
            }
        }
        Ok(Next::Go)
    })?;
    // In the backup, the number of an account opened later belongs to no member or to a different one.
    members.retain(|member| !opened.contains(member));
    let members = members.into_iter().map(|(book, account)| Forgotten::Member(book, account));
    let keys = keys_of(engine, &orders, head)?;
    Ok(members.chain(keys.into_iter().map(|(book, key)| Forgotten::Order(book, key))).collect())
}

/// The keys of these orders. They may have been recorded at any time, so this reads the whole journal.
fn keys_of(
    engine: &dyn JournalReader,
    orders: &[(BookId, OrderNo)],
    head: Position,
) -> Result<Vec<(BookId, OrderKey)>> {
    let mut keys = Vec::new();
    if orders.is_empty() {
        return Ok(keys);
    }
    engine.rows((Position::START, head), &mut |row| {
        if row.is(EventKind::OrderRecorded) {
            let recorded = decode(row)?;
            if let Event::OrderRecorded(order) = recorded.event
                && orders.contains(&(recorded.book, order.order))
            {
                keys.push((recorded.book, order.key));
            }
        }
        Ok(Next::Go)
    })?;
    Ok(keys)
}

fn forget_again(path: &Path, forgotten: Vec<Forgotten>) -> Result<usize, BackupError> {
    if forgotten.is_empty() {
        return Ok(0);
    }
    let problem = |error: &dyn std::fmt::Display| {
        BackupError::new(format!(
            "members or orders forgotten after the backup could not be forgotten again: {error}"
        ))
    };
    let last_at = sqlite::open_reader(path)?.ends()?.last_at.unwrap_or_default();
    let options = Options::default().mode(Mode::Existing).clock(Arc::new(NotBefore(last_at)));
    let ledger = Ledger::open_with(path, options).map_err(|e| problem(&e))?;
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
