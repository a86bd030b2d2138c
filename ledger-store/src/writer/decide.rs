//! Decides the requests of a commit in memory, each against the committed state and the decisions before it. Everything
//! needed from the journal is looked up before.

use std::sync::Arc;

use ledger_core::{
    AccountNo, Asker, Book, BookId, Command, Context, Decided, Draft, Event, Limits, Overlay, Phase, Points,
    Position, Posting, Refusal, SettingChange, Timestamp,
};
use rustc_hash::FxHashMap;

use super::looked_up::LookedUp;
use super::request_keys::{self, Fingerprint, Intention};
use crate::api::request::{Outcome, Receipt, Request};
use crate::api::time_zones::TimeZones;
use crate::committed::Committed;
use crate::committed::book_cell::BookCell;
use crate::encoding::event_json::encode;
use crate::encoding::row::{EventRow, Keyed, Texts};
use crate::encoding::salt::{SALT_BYTES, Salts};
use crate::encoding::seal::{self, Seal};
use crate::engine::{FoundKey, Whose};

/// Bytes that hold the leaf of most events.
const SCRATCH: usize = 512;

/// The conditions of every decision in a commit.
pub(super) struct Terms {
    pub now: Timestamp,
    pub limits: Limits,
    pub time_zones: Arc<dyn TimeZones>,
}

/// A book during a commit: its committed state and the overlay of decisions.
pub(super) struct Open {
    pub cell: Arc<BookCell>,
    pub overlay: Overlay,
}

/// The decisions of one commit so far.
pub(super) struct Decider<'w> {
    terms: Terms,
    committed: &'w Committed,
    salts: &'w mut Salts,
    looked_up: &'w LookedUp,
    pub seal: Seal,
    pub books: FxHashMap<BookId, Open>,
    pub outcomes: Vec<Outcome>,
    pub forgotten: FxHashMap<BookId, Vec<(Whose, Position)>>,
    /// Postings and keys of this commit that a later request in it may need.
    postings: FxHashMap<Position, Posting>,
    keys: FxHashMap<(BookId, Box<str>), FoundKey>,
    events: Vec<Decided>,
    scratch: Vec<u8>,
}

/// How far deciding came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// Every request is decided.
    End,
    /// The key of a request has to be looked up first.
    UnknownKey,
    /// The receiver of the events stopped.
    Stopped,
}

/// A decided event, encoded once and borrowed from then on.
pub(super) struct EncodedEvent {
    pub decided: Decided,
    texts: Texts,
    salt: [u8; SALT_BYTES],
    /// The request whose key the event carries.
    keyed: Option<(usize, Fingerprint)>,
}

/// Whether the receiver takes further events.
pub(super) enum Taken {
    Go,
    Stop,
}

impl EncodedEvent {
    /// The row; `requests` are those that the event was decided from.
    pub(crate) fn row<'r>(&'r self, requests: &'r [Request]) -> EventRow<'r> {
        let keyed = self.keyed.as_ref().and_then(|(request, fingerprint)| {
            Some(Keyed { key: requests[*request].key.as_ref()?, fingerprint })
        });
        EventRow::of(&self.decided, &self.texts, &self.salt, keyed)
    }
}

impl<'w> Decider<'w> {
    pub(crate) fn new(
        terms: Terms,
        after: Seal,
        committed: &'w Committed,
        salts: &'w mut Salts,
        looked_up: &'w LookedUp,
    ) -> Decider<'w> {
        Decider {
            terms,
            committed,
            salts,
            looked_up,
            seal: after,
            books: FxHashMap::default(),
            outcomes: Vec::new(),
            forgotten: FxHashMap::default(),
            postings: FxHashMap::default(),
            keys: FxHashMap::default(),
            events: Vec::new(),
            scratch: Vec::with_capacity(SCRATCH),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.terms.now
    }

    /// Decides requests in order and passes their events on.
    pub(crate) fn decide(
        &mut self,
        requests: &[Request],
        mut take: impl FnMut(EncodedEvent) -> Taken,
    ) -> Reached {
        self.outcomes.reserve(requests.len());
        let mut index = 0;
        for of_one_book in requests.chunk_by(|left, right| left.book == right.book) {
            let id = of_one_book[0].book;
            let mut open = self.open(id);
            let cell = Arc::clone(&open.cell);
            let book = cell.book();
            open.overlay.reserve(request_keys::known_accounts(of_one_book, &book));
            if let Taken::Stop = self.follow_time_zone(id, &book, &mut open.overlay, &mut take) {
                return Reached::Stopped;
            }
            for request in of_one_book {
                let Some((outcome, fingerprint)) = self.decide_one(index, request, &book, &mut open.overlay)
                else {
                    return Reached::UnknownKey;
                };
                self.outcomes.push(outcome);
                let settings_changed = self.events.iter().any(changes_settings);
                if let Taken::Stop = self.encode(fingerprint.map(|print| (index, print)), requests, &mut take)
                {
                    return Reached::Stopped;
                }
                if settings_changed
                    && let Taken::Stop = self.follow_time_zone(id, &book, &mut open.overlay, &mut take)
                {
                    return Reached::Stopped;
                }
                index += 1;
            }
            drop(book);
            self.books.insert(id, open);
        }
        Reached::End
    }

    /// Changes the offset of a book to that of its time zone, if summer time began or ended or the zone was just set.
    /// Otherwise no event is decided.
    fn follow_time_zone(
        &mut self,
        id: BookId,
        book: &Book,
        overlay: &mut Overlay,
        take: &mut impl FnMut(EncodedEvent) -> Taken,
    ) -> Taken {
        // A correction of the clock comes first: any other event would be recorded at the wrong time.
        if book.last_at() > self.terms.now {
            return Taken::Go;
        }
        let mut draft = Draft::new(book, overlay, &mut self.events).for_book(id);
        let settings = draft.settings();
        let Some(zone) = &settings.time_zone else { return Taken::Go };
        let Some(offset) = self.terms.time_zones.offset(zone, self.terms.now) else { return Taken::Go };
        if offset == settings.utc_offset {
            return Taken::Go;
        }
        let change =
            SettingChange::new("utc_offset", &offset.to_string()).expect("an offset is a value of it");
        let command = Command::ChangeSettings { changes: vec![change], reason: None };
        let context = Context {
            now: self.terms.now,
            limits: self.terms.limits,
            asker: Asker::System,
            occurred_at: None,
            next: self.seal.position.next(),
            postings: &[],
        };
        // A season that is being closed refuses every command: the offset changes after the close.
        match draft.decide(&command, &context) {
            Ok(()) => overlay.accept(),
            Err(refusal) => log::debug!("book {id} keeps its offset for now: {refusal}"),
        }
        self.encode(None, &[], take)
    }

    /// The refusal of a command that sets a time zone that the program does not know.
    fn unknown_time_zone(&self, command: &Command) -> Option<Refusal> {
        let zones = &self.terms.time_zones;
        let unknown =
            command.time_zones().into_iter().find(|zone| zones.offset(zone, self.terms.now).is_none())?;
        Some(Refusal::UnknownTimeZone { zone: unknown.into(), near: zones.near(unknown).map(Into::into) })
    }

    /// Decides the next part of a season's close, at most `limit` events, and passes them on.
    pub(crate) fn close_season(
        &mut self,
        id: BookId,
        limit: usize,
        mut take: impl FnMut(EncodedEvent) -> Taken,
    ) -> Phase {
        let mut open = self.open(id);
        let cell = Arc::clone(&open.cell);
        let context = self.context(Asker::System, None, &[]);
        Draft::new(&cell.book(), &mut open.overlay, &mut self.events)
            .for_book(id)
            .continue_season_close(&context, limit);
        open.overlay.accept();
        self.books.insert(id, open);
        let is_last = |last: &Decided| matches!(last.recorded.event, Event::SeasonClosed { .. });
        let phase = match self.events.last() {
            Some(last) if !is_last(last) => Phase::Closing { next: AccountNo::TREASURY },
            _ => Phase::Open,
        };
        self.encode(None, &[], &mut take);
        phase
    }

    /// Decides one request: its outcome, and the fingerprint if it has a key. `None` if its key has to be looked up
    /// first; the overlay is then unchanged. The events are in `self.events`.
    fn decide_one(
        &mut self,
        index: usize,
        request: &Request,
        book: &Book,
        overlay: &mut Overlay,
    ) -> Option<(Outcome, Option<Fingerprint>)> {
        let needed = request.command.postings_needed();
        let postings: Vec<Posting> = needed.into_iter().filter_map(|at| self.posting(at)).collect();
        let context = self.context(request.asker, request.occurred_at, &postings);
        let unknown_time_zone = self.unknown_time_zone(&request.command);
        let mut draft = Draft::new(book, overlay, &mut self.events).for_book(request.book);
        let answer = match unknown_time_zone {
            Some(refusal) => Err(refusal),
            None => draft.decide(&request.command, &context),
        };
        let fingerprint = request
            .key
            .as_ref()
            .map(|_| request_keys::fingerprint(&request.command, &draft, &mut self.scratch));
        if let (Some(key), Some(fingerprint)) = (&request.key, fingerprint) {
            if self.looked_up.has_keys() {
                let of_commit = || self.keys.get(&(request.book, key.as_str().into()));
                if let Some(found) = self.looked_up.key(index).or_else(of_commit) {
                    self.events.clear();
                    overlay.discard();
                    let intention = Intention { command: &request.command, fingerprint, now: self.terms.now };
                    return Some((request_keys::repeat(&intention, found, book, overlay), None));
                }
            } else if answer.is_err() || self.events.is_empty() {
                // A key in the journal takes precedence over the rules. If the rules accept, appending detects a taken
                // key; if they refuse or nothing changes, nothing is appended, so look the key up.
                self.events.clear();
                overlay.discard();
                return None;
            }
        }
        overlay.accept();
        for event in &self.events {
            if let Some(forgets) = request_keys::forgets(event) {
                self.forgotten.entry(request.book).or_default().push(forgets);
            }
        }
        let outcome = match answer {
            Err(refusal) => Outcome::Refused(refusal),
            Ok(()) if self.events.is_empty() => Outcome::Applied(unchanged(request, book, overlay)),
            Ok(()) => Outcome::Applied(request_keys::receipt(&self.events, book, overlay)),
        };
        Some((outcome, fingerprint))
    }

    fn encode(
        &mut self,
        keyed: Option<(usize, Fingerprint)>,
        requests: &[Request],
        take: &mut impl FnMut(EncodedEvent) -> Taken,
    ) -> Taken {
        self.note_for_later(keyed, requests);
        let asked = request_keys::asked(&self.events);
        for (place, decided) in self.events.drain(..).enumerate() {
            let texts = encode(&decided.recorded.event);
            let salt = if texts.private.is_some() { self.salts.next() } else { [0; SALT_BYTES] };
            let keyed = keyed.filter(|_| Some(place) == asked);
            let event = EncodedEvent { decided, texts, salt, keyed };
            self.seal = self.seal.next(&seal::leaf(&event.row(requests), &mut self.scratch));
            if let Taken::Stop = take(event) {
                return Taken::Stop;
            }
        }
        Taken::Go
    }

    /// A later request of this commit may have the same key, or reverse one of these postings.
    fn note_for_later(&mut self, keyed: Option<(usize, Fingerprint)>, requests: &[Request]) {
        for event in &self.events {
            if self.looked_up.is_wanted(event.recorded.position)
                && let Some(posting) = event.recorded.posting()
            {
                self.postings.insert(posting.position, posting);
            }
        }
        if self.looked_up.has_keys()
            && let Some((request, fingerprint)) = keyed
            && let Some(found) = request_keys::as_found(&self.events, fingerprint)
            && let Some(key) = &requests[request].key
        {
            self.keys.insert((requests[request].book, key.as_str().into()), found);
        }
    }

    fn open(&mut self, id: BookId) -> Open {
        self.books.remove(&id).unwrap_or_else(|| {
            let cell = self.committed.cell(id).unwrap_or_else(|| Arc::new(BookCell::new(Book::new())));
            let overlay = Overlay::over(&cell.book());
            Open { cell, overlay }
        })
    }

    fn posting(&self, at: Position) -> Option<Posting> {
        self.looked_up.posting(at).or_else(|| self.postings.get(&at).copied())
    }

    fn context<'p>(
        &self,
        asker: Asker,
        occurred_at: Option<Timestamp>,
        postings: &'p [Posting],
    ) -> Context<'p> {
        let Terms { now, limits, .. } = self.terms;
        Context { now, occurred_at, asker, next: self.seal.position.next(), limits, postings }
    }
}

fn changes_settings(decided: &Decided) -> bool {
    matches!(decided.recorded.event, Event::SettingsChanged { .. })
}

fn unchanged(request: &Request, book: &Book, overlay: &mut Overlay) -> Receipt {
    let member = request_keys::subject(&request.command);
    let no =
        member.and_then(|member| request_keys::as_decided(book, overlay, |draft| draft.account_of(member)));
    let balance =
        no.map_or(Points::ZERO, |no| request_keys::as_decided(book, overlay, |draft| draft.balance(no)));
    Receipt { position: None, also: Vec::new(), balance }
}
