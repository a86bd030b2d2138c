//! What is known of an invocation. It is made first, for a message, a slash command, a button, a form and an
//! autocompletion alike, before a command is looked for. It owns the reply, knows whether it is silent, and has read
//! the settings of the server once.

use std::sync::{Arc, OnceLock};

use ledger_core::{BookId, GroupMark, Position};
use poise::serenity_prelude as serenity;
use serenity::{CommandInteraction, ComponentInteraction, GuildId, MessageId, ModalInteraction, UserId};

use crate::app::{Bot, names};
use crate::invocation::permissions::Permission;
use crate::invocation::silent::{self, Silence};
use crate::render::Currency;
use crate::render::texts::{Value, Voice};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;
use crate::reply::{Privacy, Reply, dm_link};
use crate::settings::book_settings::{BookSettings, book_of};

/// One event that asks the bot for something, and the reply to it.
pub(crate) struct InvocationState {
    /// What the commands share.
    pub bot: Arc<Bot>,
    /// Serenity's side of the connection.
    pub discord: serenity::Context,
    /// What Discord calls the member here.
    pub name: String,
    /// The name that the member has in all servers: a-z, digits, dots and underscores.
    pub user_name: String,
    /// The hash of the member's own picture.
    pub avatar: Option<String>,
    /// What the member may do.
    pub permission: Permission,
    /// What the server has set; the defaults outside a server.
    pub settings: BookSettings,
    /// What points are called here.
    pub currency: Currency,
    /// Whether only the member may see what happens.
    pub silence: Silence,
    pub(super) source: Source,
    pub(super) id: u64,
    pub(super) user: UserId,
    /// The server and its book; `None` in direct messages.
    pub(super) server: Option<(GuildId, BookId)>,
    pub(super) locale: Option<String>,
    pub(super) reply: Reply,
    pub(super) privacy: Privacy,
    /// The first entry in the journal that was made because of it.
    pub(super) done: OnceLock<Position>,
}

/// The kind of event that an invocation came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// A slash command, or one in a message.
    Command,
    /// An option of a slash command that is being completed.
    Autocomplete,
    /// A button, a menu or a form.
    Component,
    /// A button in a direct message about a server.
    DirectMessageComponent,
}

/// What every event has.
struct Event<'a> {
    source: Source,
    id: u64,
    guild: Option<GuildId>,
    user: &'a serenity::User,
    reply: Reply,
}

impl InvocationState {
    /// Begins with a message, and takes the word for silence out of it.
    pub(crate) fn of_message(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        message: &mut serenity::Message,
    ) -> InvocationState {
        let silence = silent::take_word(&mut message.content);
        let event = Event {
            source: Source::Command,
            id: message.id.get(),
            guild: message.guild_id,
            user: &message.author,
            reply: Reply::to(message.channel_id, message.guild_id, message.id),
        };
        let nick = message.member.as_deref().and_then(|member| member.nick.as_deref());
        let state = InvocationState::new(bot, discord, event, nick);
        let preferred = || Some(message.guild_id?.to_guild_cached(discord)?.preferred_locale.clone());
        InvocationState {
            permission: Permission::of_message(message, &discord.cache, &state.settings),
            locale: state.settings.locale.clone().or_else(preferred),
            silence,
            ..state
        }
    }

    /// Begins with a slash command, or with an option of one that is being completed.
    pub(crate) fn of_command(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        source: Source,
        command: &CommandInteraction,
    ) -> InvocationState {
        let event = Event {
            source,
            id: command.id.get(),
            guild: command.guild_id,
            user: &command.user,
            reply: Reply::to_interaction(command.id, &command.token),
        };
        InvocationState::of_interaction(bot, discord, event, command.member.as_deref(), &command.locale)
    }

    /// Begins with a button or a menu.
    pub(crate) fn of_component(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        pressed: &ComponentInteraction,
    ) -> InvocationState {
        let is_direct_message = dm_link::server_of(&pressed.message).is_some();
        let event = Event {
            source: if is_direct_message { Source::DirectMessageComponent } else { Source::Component },
            id: pressed.id.get(),
            guild: pressed.guild_id,
            user: &pressed.user,
            reply: Reply::to_interaction(pressed.id, &pressed.token),
        };
        let state =
            InvocationState::of_interaction(bot, discord, event, pressed.member.as_ref(), &pressed.locale);
        InvocationState { privacy: privacy_of(Some(&pressed.message)), ..state }
    }

    /// Begins with a form.
    pub(crate) fn of_form(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        form: &ModalInteraction,
    ) -> InvocationState {
        let event = Event {
            source: Source::Component,
            id: form.id.get(),
            guild: form.guild_id,
            user: &form.user,
            reply: Reply::to_interaction(form.id, &form.token),
        };
        let state = InvocationState::of_interaction(bot, discord, event, form.member.as_ref(), &form.locale);
        InvocationState { privacy: privacy_of(form.message.as_deref()), ..state }
    }

    fn of_interaction(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        event: Event<'_>,
        member: Option<&serenity::Member>,
        locale: &str,
    ) -> InvocationState {
        let state =
            InvocationState::new(bot, discord, event, member.and_then(|member| member.nick.as_deref()));
        let permission = Permission::of_interaction(member, &state.settings);
        InvocationState { permission, locale: Some(locale.to_owned()), ..state }
    }

    fn new(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        event: Event<'_>,
        nick: Option<&str>,
    ) -> InvocationState {
        let server = event.guild.and_then(|guild| Some((guild, book_of(guild)?)));
        let (settings, currency) = server.map_or_else(Default::default, |(_, book)| {
            bot.ledger.read(book, |book| (BookSettings::of(book.settings()), Currency::of(book.settings())))
        });
        InvocationState {
            bot,
            discord: discord.clone(),
            name: names::shown(event.user, nick).to_owned(),
            user_name: event.user.name.clone(),
            avatar: event.user.avatar.map(|hash| hash.to_string()),
            permission: Permission::Member,
            settings,
            currency,
            silence: Silence::Aloud,
            source: event.source,
            id: event.id,
            user: event.user.id,
            server,
            locale: None,
            reply: event.reply,
            privacy: Privacy::Public,
            done: OnceLock::new(),
        }
    }

    /// Says things in the language of the member.
    pub(crate) fn voice(&self) -> Voice<'_> {
        self.bot.texts.voice(self.locale.as_deref())
    }

    /// The mark between groups of digits here. Where the member's language and the server's have different ones, a comma
    /// or a full stop alone does not say what it means.
    pub(crate) fn group_mark(&self) -> GroupMark {
        let guild = self.server.and_then(|(guild, _)| guild.to_guild_cached(&self.discord));
        let preferred = guild.map(|guild| guild.preferred_locale.clone());
        let of_server = self.settings.locale.clone().or(preferred);
        let (own, server) =
            (self.voice().group_mark(), self.bot.texts.voice(of_server.as_deref()).group_mark());
        if of_server.is_none() || own == server { own } else { GroupMark::Neither }
    }

    /// The locale that answers are in, if one is known.
    pub(crate) fn locale(&self) -> Option<&str> {
        self.locale.as_deref()
    }

    /// A line of the texts.
    pub(crate) fn say(&self, line: &str) -> String {
        self.voice().say(line)
    }

    /// A line of the texts, filled in.
    pub(crate) fn say_with(&self, line: &str, values: &[(&str, Value<'_>)]) -> String {
        self.voice().say_with(line, values)
    }

    /// What commands in messages begin with here.
    pub(crate) fn prefix(&self) -> &str {
        self.settings.prefix.as_deref().unwrap_or(&self.bot.config.prefix)
    }

    /// What the log calls it, and the member is given when something breaks.
    pub(crate) fn reference(&self) -> String {
        reference(self.id)
    }

    /// The number of the message or interaction, as direct messages carry it in their nonces.
    pub(super) fn message_id(&self) -> MessageId {
        MessageId::new(self.id.max(1))
    }

    /// Takes the interaction, or opens the direct message of a silent command.
    ///
    /// # Errors
    /// When the interaction is not ours to answer, or the steward accepts no direct messages: then nothing may be done.
    pub(super) async fn take(&mut self, privacy: Privacy) -> Result<(), CommandError> {
        self.privacy = privacy;
        self.reply.defer(&self.discord, privacy).await?;
        if self.silence == Silence::Silent {
            self.reply.hush(&self.discord, self.user).await;
            let opening = Answer::line(self.say("answer-silently"));
            self.reply.open_direct_message(&self.discord, opening).await?;
        }
        Ok(())
    }
}

/// What the log calls an interaction or a message.
pub(crate) fn reference(id: u64) -> String {
    format!("discord:{id}")
}

fn privacy_of(message: Option<&serenity::Message>) -> Privacy {
    let flags = message.map(|message| message.flags.unwrap_or_default());
    // A form that a command showed is answered privately.
    match flags.is_none_or(|flags| flags.contains(serenity::MessageFlags::EPHEMERAL)) {
        true => Privacy::Private,
        false => Privacy::Public,
    }
}
