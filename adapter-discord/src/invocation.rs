//! One person asking for one thing: who, where, in which language, under which key, and how to answer.
//! Every command, button and form begins with one of these. What is asked for is not known here.

pub(crate) mod arguments;
pub(crate) mod autocomplete;
mod begin;
pub(crate) mod change;
pub(crate) mod checks;
pub(crate) mod choice;
pub(crate) mod components;
pub(crate) mod confirm;
pub(crate) mod custom_id;
pub(crate) mod departed;
pub(crate) mod error_report;
mod ledger;
pub(crate) mod pagination;
pub(crate) mod permissions;
pub(crate) mod reason;
pub(crate) mod silent;
pub(crate) mod usage;

use std::sync::{Arc, OnceLock};

use ledger_core::{Asker, BookId, MemberId, Points, Position, RequestKey};
use poise::serenity_prelude as serenity;
use serenity::{GuildId, MessageId, UserId};

use crate::app::Bot;
use crate::invocation::arguments::{Person, Presence};
use crate::invocation::permissions::Permission;
use crate::render::Currency;
use crate::render::escape::harmless;
use crate::render::texts::{Value, Voice};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;
use crate::reply::{self, Privacy, Reply, dm_link};
use crate::settings::book_settings::{BookSettings, book_of};

/// Which of the direct messages because of one intention it is that something is told in privately: none that answers.
const PRIVATE_NONCE: u32 = 99;

/// One person asking for one thing.
pub(crate) struct Invocation {
    /// What the commands share.
    pub bot: Arc<Bot>,
    /// The server's book.
    pub book: BookId,
    /// The server.
    pub guild: GuildId,
    /// Who asks.
    pub member: MemberId,
    /// How they are called.
    pub name: String,
    /// The hash of their picture.
    pub avatar: Option<String>,
    /// What they may do.
    pub permission: Permission,
    /// What the server has set.
    pub settings: BookSettings,
    /// What points are called here.
    pub currency: Currency,
    /// Serenity's side of it.
    pub discord: serenity::Context,
    id: u64,
    locale: Option<String>,
    reply: Reply,
    privacy: Privacy,
    /// Whether the button that was pressed is in a direct message about the server.
    in_direct_message: bool,
    /// What was changed in the journal because of it, once something was.
    done: OnceLock<Position>,
}

impl Invocation {
    /// Names this intention; whatever happens to the connection, it is done once.
    pub(crate) fn key(&self) -> RequestKey {
        key_of(self.id, "")
    }

    /// The number of this intention, to be carried by a button that finishes it.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// Says things in the language of whoever asks.
    pub(crate) fn voice(&self) -> Voice<'_> {
        self.bot.texts.voice(self.locale.as_deref())
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

    /// So many points, as they are called here.
    pub(crate) fn amount(&self, points: Points) -> String {
        self.currency.amount(self.voice(), points)
    }

    /// How a balance changed.
    pub(crate) fn change(&self, points: Points) -> String {
        self.currency.change(self.voice(), points)
    }

    /// What commands in messages begin with here.
    pub(crate) fn prefix(&self) -> &str {
        self.settings.prefix.as_deref().unwrap_or(&self.bot.config.prefix)
    }

    /// Who asks, for the ledger.
    pub(crate) fn asker(&self) -> Asker {
        Asker::Member(self.member)
    }

    /// The user who asks, for Discord.
    pub(crate) fn user(&self) -> UserId {
        UserId::new(self.member.number())
    }

    /// Whoever was named, or whoever asks.
    pub(crate) fn person_or_asker(&self, named: Option<Person>) -> Person {
        let Some(person) = named else {
            let (id, name, avatar) = (self.member, Some(self.name.clone()), self.avatar.clone());
            return Person { id, name, presence: Presence::Here, avatar };
        };
        match (&person.name, person.presence) {
            (_, Presence::Elsewhere) => self.bot.names.left(self.book, person.id),
            (Some(name), Presence::Here) => self.bot.names.seen(self.book, person.id, name),
            _ => {}
        }
        person
    }

    /// How somebody is called, as they wrote it: for places where every sign is shown as it is.
    pub(crate) fn plain_name_of(&self, member: MemberId) -> String {
        let known = self.bot.names.name(&self.discord.cache, self.book, member);
        known.unwrap_or_else(|| self.nameless(member))
    }

    /// How somebody is called, whether they are here or not; harmless, for places where markdown is read.
    pub(crate) fn name_of(&self, member: MemberId) -> String {
        let known = self.bot.names.name(&self.discord.cache, self.book, member);
        known.map_or_else(|| self.nameless(member), |name| harmless(&name))
    }

    /// Whoever got points from outside Discord was perhaps never seen here; that is no reason to say that they left.
    fn nameless(&self, member: MemberId) -> String {
        let has_left = self.bot.names.gone(self.book).contains(&member);
        self.say(if has_left { "name-unknown" } else { "name-not-seen" })
    }

    /// Where the picture of somebody is, if they have one of their own.
    pub(crate) fn picture_of(&self, person: &Person) -> Option<String> {
        self.bot.avatars.address(person.id, person.avatar.as_deref()?)
    }

    /// How somebody who was named is called; harmless.
    pub(crate) fn called(&self, person: &Person) -> String {
        person.name.as_deref().map_or_else(|| self.name_of(person.id), harmless)
    }

    /// Answers.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn answer(&mut self, answer: Answer) -> Result<(), CommandError> {
        let answer = if self.is_by_direct_message() {
            answer.leading_to(dm_link::link_to(self.guild))
        } else {
            answer
        };
        self.reply.say(&self.discord, answer).await.map_err(|error| self.after_all(error))
    }

    /// Says something more.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn add(&mut self, answer: Answer, privacy: Privacy) -> Result<(), CommandError> {
        self.reply.add(&self.discord, answer, privacy).await.map_err(|error| self.after_all(error))
    }

    /// Sends something as a direct message, and says where it went.
    ///
    /// # Errors
    /// When they take none, or Discord does not take it.
    pub(crate) async fn tell_privately(&mut self, answer: Answer) -> Result<(), CommandError> {
        let direct_message = answer.into_direct_message(MessageId::new(self.id), PRIVATE_NONCE);
        let sent = reply::send_direct_message(&self.discord, self.user(), direct_message).await;
        let line = match sent {
            Ok(_) => self.say("answer-sent-privately"),
            Err(error) if reply::is_forbidden(&error) => self.say("answer-direct-message-closed"),
            Err(error) => return Err(self.after_all(error.into())),
        };
        self.add(Answer::line(line), Privacy::Private).await
    }

    /// Begins a direct message, for what must not be lost if they take none.
    ///
    /// # Errors
    /// When they take none, or Discord does not take it.
    pub(crate) async fn open_direct_message(&self) -> Result<Reply, CommandError> {
        let message = MessageId::new(self.id.max(1));
        let mut direct_message = Reply::DirectMessage { user: self.user(), message, opened: None, said: 0 };
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
        direct_message.say(&self.discord, answer).await.map_err(|error| self.after_all(error))?;
        let line = self.say("answer-sent-privately");
        self.add(Answer::line(line), Privacy::Private).await
    }

    /// Says how far something has come, where that takes the place of what was said before.
    pub(crate) async fn progress(&mut self, line: String) {
        if let Err(error) = self.reply.progress(&self.discord, Answer::line(line)).await {
            log::info!("{}: how far it has come could not be told: {error}", self.reference());
        }
    }

    /// From here on nothing is seen where it was asked.
    ///
    /// # Errors
    /// When whoever asks takes no direct messages: then nothing may be done, for nobody would hear of it.
    pub(crate) async fn hush(&mut self) -> Result<(), CommandError> {
        let user = self.user();
        self.reply.hush(&self.discord, user).await;
        let opening = Answer::line(self.say("answer-silently"));
        self.reply.open_direct_message(&self.discord, opening).await
    }

    /// Whether only whoever asked sees the answer. What stands in a channel is seen by all.
    pub(crate) fn is_private(&self) -> bool {
        self.privacy == Privacy::Private && !matches!(self.reply, Reply::Message { .. })
    }

    /// Whether the answers go into direct messages, because nothing may be seen where it was asked.
    fn is_by_direct_message(&self) -> bool {
        self.in_direct_message || matches!(self.reply, Reply::DirectMessage { .. })
    }

    /// What a trouble is once something was done: nobody may take it for not done, and ask again.
    pub(crate) fn after_all(&self, error: CommandError) -> CommandError {
        match self.done.get() {
            Some(entry) => CommandError::Untold { entry: *entry, why: Box::new(error) },
            None => error,
        }
    }

    /// How it is answered.
    pub(crate) fn reply(&mut self) -> &mut Reply {
        &mut self.reply
    }

    /// What the log calls it, and the person is given when something breaks.
    pub(crate) fn reference(&self) -> String {
        reference(self.id)
    }
}

/// What the log calls an interaction or a message.
pub(crate) fn reference(id: u64) -> String {
    format!("discord:{id}")
}

/// The key of an intention.
pub(crate) fn key_of(id: u64, part: &str) -> RequestKey {
    RequestKey::new(&format!("discord:{id}{part}")).expect("digits and colons make a key")
}

/// The locale that answers to a message are in: the server's own setting, else what Discord calls preferred there.
pub(crate) fn locale_of_message(
    bot: &Bot,
    discord: &serenity::Context,
    guild: Option<GuildId>,
) -> Option<String> {
    let book = book_of(guild?)?;
    let set = bot.ledger.read(book, |book| BookSettings::of(book.settings()).locale);
    set.or_else(|| discord.cache.guild(guild?).map(|guild| guild.preferred_locale.clone()))
}
