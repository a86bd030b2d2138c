//! The log of the bot's REST calls, so that tests can check what the bot did and did not do.

use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Upper bound; the oldest calls are dropped first.
const KEPT: usize = 50_000;

/// One REST call of the bot.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`, `POST` …
    pub method: String,
    /// The path below `/api/v10`.
    pub path: String,
    /// The matching route, such as `/channels/{channel}/messages`. `None`: no route matches.
    pub route: Option<&'static str>,
    /// The JSON body of the request, or null.
    pub body: Value,
    /// The names of the uploaded files.
    pub files: Vec<String>,
    /// The `X-Audit-Log-Reason` header, decoded.
    pub reason: Option<String>,
    /// The status of the response. `None`: a fault broke the connection first.
    pub status: Option<u16>,
    /// The JSON body of the response, or null.
    pub answer: Value,
    /// When the request arrived, in milliseconds since 1970.
    pub at_ms: u64,
    /// The time from request to response, without the delay of [`Fault::AnswerLate`](crate::Fault::AnswerLate).
    pub took: Duration,
}

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

    /// The calls of this method (`*` for any) on paths that match the pattern, oldest first.
    pub(crate) fn matching(&self, method: &str, pattern: &str) -> Vec<Call> {
        let fits = |call: &&Call| {
            (method == "*" || call.method == method) && crate::state::faults::matches(pattern, &call.path)
        };
        self.lock().iter().filter(fits).cloned().collect()
    }

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
