//! What a person is told when a command ends in trouble, and what the log gets: everything that is no fault of ours in
//! words that say what to do, everything that is with a reference. Nothing is decided here.

use ledger_store::SubmitError;
use poise::FrameworkError;
use poise::serenity_prelude as serenity;
use std::sync::atomic::Ordering;

use crate::answer::Answer;
use crate::arguments::Wrong;
use crate::ask::{Context, Data, locale_of_message, reference};
use crate::book_settings::book_of;
use crate::bot::Bot;
use crate::look::text::said_back;
use crate::look::{self, Currency};
use crate::quiet;
use crate::texts::{Value, Voice};
use crate::trouble::Trouble;
use crate::usage;
use crate::way::{Token, Way};

/// What is needed to tell of trouble.
pub struct Told<'a> {
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
pub async fn answer(error: FrameworkError<'_, Data, Trouble>) {
    match error {
        FrameworkError::Command { error, ctx, .. } => tell(ctx, &error).await,
        FrameworkError::CommandCheckFailed { error: Some(error), ctx, .. } => tell(ctx, &error).await,
        // Silence was the answer.
        FrameworkError::CommandCheckFailed { error: None, .. } => {}
        FrameworkError::GuildOnly { ctx, .. } => tell(ctx, &Trouble::say("answer-server-needed")).await,
        FrameworkError::SubcommandRequired { ctx } => tell(ctx, &missing()).await,
        FrameworkError::ArgumentParse { error, input, ctx, .. } => {
            let trouble = match error.downcast::<Wrong>() {
                Ok(wrong) => Trouble::Wrong(*wrong),
                Err(error) => of_argument(&*error, input, ctx),
            };
            tell(ctx, &trouble).await;
        }
        FrameworkError::CommandPanic { payload, ctx, .. } => {
            let why = payload.unwrap_or_else(|| "no message".to_owned());
            tell(ctx, &Trouble::fault(format!("it panicked: {why}"))).await;
        }
        FrameworkError::CommandStructureMismatch { description, ctx, .. } => {
            // The person's Discord knows the command as it was before an update.
            log::warn!(
                "{}: the command is not as registered: {description}",
                reference(ctx.interaction.id.get())
            );
            tell(poise::Context::Application(ctx), &Trouble::say("answer-unknown-command")).await;
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
pub async fn no_such_command(
    bot: &Bot,
    context: &serenity::Context,
    interaction: &serenity::CommandInteraction,
) {
    log::info!("{}: there is no command {:?}", reference(interaction.id.get()), interaction.data.name);
    let voice = bot.texts.voice(Some(&interaction.locale));
    let mut way = Way::Fresh { id: interaction.id, token: Token::new(&interaction.token) };
    let sentence = voice.say("answer-unknown-command");
    if let Err(trouble) = way.say(context, Answer::line(sentence)).await {
        log::info!("{}: it could not be told: {trouble:?}", reference(interaction.id.get()));
    }
}

/// A trouble as a sentence; `None` where there is nobody to tell it to any more.
/// What is broken gets its line in the log here, and only here.
pub fn sentence(trouble: &Trouble, told: &Told<'_>) -> Option<String> {
    let Told { voice, id, what, .. } = told;
    Some(match trouble {
        Trouble::Say { line, values } => {
            let usage = told.usage.clone().unwrap_or_default();
            let mut values: Vec<(&str, Value<'_>)> = values.clone();
            values.push(("usage", usage.into()));
            voice.say_with(line, &values)
        }
        Trouble::Refused(refusal) => look::refusal(*voice, refusal, &told.currency()),
        Trouble::Invalid(invalid) => look::invalid(*voice, invalid),
        Trouble::Wrong(wrong) => match wrong {
            Wrong::Person(_) => voice.say("bad-member"),
            Wrong::Bot => voice.say("answer-no-bots"),
            Wrong::Amount(value) => voice.say_with("invalid-amount", &[("value", said_back(value).into())]),
            Wrong::Whole(value) => voice.say_with("invalid-whole", &[("value", said_back(value).into())]),
            Wrong::Role(_) => voice.say("bad-role"),
            Wrong::Word(value) => voice.say_with(
                "bad-argument",
                &[("value", quoted(value).into()), ("usage", told.usage.clone().unwrap_or_default().into())],
            ),
        },
        Trouble::Over(why) => {
            log::info!("{}: {what} was not answered: {why}", reference(*id));
            return None;
        }
        Trouble::Untold { entry, .. } => {
            log::error!("{}: {what}: {trouble}", reference(*id));
            voice.say_with("answer-done-untold", &[("position", entry.to_string().into())])
        }
        Trouble::Submit(error) => match error {
            SubmitError::QueueFull { .. } => voice.say("answer-busy"),
            SubmitError::Stopped { .. } => voice.say("answer-stopping"),
            SubmitError::Unknown { .. } => {
                log::error!("{}: {what}: {error}", reference(*id));
                voice.say_with("answer-outcome-unknown", &[("reference", reference(*id).into())])
            }
            _ => told.fault(error),
        },
        Trouble::Fault(error) => told.fault(&**error),
    })
}

impl Told<'_> {
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

async fn tell(ctx: Context<'_>, trouble: &Trouble) {
    let mut way = match ctx {
        poise::Context::Application(command) => {
            // Nobody reads a sentence where names are being completed.
            if command.interaction_type == poise::CommandInteractionType::Autocomplete {
                return;
            }
            let token = Token::new(&command.interaction.token);
            match command.has_sent_initial_response.load(Ordering::SeqCst) {
                true => Way::Deferred { token },
                false => Way::Fresh { id: command.interaction.id, token },
            }
        }
        poise::Context::Prefix(command) => {
            let mut way = Way::to(command.msg);
            let begun = ctx.invocation_data::<Way>().await.map(|way| Way::clone(&way));
            if let Some(begun) = begun {
                way = begun;
            } else if quiet::is_asked(ctx.invoked_command_name()) {
                way.hush(ctx.serenity_context(), command.msg.author.id).await;
            }
            way
        }
    };
    let bot = ctx.data();
    let message_locale = || locale_of_message(bot, ctx.serenity_context(), ctx.guild_id());
    let locale = ctx.locale().map(str::to_owned).or_else(message_locale);
    let voice = bot.texts.voice(locale.as_deref());
    let told = Told {
        voice,
        bot,
        guild: ctx.guild_id(),
        id: ctx.id(),
        what: &ctx.command().qualified_name,
        usage: Some(usage::line(voice, ctx.prefix(), ctx.command())),
    };
    let Some(sentence) = sentence(trouble, &told) else { return };
    if let Err(again) = way.say(ctx.serenity_context(), Answer::line(sentence.clone())).await {
        log::warn!("{}: the trouble could not be told: {again:?}", reference(ctx.id()));
        match ctx {
            poise::Context::Application(_) => {
                tell_what_was_done(ctx.serenity_context(), (ctx.author().id, ctx.id(), 0), trouble, sentence)
                    .await;
            }
            // What was asked for silently: not even that there is something may be seen. The letter that was begun
            // cannot be finished: another one is written.
            poise::Context::Prefix(command) if was_done(trouble) && matches!(way, Way::Letter { .. }) => {
                let whose = (command.msg.author.id, command.msg.id.get(), 1);
                tell_what_was_done(ctx.serenity_context(), whose, trouble, sentence).await;
            }
            poise::Context::Prefix(command) => tell_otherwise(command, voice, &way, sentence).await,
        }
    }
}

/// Whether something was done, and only could not be told.
fn was_done(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Untold { .. })
}

/// Whoever asked by an interaction that cannot be answered any more is told directly, if something was done: they would
/// ask for it again. If nothing was, their Discord says that there was no answer. It is the `nth` letter because of the
/// interaction or message of this id.
pub async fn tell_what_was_done(
    context: &serenity::Context,
    (user, id, nth): (serenity::UserId, u64, u32),
    trouble: &Trouble,
    sentence: String,
) {
    if !was_done(trouble) {
        return;
    }
    let message = serenity::MessageId::new(id.max(1));
    let mut letter = Way::Letter { user, message, opened: None, said: nth };
    if let Err(again) = letter.say(context, Answer::line(sentence)).await {
        log::warn!("{}: nor directly: {again:?}", reference(id));
    }
}

/// What cannot be told where somebody wrote is told directly; what cannot be told directly is not told to everybody
/// instead, but that there is something is.
async fn tell_otherwise(
    command: poise::PrefixContext<'_, Data, Trouble>,
    voice: Voice<'_>,
    way: &Way,
    sentence: String,
) {
    let (user, message) = (command.msg.author.id, command.msg.id);
    let (mut other, sentence) = match way {
        Way::Letter { .. } => (Way::to(command.msg), voice.say("answer-direct-message-closed")),
        _ => (Way::Letter { user, message, opened: None, said: 0 }, sentence),
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
) -> Trouble {
    if error.is::<poise::TooFewArguments>() {
        return missing();
    }
    if error.is::<poise::TooManyArguments>() {
        // An argument that need not be there and cannot be read counts as too many: name it.
        return match ctx {
            poise::Context::Prefix(command) if !command.command().parameters.is_empty() => {
                let word = command.args.split_whitespace().next().unwrap_or_default();
                Trouble::say_with("bad-argument", [("value", quoted(word).into())])
            }
            _ => Trouble::say("bad-surplus"),
        };
    }
    Trouble::say_with("bad-argument", [("value", quoted(&input.unwrap_or_default()).into())])
}

fn missing() -> Trouble {
    Trouble::say("bad-missing")
}

fn quoted(value: &str) -> String {
    format!("“{}”", said_back(value))
}
