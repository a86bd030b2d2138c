//! How an ask begins: from a slash command, a message, a button, a form. From here on nobody needs to know which.

use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use ledger_core::{BookId, MemberId};
use poise::serenity_prelude as serenity;
use serenity::{CommandInteraction, ComponentInteraction, GuildId, ModalInteraction};

use super::{Invocation, locale_of_message};
use crate::app::{Bot, Context};
use crate::invocation::permissions::{FOR_STEWARDS, Permission};
use crate::invocation::silent::{self, Silence};
use crate::render::Currency;
use crate::reply::error::CommandError;
use crate::reply::{Privacy, Reply, ResponseToken, dm_link};
use crate::settings::book_settings::{BookSettings, book_of};

/// Everything that is needed of an interaction, whichever kind it is.
struct InteractionParts<'a> {
    id: serenity::InteractionId,
    token: &'a str,
    guild: Option<GuildId>,
    user: &'a serenity::User,
    member: Option<&'a serenity::Member>,
    locale: &'a str,
}

impl Invocation {
    /// Begins a command: takes the interaction, or lets go of it.
    ///
    /// # Errors
    /// When it is not ours to answer, or cannot be answered here.
    pub(crate) async fn begin(ctx: Context<'_>, privacy: Privacy) -> Result<Invocation, CommandError> {
        let mut invocation = Invocation::look(ctx)?;
        invocation.take(ctx, privacy).await?;
        Ok(invocation)
    }

    /// Begins a command that can be silent.
    ///
    /// # Errors
    /// When it is not ours to answer, or cannot be answered here.
    pub(crate) async fn begin_with_silence(
        ctx: Context<'_>,
        option: Option<Silence>,
    ) -> Result<(Invocation, Silence), CommandError> {
        let is_asked = silent::is_asked(ctx.invoked_command_name());
        let silence = if is_asked { Silence::Silent } else { option.unwrap_or(Silence::Aloud) };
        Ok((Invocation::begin(ctx, silence.privacy()).await?, silence))
    }

    /// Takes the interaction of a command that was only looked at so far.
    ///
    /// # Errors
    /// When it is not ours to answer: then nothing may be done.
    pub(crate) async fn take(&mut self, ctx: Context<'_>, privacy: Privacy) -> Result<(), CommandError> {
        let taken = self.reply.defer(&self.discord, privacy).await;
        self.privacy = privacy;
        if let (poise::Context::Application(command), Reply::Deferred { .. }) = (ctx, &self.reply) {
            // From here on trouble goes into the place that is kept for the answer.
            command.has_sent_initial_response.store(true, Ordering::SeqCst);
        } else if is_for_stewards(ctx) && silent::is_asked(ctx.invoked_command_name()) {
            self.hush().await?;
            // Trouble goes the same way.
            ctx.set_invocation_data(self.reply.clone()).await;
        }
        taken?;
        // After that, so that nothing stands before the first response.
        self.bot.names.seen(self.book, self.member, &self.name);
        Ok(())
    }

    /// Begins a command that may answer with a form; nothing is taken yet. Whoever answers must be quick.
    ///
    /// # Errors
    /// When it cannot be answered here.
    pub(crate) fn look(ctx: Context<'_>) -> Result<Invocation, CommandError> {
        match ctx {
            poise::Context::Application(command) => Invocation::of(
                Arc::clone(ctx.data()),
                ctx.serenity_context(),
                &asked_by_command(command.interaction),
            ),
            poise::Context::Prefix(command) => {
                Invocation::of_message(Arc::clone(ctx.data()), ctx.serenity_context(), command.msg, ctx.id())
            }
        }
    }

    /// Begins the answer to a button or a menu.
    ///
    /// # Errors
    /// When it cannot be answered here.
    pub(crate) fn pressed(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        pressed: &ComponentInteraction,
    ) -> Result<Invocation, CommandError> {
        let mut invocation = Invocation::of(
            bot,
            discord,
            &InteractionParts {
                id: pressed.id,
                token: &pressed.token,
                guild: pressed.guild_id,
                user: &pressed.user,
                member: pressed.member.as_ref(),
                locale: &pressed.locale,
            },
        )?;
        invocation.privacy = privacy_of(Some(&pressed.message));
        invocation.in_direct_message = dm_link::server_of(&pressed.message).is_some();
        Ok(invocation)
    }

    /// Begins the answer to a form.
    ///
    /// # Errors
    /// When it cannot be answered here.
    pub(crate) fn filled_in(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        form: &ModalInteraction,
    ) -> Result<Invocation, CommandError> {
        let mut invocation = Invocation::of(
            bot,
            discord,
            &InteractionParts {
                id: form.id,
                token: &form.token,
                guild: form.guild_id,
                user: &form.user,
                member: form.member.as_ref(),
                locale: &form.locale,
            },
        )?;
        invocation.privacy = privacy_of(form.message.as_deref());
        Ok(invocation)
    }

    fn of(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        asked: &InteractionParts<'_>,
    ) -> Result<Invocation, CommandError> {
        let guild = asked.guild.ok_or_else(|| CommandError::say("answer-server-needed"))?;
        let book = book_of(guild).ok_or_else(|| CommandError::say("answer-server-needed"))?;
        let (settings, currency) = set_by(&bot, book);
        let nick = asked.member.and_then(|member| member.nick.as_deref());
        Ok(Invocation {
            book,
            guild,
            member: member_id(asked.user)?,
            name: nick.unwrap_or_else(|| asked.user.display_name()).to_owned(),
            avatar: asked.user.avatar.map(|hash| hash.to_string()),
            permission: Permission::of_interaction(asked.member, &settings),
            settings,
            currency,
            discord: discord.clone(),
            id: asked.id.get(),
            locale: Some(asked.locale.to_owned()),
            reply: Reply::Fresh { id: asked.id, token: ResponseToken::new(asked.token) },
            privacy: Privacy::Public,
            in_direct_message: false,
            done: OnceLock::new(),
            bot,
        })
    }

    fn of_message(
        bot: Arc<Bot>,
        discord: &serenity::Context,
        message: &serenity::Message,
        id: u64,
    ) -> Result<Invocation, CommandError> {
        let guild = message.guild_id.ok_or_else(|| CommandError::say("answer-server-needed"))?;
        let book = book_of(guild).ok_or_else(|| CommandError::say("answer-server-needed"))?;
        let (settings, currency) = set_by(&bot, book);
        let nick = message.member.as_deref().and_then(|member| member.nick.as_deref());
        Ok(Invocation {
            book,
            guild,
            member: member_id(&message.author)?,
            name: nick.unwrap_or_else(|| message.author.display_name()).to_owned(),
            avatar: message.author.avatar.map(|hash| hash.to_string()),
            permission: Permission::of_message(message, &discord.cache, &settings),
            locale: locale_of_message(&bot, discord, message.guild_id),
            settings,
            currency,
            discord: discord.clone(),
            id,
            reply: Reply::to(message),
            privacy: Privacy::Public,
            in_direct_message: false,
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

fn asked_by_command(interaction: &CommandInteraction) -> InteractionParts<'_> {
    InteractionParts {
        id: interaction.id,
        token: &interaction.token,
        guild: interaction.guild_id,
        user: &interaction.user,
        member: interaction.member.as_deref(),
        locale: &interaction.locale,
    }
}

fn member_id(user: &serenity::User) -> Result<MemberId, CommandError> {
    if user.bot {
        return Err(CommandError::say("answer-no-bots"));
    }
    Ok(MemberId::new(user.id.get())?)
}
