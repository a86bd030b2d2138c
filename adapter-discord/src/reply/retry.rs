//! When a call that Discord did not take is retried.

use std::time::Duration;

use poise::serenity_prelude as serenity;
use tokio::time::{Instant, sleep_until};

use super::discord_errors::{passes, shown};

/// The waits between tries where Discord is busy or broken.
const PATIENCE: [Duration; 4] =
    [Duration::from_millis(200), Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];

/// Retries while Discord is busy or broken, until a deadline.
pub(super) struct Retry {
    deadline: Instant,
    /// How many tries failed.
    pub tries: usize,
}

impl Retry {
    /// Retries until a deadline.
    pub(super) fn until(deadline: Instant) -> Retry {
        Retry { deadline, tries: 0 }
    }

    /// Waits a moment, if another try may succeed and there is time for it; else `false`.
    pub(super) async fn waits_for_another_try(&mut self, error: &serenity::Error) -> bool {
        passes(error) && self.waits(&shown(error)).await
    }

    /// Waits a moment, if there is time for another try; else `false`.
    pub(super) async fn waits(&mut self, why: &str) -> bool {
        let Some(wait) = PATIENCE.get(self.tries) else { return false };
        let next = Instant::now() + *wait;
        if next > self.deadline {
            return false;
        }
        self.tries += 1;
        log::warn!("Discord did not take an answer, trying again in {wait:?}: {why}");
        // Discord asks for a pause between tries.
        sleep_until(next).await;
        true
    }
}
