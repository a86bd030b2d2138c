//! What people are called, and who is known to have left: what passes by is remembered, and nobody is fetched for it.
//! Points are not known here.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use ledger_core::{BookId, MemberId};
use ledger_store::{AdapterKey, AdapterValue, Ledger, Owner, ReadError};
use poise::serenity_prelude as serenity;

/// Under this name a display name is kept.
const DISPLAY_NAME: AdapterKey = AdapterKey::new("discord.display_name");

/// Under this name it is kept that somebody left.
const LEFT: AdapterKey = AdapterKey::new("discord.left");

/// The longest name that is kept; Discord's are at most 32 characters.
const MAX_NAME_CHARS: usize = 80;

/// How many names are held in memory. Beyond that, all are let go and come back as they are seen.
const MAX_HELD: usize = 100_000;

/// Who is who.
pub struct MemberNames {
    ledger: Ledger,
    held: RwLock<HashMap<(BookId, MemberId), Name>>,
    left: RwLock<HashMap<BookId, HashSet<MemberId>>>,
    /// Until when Discord need not be asked again whether somebody is there.
    asked: Mutex<HashMap<(BookId, MemberId), Instant>>,
}

/// A name in memory, and whether the ledger keeps it too; `None` where it keeps none and nobody was seen.
struct Name {
    name: Option<Box<str>>,
    kept: Persisted,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Persisted {
    Yes,
    No,
}

impl MemberNames {
    /// What the ledger keeps of them. Reads from the file who left, so that it need not be asked while somebody waits.
    pub fn new(ledger: Ledger) -> MemberNames {
        let who_left = |book| {
            let kept = told(ledger.adapter_data().of_all_members(book, LEFT)).unwrap_or_default();
            (book, kept.into_iter().map(|(member, _)| member).collect())
        };
        let left = ledger.books().into_iter().map(who_left).collect();
        MemberNames { ledger, held: RwLock::default(), left: RwLock::new(left), asked: Mutex::default() }
    }

    /// Remembers how somebody is called who was just seen in a server. Only of those who have points there anything
    /// is kept in the file. Costs a look where it is known.
    pub fn seen(&self, book: BookId, member: MemberId, name: &str) {
        let has_account = self.has_account(book, member);
        if has_account {
            self.came_back(book, member);
        }
        let name = cut(name);
        let settled = |held: &HashMap<_, Name>| {
            held.get(&(book, member)).is_some_and(|held| {
                held.name.as_deref() == Some(name) && (held.kept == Persisted::Yes || !has_account)
            })
        };
        if settled(&self.held.read().unwrap_or_else(PoisonError::into_inner)) {
            return;
        }
        let kept = if has_account { Persisted::Yes } else { Persisted::No };
        self.hold(book, member, Name { name: Some(name.into()), kept });
        if has_account {
            self.keep(book, member, DISPLAY_NAME, name);
        }
    }

    /// Whether all that `seen` would remember of somebody with points is remembered. Only memory is looked at.
    pub fn knows(&self, book: BookId, member: MemberId, name: &str) -> bool {
        let is_here = |left: &HashMap<BookId, HashSet<MemberId>>| {
            left.get(&book).is_none_or(|left| !left.contains(&member))
        };
        let is_called_so = |held: &HashMap<_, Name>| {
            held.get(&(book, member))
                .is_some_and(|held| held.name.as_deref() == Some(cut(name)) && held.kept == Persisted::Yes)
        };
        is_here(&self.left.read().unwrap_or_else(PoisonError::into_inner))
            && is_called_so(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Somebody may have an account since just now: what they are called is kept from now on, if it is known.
    pub fn opened(&self, book: BookId, member: MemberId) {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let name = held
            .get(&(book, member))
            .filter(|held| held.kept == Persisted::No)
            .and_then(|held| held.name.clone());
        drop(held);
        if let Some(name) = name {
            self.seen(book, member, &name);
        }
    }

    /// Whether somebody has points in a server; of others, what they say in passing is not looked at.
    pub fn has_account(&self, book: BookId, member: MemberId) -> bool {
        self.ledger.read(book, |book| book.account_of(member).is_some())
    }

    /// Remembers that somebody is not in the server any more.
    pub fn left(&self, book: BookId, member: MemberId) {
        if self.has_account(book, member) && self.who_left(book, |left| left.insert(member)) {
            self.keep(book, member, LEFT, "yes");
        }
    }

    /// Those of whom Discord was not asked lately whether they are there. Whoever gets them asks, and nobody else for as
    /// long.
    pub fn to_ask_about(
        &self,
        book: BookId,
        members: impl IntoIterator<Item = MemberId>,
        for_as_long: Duration,
    ) -> Vec<MemberId> {
        let now = Instant::now();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= MAX_HELD {
            asked.clear();
        }
        let mut unasked = Vec::new();
        for member in members {
            let until = asked.entry((book, member)).or_insert(now);
            if *until <= now {
                *until = now + for_as_long;
                unasked.push(member);
            }
        }
        unasked
    }

    /// What Discord was asked about somebody it did not answer: it may be asked again after a while.
    pub fn not_answered(&self, book: BookId, member: MemberId, after: Duration) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.insert((book, member), Instant::now() + after);
    }

    /// Forgets what is held in memory of somebody; what the ledger keeps goes with the member.
    pub fn forget(&self, book: BookId, member: MemberId) {
        self.held.write().unwrap_or_else(PoisonError::into_inner).remove(&(book, member));
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).remove(&(book, member));
        self.who_left(book, |left| left.remove(&member));
    }

    /// How somebody is called: as the server calls them, else as they were called when last seen.
    pub fn name(&self, cache: &serenity::Cache, book: BookId, member: MemberId) -> Option<String> {
        if let Some(name) = cached(cache, book, member) {
            return Some(name);
        }
        if let Some(held) = self.held.read().unwrap_or_else(PoisonError::into_inner).get(&(book, member)) {
            return held.name.as_deref().map(str::to_owned);
        }
        self.recall(book, &[member]);
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.get(&(book, member))?.name.as_deref().map(str::to_owned)
    }

    /// Those whose names are not in memory.
    pub fn not_held(&self, book: BookId, members: &[MemberId]) -> Vec<MemberId> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        members.iter().copied().filter(|member| !held.contains_key(&(book, *member))).collect()
    }

    /// Reads from the file how these are called, at once.
    pub fn recall(&self, book: BookId, members: &[MemberId]) {
        let names =
            told(self.ledger.adapter_data().of_members(book, members, DISPLAY_NAME)).unwrap_or_default();
        for (member, name) in members.iter().zip(names) {
            let kept = if name.is_some() { Persisted::Yes } else { Persisted::No };
            self.hold(book, *member, Name { name: name.map(String::into_boxed_str), kept });
        }
    }

    /// Those who are known to have left a server.
    pub fn gone(&self, book: BookId) -> Vec<MemberId> {
        self.who_left(book, |left| left.iter().copied().collect())
    }

    fn hold(&self, book: BookId, member: MemberId, name: Name) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MAX_HELD {
            held.clear();
        }
        held.insert((book, member), name);
    }

    fn came_back(&self, book: BookId, member: MemberId) {
        let is_gone = |left: &HashMap<BookId, HashSet<MemberId>>| {
            left.get(&book).is_some_and(|left| left.contains(&member))
        };
        if is_gone(&self.left.read().unwrap_or_else(PoisonError::into_inner))
            && self.who_left(book, |left| left.remove(&member))
        {
            // Nobody waits for it; what cannot be deleted now is deleted when they are seen again.
            drop(self.ledger.adapter_data().delete(Owner::Member(book, member), LEFT));
        }
    }

    fn who_left<T>(&self, book: BookId, look: impl FnOnce(&mut HashSet<MemberId>) -> T) -> T {
        let mut books = self.left.write().unwrap_or_else(PoisonError::into_inner);
        // A book that is new since the start had no members who could have left.
        look(books.entry(book).or_default())
    }

    fn keep(&self, book: BookId, member: MemberId, name: AdapterKey, value: &str) {
        match AdapterValue::new(Owner::Member(book, member), name, value) {
            // Nobody waits for it: a name that is lost in a crash is seen again.
            // Who is forgotten meanwhile leaves no row behind.
            Ok(kept) => drop(self.ledger.adapter_data().put([kept.if_member_has_account()])),
            Err(invalid) => log::warn!("a name is not kept: {invalid}"),
        }
    }
}

/// As much of a name as is kept.
fn cut(name: &str) -> &str {
    name.char_indices().nth(MAX_NAME_CHARS).map_or(name, |(end, _)| &name[..end])
}

/// How somebody is called as far as the ledger keeps it.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn kept_name(
    ledger: &Ledger,
    book: BookId,
    member: MemberId,
) -> Result<Option<String>, ReadError> {
    ledger.adapter_data().get(Owner::Member(book, member), DISPLAY_NAME)
}

/// Whether the ledger keeps that somebody left.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn is_kept_as_gone(ledger: &Ledger, book: BookId, member: MemberId) -> Result<bool, ReadError> {
    Ok(ledger.adapter_data().get(Owner::Member(book, member), LEFT)?.is_some())
}

fn cached(cache: &serenity::Cache, book: BookId, member: MemberId) -> Option<String> {
    let guild = cache.guild(serenity::GuildId::new(book.number()))?;
    let member = guild.members.get(&serenity::UserId::new(member.number()))?;
    Some(member.display_name().to_owned())
}

/// A name that cannot be read is no reason to answer nothing: the log has it.
fn told<T>(read: Result<T, ReadError>) -> Option<T> {
    read.inspect_err(|error| log::error!("what is kept of people cannot be read: {error}")).ok()
}
