//! The limit of a message: the same client library on the same Discord, with an empty handler.

use std::sync::Arc;

use local_discord::LocalDiscord;
use serde_json::json;
use serenity::all::{
    ClientBuilder, Context, EventHandler, GatewayIntents, HttpBuilder, Message, Ready, ShardManager,
    TypingStartEvent,
};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;

/// A bot with an empty handler.
pub(crate) struct Bare {
    runtime: Runtime,
    shards: Arc<ShardManager>,
    heard: Arc<Notify>,
}

struct Empty {
    heard: Arc<Notify>,
}

#[serenity::async_trait]
impl EventHandler for Empty {
    async fn ready(&self, _: Context, _: Ready) {
        self.heard.notify_one();
    }

    async fn message(&self, _: Context, _: Message) {}

    async fn typing_start(&self, _: Context, _: TypingStartEvent) {
        self.heard.notify_one();
    }
}

impl Bare {
    /// Starts it on the usual runtime of a bot, and returns once it is connected.
    pub(crate) fn start(discord: &LocalDiscord) -> Bare {
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("bare").enable_all().build();
        let runtime = runtime.expect("a runtime starts");
        let heard = Arc::new(Notify::new());
        let http =
            HttpBuilder::new(discord.token()).proxy(discord.api_url()).ratelimiter_disabled(true).build();
        let intents =
            GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::MESSAGE_CONTENT;
        let handler = Empty { heard: Arc::clone(&heard) };
        let client = ClientBuilder::new_with_http(http, intents).event_handler(handler);
        let mut client = runtime.block_on(async { client.await }).expect("a client");
        let shards = Arc::clone(&client.shard_manager);
        runtime.spawn(async move { client.start().await });
        runtime.block_on(heard.notified());
        Bare { runtime, shards, heard }
    }

    /// Waits until all messages so far are read, by sending a typing event after them.
    pub(crate) fn wait_for_last(&self, discord: &LocalDiscord) {
        let who = json!({"channel_id": "1", "user_id": "1", "timestamp": 1_767_614_400});
        discord.dispatch_raw("TYPING_START", who);
        self.runtime.block_on(self.heard.notified());
    }

    pub(crate) fn stop(self) {
        self.runtime.block_on(self.shards.shutdown_all());
    }
}
