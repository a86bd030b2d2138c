//! The real serenity client connects, registers, answers commands and messages, and asks nothing unknown.

use crate::bot;
use local_discord::{LocalDiscord, Mention, Scenario};

#[tokio::test(flavor = "multi_thread")]
async fn a_slash_command_is_answered_by_the_real_client() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let _bot = bot::start(&discord).await;

    let answer = discord.member("Anna").slash("ping").option("whom", Mention("Ben")).send().await.unwrap();

    assert_eq!(answer.content, "pong to ben");
    assert!(answer.ephemeral && answer.deferred);
    assert!(discord.unknown_calls().is_empty(), "{:?}", discord.unknown_calls());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_replied_to_by_the_real_client() {
    let discord = LocalDiscord::start(Scenario::sample()).await.unwrap();
    let _bot = bot::start(&discord).await;

    let answer = discord.member("Ben").asks("!ping").await.unwrap();

    assert_eq!(answer.content, "pong");
    assert!(answer.reply_to.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_the_gateway_says_is_unknown_to_the_real_client() {
    let discord = LocalDiscord::start(Scenario::sample()).await.unwrap();
    let bot = bot::start(&discord).await;
    let anna = discord.member("Anna");
    anna.slash("ping").option("whom", Mention("Ben")).send().await.unwrap();
    let answer = anna.asks("!ping").await.unwrap();
    anna.in_direct_messages().asks("!ping").await.unwrap();
    discord.give_role("Emil", "Regular");
    discord.leave("Emil");
    discord.join("Emil");
    let message = answer.message.unwrap();
    let channel = serenity::all::ChannelId::new(answer.channel.0);
    channel.delete_message(&bot.http, message.0).await.unwrap();

    let heard = bot.heard_until("MESSAGE_DELETE").await;

    let unknown: Vec<_> = heard.iter().filter(|name| name.starts_with("unknown")).collect();
    assert!(unknown.is_empty(), "{unknown:?} of {heard:?}");
    for name in ["READY", "GUILD_CREATE", "INTERACTION_CREATE", "MESSAGE_CREATE", "GUILD_MEMBER_UPDATE"] {
        assert!(heard.iter().any(|one| one == name), "{name} was not heard: {heard:?}");
    }
}
