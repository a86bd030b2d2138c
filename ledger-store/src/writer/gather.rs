//! Decides and appends a commit. A large commit uses two threads: one decides and seals, the other appends.

use std::panic::resume_unwind;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use ledger_core::{BookId, Phase, Position, Timestamp};
use rustc_hash::FxHashMap;

use super::decide::{Decider, EncodedEvent, Open, Reached, Taken};
use crate::api::request::{Outcome, Request};
use crate::committed::dirty::DirtyRows;
use crate::encoding::seal::Seal;
use crate::engine::writer::EngineWriter;
use crate::engine::{Prospect, Whose};
use crate::internal_error::Result;

/// The number of requests from which a second thread saves more than its start costs, about 20 µs.
const WORTH_A_THREAD: usize = 256;

/// Events passed between the threads at a time, and how many such batches may wait.
const LOT: usize = 128;
const LOTS: usize = 4;

/// A commit that is ready to be flushed and made visible.
pub(super) struct Gathered {
    pub outcomes: Vec<Outcome>,
    pub books: FxHashMap<BookId, Open>,
    pub seal: Seal,
    pub last_at: Timestamp,
    pub forgotten: FxHashMap<BookId, Vec<(Whose, Position)>>,
}

/// Decides requests and appends their events. `None` if the keys of the requests have to be looked up first; roll the
/// commit back then.
pub(super) fn gather(
    engine: &mut dyn EngineWriter,
    decider: Decider<'_>,
    requests: &[Request],
    dirty: &mut DirtyRows,
) -> Result<Option<Gathered>> {
    if requests.len() < WORTH_A_THREAD {
        on_one_thread(engine, decider, requests, dirty)
    } else {
        on_two_threads(engine, decider, requests, dirty)
    }
}

pub(super) fn gather_season_step(
    engine: &mut dyn EngineWriter,
    mut decider: Decider<'_>,
    (book, limit): (BookId, usize),
    dirty: &mut DirtyRows,
) -> Result<(Gathered, Phase)> {
    let mut events = Vec::new();
    let phase = decider.close_season(book, limit, |event| {
        events.push(event);
        Taken::Go
    });
    append(engine, &events, &[], dirty)?;
    Ok((Gathered::of(decider), phase))
}

fn on_one_thread(
    engine: &mut dyn EngineWriter,
    mut decider: Decider<'_>,
    requests: &[Request],
    dirty: &mut DirtyRows,
) -> Result<Option<Gathered>> {
    let mut events = Vec::with_capacity(requests.len());
    let reached = decider.decide(requests, |event| {
        events.push(event);
        Taken::Go
    });
    if reached != Reached::End {
        return Ok(None);
    }
    let prospect = append(engine, &events, requests, dirty)?;
    Ok((prospect == Prospect::Open).then(|| Gathered::of(decider)))
}

fn on_two_threads(
    engine: &mut dyn EngineWriter,
    decider: Decider<'_>,
    requests: &[Request],
    dirty: &mut DirtyRows,
) -> Result<Option<Gathered>> {
    thread::scope(|scope| {
        let (hand_over, decided) = sync_channel(LOTS);
        let name = "ledger-decider".to_owned();
        let deciding = thread::Builder::new()
            .name(name)
            .spawn_scoped(scope, move || decide_in_lots(decider, requests, &hand_over))?;
        for lot in decided {
            if append(engine, &lot, requests, dirty)? == Prospect::Futile {
                return Ok(None);
            }
        }
        let (decider, reached) = deciding.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok((reached == Reached::End).then(|| Gathered::of(decider)))
    })
}

fn decide_in_lots<'w>(
    mut decider: Decider<'w>,
    requests: &[Request],
    hand_over: &SyncSender<Vec<EncodedEvent>>,
) -> (Decider<'w>, Reached) {
    let mut lot = Vec::with_capacity(LOT);
    let reached = decider.decide(requests, |event| {
        lot.push(event);
        if lot.len() < LOT {
            return Taken::Go;
        }
        let full = std::mem::replace(&mut lot, Vec::with_capacity(LOT));
        if hand_over.send(full).is_ok() { Taken::Go } else { Taken::Stop }
    });
    match hand_over.send(lot) {
        Ok(()) => (decider, reached),
        // The appending thread gave up.
        Err(_) => (decider, Reached::Stopped),
    }
}

fn append(
    engine: &mut dyn EngineWriter,
    events: &[EncodedEvent],
    requests: &[Request],
    dirty: &mut DirtyRows,
) -> Result<Prospect> {
    let prospect = engine.append(&mut events.iter().map(|event| event.row(requests)))?;
    for event in events {
        dirty.note(&event.decided.recorded);
    }
    Ok(prospect)
}

impl Gathered {
    fn of(decider: Decider<'_>) -> Gathered {
        Gathered {
            last_at: decider.now(),
            outcomes: decider.outcomes,
            books: decider.books,
            seal: decider.seal,
            forgotten: decider.forgotten,
        }
    }

    pub(crate) fn forgets(&self) -> bool {
        !self.forgotten.is_empty()
    }
}
