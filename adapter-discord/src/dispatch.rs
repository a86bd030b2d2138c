//! Where every event comes in: what is a command goes to the commands, what is pressed or filled in goes to whoever
//! made it, and the rest ends here, cheaply. Nothing is decided or answered here.

use std::sync::Arc;

use ledger_core::{BookId, MemberId};
use poise::serenity_prelude as serenity;
use serenity::{CommandInteraction, CommandType, FullEvent, Interaction, Message};

use crate::ask::{Data, reference};
use crate::bot::Bot;
use crate::commands::Command;
use crate::heard::Time;
use crate::trouble::Trouble;
use crate::{admission, locales, on_error, presses, register};

/// What serenity hands every event to.
pub struct Dispatch {
    bot: Arc<Bot>,
    commands: poise::Framework<Data, Trouble>,
}

impl Dispatch {
    /// Hands commands to these.
    pub fn new(bot: Arc<Bot>, commands: Vec<Command>) -> Dispatch {
        let options = poise::FrameworkOptions {
            commands,
            on_error: |error| Box::pin(on_error::answer(error)),
            command_check: Some(|ctx| Box::pin(admission::check(ctx))),
            allowed_mentions: Some(serenity::CreateAllowedMentions::new()),
            initialize_owners: false,
            // How often is for the rules to decide: what is counted here is lost at a restart.
            manual_cooldowns: true,
            prefix_options: poise::PrefixFrameworkOptions {
                dynamic_prefix: Some(|partial| {
                    Box::pin(async move {
                        let book = partial.guild_id.and_then(book_of);
                        Ok(Some(
                            partial.framework.user_data.with_prefix(book, |prefix| prefix.to_owned().into()),
                        ))
                    })
                }),
                mention_as_prefix: true,
                // An edit is no new command: it might move points again.
                edit_tracker: None,
                execute_untracked_edits: false,
                ..Default::default()
            },
            ..Default::default()
        };
        let data = Arc::clone(&bot);
        let framework = poise::Framework::new(options, move |context, _, framework| {
            let payload = poise::builtins::create_application_commands(&framework.options().commands);
            let (http, ledger) = (Arc::clone(&context.http), data.ledger.clone());
            // Beside the first commands, not before them.
            tokio::spawn(async move {
                if let Err(error) = register::register(&http, &ledger, &payload).await {
                    log::error!("the slash commands could not be registered: {error}");
                }
            });
            Box::pin(async move {
                data.ready.send_replace(true);
                Ok(data)
            })
        });
        Dispatch { bot, commands: framework }
    }

    fn prefers(&self, guild: serenity::GuildId, locale: &str) {
        if let Some(book) = book_of(guild) {
            locales::seen(&self.bot.ledger, book, locale);
        }
    }

    fn is_for_us(&self, context: &serenity::Context, message: &Message) -> bool {
        if message.author.bot || message.webhook_id.is_some() {
            return false;
        }
        let book = message.guild_id.and_then(book_of);
        if let (Some(book), Ok(member)) = (book, MemberId::new(message.author.id.get()))
            && self.bot.people.has_account(book, member)
        {
            let nick = message.member.as_deref().and_then(|member| member.nick.as_deref());
            self.bot.people.seen(book, member, nick.unwrap_or_else(|| message.author.display_name()));
        }
        self.bot.with_prefix(book, |prefix| message.content.starts_with(prefix))
            || mentions(context, &message.content)
    }
}

#[serenity::async_trait]
impl serenity::Framework for Dispatch {
    async fn init(&mut self, client: &serenity::Client) {
        self.commands.init(client).await;
    }

    async fn dispatch(&self, context: serenity::Context, event: FullEvent) {
        let Some(_under_way) = self.bot.busy.begin() else { return };
        match event {
            FullEvent::Message { new_message } if !self.is_for_us(&context, &new_message) => {}
            FullEvent::Message { new_message } if self.bot.heard.hear(new_message.id) == Time::Again => {
                log::info!("{}: it was delivered twice", reference(new_message.id.get()));
            }
            FullEvent::InteractionCreate { interaction: Interaction::Component(pressed) } => {
                presses::pressed(Arc::clone(&self.bot), context, pressed).await;
            }
            FullEvent::InteractionCreate { interaction: Interaction::Modal(filled_in) } => {
                presses::filled_in(Arc::clone(&self.bot), context, filled_in).await;
            }
            // poise panics over kinds of commands that it does not know; none of ours has one.
            FullEvent::InteractionCreate { interaction: Interaction::Command(command) }
                if is_of_unknown_kind(&command) =>
            {
                on_error::no_such_command(&self.bot, &context, &command).await;
            }
            FullEvent::InteractionCreate { interaction: Interaction::Autocomplete(command) }
                if is_of_unknown_kind(&command) => {}
            FullEvent::GuildMemberRemoval { guild_id, user, .. } => {
                if let (Some(book), Ok(member)) = (book_of(guild_id), MemberId::new(user.id.get())) {
                    self.bot.people.left(book, member);
                }
            }
            FullEvent::GuildCreate { guild, .. } => self.prefers(guild.id, &guild.preferred_locale),
            FullEvent::GuildUpdate { new_data, .. } => self.prefers(new_data.id, &new_data.preferred_locale),
            event @ (FullEvent::Ready { .. }
            | FullEvent::Message { .. }
            | FullEvent::InteractionCreate { .. }) => self.commands.dispatch(context, event).await,
            _ => {}
        }
    }
}

fn is_of_unknown_kind(command: &CommandInteraction) -> bool {
    !matches!(command.data.kind, CommandType::ChatInput | CommandType::User | CommandType::Message)
}

/// The book of a server.
pub fn book_of(guild: serenity::GuildId) -> Option<BookId> {
    BookId::new(guild.get()).ok()
}

/// Whether a message begins with a mention of the bot.
fn mentions(context: &serenity::Context, content: &str) -> bool {
    let Some(rest) = content.strip_prefix("<@") else { return false };
    let me = context.cache.current_user().id.get();
    let digits = rest.trim_start_matches('!').split('>').next().unwrap_or_default();
    digits.parse() == Ok(me)
}
