//! Waiting until the state fulfils a condition, with a deadline.

use super::{Shared, State};
use std::time::Duration;

/// A condition was not fulfilled before its deadline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("waited {waited:?} in vain for {what}")]
pub struct WaitTimeout {
    /// The condition in words.
    pub what: String,
    /// How long the caller waited.
    pub waited: Duration,
}

impl Shared {
    /// Waits until `holds` gives a value; `what` names the condition in the error.
    pub(crate) async fn wait_until<T>(
        &self,
        what: &str,
        deadline: Duration,
        holds: impl Fn(&State) -> Option<T>,
    ) -> Result<T, WaitTimeout> {
        let mut changes = self.subscribe();
        let waiting = async {
            loop {
                changes.mark_unchanged();
                if let Some(found) = self.read(&holds) {
                    return found;
                }
                if changes.changed().await.is_err() {
                    return std::future::pending().await;
                }
            }
        };
        let waited = tokio::time::timeout(deadline, waiting).await;
        waited.map_err(|_| WaitTimeout { what: what.to_owned(), waited: deadline })
    }
}
