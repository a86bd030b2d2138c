//! How an ask begins: from a slash command, a message, a button, a form. From here on nobody needs to know which.

use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use ledger_core::{BookId, MemberId};
use poise::serenity_prelude as serenity;
use serenity::{CommandInteraction, ComponentInteraction, GuildId, ModalInteraction};

use super::{Ask, Context, locale_of_message};
use crate::book_settings::{BookSettings, book_of};
use crate::bot::Bot;
use crate::letters;
use crate::look::Currency;
use crate::may::{FOR_STEWARDS, Standing};
use crate::quiet;
use crate::trouble::Trouble;
use crate::way::{Privacy, Token, Way};

/// Everything that is needed of an interaction, whichever kind it is.
struct Asked<'a> {
    id: serenity::InteractionId,
    token: &'a str,
    guild: Option<GuildId>,
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
        let taken = self.way.defer(&self.discord, privacy).await;
        self.privacy = privacy;
        if let (poise::Context::Application(command), Way::Deferred { .. }) = (ctx, &self.way) {
            // From here on trouble goes into the place that is kept for the answer.
            command.has_sent_initial_response.store(true, Ordering::SeqCst);
        } else if is_for_stewards(ctx) && quiet::is_asked(ctx.invoked_command_name()) {
            self.hush().await?;
            // Trouble goes the same way.
            ctx.set_invocation_data(self.way.clone()).await;
        }
        taken?;
        // After that, so that nothing stands before the first response.
        self.bot.people.seen(self.book, self.member, &self.name);
        Ok(())
    }

    /// Begins a command that may answer with a form; nothing is taken yet. Whoever answers must be quick.
    ///
    /// # Errors
    /// When it cannot be answered here.
    pub fn look(ctx: Context<'_>) -> Result<Ask, Trouble> {
        match ctx {
            poise::Context::Application(command) => Ask::of(
                Arc::clone(ctx.data()),
                ctx.serenity_context(),
                &asked_by_command(command.interaction),
            ),
            poise::Context::Prefix(command) => {
                Ask::of_message(Arc::clone(ctx.data()), ctx.serenity_context(), command.msg, ctx.id())
            }
        }
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
                user: &pressed.user,
                member: pressed.member.as_ref(),
                locale: &pressed.locale,
            },
        )?;
        ask.privacy = privacy_of(Some(&pressed.message));
        ask.in_letter = letters::server_of(&pressed.message).is_some();
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
            in_letter: false,
            done: OnceLock::new(),
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
            member: member_id(&message.author)?,
            name: nick.unwrap_or_else(|| message.author.display_name()).to_owned(),
            avatar: message.author.avatar.map(|hash| hash.to_string()),
            standing: Standing::of_message(message, &discord.cache, &settings),
            locale: locale_of_message(&bot, discord, message.guild_id),
            settings,
            currency,
            discord: discord.clone(),
            id,
            way: Way::to(message),
            privacy: Privacy::Public,
            in_letter: false,
            done: OnceLock::new(),
            bot,
        })
    }
}

/// What members do can be seen by all.
fn is_for_stewards(ctx: Context<'_>) -> bool {
    let category = ctx.command_tree().first().and_then(|command| command.category.as_deref());
    category == Some(FOR_STEWARDS)
}

fn set_by(bot: &Bot, book: BookId) -> (BookSettings, Currency) {
    bot.ledger.read(book, |book| (BookSettings::of(book.settings()), Currency::of(book.settings())))
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
