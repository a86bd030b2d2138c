//! Gateway sessions: identifying, intents, shards, and resuming after a broken connection.

use crate::manual_bot::{ALL, Gateway, ManualBot, assert_done};
use crate::socket::{Received, Socket};
use local_discord::{Scenario, SessionCounts};
use serde_json::{Value, json};
use std::time::Duration;

/// Discord's bit for the message content intent.
const MESSAGE_CONTENT: u64 = 1 << 15;
/// Discord's bit for the members intent.
const MEMBERS: u64 = 1 << 1;

async fn ready(bot: &ManualBot) -> (Gateway, Value) {
    let mut gateway = bot.connect().await;
    let ready = gateway.event("READY").await;
    gateway.event("GUILD_CREATE").await;
    (gateway, ready)
}

async fn resume(bot: &ManualBot, session: &Value, last_received: u64) -> Gateway {
    let mut gateway = bot.dial().await;
    let data = json!({"token": bot.discord.token(), "session_id": session, "seq": last_received});
    gateway.socket.send_json(&json!({"op": 6, "d": data})).await;
    gateway
}

#[tokio::test]
async fn a_session_begins_with_ready_and_every_server() {
    let bot = ManualBot::in_scenario(Scenario::small().server("Hill").channel("top").member("Anna")).await;
    let mut gateway = bot.connect().await;

    let ready = gateway.event("READY").await;

    assert_eq!(ready["guilds"].as_array().unwrap().len(), 2);
    assert_eq!(ready["application"]["id"], ready["user"]["id"]);
    let first = gateway.event("GUILD_CREATE").await;
    let second = gateway.event("GUILD_CREATE").await;
    assert_eq!((&first["name"], &second["name"]), (&json!("Harbour"), &json!("Hill")));
    assert_eq!(first["members"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_heartbeat_is_acknowledged() {
    let bot = ManualBot::in_small().await;
    let (mut gateway, _) = ready(&bot).await;

    gateway.socket.send_json(&json!({"op": 1, "d": gateway.last_received})).await;

    assert_eq!(gateway.next().await["op"], 11);
}

#[tokio::test]
async fn a_refused_session_is_closed_with_discords_code() {
    let bot = ManualBot::in_scenario(Scenario::small().allowed_privileged_intents(MESSAGE_CONTENT)).await;
    let token = bot.discord.token();
    for (token, intents, shard, code) in [
        ("wrong", 1, [0, 1], 4004),
        (token.as_str(), 1, [2, 2], 4010),
        (token.as_str(), 1 << 40, [0, 1], 4013),
        (token.as_str(), MEMBERS, [0, 1], 4014),
    ] {
        let mut gateway = bot.dial().await;
        gateway.identify_as(token, intents, shard).await;
        assert_eq!(gateway.end_or_next().await, Received::Closed(code));
    }
    let (mut gateway, mut stranger) = (bot.dial().await, bot.dial().await);
    gateway.identify(&token, MESSAGE_CONTENT).await;
    gateway.event("READY").await;
    gateway.identify(&token, MESSAGE_CONTENT).await;
    assert_eq!(gateway.end_or_next().await, Received::Closed(4005));
    stranger.socket.send_json(&json!({"op": 8, "d": {}})).await;
    assert_eq!(stranger.end_or_next().await, Received::Closed(4003));
}

#[tokio::test]
async fn a_resumed_session_gets_each_missed_event_once() {
    let bot = ManualBot::in_small().await;
    let anna = bot.discord.member("Anna");
    let (mut gateway, ready) = ready(&bot).await;
    anna.says("one").await.unwrap();
    gateway.event("MESSAGE_CREATE").await;
    bot.discord.break_connections();
    assert_eq!(gateway.end_or_next().await, Received::Broken);
    anna.says("two").await.unwrap();
    anna.says("three").await.unwrap();

    let mut again = resume(&bot, &ready["session_id"], gateway.last_received).await;

    assert_eq!(again.event("MESSAGE_CREATE").await["content"], "two");
    assert_eq!(again.event("MESSAGE_CREATE").await["content"], "three");
    assert_eq!(again.next().await["t"], "RESUMED");
    anna.says("four").await.unwrap();
    assert_eq!(again.event("MESSAGE_CREATE").await["content"], "four");
    assert_eq!(bot.discord.sessions(), SessionCounts { identified: 1, resumed: 1 });
}

#[tokio::test]
async fn a_dropped_session_cannot_be_resumed() {
    let bot = ManualBot::in_small().await;
    let (mut gateway, ready) = ready(&bot).await;
    bot.discord.break_sessions();
    assert_eq!(gateway.end_or_next().await, Received::Broken);

    let mut again = resume(&bot, &ready["session_id"], gateway.last_received).await;

    assert_eq!(again.next().await, json!({"op": 9, "d": false}));
}

#[tokio::test]
async fn a_session_ends_when_the_bot_closes_it_normally() {
    let bot = ManualBot::in_small().await;
    let (mut gateway, ready) = ready(&bot).await;
    gateway.socket.close(1000).await;
    assert!(matches!(gateway.end_or_next().await, Received::Closed(_) | Received::Broken));

    let mut again = resume(&bot, &ready["session_id"], gateway.last_received).await;

    assert_eq!(again.next().await["op"], 9);
}

#[tokio::test]
async fn a_test_can_ask_for_reconnects_and_invalidate_sessions() {
    let bot = ManualBot::in_small().await;
    let (mut gateway, _) = ready(&bot).await;

    bot.discord.ask_to_reconnect();
    assert_eq!(gateway.next().await["op"], 7);
    bot.discord.invalidate_sessions();
    assert_eq!(gateway.next().await, json!({"op": 9, "d": false}));
}

#[tokio::test]
async fn a_shut_gateway_refuses_connections_until_its_time_is_over() {
    let bot = ManualBot::in_small().await;
    bot.discord.shut_gateway_for(Duration::from_secs(60));
    assert_eq!(Socket::open(&bot.discord.api_url(), "/?v=10", &[]).await.err(), Some(503));

    bot.discord.advance(Duration::from_secs(61));

    bot.connect().await.event("READY").await;
}

#[tokio::test]
async fn content_needs_the_message_content_intent() {
    let bot = ManualBot::in_small().await;
    let mut gateway = bot.dial().await;
    gateway.identify(&bot.discord.token(), ALL & !MESSAGE_CONTENT).await;
    gateway.event("GUILD_CREATE").await;
    let anna = bot.discord.member("Anna");
    let bot = bot.discord.bot_id();

    anna.says("secret").await.unwrap();
    assert_eq!(gateway.event("MESSAGE_CREATE").await["content"], "");
    anna.says(&format!("<@{bot}> hello")).await.unwrap();
    assert_eq!(gateway.event("MESSAGE_CREATE").await["content"], format!("<@{bot}> hello"));
    anna.in_direct_messages().says("just you").await.unwrap();
    assert_eq!(gateway.event("MESSAGE_CREATE").await["content"], "just you");
}

#[tokio::test]
async fn without_intents_only_interactions_arrive() {
    let bot = ManualBot::in_small().await;
    assert_done(&bot.register(json!([{"name": "points", "description": "x"}])).await);
    let mut gateway = bot.dial().await;
    gateway.identify(&bot.discord.token(), 0).await;
    bot.discord.wait_for_bot(Duration::from_secs(10)).await.unwrap();
    let anna = bot.discord.member("Anna");
    anna.says("unheard").await.unwrap();
    bot.discord.leave("Ben");
    anna.slash("points").start().unwrap();

    assert_eq!(gateway.events_until("INTERACTION_CREATE").await, ["READY", "INTERACTION_CREATE"]);
}

#[tokio::test]
async fn each_shard_gets_the_events_of_its_own_servers() {
    let mut scenario = Scenario::new();
    for name in ["One", "Two", "Three", "Four", "Five", "Six"] {
        scenario = scenario.server(name).channel("general").member("Anna");
    }
    let bot = ManualBot::in_scenario(scenario).await;
    let mut seen = Vec::new();
    for shard in 0..2 {
        let mut gateway = bot.dial().await;
        gateway.identify_as(&bot.discord.token(), ALL, [shard, 2]).await;
        for server in gateway.event("READY").await["guilds"].as_array().unwrap() {
            let id: u64 = server["id"].as_str().unwrap().parse().unwrap();
            assert_eq!((id >> 22) % 2, shard);
            seen.push(id);
        }
    }
    assert_eq!(seen.len(), 6);
}

#[tokio::test]
async fn requested_members_arrive_in_a_chunk() {
    let bot = ManualBot::in_small().await;
    let (mut gateway, _) = ready(&bot).await;
    let server = bot.discord.first_server();
    let ben = bot.discord.member("Ben").id();
    let mut ask = async |what: Value| {
        let mut data = json!({"guild_id": server, "limit": 0, "nonce": "n"});
        data.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        gateway.socket.send_json(&json!({"op": 8, "d": data})).await;
        gateway.event("GUILD_MEMBERS_CHUNK").await
    };

    let all = ask(json!({"query": ""})).await;
    assert_eq!((all["members"].as_array().unwrap().len(), &all["nonce"]), (4, &json!("n")));
    let named = ask(json!({"query": "be", "limit": 5})).await;
    assert_eq!(named["members"][0]["user"]["id"], json!(ben));
    let listed = ask(json!({"user_ids": [ben, "77"]})).await;
    assert_eq!((listed["members"].as_array().unwrap().len(), &listed["not_found"]), (1, &json!(["77"])));
}
