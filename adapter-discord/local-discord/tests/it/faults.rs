//! Faults happen as often as a test asks for them and no more.

use crate::bot::{self, DEADLINE};
use crate::manual_bot::{ManualBot, assert_done, assert_refused};
use local_discord::{Fault, LocalDiscord, NoAnswer, Permissions, Scenario, SessionCounts};
use serde_json::{Value, json};
use serenity::all::{ChannelId, HttpError};
use std::time::Duration;

const SOON: Duration = Duration::from_millis(250);

#[tokio::test]
async fn calls_fail_as_often_as_asked() {
    let bot = ManualBot::in_small().await;
    bot.discord.fail_next(2, "POST", "/channels/*/messages", Fault::Status(502));

    assert_eq!(bot.write(json!({"content": "a"})).await.status, 502);
    assert_eq!(bot.write(json!({"content": "b"})).await.status, 502);
    assert_done(&bot.write(json!({"content": "c"})).await);

    assert_eq!(bot.discord.channel("general").messages().len(), 1);
    let statuses: Vec<_> = bot.discord.calls("POST", "/**").iter().map(|call| call.status).collect();
    assert_eq!(statuses, [Some(502), Some(502), Some(200)]);
}

#[tokio::test]
async fn a_rate_limit_says_when_to_come_back() {
    let bot = ManualBot::in_small().await;
    bot.discord.fail_next(1, "GET", "/users/@me", Fault::RateLimited { retry_after: SOON });
    bot.discord.fail_next(1, "*", "/gateway", Fault::RateLimitedEverywhere { retry_after: SOON });

    let limited = bot.call("GET", "/users/@me", Value::Null).await;
    let everywhere = bot.call("GET", "/gateway", Value::Null).await;

    assert_eq!((limited.status, everywhere.status), (429, 429));
    assert_eq!((&limited.json()["retry_after"], &limited.json()["global"]), (&json!(0.25), &json!(false)));
    assert!(limited.head.contains("retry-after: 0.25") && limited.head.contains("x-ratelimit-remaining: 0"));
    assert!(everywhere.head.contains("x-ratelimit-global: true"));
}

#[tokio::test]
async fn a_connection_breaks_before_or_after_the_call_takes_effect() {
    let bot = ManualBot::in_small().await;
    let authorization = format!("Bot {}", bot.discord.token());
    let path = format!("/channels/{}/messages", bot.discord.channel("general").id());
    let written = || bot.discord.channel("general").messages().len();
    bot.discord.fail_next(1, "POST", "/channels/**", Fault::HangUp);
    assert!(bot.call_as(&authorization, "POST", &path, json!({"content": "a"})).await.is_none());
    assert_eq!(written(), 0);

    bot.discord.fail_next(1, "POST", "/channels/**", Fault::HangUpAfterwards);
    assert!(bot.call_as(&authorization, "POST", &path, json!({"content": "a"})).await.is_none());

    assert_eq!(written(), 1);
}

#[tokio::test]
async fn a_response_can_be_delayed() {
    let bot = ManualBot::in_small().await;
    bot.discord.fail_next(1, "GET", "/users/@me", Fault::AnswerLate(SOON));
    let began = std::time::Instant::now();

    assert_done(&bot.call("GET", "/users/@me", Value::Null).await);

    assert!(began.elapsed() >= SOON);
}

#[tokio::test]
async fn interactions_and_messages_are_delivered_twice_with_one_id() {
    let bot = ManualBot::in_small().await;
    assert_done(&bot.register(json!([{"name": "points", "description": "x"}])).await);
    let mut gateway = bot.connect().await;
    let anna = bot.discord.member("Anna");
    bot.discord.deliver_interactions_twice(1);
    bot.discord.deliver_messages_twice(1);

    anna.slash("points").start().unwrap();
    let first = gateway.event("INTERACTION_CREATE").await;
    assert_eq!(first, gateway.event("INTERACTION_CREATE").await);
    assert_done(&bot.answer(&first, json!({"type": 5})).await);
    assert_refused(&bot.answer(&first, json!({"type": 5})).await, 400, 40060);
    anna.says("!points").await.unwrap();
    assert_eq!(gateway.event("MESSAGE_CREATE").await["content"], "");
    let said = gateway.event("MESSAGE_CREATE").await;
    assert_eq!(said["id"], gateway.event("MESSAGE_CREATE").await["id"]);
}

#[tokio::test]
async fn a_held_interaction_arrives_too_late() {
    let bot = ManualBot::in_small().await;
    assert_done(&bot.register(json!([{"name": "points", "description": "x"}])).await);
    let mut gateway = bot.connect().await;
    bot.discord.hold_interactions();
    let slash = bot.discord.member("Anna").slash("points");
    let started = slash.start().unwrap();

    bot.discord.advance(Duration::from_secs(4));
    bot.discord.release_interactions();

    let interaction = gateway.event("INTERACTION_CREATE").await;
    assert_refused(&bot.answer(&interaction, json!({"type": 5})).await, 404, 10062);
    assert_eq!(slash.answer(started).await.unwrap_err(), NoAnswer::NoResponse);
}

#[tokio::test]
async fn an_arbitrary_event_can_be_dispatched() {
    let bot = ManualBot::in_small().await;
    let mut gateway = bot.connect().await;

    bot.discord.dispatch_raw("TEAPOT", json!({"short": "stout"}));

    assert_eq!(gateway.event("TEAPOT").await["short"], "stout");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_client_resumes_after_a_break_and_gets_what_it_missed() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let _bot = bot::start(&discord).await;

    discord.break_connections();
    let answer = discord.member("Anna").asks("!ping").await.unwrap();

    assert_eq!(answer.content, "pong");
    discord.wait_for_sessions(SessionCounts { identified: 1, resumed: 1 }, DEADLINE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_client_resumes_when_it_is_asked_to_reconnect() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let _bot = bot::start(&discord).await;

    discord.ask_to_reconnect();

    discord.wait_for_sessions(SessionCounts { identified: 1, resumed: 1 }, DEADLINE).await.unwrap();
    assert_eq!(discord.member("Anna").asks("!ping").await.unwrap().content, "pong");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_client_identifies_again_after_an_invalid_session() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let _bot = bot::start(&discord).await;

    discord.invalidate_sessions();

    discord.wait_for_sessions(SessionCounts { identified: 2, resumed: 0 }, DEADLINE).await.unwrap();
    assert_eq!(discord.member("Anna").asks("!ping").await.unwrap().content, "pong");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_client_resumes_after_a_close_with_a_code() {
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let _bot = bot::start(&discord).await;

    discord.close_connections(4000);

    discord.wait_for_sessions(SessionCounts { identified: 1, resumed: 1 }, DEADLINE).await.unwrap();
    assert_eq!(discord.member("Anna").asks("!ping").await.unwrap().content, "pong");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_client_reads_discords_error_code() {
    let scenario = Scenario::small().channel("notices").denied_to_everyone(Permissions::SEND_MESSAGES);
    let discord = LocalDiscord::start(scenario).await.unwrap();
    let bot = bot::start(&discord).await;
    let channel = ChannelId::new(discord.channel("notices").id().0);

    let refused = channel.say(&bot.http, "hello").await.unwrap_err();

    let serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) = refused else {
        panic!("{refused}")
    };
    assert_eq!((response.status_code.as_u16(), response.error.code), (403, 50013));
}
