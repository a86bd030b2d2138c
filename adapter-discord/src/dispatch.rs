//! Where every event comes in: what is a command goes to the commands, what is pressed or filled in goes to whoever
//! made it, and the rest ends here, cheaply. Nothing is decided or answered here, and nothing is waited for.

use std::sync::{Arc, OnceLock};

use ledger_core::MemberId;
use poise::serenity_prelude as serenity;
use serenity::http::RatelimitInfo;
use serenity::{
    CommandInteraction, CommandType, Context, EventHandler, FullEvent, Guild, GuildId, Interaction, Member,
    Message, PartialGuild, Ready, ResumedEvent, ShardManager, ShardStageUpdateEvent, User,
};
use tokio::runtime::Handle;

use crate::ask::{Data, reference};
use crate::book_settings::book_of;
use crate::bot::Bot;
use crate::commands::Command;
use crate::gateway::GatewayLog;
use crate::heard::Time;
use crate::passing::{Passing, Said};
use crate::trouble::Trouble;
use crate::{admission, locales, on_error, presses, quiet, register};

/// What serenity hands every event to, on the thread that listens.
pub struct Dispatch {
    commands: Arc<Commands>,
    passing: Arc<Passing>,
    log: GatewayLog,
    /// Where answers are worked out: the thread that listens has none to spare.
    answers: Handle,
}

/// What every command needs to be answered.
struct Commands {
    bot: Arc<Bot>,
    options: poise::FrameworkOptions<Data, Trouble>,
    shards: OnceLock<Arc<ShardManager>>,
}

impl Dispatch {
    /// Hands commands to these, on the runtime that this is called on.
    pub fn new(bot: Arc<Bot>, passing: Arc<Passing>, commands: Vec<Command>) -> Dispatch {
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
        let commands = Arc::new(Commands { bot, options, shards: OnceLock::new() });
        Dispatch { commands, passing, log: GatewayLog::default(), answers: Handle::current() }
    }

    /// Nothing is answered before it is known which connections there are.
    pub fn begin(&self, shards: Arc<ShardManager>) {
        // Told once, by whoever made both.
        drop(self.commands.shards.set(shards));
    }

    /// Remembers the language of a server.
    fn prefers(&self, guild: GuildId, locale: String) {
        if let Some(book) = book_of(guild) {
            let bot = Arc::clone(&self.commands.bot);
            self.answers.spawn_blocking(move || locales::seen(&bot.ledger, book, &locale));
        }
    }

    /// Has an event answered.
    fn answer(&self, context: Context, event: FullEvent) {
        let Some(under_way) = self.commands.bot.busy.begin() else { return };
        let commands = Arc::clone(&self.commands);
        self.answers.spawn(async move {
            commands.answer(context, event).await;
            drop(under_way);
        });
    }
}

#[serenity::async_trait]
impl EventHandler for Dispatch {
    async fn message(&self, context: Context, new_message: Message) {
        if !self.passing.is_for_us(&Said::by(&new_message)) {
            return;
        }
        match self.commands.bot.heard.hear(new_message.id) {
            Time::Again => log::info!("{}: it was delivered twice", reference(new_message.id.get())),
            Time::First => self.answer(context, FullEvent::Message { new_message }),
        }
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        self.answer(context, FullEvent::InteractionCreate { interaction });
    }

    async fn guild_member_removal(&self, _: Context, guild: GuildId, user: User, _: Option<Member>) {
        if let (Some(book), Ok(member)) = (book_of(guild), MemberId::new(user.id.get())) {
            let bot = Arc::clone(&self.commands.bot);
            self.answers.spawn(async move { bot.people.left(book, member) });
        }
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        self.prefers(guild.id, guild.preferred_locale);
    }

    async fn guild_update(&self, _: Context, _: Option<Guild>, new: PartialGuild) {
        self.prefers(new.id, new.preferred_locale);
    }

    async fn ready(&self, context: Context, ready: Ready) {
        self.log.ready(context.shard_id, &ready);
        self.commands.bot.me.get_or_init(|| ready.user.id);
        let commands = Arc::clone(&self.commands);
        if !commands.bot.ready.send_replace(true) {
            // Beside the first commands, not before them.
            self.answers.spawn(async move { commands.register(&context).await });
        }
    }

    async fn resume(&self, context: Context, _: ResumedEvent) {
        self.log.resumed(context.shard_id);
    }

    async fn shard_stage_update(&self, _: Context, event: ShardStageUpdateEvent) {
        self.log.stage(&event);
    }

    async fn ratelimit(&self, limited: RatelimitInfo) {
        self.log.limited(&limited);
    }
}

impl Commands {
    async fn answer(&self, context: Context, event: FullEvent) {
        match event {
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
            event => {
                let shard_manager =
                    self.shards.get().expect("the connections are told before the first is made");
                let framework = poise::FrameworkContext {
                    serenity_context: &context,
                    options: &self.options,
                    user_data: &self.bot,
                    shard_manager,
                };
                quiet::heard(event, |event| poise::dispatch_event(framework, event)).await;
            }
        }
    }

    async fn register(&self, context: &Context) {
        let payload = poise::builtins::create_application_commands(&self.options.commands);
        register::register(&context.http, &self.bot.ledger, &payload).await;
    }
}

fn is_of_unknown_kind(command: &CommandInteraction) -> bool {
    !matches!(command.data.kind, CommandType::ChatInput | CommandType::User | CommandType::Message)
}
