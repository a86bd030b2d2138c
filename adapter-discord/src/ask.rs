//! One person asking for one thing: who, where, in which language, under which key, and how to answer.
//! Every command, button and form begins with one of these. What is asked for is not known here.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use ledger_core::{Asker, Book, BookId, Command, Event, MemberId, Points, RequestKey};
use ledger_store::{Ledger, Outcome, ReadError, Receipt, Request, SubmitError};
use poise::serenity_prelude as serenity;
use serenity::{ChannelId, CommandInteraction, ComponentInteraction, GuildId, ModalInteraction, UserId};

use crate::answer::Answer;
use crate::arguments::{Person, Presence};
use crate::book_settings::BookSettings;
use crate::bot::Bot;
use crate::dispatch::book_of;
use crate::look::Currency;
use crate::look::text::harmless;
use crate::may::Standing;
use crate::texts::{Value, Voice};
use crate::trouble::Trouble;
use crate::way::{self, Privacy, Token, Way};

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
    /// Where it was asked.
    pub channel: ChannelId,
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
}

/// Everything that is needed of an interaction, whichever kind it is.
struct Asked<'a> {
    id: serenity::InteractionId,
    token: &'a str,
    guild: Option<GuildId>,
    channel: ChannelId,
    user: &'a serenity::User,
    member: Option<&'a serenity::Member>,
    locale: &'a str,
}

impl Ask {
    /// Begins a command: takes the interaction, or lets go of it.
    ///
    /// # Errors
    /// When it is not ours to answer, or cannot be answered here.
    pub async fn begin(ctx: Context<'_>, privacy: Privacy) -> Result<Ask, Trouble> {
        let mut ask = Ask::look(ctx)?;
        ask.take(ctx, privacy).await?;
        Ok(ask)
    }

    /// Takes the interaction of a command that was only looked at so far.
    ///
    /// # Errors
    /// When it is not ours to answer: then nothing may be done.
    pub async fn take(&mut self, ctx: Context<'_>, privacy: Privacy) -> Result<(), Trouble> {
        self.way.defer(&self.discord, privacy).await?;
        self.privacy = privacy;
        if let poise::Context::Application(command) = ctx {
            // From here on trouble goes into the place that is kept for the answer.
            command.has_sent_initial_response.store(true, Ordering::SeqCst);
        }
        Ok(())
    }

    /// Begins a command that may answer with a form; nothing is taken yet. Whoever answers must be quick.
    ///
    /// # Errors
    /// When it cannot be answered here.
    pub fn look(ctx: Context<'_>) -> Result<Ask, Trouble> {
        let ask = match ctx {
            poise::Context::Application(command) => Ask::of(
                Arc::clone(ctx.data()),
                ctx.serenity_context(),
                &asked_by_command(command.interaction),
            )?,
            poise::Context::Prefix(command) => {
                Ask::of_message(Arc::clone(ctx.data()), ctx.serenity_context(), command.msg, ctx.id())?
            }
        };
        ask.remember();
        Ok(ask)
    }

    /// Begins the answer to a button or a menu.
    ///
    /// # Errors
    /// When it cannot be answered here.
    pub fn pressed(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        pressed: &ComponentInteraction,
    ) -> Result<Ask, Trouble> {
        let mut ask = Ask::of(
            bot,
            discord,
            &Asked {
                id: pressed.id,
                token: &pressed.token,
                guild: pressed.guild_id,
                channel: pressed.channel_id,
                user: &pressed.user,
                member: pressed.member.as_ref(),
                locale: &pressed.locale,
            },
        )?;
        ask.privacy = privacy_of(Some(&pressed.message));
        Ok(ask)
    }

    /// Begins the answer to a form.
    ///
    /// # Errors
    /// When it cannot be answered here.
    pub fn filled_in(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        form: &ModalInteraction,
    ) -> Result<Ask, Trouble> {
        let mut ask = Ask::of(
            bot,
            discord,
            &Asked {
                id: form.id,
                token: &form.token,
                guild: form.guild_id,
                channel: form.channel_id,
                user: &form.user,
                member: form.member.as_ref(),
                locale: &form.locale,
            },
        )?;
        ask.privacy = privacy_of(form.message.as_deref());
        Ok(ask)
    }

    fn of(bot: Arc<Bot>, discord: &serenity::Context, asked: &Asked<'_>) -> Result<Ask, Trouble> {
        let guild = asked.guild.ok_or_else(|| Trouble::say("answer-server-needed"))?;
        let book = book_of(guild).ok_or_else(|| Trouble::say("answer-server-needed"))?;
        let (settings, currency) = set_by(&bot, book);
        let nick = asked.member.and_then(|member| member.nick.as_deref());
        Ok(Ask {
            book,
            guild,
            channel: asked.channel,
            member: member_id(asked.user)?,
            name: nick.unwrap_or_else(|| asked.user.display_name()).to_owned(),
            avatar: asked.user.avatar.map(|hash| hash.to_string()),
            standing: Standing::of_interaction(asked.member, &settings),
            settings,
            currency,
            discord: discord.clone(),
            id: asked.id.get(),
            locale: Some(asked.locale.to_owned()),
            way: Way::Fresh { id: asked.id, token: Token::new(asked.token) },
            privacy: Privacy::Public,
            bot,
        })
    }

    fn of_message(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        message: &serenity::Message,
        id: u64,
    ) -> Result<Ask, Trouble> {
        let guild = message.guild_id.ok_or_else(|| Trouble::say("answer-server-needed"))?;
        let book = book_of(guild).ok_or_else(|| Trouble::say("answer-server-needed"))?;
        let (settings, currency) = set_by(&bot, book);
        let nick = message.member.as_deref().and_then(|member| member.nick.as_deref());
        Ok(Ask {
            book,
            guild,
            channel: message.channel_id,
            member: member_id(&message.author)?,
            name: nick.unwrap_or_else(|| message.author.display_name()).to_owned(),
            avatar: message.author.avatar.map(|hash| hash.to_string()),
            standing: Standing::of_message(message, &discord.cache, &settings),
            locale: locale_of_message(&bot, discord, message.guild_id),
            settings,
            currency,
            discord: discord.clone(),
            id,
            way: Way::Message {
                channel: message.channel_id,
                guild: message.guild_id,
                message: message.id,
                said: 0,
            },
            privacy: Privacy::Public,
            bot,
        })
    }

    fn remember(&self) {
        self.bot.people.seen(self.book, self.member, &self.name);
    }

    /// Names this intention; whatever happens to the connection, it is done once.
    pub fn key(&self) -> RequestKey {
        key_of(self.id, "")
    }

    /// Names one of several things that are done for this intention.
    pub fn key_part(&self, number: usize) -> RequestKey {
        key_of(self.id, &format!(":{number}"))
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
        known.unwrap_or_else(|| self.say("name-unknown"))
    }

    /// How somebody is called, whether they are here or not; harmless, for places where markdown is read.
    pub fn name_of(&self, member: MemberId) -> String {
        let known = self.bot.people.name(&self.discord.cache, self.book, member);
        known.map_or_else(|| self.say("name-unknown"), |name| harmless(&name))
    }

    /// Where the picture of somebody is, if they have one of their own.
    pub fn picture_of(&self, person: &Person) -> Option<String> {
        self.bot.faces.address(person.id, person.avatar.as_deref()?)
    }

    /// How somebody who was named is called; harmless.
    pub fn called(&self, person: &Person) -> String {
        person.name.as_deref().map_or_else(|| self.name_of(person.id), harmless)
    }

    /// Reads the book, from memory.
    pub fn read<T>(&self, read: impl FnOnce(&Book) -> T) -> T {
        self.bot.ledger.read(self.book, read)
    }

    /// Asks the ledger for a change under this intention's key.
    ///
    /// # Errors
    /// The refusal, or why there is no answer.
    pub async fn submit(&self, command: Command) -> Result<Receipt, Trouble> {
        Ok(self.ask(command, self.key()).await?.receipt()?)
    }

    /// What the rules would say now.
    ///
    /// # Errors
    /// The refusal, or why there is no answer.
    pub fn preview(&self, command: Command) -> Result<(), Trouble> {
        let request = Request::new(self.book, command).asker(self.asker());
        self.bot.ledger.preview(&request)?.receipt()?;
        Ok(())
    }

    /// Asks the ledger for a change under a key, and tells what became of it.
    ///
    /// # Errors
    /// Why there is no answer. A refusal is one.
    pub async fn ask(&self, command: Command, key: RequestKey) -> Result<Outcome, Trouble> {
        let members = [self.member].into_iter().chain(named_in(&command)).collect::<Vec<_>>();
        let request = Request::new(self.book, command).key(key).asker(self.asker());
        let outcome = match self.bot.ledger.submit(request.clone()).await {
            // The key finds out: if it was stored, this is its receipt; if not, it is done now.
            Err(SubmitError::Unknown { why }) => {
                log::warn!("{}: whether it was stored is not known, asking again: {why}", self.reference());
                self.bot.ledger.submit(request).await?
            }
            answered => answered?,
        };
        // Whoever has an account since just now has a name from now on.
        for member in members {
            self.bot.people.opened(self.book, member);
        }
        Ok(outcome)
    }

    /// Reads from the file, where nobody waits for the disk.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn look_up<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Ledger, BookId) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, Trouble> {
        let (ledger, book) = (self.bot.ledger.clone(), self.book);
        let reading = tokio::task::spawn_blocking(move || read(&ledger, book));
        Ok(reading.await.map_err(|broke_off| Trouble::fault(broke_off.to_string()))??)
    }

    /// Whether somebody is in this server. Asks Discord only about people whom it said nothing of.
    ///
    /// # Errors
    /// When Discord cannot be asked.
    pub async fn is_here(&self, person: &Person) -> Result<bool, Trouble> {
        match person.presence {
            Presence::Here => Ok(true),
            Presence::Elsewhere => Ok(false),
            Presence::Unknown => {
                match self.guild.member(&self.discord, UserId::new(person.id.number())).await {
                    Ok(member) if member.user.bot => Err(Trouble::say("answer-no-bots")),
                    Ok(_) => Ok(true),
                    Err(error) if way::is_not_found(&error) => {
                        self.bot.people.left(self.book, person.id);
                        Ok(false)
                    }
                    Err(error) => Err(error.into()),
                }
            }
        }
    }

    /// The achievements that a change brought along, in a line; `None` if it brought none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn new_achievements(&self, receipt: &Receipt) -> Result<Option<String>, Trouble> {
        let positions = receipt.also.clone();
        if positions.is_empty() {
            return Ok(None);
        }
        let events = self
            .look_up(move |ledger, _| {
                positions.iter().map(|position| ledger.event(*position)).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        let names: Vec<String> = self.read(|book| {
            let unlocked = events.iter().flatten().filter_map(|recorded| match &recorded.event {
                Event::AchievementUnlocked { achievement, .. } => book.achievement(achievement),
                _ => None,
            });
            unlocked.map(|achievement| format!("**{}**", harmless(achievement.spec.name.as_str()))).collect()
        });
        let count = names.len();
        Ok((count > 0).then(|| {
            let names = names.join(", ");
            self.say_with("achievements-new", &[("count", count.into()), ("achievements", names.into())])
        }))
    }

    /// Answers.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub async fn answer(&mut self, answer: Answer) -> Result<(), Trouble> {
        self.way.say(&self.discord, answer).await
    }

    /// Says something more.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub async fn add(&mut self, answer: Answer, privacy: Privacy) -> Result<(), Trouble> {
        self.way.add(&self.discord, answer, privacy).await
    }

    /// Sends something as a direct message, and says where it went.
    ///
    /// # Errors
    /// When they take none, or Discord does not take it.
    pub async fn tell_privately(&mut self, answer: Answer) -> Result<(), Trouble> {
        let sent = answer.send_to(&self.discord, self.user()).await;
        let line = match sent {
            Ok(()) => self.say("answer-sent-privately"),
            Err(error) if way::is_forbidden(&error) => self.say("answer-direct-message-closed"),
            Err(error) => return Err(error.into()),
        };
        self.add(Answer::line(line), Privacy::Private).await
    }

    /// Whether only whoever asked sees the answer. What stands in a channel is seen by all.
    pub fn is_private(&self) -> bool {
        self.privacy == Privacy::Private && !matches!(self.way, Way::Message { .. })
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

/// Who may have an account because of a command.
fn named_in(command: &Command) -> Vec<MemberId> {
    match command {
        Command::Grant { member, .. }
        | Command::SetBalance { member, .. }
        | Command::AwardAchievement { member, .. }
        | Command::Transfer { to: member, .. } => vec![*member],
        Command::Batch(commands) => commands.iter().flat_map(named_in).collect(),
        _ => Vec::new(),
    }
}

fn set_by(bot: &Bot, book: BookId) -> (BookSettings, Currency) {
    bot.ledger.read(book, |book| (BookSettings::of(book.settings()), Currency::of(book.settings())))
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

fn privacy_of(message: Option<&serenity::Message>) -> Privacy {
    let flags = message.map(|message| message.flags.unwrap_or_default());
    // A form that a command showed is answered to whoever filled it in.
    match flags.is_none_or(|flags| flags.contains(serenity::MessageFlags::EPHEMERAL)) {
        true => Privacy::Private,
        false => Privacy::Public,
    }
}

fn asked_by_command(interaction: &CommandInteraction) -> Asked<'_> {
    Asked {
        id: interaction.id,
        token: &interaction.token,
        guild: interaction.guild_id,
        channel: interaction.channel_id,
        user: &interaction.user,
        member: interaction.member.as_deref(),
        locale: &interaction.locale,
    }
}

fn member_id(user: &serenity::User) -> Result<MemberId, Trouble> {
    if user.bot {
        return Err(Trouble::say("answer-no-bots"));
    }
    Ok(MemberId::new(user.id.get())?)
}
