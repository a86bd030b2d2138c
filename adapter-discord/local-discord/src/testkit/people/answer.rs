//! The bot's answer to an interaction, as the member sees it when it is final.

use super::MessageView;
use super::message_view::show;
use crate::client::wait::{NoAnswer, finished};
use crate::state::wait::WaitTimeout;
use crate::state::{Shared, State};
use crate::world::ids::InteractionId;
use crate::world::interaction::{Deferral, Progress};
use serde_json::Value;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

/// The bot's final answer to an interaction: a message, or a modal.
///
/// It dereferences to the message.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The interaction.
    pub interaction: InteractionId,
    /// Whether the bot deferred its answer first.
    pub deferred: bool,
    /// The modal that the bot opened, in Discord's JSON.
    pub modal: Option<Value>,
    shown: MessageView,
    shared: Arc<Shared>,
}

impl Deref for Answer {
    type Target = MessageView;

    fn deref(&self) -> &MessageView {
        &self.shown
    }
}

impl Answer {
    /// The answer as it is now, after later edits.
    #[must_use]
    pub fn now(&self) -> Answer {
        let interaction = self.interaction;
        let seen = self.shared.read(|state| seen(&self.shared, state, interaction));
        seen.unwrap_or_else(|| self.clone())
    }

    /// Waits until there are at least `count` follow-up messages, and returns them.
    ///
    /// # Errors
    /// The deadline passed first.
    pub async fn follow_ups(
        &self,
        count: usize,
        deadline: Duration,
    ) -> Result<Vec<MessageView>, WaitTimeout> {
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

    /// Waits until the answer, after later edits, passes `fits`; `what` names the condition in the error.
    ///
    /// # Errors
    /// The deadline passed first.
    pub async fn wait_until(
        &self,
        what: &str,
        deadline: Duration,
        fits: impl Fn(&Answer) -> bool,
    ) -> Result<Answer, WaitTimeout> {
        let id = self.interaction;
        let found = |state: &State| seen(&self.shared, state, id).filter(|answer| fits(answer));
        self.shared.wait_until(what, deadline, found).await
    }
}

pub(crate) async fn wait(
    shared: &Arc<Shared>,
    id: InteractionId,
    patience: Duration,
) -> Result<Answer, NoAnswer> {
    finished(shared, id, patience).await?;
    let seen = shared.read(|state| seen(shared, state, id));
    seen.ok_or(NoAnswer::NoResponse)
}

fn seen(shared: &Arc<Shared>, state: &State, id: InteractionId) -> Option<Answer> {
    let interaction = state.world.interactions.get(&id)?;
    let original = interaction.original;
    let message = original.and_then(|message| state.world.message(interaction.channel, message).ok());
    let shown = message.map_or_else(
        || MessageView::nothing(interaction.channel, state.world.bot()),
        |message| show(&state.world, message),
    );
    let modal = match &interaction.progress {
        Progress::Modal(form) => Some(form.clone()),
        _ => None,
    };
    let deferred = interaction.was_deferred == Deferral::Asked;
    Some(Answer { interaction: id, deferred, modal, shown, shared: shared.clone() })
}
