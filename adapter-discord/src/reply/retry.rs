//! Patience with Discord: when something that it did not take is tried again. What is sent is not known here.

use std::time::Duration;

use poise::serenity_prelude as serenity;
use tokio::time::{Instant, sleep_until};

use super::discord_errors::{passes, shown};

/// The waits between tries where Discord is busy or broken.
const PATIENCE: [Duration; 4] =
    [Duration::from_millis(200), Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];

/// Tries again while Discord is busy or broken, until a deadline.
pub(super) struct Retry {
    deadline: Instant,
    /// How many tries were in vain.
    pub tries: usize,
}

impl Retry {
    /// As long as there is time.
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
        // A timer is what is wanted here: Discord asks to be left alone for a moment.
        sleep_until(next).await;
        true
    }
}
