//! Every event of the gateway comes in here. Commands go to poise, buttons and forms to their command, each in a task
//! of its own; all other events end here, cheaply. Handlers must not block, and wait for nothing.

use std::sync::{Arc, OnceLock};

use ledger_core::MemberId;
use poise::serenity_prelude as serenity;
use serenity::http::RatelimitInfo;
use serenity::{
    CommandInteraction, CommandType, Context, EventHandler, FullEvent, Guild, GuildChannel, GuildId,
    GuildMemberUpdateEvent, Interaction, Member, Message, PartialGuild, Ready, ResumedEvent, Role,
    ShardManager, ShardStageUpdateEvent, User,
};
use tokio::sync::Mutex;

use crate::app::Bot;
use crate::app::dedup::Seen;
use crate::effects::{closed_log, lost_channels};
use crate::gateway::log::GatewayLog;
use crate::gateway::returning::{Returning, SeenMember};
use crate::gateway::{prefilter, register};
use crate::invocation::components::{self, Button};
use crate::invocation::state::{InvocationState, Source, reference};
use crate::invocation::{Command, Data, checks, command_words, framework_errors};
use crate::reply::error::CommandError;
use crate::settings::book_settings::{self, book_of};
use crate::settings::locales;

/// The only handler that serenity knows.
pub(crate) struct Dispatch {
    commands: Arc<Commands>,
    returning: Returning,
    log: GatewayLog,
}

struct Commands {
    bot: Arc<Bot>,
    options: poise::FrameworkOptions<Data, CommandError>,
    buttons: &'static [Button],
    shards: OnceLock<Arc<ShardManager>>,
}

impl Dispatch {
    /// Hands messages and slash commands to these commands, and components to these buttons.
    pub(crate) fn new(bot: Arc<Bot>, commands: Vec<Command>, buttons: &'static [Button]) -> Dispatch {
        let options = poise::FrameworkOptions {
            commands,
            on_error: |error| Box::pin(framework_errors::finish(error)),
            command_check: Some(|ctx| Box::pin(checks::check(ctx))),
            allowed_mentions: Some(serenity::CreateAllowedMentions::new()),
            initialize_owners: false,
            // The rules limit how often: poise would forget its counts at a restart.
            manual_cooldowns: true,
            prefix_options: poise::PrefixFrameworkOptions {
                dynamic_prefix: Some(|partial| {
                    Box::pin(async move {
                        Ok(Some(partial.framework.user_data.lock().await.prefix().to_owned().into()))
                    })
                }),
                mention_as_prefix: true,
                // An edited command is not run again: it might move points twice.
                edit_tracker: None,
                execute_untracked_edits: false,
                ..Default::default()
            },
            ..Default::default()
        };
        let commands = Arc::new(Commands { bot, options, buttons, shards: OnceLock::new() });
        Dispatch { commands, returning: Returning::default(), log: GatewayLog::default() }
    }

    /// Sets the shards, which poise's context needs. Call it before the first event.
    pub(crate) fn begin(&self, shards: Arc<ShardManager>) {
        // A second call changes nothing.
        drop(self.commands.shards.set(shards));
    }

    fn prefers(&self, guild: GuildId, locale: String) {
        if let Some(book) = book_of(guild) {
            let bot = Arc::clone(&self.commands.bot);
            tokio::task::spawn_blocking(move || locales::seen(&bot.ledger, book, &locale));
        }
    }

    /// Looks at the roles of a member who came back, where the server gives any for points.
    fn is_here(&self, context: &Context, member: &Member) {
        let (bot, id) = (&self.commands.bot, MemberId::new(member.user.id.get()));
        let (Some(book), Ok(id)) = (book_of(member.guild_id), id) else { return };
        let gives_roles = bot.ledger.read(book, |book| {
            book_settings::has_role_rewards(book.settings()) && book.account_of(id).is_some()
        });
        if gives_roles {
            let (joined_at, roles) = (member.joined_at, member.roles.as_slice());
            self.returning.seen(bot, context, &SeenMember { book, member: id, joined_at, roles });
        }
    }

    /// Discord tells of changes of channels, roles and the bot's own roles; each may let the bot write again.
    fn log_may_be_open(&self, guild: GuildId) {
        if let Some(book) = book_of(guild) {
            let bot = Arc::clone(&self.commands.bot);
            tokio::task::spawn_blocking(move || closed_log::may_be_open(&bot.ledger, book));
        }
    }

    fn answer(&self, context: Context, event: FullEvent) {
        // The token comes first, so that a shutdown either waits for this answer or prevents it.
        let under_way = self.commands.bot.answers.token();
        if self.commands.bot.answers.is_closed() {
            return;
        }
        let commands = Arc::clone(&self.commands);
        tokio::spawn(async move {
            commands.answer(context, event).await;
            drop(under_way);
        });
    }
}

#[serenity::async_trait]
impl EventHandler for Dispatch {
    async fn message(&self, context: Context, new_message: Message) {
        if !prefilter::may_be_command(&self.commands.bot, &self.returning, &context, &new_message) {
            return;
        }
        match self.commands.bot.seen_messages.record(new_message.id) {
            Seen::Repeat => log::info!("{}: it was delivered twice", reference(new_message.id.get())),
            Seen::First => self.answer(context, FullEvent::Message { new_message }),
        }
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let member = match &interaction {
            Interaction::Command(command) => command.member.as_deref(),
            Interaction::Component(pressed) => pressed.member.as_ref(),
            Interaction::Modal(form) => form.member.as_ref(),
            _ => None,
        };
        if let Some(member) = member {
            self.is_here(&context, member);
        }
        self.answer(context, FullEvent::InteractionCreate { interaction });
    }

    async fn guild_member_addition(&self, context: Context, new_member: Member) {
        self.is_here(&context, &new_member);
    }

    async fn guild_member_removal(&self, _: Context, guild: GuildId, user: User, _: Option<Member>) {
        if let (Some(book), Ok(member)) = (book_of(guild), MemberId::new(user.id.get())) {
            let bot = Arc::clone(&self.commands.bot);
            tokio::spawn(async move { bot.names.left(book, member) });
        }
    }

    async fn channel_delete(&self, context: Context, channel: GuildChannel, _: Option<Vec<Message>>) {
        if let Some(book) = book_of(channel.guild_id) {
            let bot = Arc::clone(&self.commands.bot);
            tokio::spawn(async move { lost_channels::deleted(&bot, &context, book, channel.id).await });
        }
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        self.log_may_be_open(guild.id);
        self.prefers(guild.id, guild.preferred_locale);
    }

    async fn channel_update(&self, _: Context, _: Option<GuildChannel>, new: GuildChannel) {
        self.log_may_be_open(new.guild_id);
    }

    async fn thread_update(&self, _: Context, _: Option<GuildChannel>, new: GuildChannel) {
        self.log_may_be_open(new.guild_id);
    }

    async fn guild_role_update(&self, _: Context, _: Option<Role>, new: Role) {
        self.log_may_be_open(new.guild_id);
    }

    async fn guild_member_update(
        &self,
        context: Context,
        _: Option<Member>,
        _: Option<Member>,
        event: GuildMemberUpdateEvent,
    ) {
        // Without the members intent, Discord still tells the bot about its own roles.
        if event.user.id == context.cache.current_user().id {
            self.log_may_be_open(event.guild_id);
        }
    }

    async fn guild_update(&self, _: Context, _: Option<Guild>, new: PartialGuild) {
        self.prefers(new.id, new.preferred_locale);
    }

    async fn ready(&self, context: Context, ready: Ready) {
        self.log.ready(context.shard_id, &ready);
        let commands = Arc::clone(&self.commands);
        if !commands.bot.ready.send_replace(true) {
            // Registering may take minutes; commands are answered meanwhile.
            tokio::spawn(async move { commands.register(&context).await });
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
        let bot = Arc::clone(&self.bot);
        match event {
            FullEvent::Message { mut new_message } => {
                let state = InvocationState::of_message(bot, &context, &mut new_message);
                let (commands, typed) = (&self.options.commands, &new_message.content);
                if let Some(content) = command_words::as_in_code(commands, state.prefix(), typed) {
                    new_message.content = content;
                }
                self.run(&context, state, FullEvent::Message { new_message }).await;
            }
            FullEvent::InteractionCreate { interaction: Interaction::Component(pressed) } => {
                components::pressed(bot, context, pressed, self.buttons).await;
            }
            FullEvent::InteractionCreate { interaction: Interaction::Modal(filled_in) } => {
                components::filled_in(bot, context, filled_in, self.buttons).await;
            }
            FullEvent::InteractionCreate { interaction } => {
                let (source, command) = match &interaction {
                    Interaction::Command(command) => (Source::Command, command),
                    Interaction::Autocomplete(command) => (Source::Autocomplete, command),
                    _ => return,
                };
                let mut state = InvocationState::of_command(bot, &context, source, command);
                // poise panics on an unknown kind of command.
                if is_of_unknown_kind(command) {
                    return state.finish_unknown(&command.data.name).await;
                }
                self.run(&context, state, FullEvent::InteractionCreate { interaction }).await;
            }
            _ => {}
        }
    }

    /// Has poise find the command and run it.
    async fn run(&self, context: &Context, state: InvocationState, event: FullEvent) {
        let framework = poise::FrameworkContext {
            serenity_context: context,
            options: &self.options,
            user_data: &Arc::new(Mutex::new(state)),
            shard_manager: self.shards.get().expect("`begin` comes before the first event"),
        };
        poise::dispatch_event(framework, event).await;
    }

    async fn register(&self, context: &Context) {
        let payload = poise::builtins::create_application_commands(&self.options.commands);
        register::register(&context.http, &self.bot.ledger, &payload).await;
    }
}

fn is_of_unknown_kind(command: &CommandInteraction) -> bool {
    !matches!(command.data.kind, CommandType::ChatInput | CommandType::User | CommandType::Message)
}
