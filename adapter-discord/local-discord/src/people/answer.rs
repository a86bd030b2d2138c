//! Waiting for what the bot makes of an interaction, until it is finished.

use super::Shown;
use super::shown::show;
use crate::ids::InteractionId;
use crate::local::InVain;
use crate::state::{Shared, State};
use crate::uses::Declined;
use crate::world::interaction::{Deferral, FIRST_ANSWER_MS, Interaction, Progress};
use serde_json::Value;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// What somebody sees of an answer after the bot has finished: the message, or a form.
///
/// It reads as the message it shows.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The interaction that it answers.
    pub interaction: InteractionId,
    /// Whether the bot asked for time first.
    pub deferred: bool,
    /// The form that was opened, as Discord gives it.
    pub modal: Option<Value>,
    shown: Shown,
    shared: Arc<Shared>,
}

impl Deref for Answer {
    type Target = Shown;

    fn deref(&self) -> &Shown {
        &self.shown
    }
}

/// A suggestion.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What is shown.
    pub name: String,
    /// What is filled in.
    pub value: Value,
}

/// Why nothing is seen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotShown {
    /// The client would not send it.
    #[error("the client declines: {0}")]
    Declined(#[from] Declined),
    /// "The application did not respond": no first answer within three seconds.
    #[error("the application did not respond")]
    NoResponse,
    /// The bot answered first, but did not finish in this time.
    #[error(transparent)]
    Unfinished(#[from] InVain),
}

impl Answer {
    /// The answer as it is seen now, after later changes.
    #[must_use]
    pub fn now(&self) -> Answer {
        let interaction = self.interaction;
        let seen = self.shared.look(|state| seen(&self.shared, state, interaction));
        seen.unwrap_or_else(|| self.clone())
    }

    /// Waits until there are so many messages after the first, and gives them.
    ///
    /// # Errors
    /// They did not come in this time.
    pub async fn follow_ups(&self, count: usize, deadline: Duration) -> Result<Vec<Shown>, InVain> {
        let id = self.interaction;
        let found = |state: &State| {
            let interaction = state.world.interactions.get(&id)?;
            let ids = interaction.followups.iter();
            let messages: Vec<_> =
                ids.filter_map(|message| state.world.message(interaction.channel, *message).ok()).collect();
            let enough = messages.len() >= count;
            enough.then(|| messages.into_iter().map(|message| show(&state.world, message)).collect())
        };
        self.shared.wait_until(&format!("{count} follow-ups"), deadline, found).await
    }

    /// Waits until what is seen fits, after later changes.
    ///
    /// # Errors
    /// It never did in this time.
    pub async fn wait_until(
        &self,
        what: &str,
        deadline: Duration,
        fits: impl Fn(&Answer) -> bool,
    ) -> Result<Answer, InVain> {
        let id = self.interaction;
        let found = |state: &State| seen(&self.shared, state, id).filter(|answer| fits(answer));
        self.shared.wait_until(what, deadline, found).await
    }
}

/// Waits until the bot has finished with an interaction.
pub(crate) async fn wait(
    shared: &Arc<Shared>,
    id: InteractionId,
    patience: Duration,
) -> Result<Answer, NotShown> {
    finished(shared, id, patience).await?;
    let seen = shared.look(|state| seen(shared, state, id));
    seen.ok_or(NotShown::NoResponse)
}

/// Waits for suggestions.
pub(crate) async fn choices(
    shared: &Arc<Shared>,
    id: InteractionId,
    patience: Duration,
) -> Result<Vec<Choice>, NotShown> {
    finished(shared, id, patience).await?;
    let progress = shared.look(|state| state.world.interactions.get(&id).map(|one| one.progress.clone()));
    let Some(Progress::Choices(choices)) = progress else { return Err(NotShown::NoResponse) };
    let named = |choice: Value| Choice {
        name: choice["name"].as_str().unwrap_or_default().to_owned(),
        value: choice["value"].clone(),
    };
    Ok(choices.into_iter().map(named).collect())
}

/// Waits for the bot's first word on an interaction; `None` if it did not come in time.
pub(crate) async fn first_word(shared: &Shared, id: InteractionId) -> Option<Progress> {
    let spoken = |one: &Interaction| one.progress != Progress::Waiting;
    rung(shared, id, Duration::from_millis(FIRST_ANSWER_MS), spoken).await.ok()?;
    shared.look(|state| state.world.interactions.get(&id).map(|one| one.progress.clone()))
}

async fn finished(shared: &Shared, id: InteractionId, patience: Duration) -> Result<(), NotShown> {
    rung(shared, id, patience, Interaction::is_finished).await
}

/// Waits on the interaction's own bell: a thousand others may change meanwhile.
async fn rung(
    shared: &Shared,
    id: InteractionId,
    patience: Duration,
    enough: impl Fn(&Interaction) -> bool,
) -> Result<(), NotShown> {
    let began = Instant::now();
    let first = began + Duration::from_millis(FIRST_ANSWER_MS).min(patience);
    let bell = shared.look(|state| state.world.interactions.get(&id).map(|one| one.bell.clone()));
    let bell = bell.ok_or(NotShown::NoResponse)?;
    loop {
        let rung = bell.notified();
        tokio::pin!(rung);
        // From here on a ring is heard, so none is missed between looking and waiting.
        rung.as_mut().enable();
        let (done, late, waiting) = shared.look(|state| {
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
            return Err(NotShown::NoResponse);
        }
        let until = if waiting { first } else { began + patience };
        if timeout_at(until, rung).await.is_err() {
            return Err(if waiting {
                NotShown::NoResponse
            } else {
                let what = "the bot to finish what it deferred".to_owned();
                NotShown::Unfinished(InVain { what, waited: patience })
            });
        }
    }
}

fn seen(shared: &Arc<Shared>, state: &State, id: InteractionId) -> Option<Answer> {
    let interaction = state.world.interactions.get(&id)?;
    let original = interaction.original;
    let message = original.and_then(|message| state.world.message(interaction.channel, message).ok());
    let shown = message.map_or_else(
        || Shown::nothing(interaction.channel, state.world.bot()),
        |message| show(&state.world, message),
    );
    let modal = match &interaction.progress {
        Progress::Modal(form) => Some(form.clone()),
        _ => None,
    };
    let deferred = interaction.was_deferred == Deferral::Asked;
    Some(Answer { interaction: id, deferred, modal, shown, shared: shared.clone() })
}
