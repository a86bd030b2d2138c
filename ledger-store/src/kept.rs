//! What adapters keep that is no event: display names, wishes such as "no direct messages", a hash of what was
//! registered. Plain values that are written over and deleted; no seal covers them and no fold knows them.
//! `verify` does not look at them, an export leaves them out, a backup has them, and forgetting a member deletes theirs
//! in the same commit.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ledger_core::{BookId, Invalid, MemberId};

use crate::fault::Found;
use crate::pending::{self, Answer, Pending};
use crate::published::Published;
use crate::sqlite::{erase, kept};
use crate::writer::Writer;
use crate::{Ledger, ReadError, SubmitError};

/// The longest kept value, in characters.
pub const MAX_KEPT_CHARS: usize = 4_000;

/// The longest name of a kept value, in bytes.
const MAX_NAME: usize = 64;

/// How long deleting what was kept of somebody waits for readers of other processes before it is finished later.
const ERASE_PATIENCE: Duration = Duration::from_millis(200);

/// A value to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    owner: Owner,
    name: KeptName,
    value: Box<str>,
    of: Of,
}

/// Of whom something may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Anybody,
    WhoHasAnAccount,
}

/// Whose a kept value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The whole ledger's.
    Ledger,
    /// A book's.
    Book(BookId),
    /// A member's of a book, with an account there or without.
    Member(BookId, MemberId),
}

/// The name of a kept value, such as `discord.display_name`; the part before the dot says whose adapter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeptName(&'static str);

impl KeptName {
    /// Made for constants: one that is no name does not compile there.
    ///
    /// # Panics
    /// When it is not 1 to 64 lower-case letters, digits, underscores and dots.
    pub const fn new(name: &'static str) -> KeptName {
        let bytes = name.as_bytes();
        assert!(!bytes.is_empty() && bytes.len() <= MAX_NAME, "a name has 1 to 64 characters");
        let mut index = 0;
        while index < bytes.len() {
            let byte = bytes[index];
            let plain = byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'.';
            assert!(plain, "a name has lower-case letters, digits, underscores and dots");
            index += 1;
        }
        KeptName(name)
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl Kept {
    /// A value under a name.
    ///
    /// # Errors
    /// When it has more than [`MAX_KEPT_CHARS`] characters.
    pub fn new(owner: Owner, name: KeptName, value: &str) -> Result<Kept, Invalid> {
        let chars = value.chars().count();
        if chars > MAX_KEPT_CHARS {
            let problem = format!("has {chars} characters; at most {MAX_KEPT_CHARS} are kept");
            return Err(Invalid::new("value", value, problem));
        }
        Ok(Kept { owner, name, value: value.into(), of: Of::Anybody })
    }

    /// Kept only if the member has an account when it is written, which is looked at in the same transaction: of whom
    /// was forgotten on the way nothing is kept again.
    #[must_use]
    pub fn while_known(mut self) -> Kept {
        self.of = Of::WhoHasAnAccount;
        self
    }

    /// Whose it is.
    pub fn owner(&self) -> Owner {
        self.owner
    }

    /// Its name.
    pub fn name(&self) -> KeptName {
        self.name
    }

    /// The value.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl Kept {
    /// To be asked inside the write transaction, which has caught up with what others wrote.
    fn may_be_kept(&self, published: &Published) -> bool {
        match (self.of, self.owner) {
            (Of::WhoHasAnAccount, Owner::Member(book, member)) => {
                published.cell(book).is_some_and(|cell| cell.book().account_of(member).is_some())
            }
            _ => true,
        }
    }
}

impl Ledger {
    /// Keeps values, each in the place of what was kept under its name before. What is kept so already costs a look
    /// and no write, so an adapter may hand over whatever it sees; what many hand over at the same time is written
    /// together. The answer comes after the flush; whoever does not need it may drop it.
    pub fn keep(&self, values: impl IntoIterator<Item = Kept>) -> Pending<()> {
        let mut changes: Vec<Change> = values.into_iter().map(Change::Keep).collect();
        if self.keeping().is_settled() {
            // Where the look fails, or would have to wait, writing it again does no harm.
            changes.retain(|change| !matches!(self.stands_there(change), Ok(true)));
        }
        self.change_kept(changes)
    }

    /// Deletes a kept value. Its bytes leave the files with the next forgetting or the close, not at once.
    pub fn unkeep(&self, owner: Owner, name: KeptName) -> Pending<()> {
        self.change_kept(vec![Change::Unkeep(owner, name)])
    }

    /// Deletes everything that is kept of a member, also of one without an account, and erases the bytes as forgetting
    /// does (see [`Ledger::erasure_pending`]). [`ForgetMember`](ledger_core::Command::ForgetMember) does this by itself.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn unkeep_member(&self, book: BookId, member: MemberId) -> Result<(), SubmitError> {
        self.run(move |writer| {
            writer.aside(|connection| kept::remove_member(connection, book, member))?;
            writer.published.set_erasure_pending(true);
            match erase::empty_wal(&writer.connection, ERASE_PATIENCE) {
                Ok(true) => writer.published.set_erasure_pending(false),
                Ok(false) => {}
                Err(fault) => log::warn!("the WAL could not be emptied: {fault}"),
            }
            Ok(())
        })?
    }

    /// A kept value. A look into the file by its key: microseconds.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn kept(&self, owner: Owner, name: KeptName) -> Result<Option<String>, ReadError> {
        Ok(kept::one(&*self.reader()?, owner, name)?)
    }

    /// A kept value of each of these members, in their order: the names on a page of a leaderboard.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn kept_of(
        &self,
        book: BookId,
        members: &[MemberId],
        name: KeptName,
    ) -> Result<Vec<Option<String>>, ReadError> {
        let connection = self.reader()?;
        let of = |member: &MemberId| kept::one(&connection, Owner::Member(book, *member), name);
        Ok(members.iter().map(of).collect::<Found<Vec<_>>>()?)
    }

    /// A kept value of every member of a book who has it, sorted by member. Looks at everything kept for the book.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn kept_all(&self, book: BookId, name: KeptName) -> Result<Vec<(MemberId, String)>, ReadError> {
        Ok(kept::all(&*self.reader()?, book, name)?)
    }

    fn stands_there(&self, change: &Change) -> Result<bool, ReadError> {
        match change {
            Change::Keep(new) => match self.readers().and_then(|readers| readers.try_get()) {
                Some(reader) => Ok(kept::one(&reader, new.owner, new.name)?.as_deref() == Some(&*new.value)),
                None => Ok(false),
            },
            Change::Unkeep(..) => Ok(false),
        }
    }

    fn change_kept(&self, changes: Vec<Change>) -> Pending<()> {
        let (answer, pending) = pending::pair();
        if changes.is_empty() {
            answer.give(Ok(()));
        } else if self.keeping().wait(changes, answer) == Turn::First {
            let mut errand = Errand { keeping: self.keeping_shared(), done: false };
            self.run_soon(move |writer| errand.run(writer));
        }
        pending
    }
}

/// What is to be kept and waits for the writer. Whoever comes while others wait goes along with them.
#[derive(Default)]
pub(crate) struct Keeping {
    waiting: Mutex<Vec<(Vec<Change>, Answer<()>)>>,
    unsettled: AtomicUsize,
}

enum Change {
    Keep(Kept),
    Unkeep(Owner, KeptName),
}

/// Whether the writer has to be called, or is on its way already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    First,
    Along,
}

/// The way of what waits to the writer. If it never gets there, whoever waits is told that the ledger has stopped.
struct Errand {
    keeping: Arc<Keeping>,
    done: bool,
}

impl Errand {
    fn run(&mut self, writer: &mut Writer) {
        self.done = true;
        self.keeping.write(writer);
    }
}

impl Drop for Errand {
    fn drop(&mut self) {
        if !self.done {
            drop(self.keeping.take());
        }
    }
}

impl Keeping {
    /// Whether everything that was handed over is in the file.
    fn is_settled(&self) -> bool {
        self.unsettled.load(Ordering::Acquire) == 0
    }

    fn wait(&self, changes: Vec<Change>, answer: Answer<()>) -> Turn {
        self.unsettled.fetch_add(1, Ordering::AcqRel);
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push((changes, answer));
        if waiting.len() == 1 { Turn::First } else { Turn::Along }
    }

    fn take(&self) -> Vec<(Vec<Change>, Answer<()>)> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes everything that waits, in one transaction.
    fn write(&self, writer: &mut Writer) {
        let waiting = self.take();
        let published = Arc::clone(&writer.published);
        let written = writer.aside(|connection| {
            for change in waiting.iter().flat_map(|(changes, _)| changes) {
                match change {
                    Change::Keep(new) if !new.may_be_kept(&published) => {}
                    Change::Keep(new) => kept::put(connection, new)?,
                    Change::Unkeep(owner, name) => kept::remove(connection, *owner, *name)?,
                }
            }
            Ok(())
        });
        self.unsettled.fetch_sub(waiting.len(), Ordering::AcqRel);
        for (_, answer) in waiting {
            answer.give(written.clone());
        }
    }
}
