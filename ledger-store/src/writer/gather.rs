//! Gathering a commit: each request is decided against what is committed and what was decided before it,
//! and its events are appended to the open transaction. Nothing of it is visible to readers yet.

use std::sync::Arc;

use ledger_core::{
    AccountNo, Asker, Book, BookId, Context, Decided, Draft, Event, Overlay, Phase, Points, Position,
    Posting, Timestamp,
};
use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::pipeline::{self, Decider};
use super::request_keys::{self, Intention};
use super::terms::Terms;
use crate::api::request::{Outcome, Receipt, Request};
use crate::committed::Committed;
use crate::committed::book_cell::BookCell;
use crate::committed::dirty::DirtyRows;
use crate::encoding::encode::encode;
use crate::encoding::row::Texts;
use crate::encoding::salt::Salts;
use crate::encoding::seal::{SALT_BYTES, Seal};
use crate::internal_error::{InternalError, Result};
use crate::sqlite::erase::{self, Whose};
use crate::sqlite::journal::{self, Appender, Keyed};

/// How many threads may gather.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Threads {
    One,
    /// One decides, the other appends; where there is enough to do for both.
    Two,
}

/// A book while a commit is gathered: what is committed, and what was decided over it.
pub(super) struct Open {
    pub cell: Arc<BookCell>,
    pub overlay: Overlay,
}

/// A commit while it is gathered, inside an open write transaction.
pub(super) struct Gathering<'w> {
    terms: Terms,
    seal: Seal,
    connection: &'w Connection,
    committed: &'w Committed,
    salts: &'w mut Salts,
    dirty: &'w mut DirtyRows,
    appender: Appender<'w>,
    books: FxHashMap<BookId, Open>,
    events: Vec<Decided>,
    texts: Vec<(Texts, [u8; SALT_BYTES])>,
    scratch: Vec<u8>,
    forgotten: FxHashMap<BookId, Vec<(Whose, Position)>>,
}

/// A gathered commit, ready to be flushed and then published.
pub(super) struct Gathered {
    pub books: FxHashMap<BookId, Open>,
    pub seal: Seal,
    pub last_at: Timestamp,
    pub forgets: bool,
}

impl<'w> Gathering<'w> {
    pub(super) fn new(
        terms: Terms,
        seal: Seal,
        connection: &'w Connection,
        committed: &'w Committed,
        salts: &'w mut Salts,
        dirty: &'w mut DirtyRows,
    ) -> Result<Gathering<'w>> {
        Ok(Gathering {
            terms,
            seal,
            connection,
            committed,
            salts,
            dirty,
            appender: Appender::new(connection)?,
            books: FxHashMap::default(),
            events: Vec::new(),
            texts: Vec::new(),
            scratch: Vec::new(),
            forgotten: FxHashMap::default(),
        })
    }

    /// Decides requests in their order and appends what follows from them. `None` when a key turned out to stand in the
    /// journal after others had been decided beyond it: then all of it has to be rolled back and asked
    /// [`Threads::One`].
    pub(super) fn ask_all(&mut self, requests: &[Request], threads: Threads) -> Result<Option<Vec<Outcome>>> {
        let mut outcomes = Vec::with_capacity(requests.len());
        for of_one_book in requests.chunk_by(|left, right| left.book == right.book) {
            let mut open = self.take(of_one_book[0].book);
            let cell = Arc::clone(&open.cell);
            let book = cell.book();
            let mut left = of_one_book;
            if threads == Threads::Two && of_one_book.len() >= pipeline::WORTH_A_THREAD {
                let Some(decided) = self.ask_pipelined(of_one_book, &book, &mut open.overlay)? else {
                    return Ok(None);
                };
                left = &of_one_book[decided.len()..];
                outcomes.extend(decided);
            }
            open.overlay.reserve(request_keys::known_accounts(left, &book));
            for request in left {
                outcomes.push(self.ask(request, &book, &mut open.overlay)?);
            }
            drop(book);
            self.books.insert(of_one_book[0].book, open);
        }
        Ok(Some(outcomes))
    }

    /// Closes a season further, by at most `limit` events.
    pub(super) fn close_season(&mut self, id: BookId, limit: usize) -> Result<Phase> {
        let mut open = self.take(id);
        let cell = Arc::clone(&open.cell);
        let context = self.context(Asker::System, None, &[]);
        self.events.clear();
        Draft::new(&cell.book(), &mut open.overlay, &mut self.events)
            .for_book(id)
            .continue_season_close(&context, limit);
        self.append(None)?;
        open.overlay.accept();
        self.books.insert(id, open);
        let over =
            self.events.last().is_none_or(|last| matches!(last.recorded.event, Event::SeasonClosed { .. }));
        Ok(if over { Phase::Open } else { Phase::Closing { next: AccountNo::TREASURY } })
    }

    /// Erases what is to be forgotten, and hands the commit over.
    pub(super) fn end(self) -> Result<Gathered> {
        for (book, forgotten) in &self.forgotten {
            erase::erase(self.connection, *book, forgotten)?;
        }
        Ok(Gathered {
            books: self.books,
            seal: self.seal,
            last_at: self.terms.now,
            forgets: !self.forgotten.is_empty(),
        })
    }

    /// As many of the first requests as can be decided beside appending them.
    fn ask_pipelined(
        &mut self,
        requests: &[Request],
        book: &Book,
        overlay: &mut Overlay,
    ) -> Result<Option<Vec<Outcome>>> {
        let decider = Decider { terms: self.terms, seal: self.seal, salts: self.salts, book, overlay };
        let reached = pipeline::decide_and_append(decider, requests, &mut self.appender, self.dirty)?;
        Ok(reached.map(|reached| {
            self.seal = reached.seal;
            reached.outcomes
        }))
    }

    fn ask(&mut self, request: &Request, book: &Book, overlay: &mut Overlay) -> Result<Outcome> {
        let postings = self.postings(request)?;
        let context = self.context(request.asker, request.occurred_at, &postings);
        self.events.clear();
        let mut draft = Draft::new(book, overlay, &mut self.events).for_book(request.book);
        let answer = draft.decide(&request.command, &context);
        let intention = request.key.as_ref().map(|key| {
            let fingerprint = request_keys::fingerprint(&request.command, &draft, &mut self.scratch);
            let (book, command, now) = (request.book, &request.command, self.terms.now);
            Intention { book, key, command, fingerprint, now }
        });
        // A key that stands in the journal answers before the rules do. Where the rules say yes, appending finds out;
        // only where they say no, or that nothing is to be done, it has to be looked up.
        if answer.is_ok() && !self.events.is_empty() {
            if self.append(intention.as_ref())? {
                overlay.accept();
                for forgets in self.events.iter().filter_map(request_keys::forgets) {
                    self.forgotten.entry(request.book).or_default().push(forgets);
                }
                return Ok(Outcome::Applied(request_keys::receipt(&self.events, book, overlay)));
            }
            overlay.discard();
            let intention =
                intention.ok_or_else(|| InternalError::damaged("an event without a key was not appended"))?;
            let found = request_keys::look_up(self.connection, &intention)?.ok_or_else(|| {
                InternalError::damaged("a key that stands in the journal was not found there")
            })?;
            return request_keys::repeat(self.connection, &intention, &found, book, overlay);
        }
        if let Some(intention) = &intention
            && let Some(found) = request_keys::look_up(self.connection, intention)?
        {
            overlay.discard();
            return request_keys::repeat(self.connection, intention, &found, book, overlay);
        }
        // What the rules want remembered of a refusal carries the key: it is remembered once.
        if !self.append(intention.as_ref())? {
            return Err(InternalError::damaged("a key that is not in the journal was found there"));
        }
        overlay.accept();
        Ok(match answer {
            Err(refusal) => Outcome::Refused(refusal),
            Ok(()) => {
                let member = request_keys::subject(&request.command);
                let no = member.and_then(|member| {
                    request_keys::as_decided(book, overlay, |draft| draft.account_of(member))
                });
                let balance = no.map_or(Points::ZERO, |no| {
                    request_keys::as_decided(book, overlay, |draft| draft.balance(no))
                });
                Outcome::Applied(Receipt { position: None, also: Vec::new(), balance })
            }
        })
    }

    /// Appends the decided events; `false` if the request key stands in the journal already, and then nothing was.
    fn append(&mut self, intention: Option<&Intention<'_>>) -> Result<bool> {
        self.texts.clear();
        for decided in &self.events {
            let texts = encode(&decided.recorded.event);
            let salt = if texts.private.is_some() { self.salts.next() } else { [0; SALT_BYTES] };
            self.texts.push((texts, salt));
        }
        let asked = request_keys::asked(&self.events);
        let keyed = |index: usize| {
            let intention = intention.filter(|_| Some(index) == asked)?;
            Some(Keyed { key: intention.key, fingerprint: &intention.fingerprint })
        };
        let row = |index: usize| {
            let (texts, salt) = &self.texts[index];
            journal::stored(&self.events[index], texts, salt, keyed(index))
        };
        // The row with the key goes first: if the key is taken, nothing was appended yet.
        let first = asked.unwrap_or(0);
        for index in (first..self.events.len()).chain(0..first) {
            if !self.appender.append(&row(index))? {
                return Ok(false);
            }
        }
        let mut seal = self.seal;
        for index in 0..self.events.len() {
            seal = self.appender.seal(seal, &row(index));
        }
        self.seal = seal;
        for decided in &self.events {
            self.dirty.note(&decided.recorded);
        }
        Ok(true)
    }

    fn take(&mut self, id: BookId) -> Open {
        self.books.remove(&id).unwrap_or_else(|| {
            let cell = self.committed.cell(id).unwrap_or_else(|| Arc::new(BookCell::new(Book::new())));
            let overlay = Overlay::over(&cell.book());
            Open { cell, overlay }
        })
    }

    fn context<'p>(
        &self,
        asker: Asker,
        occurred_at: Option<Timestamp>,
        postings: &'p [Posting],
    ) -> Context<'p> {
        let Terms { now, limits } = self.terms;
        Context { now, occurred_at, asker, next: self.seal.position.next(), limits, postings }
    }

    fn postings(&self, request: &Request) -> Result<Vec<Posting>> {
        let mut postings = Vec::new();
        for position in request.command.postings_needed() {
            postings.extend(
                journal::read_one(self.connection, position)?.and_then(|recorded| recorded.posting()),
            );
        }
        Ok(postings)
    }
}
