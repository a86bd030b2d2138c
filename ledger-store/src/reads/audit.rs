//! The audit: searches the journal of a book by member, actor or kind, newest first. It also finds events that move no
//! points. `history` has the balances.

use ledger_core::{AccountNo, Actor, Book, BookId, EventKind, MemberId, Position, Recorded};

use crate::api::error::ReadError;
use crate::encoding::decode::decode;
use crate::encoding::row::EventRow;
use crate::engine::Next;
use crate::engine::chain::Chain;
use crate::engine::reader::EngineReader;
use crate::internal_error::Result;
use crate::ledger::Ledger;
use crate::reads::history::last_of_book_before;

/// The most entries of a page.
pub const MAX_AUDIT: usize = 1_000;

/// The default for the events that one page reads: about 50 milliseconds.
const LOOK_AT: usize = 10_000;

/// The search of an audit page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditQuery {
    book: BookId,
    member: Option<MemberId>,
    by: Option<Who>,
    kinds: Kinds,
    limit: usize,
    look_at: usize,
    before: Option<Position>,
}

/// A bit for each [`EventKind`]; 0 stands for every kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Kinds(u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Member(MemberId),
    Actor(Actor),
}

/// A page of search results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// The matching events, newest first.
    pub entries: Vec<AuditEntry>,
    /// The position to continue at; `None` at the beginning of the journal.
    pub next: Option<Position>,
    /// Why the page ends here.
    pub end: PageEnd,
}

/// Why a page ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageEnd {
    /// It has as many entries as the query asked for.
    Full,
    /// It has reached the beginning of the journal.
    Beginning,
    /// It has read as many events as the query allows; earlier ones may match too.
    Searched,
}

/// One matching event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The event.
    pub recorded: Recorded,
    /// The actor's member id; `None` if the actor is no member or was forgotten.
    pub actor_member: Option<MemberId>,
    /// The accounts of the members concerned, with their member ids; in a transfer the giver comes first.
    pub about: Vec<(AccountNo, Option<MemberId>)>,
    /// Whether the event was reversed later.
    pub reversed: bool,
}

impl AuditQuery {
    /// The newest ten events of a book, of any kind.
    pub fn of(book: BookId) -> AuditQuery {
        AuditQuery {
            book,
            member: None,
            by: None,
            kinds: Kinds::default(),
            limit: 10,
            look_at: LOOK_AT,
            before: None,
        }
    }

    /// Only events that concern one member.
    #[must_use]
    pub fn member(mut self, member: MemberId) -> AuditQuery {
        self.member = Some(member);
        self
    }

    /// Only events by one member.
    #[must_use]
    pub fn by_member(mut self, member: MemberId) -> AuditQuery {
        self.by = Some(Who::Member(member));
        self
    }

    /// Only events by another actor: the ledger itself, the command line, an import, a dashboard page, or an account.
    #[must_use]
    pub fn by(mut self, actor: Actor) -> AuditQuery {
        self.by = Some(Who::Actor(actor));
        self
    }

    /// Only events of a kind; called several times, of any of these kinds.
    #[must_use]
    pub fn kind(mut self, kind: EventKind) -> AuditQuery {
        self.kinds.0 |= bit(kind);
        self
    }

    /// Sets the number of entries, at most [`MAX_AUDIT`].
    #[must_use]
    pub fn limit(mut self, limit: usize) -> AuditQuery {
        self.limit = limit.clamp(1, MAX_AUDIT);
        self
    }

    /// Sets the most events that the page reads, at least 1; each costs some microseconds.
    #[must_use]
    pub fn look_at(mut self, events: usize) -> AuditQuery {
        self.look_at = events.max(1);
        self
    }

    /// Continues where a page ended: pass [`AuditPage::next`].
    #[must_use]
    pub fn before(mut self, position: Position) -> AuditQuery {
        self.before = Some(position);
        self
    }
}

impl Ledger {
    /// Searches a book's journal from the newest event back. With a member it walks that member's events, otherwise the
    /// whole book. A page ends when it is full or has read as many events as the query allows.
    ///
    /// # Errors
    /// When the file cannot be read; never an empty page instead.
    pub fn audit(&self, query: &AuditQuery) -> Result<AuditPage, ReadError> {
        let nothing = AuditPage { entries: Vec::new(), next: None, end: PageEnd::Beginning };
        let Some(search) = self.read(query.book, |book| Search::of(query, book)) else { return Ok(nothing) };
        Ok(self.look_through(&*self.engine()?, query, &search)?)
    }

    fn look_through(
        &self,
        engine: &dyn EngineReader,
        query: &AuditQuery,
        search: &Search,
    ) -> Result<AuditPage> {
        let mut entries = Vec::new();
        let mut looked_at = 0;
        let mut last = None;
        let mut end = PageEnd::Beginning;
        engine.walk(search.chain, search.start(engine, query)?, &mut |row| {
            if entries.len() == query.limit {
                end = PageEnd::Full;
            } else if looked_at == query.look_at {
                end = PageEnd::Searched;
            }
            if end != PageEnd::Beginning {
                return Ok(Next::Stop);
            }
            if search.is_wanted(row) {
                entries.push(self.audit_entry(query.book, decode(row)?));
            }
            looked_at += 1;
            last = Some(Position(row.position));
            Ok(Next::Go)
        })?;
        Ok(AuditPage { entries, next: last.filter(|_| end != PageEnd::Beginning), end })
    }

    fn audit_entry(&self, book: BookId, recorded: Recorded) -> AuditEntry {
        self.read(book, |book| {
            let member = |no: AccountNo| book.account(no).and_then(|account| account.member);
            let mut about: Vec<(AccountNo, Option<MemberId>)> =
                recorded.event.sides().accounts().map(|no| (no, member(no))).collect();
            about.dedup();
            AuditEntry {
                actor_member: recorded.actor.account().and_then(member),
                about,
                reversed: book.is_reversed(recorded.position),
                recorded,
            }
        })
    }
}

impl Kinds {
    fn has(self, kind: &str) -> bool {
        self.0 == 0 || EventKind::from_name(kind).is_some_and(|kind| self.0 & bit(kind) != 0)
    }
}

fn bit(kind: EventKind) -> u32 {
    const { assert!(EventKind::ALL.len() <= 32, "each kind has a bit") };
    1 << (kind as u32)
}

/// The query in the numbers of the journal.
struct Search {
    head: Position,
    chain: Chain,
    actor: Option<i64>,
    kinds: Kinds,
}

impl Search {
    /// `None` if nothing can match: a member without an account has no events.
    fn of(query: &AuditQuery, book: &Book) -> Option<Search> {
        let account = match query.member {
            None => None,
            Some(member) => Some(book.account_of(member)?),
        };
        let actor = match query.by {
            None => None,
            Some(Who::Actor(actor)) => Some(actor.number()),
            Some(Who::Member(member)) => Some(Actor::Account(book.account_of(member)?).number()),
        };
        let head = match account {
            None => book.head(),
            Some(no) => book.account(no)?.head,
        };
        let chain = account.map_or(Chain::Book, Chain::Account);
        Some(Search { head, chain, actor, kinds: query.kinds })
    }

    fn start(&self, engine: &dyn EngineReader, query: &AuditQuery) -> Result<Position> {
        let Some(before) = query.before.filter(|before| *before <= self.head) else { return Ok(self.head) };
        let Chain::Account(account) = self.chain else {
            return last_of_book_before(engine, query.book, self.head, before);
        };
        // A cursor of the member's own events is the place to start; any other has to be found by walking.
        let mut from = self.head;
        engine.row(before, &mut |row| {
            if row.book == query.book.number() && (row.debit == account.0 || row.credit == account.0) {
                from = self.chain.previous(row)?;
            }
            Ok(())
        })?;
        let mut start = Position::START;
        engine.walk(self.chain, from, &mut |row| {
            if row.position >= before.0 {
                return Ok(Next::Go);
            }
            start = Position(row.position);
            Ok(Next::Stop)
        })?;
        Ok(start)
    }

    fn is_wanted(&self, row: &EventRow<'_>) -> bool {
        self.actor.is_none_or(|actor| row.actor == actor) && self.kinds.has(row.kind)
    }
}
