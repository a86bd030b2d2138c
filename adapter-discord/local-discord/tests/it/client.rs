//! The real serenity client connects, registers commands, answers commands and messages, and calls known routes only.

use crate::bot;
use local_discord::{LocalDiscord, Mention, Scenario};

#[tokio::test(flavor = "multi_thread")]
async fn the_real_client_answers_a_slash_command() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let _bot = bot::start(&discord).await;

    let answer = discord.member("Anna").slash("ping").option("member", Mention("Ben")).send().await.unwrap();

    assert_eq!(answer.content, "pong to ben");
    assert!(answer.ephemeral && answer.deferred);
    assert!(discord.unknown_calls().is_empty(), "{:?}", discord.unknown_calls());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_client_replies_to_a_message() {
    let discord = LocalDiscord::start(Scenario::sample()).await.unwrap();
    let _bot = bot::start(&discord).await;

    let answer = discord.member("Ben").asks("!ping").await.unwrap();

    assert_eq!(answer.content, "pong");
    assert!(answer.reply_to.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_client_knows_every_gateway_event() {
    let discord = LocalDiscord::start(Scenario::sample()).await.unwrap();
    let bot = bot::start(&discord).await;
    let anna = discord.member("Anna");
    anna.slash("ping").option("member", Mention("Ben")).send().await.unwrap();
    let answer = anna.asks("!ping").await.unwrap();
    anna.in_direct_messages().asks("!ping").await.unwrap();
    discord.give_role("Emil", "Regular");
    discord.leave("Emil");
    discord.join("Emil");
    let message = answer.message.unwrap();
    let channel = serenity::all::ChannelId::new(answer.channel.0);
    channel.delete_message(&bot.http, message.0).await.unwrap();

    let events = bot.events_until("MESSAGE_DELETE").await;

    let unknown: Vec<_> = events.iter().filter(|name| name.starts_with("unknown")).collect();
    assert!(unknown.is_empty(), "{unknown:?} of {events:?}");
    for name in ["READY", "GUILD_CREATE", "INTERACTION_CREATE", "MESSAGE_CREATE", "GUILD_MEMBER_UPDATE"] {
        assert!(events.iter().any(|one| one == name), "{name} did not arrive: {events:?}");
    }
}
