//! A small bot on the real, unchanged serenity client: it answers `/ping` and says pong to `!ping`.

use local_discord::LocalDiscord;
use serenity::all::{
    ClientBuilder, CommandInteraction, CommandOptionType, Context, CreateCommand, CreateCommandOption,
    CreateInteractionResponseFollowup, EventHandler, GatewayIntents, Http, HttpBuilder, Interaction, Message,
    Ready,
};
use serenity::async_trait;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// As long as anything here may take.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);

/// A running bot; it ends when this is dropped.
pub(crate) struct Bot {
    pub(crate) http: Arc<Http>,
    running: JoinHandle<()>,
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// Starts the bot and waits until it is there.
pub(crate) async fn start(discord: &LocalDiscord) -> Bot {
    start_with(discord, GatewayIntents::all()).await
}

/// Starts the bot with these intents and waits until it is there.
pub(crate) async fn start_with(discord: &LocalDiscord, intents: GatewayIntents) -> Bot {
    let http = HttpBuilder::new(discord.token())
        .proxy(discord.api_url())
        .ratelimiter_disabled(true)
        .application_id(discord.bot_id().0.into())
        .build();
    let mut client = ClientBuilder::new_with_http(http, intents).event_handler(Ping).await.unwrap();
    let http = client.http.clone();
    let running = tokio::spawn(async move { drop(client.start().await) });
    discord.wait_for_bot(DEADLINE).await.unwrap();
    Bot { http, running }
}

struct Ping;

#[async_trait]
impl EventHandler for Ping {
    async fn ready(&self, ctx: Context, _: Ready) {
        let whom = CreateCommandOption::new(CommandOptionType::User, "whom", "Whom to greet");
        let ping = CreateCommand::new("ping").description("Answers").add_option(whom);
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

/// Defers, as a careful bot does, and fills in the answer.
async fn answer(ctx: &Context, command: &CommandInteraction) -> serenity::Result<()> {
    command.defer_ephemeral(&ctx.http).await?;
    let whom = command.data.resolved.users.values().next().map_or("nobody", |user| user.name.as_str());
    let reply = CreateInteractionResponseFollowup::new().content(format!("pong to {whom}"));
    command.create_followup(&ctx.http, reply).await?;
    Ok(())
}
