//! A small bot on the real, unchanged serenity client: it answers `/ping` and says pong to `!ping`.

use local_discord::LocalDiscord;
use serenity::all::{
    ClientBuilder, CommandInteraction, CommandOptionType, Context, CreateCommand, CreateCommandOption,
    CreateInteractionResponseFollowup, Event, EventHandler, GatewayIntents, Http, HttpBuilder, Interaction,
    Message, RawEventHandler, Ready,
};
use serenity::async_trait;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// The deadline of every wait in these tests.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

/// A running bot; dropping it stops the bot.
pub(crate) struct Bot {
    pub(crate) http: Arc<Http>,
    events: Mutex<UnboundedReceiver<String>>,
    running: JoinHandle<()>,
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// Starts the bot and waits until it has registered its commands.
pub(crate) async fn start(discord: &LocalDiscord) -> Bot {
    start_with(discord, GatewayIntents::all()).await
}

pub(crate) async fn start_with(discord: &LocalDiscord, intents: GatewayIntents) -> Bot {
    let http = HttpBuilder::new(discord.token())
        .proxy(discord.api_url())
        .ratelimiter_disabled(true)
        .application_id(discord.bot_id().0.into())
        .build();
    let (record, events) = unbounded_channel();
    let building = ClientBuilder::new_with_http(http, intents).event_handler(Ping);
    let mut client = building.raw_event_handler(EventRecorder(record)).await.unwrap();
    let http = client.http.clone();
    let running = tokio::spawn(async move { drop(client.start().await) });
    discord.wait_for_bot(DEADLINE).await.unwrap();
    Bot { http, events: Mutex::new(events), running }
}

impl Bot {
    /// The names of the events up to and including this one; `unknown …` for one that serenity cannot read.
    pub(crate) async fn events_until(&self, name: &str) -> Vec<String> {
        let mut events = self.events.lock().await;
        let mut names: Vec<String> = Vec::new();
        while names.last().is_none_or(|last| last != name) {
            names.push(timeout(DEADLINE, events.recv()).await.expect("another event arrives").unwrap());
        }
        names
    }
}

/// Records every event, even those that serenity cannot read.
struct EventRecorder(UnboundedSender<String>);

#[async_trait]
impl RawEventHandler for EventRecorder {
    async fn raw_event(&self, _: Context, event: Event) {
        let name = match &event {
            Event::Unknown(unknown) => format!("unknown {}: {}", unknown.kind, unknown.value),
            known => known.name().unwrap_or_default(),
        };
        // The test may have ended.
        drop(self.0.send(name));
    }
}

struct Ping;

#[async_trait]
impl EventHandler for Ping {
    async fn ready(&self, ctx: Context, _: Ready) {
        let member = CreateCommandOption::new(CommandOptionType::User, "member", "The member to greet");
        let ping = CreateCommand::new("ping").description("Answers").add_option(member);
        serenity::all::Command::set_global_commands(&ctx.http, vec![ping]).await.unwrap();
    }

    async fn message(&self, ctx: Context, message: Message) {
        if message.content == "!ping" {
            message.reply(&ctx, "pong").await.unwrap();
        }
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        if let Interaction::Command(command) = interaction {
            answer(&ctx, &command).await.unwrap();
        }
    }
}

/// Defers first and then fills in the answer.
async fn answer(ctx: &Context, command: &CommandInteraction) -> serenity::Result<()> {
    command.defer_ephemeral(&ctx.http).await?;
    let member = command.data.resolved.users.values().next().map_or("no member", |user| user.name.as_str());
    let reply = CreateInteractionResponseFollowup::new().content(format!("pong to {member}"));
    command.create_followup(&ctx.http, reply).await?;
    Ok(())
}
