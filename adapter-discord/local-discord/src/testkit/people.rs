//! Members as tests use them: Anna writes a message, uses a command, presses a button, and reads the answer.
//! [`NoAnswer::Declined`] stands for what her client would not send; the bot decides everything else.

mod answer;
mod channel_view;
mod message_view;
mod slash;

pub use answer::Answer;
pub use channel_view::ChannelView;
pub use message_view::{Button, File, MessageView, Select};
pub use slash::Slash;

use crate::client::wait::{Choice, NoAnswer};
use crate::client::{self, Actor, Declined};
use crate::local::LocalDiscord;
use crate::state::Shared;
use crate::state::wait::WaitTimeout;
use crate::world::World;
use crate::world::ids::{ChannelId, MessageId, ServerId, UserId};
use crate::world::message::Message;
use crate::world::permissions::Permissions;
use std::sync::Arc;
use std::time::Duration;

/// How long a member waits for an answer by default.
pub const WAIT_TIMEOUT: Duration = Duration::from_secs(10);

/// A member at their client, in one channel.
#[derive(Clone, Debug)]
pub struct Member {
    pub(crate) shared: Arc<Shared>,
    pub(crate) actor: Actor,
    pub(crate) name: String,
}

impl LocalDiscord {
    /// The member with this name, in the first channel of the first server that they see.
    ///
    /// # Panics
    /// The scenario has no such member.
    #[must_use]
    #[track_caller]
    pub fn member(&self, name: &str) -> Member {
        let actor = self.shared.read(|state| {
            let user = state.world.users.values().find(|user| user.name == name)?.id;
            let server = state.world.servers.keys().next().copied();
            let channel = server.and_then(|server| first_channel(&state.world, server, user));
            Some(Actor { user, channel: channel.unwrap_or(ChannelId(0)) })
        });
        let actor = actor.unwrap_or_else(|| panic!("the scenario has no member named {name}"));
        Member { shared: self.shared.clone(), actor, name: name.to_owned() }
    }

    /// A channel of the first server, without ephemeral messages.
    ///
    /// # Panics
    /// The server has no such channel.
    #[must_use]
    #[track_caller]
    pub fn channel(&self, name: &str) -> ChannelView {
        let server = self.first_server();
        let id = self.shared.read(|state| channel_named(&state.world, server, name));
        let id = id.unwrap_or_else(|| panic!("there is no channel named {name}"));
        ChannelView { shared: self.shared.clone(), id, viewer: None }
    }
}

impl Member {
    /// The id of the account.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.actor.user
    }

    /// The mention of this member in a message: `<@…>`.
    #[must_use]
    pub fn mention(&self) -> String {
        format!("<@{}>", self.actor.user)
    }

    /// The same member in another channel of the same server.
    ///
    /// # Panics
    /// The server has no such channel.
    #[must_use]
    #[track_caller]
    pub fn in_channel(&self, name: &str) -> Member {
        let found = self.shared.read(|state| {
            let server = state.world.channels.get(&self.actor.channel).and_then(|channel| channel.server());
            let server = server.or_else(|| state.world.servers.keys().next().copied())?;
            channel_named(&state.world, server, name)
        });
        self.at(found.unwrap_or_else(|| panic!("there is no channel named {name}")))
    }

    /// The same member in the first channel of another server.
    ///
    /// # Panics
    /// There is no such server, or the member sees no channel in it.
    #[must_use]
    #[track_caller]
    pub fn in_server(&self, name: &str) -> Member {
        let found = self.shared.read(|state| {
            let server = state.world.servers.values().find(|server| server.name == name)?.id;
            first_channel(&state.world, server, self.actor.user)
        });
        self.at(found.unwrap_or_else(|| panic!("{} sees no channel of {name}", self.name)))
    }

    /// The same member in their direct messages with the bot.
    #[must_use]
    pub fn in_direct_messages(&self) -> Member {
        let channel = self.shared.change(|state| state.world.direct_channel(self.actor.user));
        self.at(channel)
    }

    /// The member's channel, with the ephemeral messages that only they see.
    #[must_use]
    pub fn here(&self) -> ChannelView {
        ChannelView { shared: self.shared.clone(), id: self.actor.channel, viewer: Some(self.actor.user) }
    }

    /// Writes a message.
    ///
    /// # Errors
    /// The client would not send it.
    pub async fn says(&self, content: &str) -> Result<MessageId, Declined> {
        self.shared.change(|state| client::say::say(state, self.actor, content, None))
    }

    /// Writes a reply to a message.
    ///
    /// # Errors
    /// The client would not send it.
    pub async fn replies(&self, to: MessageId, content: &str) -> Result<MessageId, Declined> {
        self.shared.change(|state| client::say::say(state, self.actor, content, Some(to)))
    }

    /// Edits one of their messages.
    ///
    /// # Errors
    /// The client would not send it.
    pub async fn edits(&self, message: MessageId, content: &str) -> Result<(), Declined> {
        self.shared.change(|state| client::say::edit(state, self.actor, message, content))
    }

    /// Writes a message and waits for the bot's answer in the same channel.
    ///
    /// # Errors
    /// The client would not send it, or no answer came.
    pub async fn asks(&self, content: &str) -> Result<MessageView, NoAnswer> {
        let said = self.says(content).await?;
        Ok(self.answer_to(said, WAIT_TIMEOUT).await?)
    }

    /// Waits for the bot's answer to a message: its reply, or else its next message in this channel.
    ///
    /// # Errors
    /// The deadline passed first.
    pub async fn answer_to(
        &self,
        message: MessageId,
        deadline: Duration,
    ) -> Result<MessageView, WaitTimeout> {
        let place = self.here();
        let what = format!("the bot's answer to {}'s message", self.name);
        place
            .wait_for(&what, deadline, |world, all| {
                let by_bot =
                    |one: &&Message| one.author == world.bot() && one.id > message && one.answers.is_none();
                let mut answers = all.iter().copied().filter(by_bot);
                let reply = answers.clone().find(|one| one.reply_to == Some(message));
                reply.or_else(|| answers.find(|one| one.reply_to.is_none()))
            })
            .await
    }

    /// Begins a slash command by its full name, without the slash: `achievement award`.
    pub fn slash(&self, command: &str) -> Slash {
        Slash::new(self.clone(), command)
    }

    /// The bot's suggestions for an option while the member types `typed`.
    ///
    /// # Errors
    /// The client would not send it, or no answer came.
    pub async fn autocomplete(
        &self,
        command: &str,
        option: &str,
        typed: &str,
    ) -> Result<Vec<Choice>, NoAnswer> {
        self.slash(command).suggestions(option, typed).await
    }

    /// Presses a button of a message by its label or custom id, and waits for the answer.
    ///
    /// # Errors
    /// There is no such button, or no answer came.
    pub async fn press(&self, on: &MessageView, button: &str) -> Result<Answer, NoAnswer> {
        let message = on.message.ok_or_else(|| Declined::because("there is no message to press on"))?;
        let named = on.buttons.iter().find(|one| one.custom_id == button || one.label == button);
        let custom_id = named.map_or_else(|| button.to_owned(), |one| one.custom_id.clone());
        let at = Actor { channel: on.channel, ..self.actor };
        let id = self.shared.change(|state| client::component::press(state, at, message, &custom_id))?;
        answer::wait(&self.shared, id, WAIT_TIMEOUT).await
    }

    /// Chooses in a select by its placeholder or custom id, and waits for the answer.
    ///
    /// # Errors
    /// There is no such select, it does not offer these values, or no answer came.
    pub async fn choose(&self, on: &MessageView, select: &str, values: &[&str]) -> Result<Answer, NoAnswer> {
        let message = on.message.ok_or_else(|| Declined::because("there is no message to choose on"))?;
        let named = on.selects.iter().find(|one| one.custom_id == select || one.placeholder == select);
        let custom_id = named.map_or_else(|| select.to_owned(), |one| one.custom_id.clone());
        let values: Vec<_> = values.iter().map(|value| (*value).to_owned()).collect();
        let at = Actor { channel: on.channel, ..self.actor };
        let id =
            self.shared.change(|state| client::component::choose(state, at, message, &custom_id, &values))?;
        answer::wait(&self.shared, id, WAIT_TIMEOUT).await
    }

    /// Submits the modal that an answer opened, its fields by label or custom id.
    ///
    /// # Errors
    /// The answer opened no modal, a field does not accept its value, or no answer came.
    pub async fn submit(&self, form: &Answer, fields: &[(&str, &str)]) -> Result<Answer, NoAnswer> {
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let opener = form.interaction;
        let id = self.shared.change(|state| {
            let channel = state.world.interactions.get(&opener).map_or(self.actor.channel, |one| one.channel);
            client::modal::submit(state, Actor { channel, ..self.actor }, opener, &fields)
        })?;
        answer::wait(&self.shared, id, WAIT_TIMEOUT).await
    }

    /// The bot's direct messages to this member, oldest first.
    #[must_use]
    pub fn direct_messages(&self) -> Vec<MessageView> {
        let bot = self.shared.read(|state| state.world.bot());
        let all = self.in_direct_messages().here().messages();
        all.into_iter().filter(|shown| shown.author == bot).collect()
    }

    /// Waits until the bot has written at least `count` direct messages to this member, and returns them.
    ///
    /// # Errors
    /// The deadline passed first.
    pub async fn wait_for_direct_messages(
        &self,
        count: usize,
        deadline: Duration,
    ) -> Result<Vec<MessageView>, WaitTimeout> {
        let place = self.in_direct_messages().here();
        let what = format!("{count} direct messages to {}", self.name);
        place.wait_for_many(&what, deadline, count, |world, message| message.author == world.bot()).await
    }

    /// The names of the member's roles in the server of this channel.
    #[must_use]
    pub fn roles(&self) -> Vec<String> {
        self.shared.read(|state| {
            let world = &state.world;
            let server = world.channels.get(&self.actor.channel).and_then(|channel| channel.server());
            let server = server.and_then(|id| world.servers.get(&id));
            let Some(server) = server else { return Vec::new() };
            let member = server.members.get(&self.actor.user);
            let roles = member.map(|member| member.roles.as_slice()).unwrap_or_default();
            roles.iter().filter_map(|role| server.roles.get(role)).map(|role| role.name.clone()).collect()
        })
    }

    /// The names of the slash commands that the member's client offers in this channel.
    #[must_use]
    pub fn offered_commands(&self) -> Vec<String> {
        self.shared.read(|state| {
            let visible = client::command::visible(&state.world, self.actor);
            visible.iter().map(|command| command.name().to_owned()).collect()
        })
    }

    fn at(&self, channel: ChannelId) -> Member {
        Member { actor: Actor { channel, ..self.actor }, ..self.clone() }
    }
}

fn channel_named(world: &World, server: ServerId, name: &str) -> Option<ChannelId> {
    let mut here = world.channels.values().filter(|channel| channel.server() == Some(server));
    here.find(|channel| channel.name == name).map(|channel| channel.id)
}

fn first_channel(world: &World, server: ServerId, user: UserId) -> Option<ChannelId> {
    let mut here = world.channels.values().filter(|channel| channel.server() == Some(server));
    let seen =
        here.clone().find(|channel| world.permissions_in(channel, user).include(Permissions::VIEW_CHANNEL));
    // A user who left the server sees no channel, but tests still have to look at them.
    seen.or_else(|| here.next()).map(|channel| channel.id)
}
