//! Waiting for the bot's response to an interaction: the first one, suggestions, or the final one.

use super::Declined;
use crate::state::Shared;
use crate::state::wait::WaitTimeout;
use crate::world::ids::InteractionId;
use crate::world::interaction::{FIRST_RESPONSE_MS, Interaction, Progress};
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long the page waits for suggestions.
pub(crate) const SUGGESTIONS_TIMEOUT: Duration = Duration::from_secs(10);

/// A suggestion for the value of an option.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The text that the member sees.
    pub name: String,
    /// The value that the option gets.
    pub value: Value,
}

/// Why a member sees no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoAnswer {
    /// The client would not send it.
    #[error("the client declines: {0}")]
    Declined(#[from] Declined),
    /// The bot sent no first response within three seconds.
    #[error("the application did not respond")]
    NoResponse,
    /// The bot deferred its answer and did not finish before the deadline.
    #[error(transparent)]
    Unfinished(#[from] WaitTimeout),
}

pub(crate) async fn choices(
    shared: &Shared,
    id: InteractionId,
    timeout: Duration,
) -> Result<Vec<Choice>, NoAnswer> {
    finished(shared, id, timeout).await?;
    let progress = shared.read(|state| state.world.interactions.get(&id).map(|one| one.progress.clone()));
    let Some(Progress::Choices(choices)) = progress else { return Err(NoAnswer::NoResponse) };
    let named = |choice: Value| Choice {
        name: choice["name"].as_str().unwrap_or_default().to_owned(),
        value: choice["value"].clone(),
    };
    Ok(choices.into_iter().map(named).collect())
}

/// The state after the bot's first response; `None` if it did not come in time.
pub(crate) async fn first_response(shared: &Shared, id: InteractionId) -> Option<Progress> {
    let spoken = |one: &Interaction| one.progress != Progress::Waiting;
    wait_for(shared, id, Duration::from_millis(FIRST_RESPONSE_MS), spoken).await.ok()?;
    shared.read(|state| state.world.interactions.get(&id).map(|one| one.progress.clone()))
}

pub(crate) async fn finished(shared: &Shared, id: InteractionId, timeout: Duration) -> Result<(), NoAnswer> {
    wait_for(shared, id, timeout, Interaction::is_finished).await
}

/// Waits for changes of this interaction only, so that changes of others wake no one here.
async fn wait_for(
    shared: &Shared,
    id: InteractionId,
    timeout: Duration,
    enough: impl Fn(&Interaction) -> bool,
) -> Result<(), NoAnswer> {
    let began = Instant::now();
    let first = began + Duration::from_millis(FIRST_RESPONSE_MS).min(timeout);
    let changed = shared.read(|state| state.world.interactions.get(&id).map(|one| one.changed.clone()));
    let changed = changed.ok_or(NoAnswer::NoResponse)?;
    loop {
        let changes = changed.notified();
        tokio::pin!(changes);
        // Registers before reading the state, so that no change between reading and waiting is missed.
        changes.as_mut().enable();
        let (done, late, waiting) = shared.read(|state| {
            let now = shared.clock.now_ms();
            let one = state.world.interactions.get(&id);
            one.map_or((false, true, true), |one| {
                (enough(one), one.is_late(now), one.progress == Progress::Waiting)
            })
        });
        if done {
            return Ok(());
        }
        if late {
            return Err(NoAnswer::NoResponse);
        }
        let until = if waiting { first } else { began + timeout };
        if timeout_at(until, changes).await.is_err() {
            return Err(if waiting {
                NoAnswer::NoResponse
            } else {
                let what = "the bot to finish what it deferred".to_owned();
                NoAnswer::Unfinished(WaitTimeout { what, waited: timeout })
            });
        }
    }
}
