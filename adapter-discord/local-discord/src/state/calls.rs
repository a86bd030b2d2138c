//! The log of every call the bot made over REST, for tests that ask what it did and what it never did.

use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The oldest are dropped when there are more.
const KEPT: usize = 50_000;

/// One call.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`, `POST` …
    pub method: String,
    /// The path below `/api/v10`, as it was called.
    pub path: String,
    /// The route it was taken for: `/channels/{channel}/messages`. `None`: there is no such route.
    pub route: Option<&'static str>,
    /// The JSON that was sent, or null.
    pub body: Value,
    /// The names of the files that were sent along.
    pub files: Vec<String>,
    /// The reason that was given for the server's audit log.
    pub reason: Option<String>,
    /// The status it was answered with. `None`: the line was broken on purpose.
    pub status: Option<u16>,
    /// The JSON it was answered with, or null.
    pub answer: Value,
    /// When it came in: milliseconds since 1970.
    pub at_ms: u64,
    /// How long answering took, without a delay that was asked for.
    pub took: Duration,
}

/// All that are kept.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    log: Mutex<VecDeque<Call>>,
}

impl Calls {
    pub(crate) fn note(&self, call: Call) {
        let mut log = self.lock();
        log.push_back(call);
        if log.len() > KEPT {
            log.pop_front();
        }
    }

    /// The calls of this method on this path, in order.
    pub(crate) fn matching(&self, method: &str, pattern: &str) -> Vec<Call> {
        let fits = |call: &&Call| {
            (method == "*" || call.method == method) && crate::state::faults::matches(pattern, &call.path)
        };
        self.lock().iter().filter(fits).cloned().collect()
    }

    /// The calls that no route was there for.
    pub(crate) fn without_route(&self) -> Vec<Call> {
        self.lock().iter().filter(|call| call.route.is_none()).cloned().collect()
    }

    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Call>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
