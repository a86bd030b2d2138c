//! One member asking for one thing in a server: what a command, a button or a form works with.
//! Its [`InvocationState`] is made before the command is looked for, and finished after it has ended.

pub(crate) mod amount;
pub(crate) mod arguments;
pub(crate) mod autocomplete;
mod begin;
pub(crate) mod change;
pub(crate) mod checks;
pub(crate) mod choice;
mod clock_alarm;
pub(crate) mod command_words;
pub(crate) mod components;
pub(crate) mod confirm;
pub(crate) mod custom_id;
pub(crate) mod departed;
mod finish;
pub(crate) mod fold;
pub(crate) mod framework_errors;
mod ledger;
pub(crate) mod listening;
pub(crate) mod pagination;
pub(crate) mod permissions;
pub(crate) mod reason;
pub(crate) mod silent;
pub(crate) mod state;
pub(crate) mod usage;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use ledger_core::{Asker, BookId, MemberId, Points, RequestKey};
use poise::serenity_prelude as serenity;
use serenity::{GuildId, UserId};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::app::names;
use crate::invocation::arguments::{Person, Presence};
use crate::invocation::state::{InvocationState, Source};
use crate::render::escape::harmless;
use crate::render::tokens::{MentionNames, written_out};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;
use crate::reply::{self, Deleted, Privacy, Reply, dm_link};

/// What poise hands to every command: the state of this invocation.
pub(crate) type Data = Arc<Mutex<InvocationState>>;

/// The context of a command.
pub(crate) type Context<'a> = poise::Context<'a, Data, CommandError>;

/// A command, for slash and prefix alike.
pub(crate) type Command = poise::Command<Data, CommandError>;

/// Nonce index reserved for the file or code that is sent as a direct message beside an answer.
const PRIVATE_NONCE: u32 = 99;

/// One member asking for one thing in a server: the hold of a command on the state.
pub(crate) struct Invocation {
    /// The server's book.
    pub book: BookId,
    /// The server.
    pub guild: GuildId,
    /// The member who asks.
    pub member: MemberId,
    state: OwnedMutexGuard<InvocationState>,
}

impl Deref for Invocation {
    type Target = InvocationState;

    fn deref(&self) -> &InvocationState {
        &self.state
    }
}

impl DerefMut for Invocation {
    fn deref_mut(&mut self) -> &mut InvocationState {
        &mut self.state
    }
}

impl Invocation {
    /// The request key of this intention: the ledger executes it once, however often Discord delivers it.
    pub(crate) fn key(&self) -> RequestKey {
        key_of(self.id, "")
    }

    /// The number of this intention, to be carried by a button that finishes it.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// So many points, as they are called here.
    pub(crate) fn amount(&self, points: Points) -> String {
        self.currency.amount(self.voice(), points)
    }

    /// How a balance changed.
    pub(crate) fn change(&self, points: Points) -> String {
        self.currency.change(self.voice(), points)
    }

    /// The member, for the ledger.
    pub(crate) fn asker(&self) -> Asker {
        Asker::Member(self.member)
    }

    /// The member, for Discord.
    pub(crate) fn user(&self) -> UserId {
        UserId::new(self.member.number())
    }

    /// The person who was named, or the member who asks.
    pub(crate) fn person_or_asker(&self, named: Option<Person>) -> Person {
        let Some(person) = named else {
            return Person {
                id: self.member,
                name: Some(self.name.clone()),
                user_name: Some(self.user_name.clone()),
                presence: Presence::Here,
                avatar: self.avatar.clone(),
            };
        };
        match (&person.name, person.presence) {
            (_, Presence::Elsewhere) => self.bot.names.left(self.book, person.id),
            (Some(name), Presence::Here) => self.bot.names.seen(self.book, person.id, name),
            _ => {}
        }
        person
    }

    /// The name of a member as Discord has it: for places where every character is shown as it is.
    pub(crate) fn plain_name_of(&self, member: MemberId) -> String {
        let known = self.bot.names.name(&self.discord.cache, self.book, member);
        known.unwrap_or_else(|| self.nameless(member))
    }

    /// The name of a member, here or not, escaped for places where markdown is read.
    pub(crate) fn name_of(&self, member: MemberId) -> String {
        let known = self.bot.names.name(&self.discord.cache, self.book, member);
        known.map_or_else(|| self.nameless(member), |name| harmless(&name))
    }

    /// A member with points from a shop was perhaps never seen here, and so has not left.
    fn nameless(&self, member: MemberId) -> String {
        let has_left = self.bot.names.gone(self.book).contains(&member);
        self.say(if has_left { "name-unknown" } else { "name-not-seen" })
    }

    /// A person's text with names in place of mentions, escaped.
    pub(crate) fn words_of(&self, text: &str) -> String {
        harmless(&written_out(text, self))
    }

    /// The address of a person's own picture, if there is one.
    pub(crate) fn picture_of(&self, person: &Person) -> Option<String> {
        self.bot.avatars.address(person.id, person.avatar.as_deref()?)
    }

    /// The name of a person who was named, escaped.
    pub(crate) fn called(&self, person: &Person) -> String {
        person.name.as_deref().map_or_else(|| self.name_of(person.id), harmless)
    }

    /// Answers.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn answer(&mut self, answer: Answer) -> Result<(), CommandError> {
        let is_by_direct_message = self.source == Source::DirectMessageComponent
            || matches!(self.reply, Reply::DirectMessage { .. });
        let answer =
            if is_by_direct_message { answer.leading_to(dm_link::link_to(self.guild)) } else { answer };
        let state = &mut *self.state;
        state.reply.say(&state.discord, answer).await
    }

    /// Says something more.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn add(&mut self, answer: Answer, privacy: Privacy) -> Result<(), CommandError> {
        let state = &mut *self.state;
        state.reply.add(&state.discord, answer, privacy).await
    }

    /// Sends something as a direct message, and says where it went.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn tell_privately(&mut self, answer: Answer) -> Result<(), CommandError> {
        let direct_message = answer.into_direct_message(self.message_id(), PRIVATE_NONCE);
        let sent = reply::send_direct_message(&self.discord, self.user, direct_message).await;
        let line = match sent {
            Ok(_) => self.say("answer-sent-privately"),
            Err(error) if reply::is_forbidden(&error) => self.say("answer-direct-message-closed"),
            Err(error) => return Err(error.into()),
        };
        self.add(Answer::line(line), Privacy::Private).await
    }

    /// Begins a direct message, for what must not be lost if the member accepts none.
    ///
    /// # Errors
    /// When the member accepts none, or Discord does not take it.
    pub(crate) async fn open_direct_message(&self) -> Result<Reply, CommandError> {
        let mut direct_message = Reply::direct_message(self.user, self.message_id(), 0);
        let opening = Answer::line(self.say("answer-letter-begun"));
        direct_message.open_direct_message(&self.discord, opening).await?;
        Ok(direct_message)
    }

    /// Finishes a direct message that was begun, and says where it went.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn tell_by(
        &mut self,
        mut direct_message: Reply,
        answer: Answer,
    ) -> Result<(), CommandError> {
        direct_message.say(&self.discord, answer).await?;
        let line = self.say("answer-sent-privately");
        self.add(Answer::line(line), Privacy::Private).await
    }

    /// Shows how far something has come, where the answer takes its place later.
    pub(crate) async fn progress(&mut self, line: String) {
        let state = &mut *self.state;
        if let Err(error) = state.reply.progress(&state.discord, Answer::line(line)).await {
            log::info!("{}: how far it has come could not be told: {error}", self.reference());
        }
    }

    /// Shows a form; what is filled in comes as another invocation.
    ///
    /// # Errors
    /// When it is not ours to answer.
    pub(crate) async fn show_form(&mut self, form: serenity::CreateModal) -> Result<(), CommandError> {
        let state = &mut *self.state;
        state.reply.show_form(&state.discord, form).await
    }

    /// Deletes the message that asked, because others should not read it.
    pub(crate) async fn delete_question(&self) -> Deleted {
        self.reply.delete_question(&self.discord).await
    }

    /// Whether only the member sees the answer. What stands in a channel is seen by all.
    pub(crate) fn is_private(&self) -> bool {
        self.privacy == Privacy::Private && !matches!(self.reply, Reply::Message { .. })
    }
}

impl MentionNames for Invocation {
    fn user(&self, id: u64) -> String {
        MemberId::new(id).map_or_else(|_| self.say("name-unknown"), |member| self.plain_name_of(member))
    }

    fn role(&self, id: u64) -> String {
        let known = names::role(&self.discord.cache, self.guild, id);
        known.unwrap_or_else(|| self.say("name-unknown-role"))
    }

    fn channel(&self, id: u64) -> String {
        let known = names::channel(&self.discord.cache, self.guild, id);
        known.unwrap_or_else(|| self.say("name-unknown-channel"))
    }
}

/// The key of an intention.
pub(crate) fn key_of(id: u64, part: &str) -> RequestKey {
    RequestKey::new(&format!("discord:{id}{part}")).expect("digits and colons make a key")
}
