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
