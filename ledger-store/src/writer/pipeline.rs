//! A large commit on two threads: one decides and seals request after request, the other appends what was decided
//! before. It stops at the first request that needs more than the book: a reversal looks into the journal, a refusal
//! may be a key's answer, and forgetting erases. Those are asked one by one ([`super::gather`]).

use std::panic::resume_unwind;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use ledger_core::{Book, Context, Decided, Draft, Overlay};

use super::request_keys::{self, Fingerprint};
use super::terms::Terms;
use crate::api::request::{Outcome, Receipt, Request};
use crate::committed::dirty::DirtyRows;
use crate::encoding::encode::encode;
use crate::encoding::row::{EventRow, Texts};
use crate::encoding::salt::Salts;
use crate::encoding::seal::{self, SALT_BYTES, Seal};
use crate::internal_error::Result;
use crate::sqlite::journal::{self, Appender, Keyed};

/// Requests for one book from which a second thread is worth its start, about 20 µs.
pub(super) const WORTH_A_THREAD: usize = 256;

/// Rows handed from thread to thread at a time, and how many such chunks may wait.
const CHUNK: usize = 128;
const CHUNKS_WAITING: usize = 4;

/// Decides without looking into the journal.
pub(super) struct Decider<'a> {
    pub terms: Terms,
    pub seal: Seal,
    pub salts: &'a mut Salts,
    pub book: &'a Book,
    pub overlay: &'a mut Overlay,
}

/// How far it went.
pub(super) struct Reached {
    pub outcomes: Vec<Outcome>,
    pub seal: Seal,
}

/// A decided event on its way to the journal.
struct DecidedRow {
    decided: Decided,
    texts: Texts,
    salt: [u8; SALT_BYTES],
    /// The request whose key stands on it.
    keyed: Option<(usize, Fingerprint)>,
}

/// Decides the first of these requests on a thread of its own and appends their events on this one, as far as it
/// goes. `None` when a request key stands in the journal already: then the transaction holds what must not be
/// committed.
pub(super) fn decide_and_append(
    decider: Decider<'_>,
    requests: &[Request],
    appender: &mut Appender<'_>,
    dirty: &mut DirtyRows,
) -> Result<Option<Reached>> {
    thread::scope(|scope| {
        let (hand_over, decided) = sync_channel(CHUNKS_WAITING);
        let name = "ledger-decider".to_owned();
        let deciding = thread::Builder::new()
            .name(name)
            .spawn_scoped(scope, move || decider.decide(requests, &hand_over))?;
        for chunk in decided {
            for row in &chunk {
                if !appender.append(&row.stored(requests))? {
                    return Ok(None);
                }
                dirty.note(&row.decided.recorded);
            }
        }
        deciding.join().map(Some).or_else(|panic| resume_unwind(panic))
    })
}

impl Decider<'_> {
    fn decide(mut self, requests: &[Request], hand_over: &SyncSender<Vec<DecidedRow>>) -> Reached {
        self.overlay.reserve(request_keys::known_accounts(requests, self.book));
        let mut outcomes = Vec::with_capacity(requests.len());
        let (mut events, mut scratch) = (Vec::new(), Vec::new());
        let mut chunk = Vec::with_capacity(CHUNK);
        for (index, request) in requests.iter().enumerate() {
            let Some((receipt, fingerprint)) = self.ask(request, &mut events, &mut scratch) else { break };
            outcomes.push(Outcome::Applied(receipt));
            let asked = request_keys::asked(&events);
            for (place, decided) in events.drain(..).enumerate() {
                let keyed = fingerprint.filter(|_| Some(place) == asked).map(|print| (index, print));
                let row = DecidedRow::new(decided, keyed, self.salts);
                self.seal = self.seal.next(&seal::leaf(&row.stored(requests), &mut scratch));
                chunk.push(row);
            }
            if chunk.len() >= CHUNK
                && hand_over.send(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK))).is_err()
            {
                break;
            }
        }
        // Nobody takes it only if the commit has failed already.
        let _failed = hand_over.send(chunk);
        Reached { outcomes, seal: self.seal }
    }

    /// `None` for what has to be asked alone; the overlay is then as it was.
    fn ask(
        &mut self,
        request: &Request,
        events: &mut Vec<Decided>,
        scratch: &mut Vec<u8>,
    ) -> Option<(Receipt, Option<Fingerprint>)> {
        if !request.command.postings_needed().is_empty() {
            return None;
        }
        let context = Context {
            now: self.terms.now,
            occurred_at: request.occurred_at,
            asker: request.asker,
            next: self.seal.position.next(),
            limits: self.terms.limits,
            postings: &[],
        };
        let mut draft = Draft::new(self.book, self.overlay, events).for_book(request.book);
        let answer = draft.decide(&request.command, &context);
        let fingerprint =
            request.key.as_ref().map(|_| request_keys::fingerprint(&request.command, &draft, scratch));
        if answer.is_err()
            || events.is_empty()
            || events.iter().any(|event| request_keys::forgets(event).is_some())
        {
            events.clear();
            self.overlay.discard();
            return None;
        }
        let receipt = request_keys::receipt(events, self.book, self.overlay);
        self.overlay.accept();
        Some((receipt, fingerprint))
    }
}

impl DecidedRow {
    fn new(decided: Decided, keyed: Option<(usize, Fingerprint)>, salts: &mut Salts) -> DecidedRow {
        let texts = encode(&decided.recorded.event);
        let salt = if texts.private.is_some() { salts.next() } else { [0; SALT_BYTES] };
        DecidedRow { decided, texts, salt, keyed }
    }

    fn stored<'r>(&'r self, requests: &'r [Request]) -> EventRow<'r> {
        let keyed = self.keyed.as_ref().and_then(|(request, fingerprint)| {
            Some(Keyed { key: requests[*request].key.as_ref()?, fingerprint })
        });
        journal::stored(&self.decided, &self.texts, &self.salt, keyed)
    }
}
