//! People, as tests speak of them: Anna says something, uses a command, presses a button, and sees what she sees.
//! What a client would not let her do is [`NoAnswer::Declined`]; what the bot does with it is never decided here.

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

/// How long somebody waits for an answer unless told otherwise.
pub const WAIT_TIMEOUT: Duration = Duration::from_secs(10);

/// Somebody at their client, in one channel.
#[derive(Clone, Debug)]
pub struct Member {
    pub(crate) shared: Arc<Shared>,
    pub(crate) actor: Actor,
    pub(crate) name: String,
}

impl LocalDiscord {
    /// Somebody by name, in the first channel of the first server that they see.
    ///
    /// # Panics
    /// Nobody has this name: the test is wrong.
    #[must_use]
    #[track_caller]
    pub fn member(&self, name: &str) -> Member {
        let actor = self.shared.read(|state| {
            let user = state.world.users.values().find(|user| user.name == name)?.id;
            let server = state.world.servers.keys().next().copied();
            let channel = server.and_then(|server| first_channel(&state.world, server, user));
            Some(Actor { user, channel: channel.unwrap_or(ChannelId(0)) })
        });
        let actor = actor.unwrap_or_else(|| panic!("there is nobody named {name}"));
        Member { shared: self.shared.clone(), actor, name: name.to_owned() }
    }

    /// A channel of the first server, as it looks to everybody.
    ///
    /// # Panics
    /// There is no such channel: the test is wrong.
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

    /// How a message names them: `<@…>`.
    #[must_use]
    pub fn mention(&self) -> String {
        format!("<@{}>", self.actor.user)
    }

    /// The same person in another channel of the same server.
    ///
    /// # Panics
    /// There is no such channel: the test is wrong.
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

    /// The same person in the first channel of another server.
    ///
    /// # Panics
    /// There is no such server, or they see no channel there: the test is wrong.
    #[must_use]
    #[track_caller]
    pub fn in_server(&self, name: &str) -> Member {
        let found = self.shared.read(|state| {
            let server = state.world.servers.values().find(|server| server.name == name)?.id;
            first_channel(&state.world, server, self.actor.user)
        });
        self.at(found.unwrap_or_else(|| panic!("{} sees no channel of {name}", self.name)))
    }

    /// The same person in their direct conversation with the bot.
    #[must_use]
    pub fn in_direct_messages(&self) -> Member {
        let channel = self.shared.change(|state| state.world.direct_channel(self.actor.user));
        self.at(channel)
    }

    /// The channel they are in.
    #[must_use]
    pub fn here(&self) -> ChannelView {
        ChannelView { shared: self.shared.clone(), id: self.actor.channel, viewer: Some(self.actor.user) }
    }

    /// Says something.
    ///
    /// # Errors
    /// The client would not send it.
    pub async fn says(&self, content: &str) -> Result<MessageId, Declined> {
        self.shared.change(|state| client::say::say(state, self.actor, content, None))
    }

    /// Says something in reply to a message.
    ///
    /// # Errors
    /// The client would not send it.
    pub async fn replies(&self, to: MessageId, content: &str) -> Result<MessageId, Declined> {
        self.shared.change(|state| client::say::say(state, self.actor, content, Some(to)))
    }

    /// Changes something they said.
    ///
    /// # Errors
    /// The client would not send it.
    pub async fn edits(&self, message: MessageId, content: &str) -> Result<(), Declined> {
        self.shared.change(|state| client::say::edit(state, self.actor, message, content))
    }

    /// Says something and waits for the bot's answer in the same channel.
    ///
    /// # Errors
    /// The client would not send it, or no answer came.
    pub async fn asks(&self, content: &str) -> Result<MessageView, NoAnswer> {
        let said = self.says(content).await?;
        Ok(self.answer_to(said, WAIT_TIMEOUT).await?)
    }

    /// Waits for what the bot says to a message: a reply to it, or else the next it says here.
    ///
    /// # Errors
    /// Nothing came in this time.
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

    /// Begins a slash command by its whole name, without the slash: `achievement award`.
    pub fn slash(&self, command: &str) -> Slash {
        Slash::new(self.clone(), command)
    }

    /// What is suggested for an option of a command while typing this.
    ///
    /// # Errors
    /// The client would not ask, or no answer came.
    pub async fn autocomplete(
        &self,
        command: &str,
        option: &str,
        typed: &str,
    ) -> Result<Vec<Choice>, NoAnswer> {
        self.slash(command).suggestions(option, typed).await
    }

    /// Presses a button of a message by its label or custom id, and waits for what comes of it.
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

    /// Chooses in a select by its placeholder or custom id, and waits for what comes of it.
    ///
    /// # Errors
    /// There is no such select, it does not offer the values, or no answer came.
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

    /// Sends the form that an answer opened, its fields by label or custom id.
    ///
    /// # Errors
    /// No form was opened, a field does not fit, or no answer came.
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

    /// What the bot wrote to them directly, oldest first.
    #[must_use]
    pub fn direct_messages(&self) -> Vec<MessageView> {
        let bot = self.shared.read(|state| state.world.bot());
        let all = self.in_direct_messages().here().messages();
        all.into_iter().filter(|shown| shown.author == bot).collect()
    }

    /// Waits until the bot has written them so many direct messages, and gives them.
    ///
    /// # Errors
    /// They did not come in this time.
    pub async fn wait_for_direct_messages(
        &self,
        count: usize,
        deadline: Duration,
    ) -> Result<Vec<MessageView>, WaitTimeout> {
        let place = self.in_direct_messages().here();
        let what = format!("{count} direct messages to {}", self.name);
        place.wait_for_many(&what, deadline, count, |world, message| message.author == world.bot()).await
    }

    /// The names of the roles they have in the server of this channel.
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

    /// The names of the slash commands that their client offers here.
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
    // Whoever is no member any more still has a place to be looked at.
    seen.or_else(|| here.next()).map(|channel| channel.id)
}
