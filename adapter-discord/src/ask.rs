//! One person asking for one thing: who, where, in which language, under which key, and how to answer.
//! Every command, button and form begins with one of these. What is asked for is not known here.

mod asking;
mod begun;

use std::sync::{Arc, OnceLock};

use ledger_core::{Asker, BookId, MemberId, Points, Position, RequestKey};
use poise::serenity_prelude as serenity;
use serenity::{GuildId, MessageId, UserId};

use crate::answer::Answer;
use crate::arguments::{Person, Presence};
use crate::book_settings::{BookSettings, book_of};
use crate::bot::Bot;
use crate::letters;
use crate::look::Currency;
use crate::look::text::harmless;
use crate::may::Standing;
use crate::texts::{Value, Voice};
use crate::trouble::Trouble;
use crate::way::{self, Privacy, Way};

/// Which of the direct messages because of one intention it is that something is told in privately: none that answers.
const PRIVATELY: u32 = 99;

/// What poise hands to every command.
pub type Data = Arc<Bot>;

/// The context of a command.
pub type Context<'a> = poise::Context<'a, Data, Trouble>;

/// One person asking for one thing.
pub struct Ask {
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
    pub standing: Standing,
    /// What the server has set.
    pub settings: BookSettings,
    /// What points are called here.
    pub currency: Currency,
    /// Serenity's side of it.
    pub discord: serenity::Context,
    id: u64,
    locale: Option<String>,
    way: Way,
    privacy: Privacy,
    /// Whether the button that was pressed is in a direct message about the server.
    in_letter: bool,
    /// What was changed in the journal because of it, once something was.
    done: OnceLock<Position>,
}

impl Ask {
    /// Names this intention; whatever happens to the connection, it is done once.
    pub fn key(&self) -> RequestKey {
        key_of(self.id, "")
    }

    /// The number of this intention, to be carried by a button that finishes it.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Says things in the language of whoever asks.
    pub fn voice(&self) -> Voice<'_> {
        self.bot.texts.voice(self.locale.as_deref())
    }

    /// The locale that answers are in, if one is known.
    pub fn locale(&self) -> Option<&str> {
        self.locale.as_deref()
    }

    /// A line of the texts.
    pub fn say(&self, line: &str) -> String {
        self.voice().say(line)
    }

    /// A line of the texts, filled in.
    pub fn say_with(&self, line: &str, values: &[(&str, Value<'_>)]) -> String {
        self.voice().say_with(line, values)
    }

    /// So many points, as they are called here.
    pub fn amount(&self, points: Points) -> String {
        self.currency.amount(self.voice(), points)
    }

    /// How a balance changed.
    pub fn change(&self, points: Points) -> String {
        self.currency.change(self.voice(), points)
    }

    /// What commands in messages begin with here.
    pub fn prefix(&self) -> &str {
        self.settings.prefix.as_deref().unwrap_or(&self.bot.config.prefix)
    }

    /// Who asks, for the ledger.
    pub fn asker(&self) -> Asker {
        Asker::Member(self.member)
    }

    /// The user who asks, for Discord.
    pub fn user(&self) -> UserId {
        UserId::new(self.member.number())
    }

    /// Whoever was named, or whoever asks.
    pub fn whose(&self, named: Option<Person>) -> Person {
        let Some(person) = named else {
            let (id, name, avatar) = (self.member, Some(self.name.clone()), self.avatar.clone());
            return Person { id, name, presence: Presence::Here, avatar };
        };
        match (&person.name, person.presence) {
            (_, Presence::Elsewhere) => self.bot.people.left(self.book, person.id),
            (Some(name), Presence::Here) => self.bot.people.seen(self.book, person.id, name),
            _ => {}
        }
        person
    }

    /// How somebody is called, as they wrote it: for places where every sign is shown as it is.
    pub fn plain_name_of(&self, member: MemberId) -> String {
        let known = self.bot.people.name(&self.discord.cache, self.book, member);
        known.unwrap_or_else(|| self.nameless(member))
    }

    /// How somebody is called, whether they are here or not; harmless, for places where markdown is read.
    pub fn name_of(&self, member: MemberId) -> String {
        let known = self.bot.people.name(&self.discord.cache, self.book, member);
        known.map_or_else(|| self.nameless(member), |name| harmless(&name))
    }

    /// Whoever got points from outside Discord was perhaps never seen here; that is no reason to say that they left.
    fn nameless(&self, member: MemberId) -> String {
        let has_left = self.bot.people.gone(self.book).contains(&member);
        self.say(if has_left { "name-unknown" } else { "name-not-seen" })
    }

    /// Where the picture of somebody is, if they have one of their own.
    pub fn picture_of(&self, person: &Person) -> Option<String> {
        self.bot.faces.address(person.id, person.avatar.as_deref()?)
    }

    /// How somebody who was named is called; harmless.
    pub fn called(&self, person: &Person) -> String {
        person.name.as_deref().map_or_else(|| self.name_of(person.id), harmless)
    }

    /// Answers.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub async fn answer(&mut self, answer: Answer) -> Result<(), Trouble> {
        let answer =
            if self.is_by_letter() { answer.leading_to(letters::link_to(self.guild)) } else { answer };
        self.way.say(&self.discord, answer).await.map_err(|trouble| self.after_all(trouble))
    }

    /// Says something more.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub async fn add(&mut self, answer: Answer, privacy: Privacy) -> Result<(), Trouble> {
        self.way.add(&self.discord, answer, privacy).await.map_err(|trouble| self.after_all(trouble))
    }

    /// Sends something as a direct message, and says where it went.
    ///
    /// # Errors
    /// When they take none, or Discord does not take it.
    pub async fn tell_privately(&mut self, answer: Answer) -> Result<(), Trouble> {
        let letter = answer.into_letter(MessageId::new(self.id), PRIVATELY);
        let sent = way::send_letter(&self.discord, self.user(), letter).await;
        let line = match sent {
            Ok(_) => self.say("answer-sent-privately"),
            Err(error) if way::is_forbidden(&error) => self.say("answer-direct-message-closed"),
            Err(error) => return Err(self.after_all(error.into())),
        };
        self.add(Answer::line(line), Privacy::Private).await
    }

    /// Begins a direct message, for what must not be lost if they take none.
    ///
    /// # Errors
    /// When they take none, or Discord does not take it.
    pub async fn open_letter(&self) -> Result<Way, Trouble> {
        let message = MessageId::new(self.id.max(1));
        let mut letter = Way::Letter { user: self.user(), message, opened: None, said: 0 };
        let opening = Answer::line(self.say("answer-letter-begun"));
        letter.open_letter(&self.discord, opening).await?;
        Ok(letter)
    }

    /// Finishes a direct message that was begun, and says where it went.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub async fn tell_by(&mut self, mut letter: Way, answer: Answer) -> Result<(), Trouble> {
        letter.say(&self.discord, answer).await.map_err(|trouble| self.after_all(trouble))?;
        let line = self.say("answer-sent-privately");
        self.add(Answer::line(line), Privacy::Private).await
    }

    /// Says how far something has come, where that takes the place of what was said before.
    pub async fn meanwhile(&mut self, line: String) {
        if let Err(trouble) = self.way.meanwhile(&self.discord, Answer::line(line)).await {
            log::info!("{}: how far it has come could not be told: {trouble}", self.reference());
        }
    }

    /// From here on nothing is seen where it was asked.
    ///
    /// # Errors
    /// When whoever asks takes no direct messages: then nothing may be done, for nobody would hear of it.
    pub async fn hush(&mut self) -> Result<(), Trouble> {
        let user = self.user();
        self.way.hush(&self.discord, user).await;
        let opening = Answer::line(self.say("answer-silently"));
        self.way.open_letter(&self.discord, opening).await
    }

    /// Whether only whoever asked sees the answer. What stands in a channel is seen by all.
    pub fn is_private(&self) -> bool {
        self.privacy == Privacy::Private && !matches!(self.way, Way::Message { .. })
    }

    /// Whether the answers go into direct messages, because nothing may be seen where it was asked.
    fn is_by_letter(&self) -> bool {
        self.in_letter || matches!(self.way, Way::Letter { .. })
    }

    /// What a trouble is once something was done: nobody may take it for not done, and ask again.
    pub fn after_all(&self, trouble: Trouble) -> Trouble {
        match self.done.get() {
            Some(entry) => Trouble::Untold { entry: *entry, why: Box::new(trouble) },
            None => trouble,
        }
    }

    /// How it is answered.
    pub fn way(&mut self) -> &mut Way {
        &mut self.way
    }

    /// What the log calls it, and the person is given when something breaks.
    pub fn reference(&self) -> String {
        reference(self.id)
    }
}

/// What the log calls an interaction or a message.
pub fn reference(id: u64) -> String {
    format!("discord:{id}")
}

/// The key of an intention.
pub fn key_of(id: u64, part: &str) -> RequestKey {
    RequestKey::new(&format!("discord:{id}{part}")).expect("digits and colons make a key")
}

/// The locale that answers to a message are in: the server's own setting, else what Discord calls preferred there.
pub fn locale_of_message(bot: &Bot, discord: &serenity::Context, guild: Option<GuildId>) -> Option<String> {
    let book = book_of(guild?)?;
    let set = bot.ledger.read(book, |book| BookSettings::of(book.settings()).locale);
    set.or_else(|| discord.cache.guild(guild?).map(|guild| guild.preferred_locale.clone()))
}
