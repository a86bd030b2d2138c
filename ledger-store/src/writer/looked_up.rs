//! Reads everything that a commit needs from the journal, in one call each, before deciding.

use ledger_core::{Position, Posting};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::api::request::Request;
use crate::encoding::decode::decode;
use crate::engine::FoundKey;
use crate::engine::writer::EngineWriter;
use crate::internal_error::Result;

/// The postings that requests reverse, and the request keys if the commit turned out to need them.
#[derive(Default)]
pub(super) struct LookedUp {
    wanted: FxHashSet<Position>,
    postings: FxHashMap<Position, Posting>,
    keys: Option<Vec<Option<FoundKey>>>,
}

/// Whether request keys are looked up before deciding. Usually they are not: appending detects taken keys, which saves
/// most commits an index lookup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Keys {
    Assumed,
    LookedUp,
}

impl LookedUp {
    pub(crate) fn read(engine: &mut dyn EngineWriter, requests: &[Request], keys: Keys) -> Result<LookedUp> {
        let mut looked_up = LookedUp::default();
        let wanted: Vec<Position> =
            requests.iter().flat_map(|request| request.command.postings_needed()).collect();
        if !wanted.is_empty() {
            engine.read_at(&wanted, &mut |row| {
                let posting = decode(row)?.posting();
                looked_up.postings.extend(posting.map(|posting| (posting.position, posting)));
                Ok(())
            })?;
            looked_up.wanted = wanted.into_iter().collect();
        }
        if keys == Keys::LookedUp {
            let keyed = || requests.iter().filter_map(|request| Some((request.book, request.key.as_ref()?)));
            let mut found = engine.find_keys(&keyed().collect::<Vec<_>>())?.into_iter();
            let of_request = |request: &Request| request.key.as_ref().and_then(|_| found.next().flatten());
            looked_up.keys = Some(requests.iter().map(of_request).collect());
        }
        Ok(looked_up)
    }

    pub(crate) fn posting(&self, at: Position) -> Option<Posting> {
        self.postings.get(&at).copied()
    }

    pub(crate) fn is_wanted(&self, at: Position) -> bool {
        !self.wanted.is_empty() && self.wanted.contains(&at)
    }

    pub(crate) fn has_keys(&self) -> bool {
        self.keys.is_some()
    }

    pub(crate) fn key(&self, request: usize) -> Option<&FoundKey> {
        self.keys.as_ref()?.get(request)?.as_ref()
    }
}
