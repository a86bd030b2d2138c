//! Reading a channel and waiting for the bot's messages in it.

use super::MessageView;
use super::message_view::show;
use crate::state::Shared;
use crate::state::wait::WaitTimeout;
use crate::world::World;
use crate::world::ids::{ChannelId, UserId};
use crate::world::message::Message;
use std::sync::Arc;
use std::time::Duration;

/// A channel as one member sees it, or without ephemeral messages.
#[derive(Clone, Debug)]
pub struct ChannelView {
    pub(crate) shared: Arc<Shared>,
    pub(crate) id: ChannelId,
    pub(crate) viewer: Option<UserId>,
}

impl ChannelView {
    /// The channel's id.
    #[must_use]
    pub fn id(&self) -> ChannelId {
        self.id
    }

    /// The visible messages, oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<MessageView> {
        self.shared.read(|state| {
            let all = self.visible(&state.world);
            all.into_iter().map(|message| show(&state.world, message)).collect()
        })
    }

    /// Waits until the bot has written at least `count` messages here, and returns them.
    ///
    /// # Errors
    /// The deadline passed first.
    pub async fn wait_for_bot_messages(
        &self,
        count: usize,
        deadline: Duration,
    ) -> Result<Vec<MessageView>, WaitTimeout> {
        let what = format!("{count} messages of the bot in the channel");
        let by_bot =
            |world: &World, message: &Message| message.author == world.bot() && !message.is_loading();
        self.wait_for_many(&what, deadline, count, by_bot).await
    }

    /// Waits until the bot's messages here, after later edits, pass `fits`, and returns them, oldest first. `what`
    /// names the condition in the error.
    ///
    /// # Errors
    /// The deadline passed first.
    pub async fn wait_until_bot_messages(
        &self,
        what: &str,
        deadline: Duration,
        fits: impl Fn(&[MessageView]) -> bool,
    ) -> Result<Vec<MessageView>, WaitTimeout> {
        self.wait(what, deadline, |world, all| {
            let by_bot = all.iter().filter(|message| message.author == world.bot());
            let shown: Vec<_> = by_bot.map(|message| show(world, message)).collect();
            fits(&shown).then_some(shown)
        })
        .await
    }

    pub(crate) async fn wait_for_many(
        &self,
        what: &str,
        deadline: Duration,
        count: usize,
        fits: impl Fn(&World, &Message) -> bool,
    ) -> Result<Vec<MessageView>, WaitTimeout> {
        self.wait(what, deadline, |world, all| {
            let fitting: Vec<_> = all.iter().filter(|message| fits(world, message)).collect();
            let enough = fitting.len() >= count;
            enough.then(|| fitting.into_iter().map(|message| show(world, message)).collect())
        })
        .await
    }

    pub(crate) async fn wait_for(
        &self,
        what: &str,
        deadline: Duration,
        find: impl for<'a> Fn(&World, &[&'a Message]) -> Option<&'a Message>,
    ) -> Result<MessageView, WaitTimeout> {
        self.wait(what, deadline, |world, all| find(world, all).map(|message| show(world, message))).await
    }

    async fn wait<T>(
        &self,
        what: &str,
        deadline: Duration,
        find: impl Fn(&World, &[&Message]) -> Option<T>,
    ) -> Result<T, WaitTimeout> {
        let holds = |state: &crate::state::State| find(&state.world, &self.visible(&state.world));
        self.shared.wait_until(what, deadline, holds).await
    }

    fn visible<'a>(&self, world: &'a World) -> Vec<&'a Message> {
        let all = world.messages.get(&self.id).into_iter().flat_map(|all| all.values());
        all.filter(|message| message.only_for.is_none() || message.only_for == self.viewer).collect()
    }
}
