//! What a person is told when a command ends in trouble, and what the log gets: everything that is no fault of ours in
//! words that say what to do, everything that is with a reference. Nothing is decided here.

use ledger_store::SubmitError;
use poise::FrameworkError;
use poise::serenity_prelude as serenity;
use std::sync::atomic::Ordering;

use crate::app::{Bot, Context, Data};
use crate::invocation::{locale_of_message, reference, silent, usage};
use crate::render::escape::said_back;
use crate::render::texts::{Value, Voice};
use crate::render::{self, Currency};
use crate::reply::answer::Answer;
use crate::reply::error::{ArgumentError, CommandError};
use crate::reply::{Reply, ResponseToken};
use crate::settings::book_settings::book_of;

/// What is needed to tell of trouble.
pub(crate) struct ErrorReport<'a> {
    /// The language of whoever asked.
    pub voice: Voice<'a>,
    /// What is shared.
    pub bot: &'a Bot,
    /// In which server.
    pub guild: Option<serenity::GuildId>,
    /// The number of the interaction or the message.
    pub id: u64,
    /// What was asked for, for the log.
    pub what: &'a str,
    /// How it is used.
    pub usage: Option<String>,
}

/// Answers what went wrong in a command, or before it.
pub(crate) async fn answer(error: FrameworkError<'_, Data, CommandError>) {
    match error {
        FrameworkError::Command { error, ctx, .. } => tell(ctx, &error).await,
        FrameworkError::CommandCheckFailed { error: Some(error), ctx, .. } => tell(ctx, &error).await,
        // Silence was the answer.
        FrameworkError::CommandCheckFailed { error: None, .. } => {}
        FrameworkError::GuildOnly { ctx, .. } => tell(ctx, &CommandError::say("answer-server-needed")).await,
        FrameworkError::SubcommandRequired { ctx } => tell(ctx, &missing()).await,
        FrameworkError::ArgumentParse { error, input, ctx, .. } => {
            let error = match error.downcast::<ArgumentError>() {
                Ok(wrong) => CommandError::Argument(*wrong),
                Err(error) => of_argument(&*error, input, ctx),
            };
            tell(ctx, &error).await;
        }
        FrameworkError::CommandPanic { payload, ctx, .. } => {
            let why = payload.unwrap_or_else(|| "no message".to_owned());
            tell(ctx, &CommandError::fault(format!("it panicked: {why}"))).await;
        }
        FrameworkError::CommandStructureMismatch { description, ctx, .. } => {
            // The person's Discord knows the command as it was before an update.
            log::warn!(
                "{}: the command is not as registered: {description}",
                reference(ctx.interaction.id.get())
            );
            tell(poise::Context::Application(ctx), &CommandError::say("answer-unknown-command")).await;
        }
        FrameworkError::UnknownInteraction { framework, interaction, .. } => {
            no_such_command(framework.user_data, framework.serenity_context, interaction).await;
        }
        // Prefixes are shared with other bots: what is no command of ours is none of our business.
        FrameworkError::UnknownCommand { .. } => {}
        FrameworkError::PermissionFetchFailed { ctx, .. } => {
            log::error!("{}: permissions are not known", reference(ctx.id()));
        }
        // Of the others the bot uses nothing. They are not written out: some would show what people wrote.
        _ => log::error!("something happened around a command that the bot has no use for"),
    }
}

/// Answers a command that is none of ours.
pub(crate) async fn no_such_command(
    bot: &Bot,
    context: &serenity::Context,
    interaction: &serenity::CommandInteraction,
) {
    log::info!("{}: there is no command {:?}", reference(interaction.id.get()), interaction.data.name);
    let voice = bot.texts.voice(Some(&interaction.locale));
    let mut reply = Reply::Fresh { id: interaction.id, token: ResponseToken::new(&interaction.token) };
    let sentence = voice.say("answer-unknown-command");
    if let Err(error) = reply.say(context, Answer::line(sentence)).await {
        log::info!("{}: it could not be told: {error:?}", reference(interaction.id.get()));
    }
}

/// A trouble as a sentence; `None` where there is nobody to tell it to any more.
/// What is broken gets its line in the log here, and only here.
pub(crate) fn sentence(error: &CommandError, report: &ErrorReport<'_>) -> Option<String> {
    let ErrorReport { voice, id, what, .. } = report;
    Some(match error {
        CommandError::Say { line, values } => {
            let usage = report.usage.clone().unwrap_or_default();
            let mut values: Vec<(&str, Value<'_>)> = values.clone();
            values.push(("usage", usage.into()));
            voice.say_with(line, &values)
        }
        CommandError::Refused(refusal) => render::refusal(*voice, refusal, &report.currency()),
        CommandError::Invalid(invalid) => render::invalid(*voice, invalid),
        CommandError::Argument(wrong) => match wrong {
            ArgumentError::Person(_) => voice.say("bad-member"),
            ArgumentError::Bot => voice.say("answer-no-bots"),
            ArgumentError::Amount(value) => {
                voice.say_with("invalid-amount", &[("value", said_back(value).into())])
            }
            ArgumentError::Whole(value) => {
                voice.say_with("invalid-whole", &[("value", said_back(value).into())])
            }
            ArgumentError::Role(_) => voice.say("bad-role"),
            ArgumentError::Word(value) => voice.say_with(
                "bad-argument",
                &[
                    ("value", quoted(value).into()),
                    ("usage", report.usage.clone().unwrap_or_default().into()),
                ],
            ),
        },
        CommandError::Over(why) => {
            log::info!("{}: {what} was not answered: {why}", reference(*id));
            return None;
        }
        CommandError::Untold { entry, .. } => {
            log::error!("{}: {what}: {error}", reference(*id));
            voice.say_with("answer-done-untold", &[("position", entry.to_string().into())])
        }
        CommandError::Submit(error) => match error {
            SubmitError::QueueFull { .. } => voice.say("answer-busy"),
            SubmitError::Stopped { .. } => voice.say("answer-stopping"),
            SubmitError::Unknown { .. } => {
                log::error!("{}: {what}: {error}", reference(*id));
                voice.say_with("answer-outcome-unknown", &[("reference", reference(*id).into())])
            }
            _ => report.fault(error),
        },
        CommandError::Fault(error) => report.fault(&**error),
    })
}

impl ErrorReport<'_> {
    fn fault(&self, error: &dyn std::error::Error) -> String {
        let mut why = error.to_string();
        let mut source = error.source();
        while let Some(deeper) = source {
            why.push_str(": ");
            why.push_str(&deeper.to_string());
            source = deeper.source();
        }
        log::error!("{}: {} failed: {why}", reference(self.id), self.what);
        self.voice.say_with("answer-fault", &[("reference", reference(self.id).into())])
    }

    fn currency(&self) -> Currency {
        let book = self.guild.and_then(book_of);
        book.map_or_else(Currency::default, |book| {
            self.bot.ledger.read(book, |book| Currency::of(book.settings()))
        })
    }
}

async fn tell(ctx: Context<'_>, error: &CommandError) {
    let mut reply = match ctx {
        poise::Context::Application(command) => {
            // Nobody reads a sentence where names are being completed.
            if command.interaction_type == poise::CommandInteractionType::Autocomplete {
                return;
            }
            let token = ResponseToken::new(&command.interaction.token);
            match command.has_sent_initial_response.load(Ordering::SeqCst) {
                true => Reply::Deferred { token },
                false => Reply::Fresh { id: command.interaction.id, token },
            }
        }
        poise::Context::Prefix(command) => {
            let mut reply = Reply::to(command.msg);
            let begun = ctx.invocation_data::<Reply>().await.map(|reply| Reply::clone(&reply));
            if let Some(begun) = begun {
                reply = begun;
            } else if silent::is_asked(ctx.invoked_command_name()) {
                reply.hush(ctx.serenity_context(), command.msg.author.id).await;
            }
            reply
        }
    };
    let bot = ctx.data();
    let message_locale = || locale_of_message(bot, ctx.serenity_context(), ctx.guild_id());
    let locale = ctx.locale().map(str::to_owned).or_else(message_locale);
    let voice = bot.texts.voice(locale.as_deref());
    let report = ErrorReport {
        voice,
        bot,
        guild: ctx.guild_id(),
        id: ctx.id(),
        what: &ctx.command().qualified_name,
        usage: Some(usage::line(voice, ctx.prefix(), ctx.command())),
    };
    let Some(sentence) = sentence(error, &report) else { return };
    if let Err(again) = reply.say(ctx.serenity_context(), Answer::line(sentence.clone())).await {
        log::warn!("{}: the trouble could not be told: {again:?}", reference(ctx.id()));
        match ctx {
            poise::Context::Application(_) => {
                tell_what_was_done(ctx.serenity_context(), (ctx.author().id, ctx.id(), 0), error, sentence)
                    .await;
            }
            // What was asked for silently: not even that there is something may be seen. The letter that was begun
            // cannot be finished: another one is written.
            poise::Context::Prefix(command)
                if was_done(error) && matches!(reply, Reply::DirectMessage { .. }) =>
            {
                let whose = (command.msg.author.id, command.msg.id.get(), 1);
                tell_what_was_done(ctx.serenity_context(), whose, error, sentence).await;
            }
            poise::Context::Prefix(command) => tell_otherwise(command, voice, &reply, sentence).await,
        }
    }
}

/// Whether something was done, and only could not be told.
fn was_done(error: &CommandError) -> bool {
    matches!(error, CommandError::Untold { .. })
}

/// Whoever asked by an interaction that cannot be answered any more is told directly, if something was done: they would
/// ask for it again. If nothing was, their Discord says that there was no answer. It is the `nth` letter because of the
/// interaction or message of this id.
pub(crate) async fn tell_what_was_done(
    context: &serenity::Context,
    (user, id, nth): (serenity::UserId, u64, u32),
    error: &CommandError,
    sentence: String,
) {
    if !was_done(error) {
        return;
    }
    let message = serenity::MessageId::new(id.max(1));
    let mut direct_message = Reply::DirectMessage { user, message, opened: None, said: nth };
    if let Err(again) = direct_message.say(context, Answer::line(sentence)).await {
        log::warn!("{}: nor directly: {again:?}", reference(id));
    }
}

/// What cannot be told where somebody wrote is told directly; what cannot be told directly is not told to everybody
/// instead, but that there is something is.
async fn tell_otherwise(
    command: poise::PrefixContext<'_, Data, CommandError>,
    voice: Voice<'_>,
    reply: &Reply,
    sentence: String,
) {
    let (user, message) = (command.msg.author.id, command.msg.id);
    let (mut other, sentence) = match reply {
        Reply::DirectMessage { .. } => (Reply::to(command.msg), voice.say("answer-direct-message-closed")),
        _ => (Reply::DirectMessage { user, message, opened: None, said: 0 }, sentence),
    };
    if let Err(again) = other.say(command.serenity_context(), Answer::line(sentence)).await {
        log::warn!("{}: nor otherwise: {again:?}", reference(message.get()));
    }
}

/// What poise says of arguments, as lines of ours; which line gets the usage from where it is told.
fn of_argument(
    error: &(dyn std::error::Error + 'static),
    input: Option<String>,
    ctx: Context<'_>,
) -> CommandError {
    if error.is::<poise::TooFewArguments>() {
        return missing();
    }
    if error.is::<poise::TooManyArguments>() {
        // An argument that need not be there and cannot be read counts as too many: name it.
        return match ctx {
            poise::Context::Prefix(command) if !command.command().parameters.is_empty() => {
                let word = command.args.split_whitespace().next().unwrap_or_default();
                CommandError::say_with("bad-argument", [("value", quoted(word).into())])
            }
            _ => CommandError::say("bad-surplus"),
        };
    }
    CommandError::say_with("bad-argument", [("value", quoted(&input.unwrap_or_default()).into())])
}

fn missing() -> CommandError {
    CommandError::say("bad-missing")
}

fn quoted(value: &str) -> String {
    format!("“{}”", said_back(value))
}
