//! The names of members, and which members left: remembered from the events that pass, without asking Discord.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use ledger_core::visible::shows_something;
use ledger_core::{BookId, MemberId};
use ledger_store::{AdapterKey, AdapterValue, Ledger, Owner, ReadError};
use poise::serenity_prelude as serenity;

const DISPLAY_NAME: AdapterKey = AdapterKey::new("discord.display_name");

const LEFT: AdapterKey = AdapterKey::new("discord.left");

/// The most characters of a name that are stored; Discord allows 32.
const MAX_NAME_CHARS: usize = 80;

/// The most names in memory. Beyond that, all are dropped and come back as they are seen.
const MAX_HELD: usize = 100_000;

/// The names of members, and which members left.
pub struct MemberNames {
    ledger: Ledger,
    held: RwLock<HashMap<(BookId, MemberId), Name>>,
    left: RwLock<HashMap<BookId, HashSet<MemberId>>>,
    /// Until when Discord need not be asked again whether a member is in the server.
    asked: Mutex<HashMap<(BookId, MemberId), Instant>>,
}

/// A name in memory; `None` where the ledger has none and the member was not seen.
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
    /// Reads from the file which members left, so that no answer waits for it later.
    pub fn new(ledger: Ledger) -> MemberNames {
        let who_left = |book| {
            let kept = told(ledger.adapter_data().of_all_members(book, LEFT)).unwrap_or_default();
            (book, kept.into_iter().map(|(member, _)| member).collect())
        };
        let left = ledger.books().into_iter().map(who_left).collect();
        MemberNames { ledger, held: RwLock::default(), left: RwLock::new(left), asked: Mutex::default() }
    }

    /// Remembers the name of a member who was just seen in a server; in the file only if the member has points there.
    /// Cheap where the name is known already.
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

    /// Whether `seen` would change nothing for a member with points. Reads memory only.
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

    /// A member may have a new account: stores the name from now on, if it is known.
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

    /// Whether a member has an account in a server.
    pub fn has_account(&self, book: BookId, member: MemberId) -> bool {
        self.ledger.read(book, |book| book.account_of(member).is_some())
    }

    /// Remembers that a member left the server.
    pub fn left(&self, book: BookId, member: MemberId) {
        if self.has_account(book, member) && self.who_left(book, |left| left.insert(member)) {
            self.keep(book, member, LEFT, "yes");
        }
    }

    /// Returns the members about whom the bot has not asked Discord for `for_as_long`, and reserves them: until then no
    /// other caller gets them, so Discord is asked once.
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

    /// Discord did not answer about a member: it may be asked again after this time.
    pub fn not_answered(&self, book: BookId, member: MemberId, after: Duration) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.insert((book, member), Instant::now() + after);
    }

    /// Forgets a member in memory; what the ledger stores goes with the member.
    pub fn forget(&self, book: BookId, member: MemberId) {
        self.held.write().unwrap_or_else(PoisonError::into_inner).remove(&(book, member));
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).remove(&(book, member));
        self.who_left(book, |left| left.remove(&member));
    }

    /// The name of a member: as the server has it now, else as it was last seen.
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

    /// The members whose names are not in memory.
    pub fn not_held(&self, book: BookId, members: &[MemberId]) -> Vec<MemberId> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        members.iter().copied().filter(|member| !held.contains_key(&(book, *member))).collect()
    }

    /// Reads the names of several members from the file, in one query.
    pub fn recall(&self, book: BookId, members: &[MemberId]) {
        let names =
            told(self.ledger.adapter_data().of_members(book, members, DISPLAY_NAME)).unwrap_or_default();
        for (member, name) in members.iter().zip(names) {
            // Earlier versions stored names that show nothing.
            let name = name.filter(|name| shows_something(name));
            let kept = if name.is_some() { Persisted::Yes } else { Persisted::No };
            self.hold(book, *member, Name { name: name.map(String::into_boxed_str), kept });
        }
    }

    /// The members who left a server, as far as known.
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
            // Not awaited: what cannot be deleted now is deleted when the member is seen again.
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
            // Not awaited: a name that is lost in a crash is seen again. A member who was forgotten in the meantime
            // is not written again.
            Ok(kept) => drop(self.ledger.adapter_data().put([kept.if_member_has_account()])),
            Err(invalid) => log::warn!("a name is not kept: {invalid}"),
        }
    }
}

fn cut(name: &str) -> &str {
    name.char_indices().nth(MAX_NAME_CHARS).map_or(name, |(end, _)| &name[..end])
}

/// The name of a member that the ledger stores.
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

/// Whether the ledger says that a member left.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn is_kept_as_gone(ledger: &Ledger, book: BookId, member: MemberId) -> Result<bool, ReadError> {
    Ok(ledger.adapter_data().get(Owner::Member(book, member), LEFT)?.is_some())
}

fn cached(cache: &serenity::Cache, book: BookId, member: MemberId) -> Option<String> {
    let guild = cache.guild(serenity::GuildId::new(book.number()))?;
    let member = guild.members.get(&serenity::UserId::new(member.number()))?;
    Some(shown(&member.user, member.nick.as_deref()).to_owned())
}

/// The name that people see: the nickname, the display name, or the user name, which always shows something.
pub(crate) fn shown<'a>(user: &'a serenity::User, nick: Option<&'a str>) -> &'a str {
    let chosen = [nick, user.global_name.as_deref()].into_iter().flatten();
    chosen.into_iter().find(|name| shows_something(name)).unwrap_or(&user.name)
}

/// The name of a role of a server, if the cache has it.
pub(crate) fn role(cache: &serenity::Cache, guild: serenity::GuildId, id: u64) -> Option<String> {
    let guild = cache.guild(guild)?;
    guild.roles.get(&serenity::RoleId::new(id)).map(|role| role.name.clone())
}

/// The name of a channel or a thread of a server, if the cache has it.
pub(crate) fn channel(cache: &serenity::Cache, guild: serenity::GuildId, id: u64) -> Option<String> {
    let guild = cache.guild(guild)?;
    let id = serenity::ChannelId::new(id);
    let thread = || guild.threads.iter().find(|thread| thread.id == id);
    guild.channels.get(&id).or_else(thread).map(|channel| channel.name.clone())
}

/// A name that cannot be read does not keep an answer back; the log gets the error.
fn told<T>(read: Result<T, ReadError>) -> Option<T> {
    read.inspect_err(|error| log::error!("what is kept of people cannot be read: {error}")).ok()
}
