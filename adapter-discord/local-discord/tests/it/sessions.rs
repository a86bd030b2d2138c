//! Gateway sessions: who may have one, what it hears, and how it goes on after a break.

use crate::hand::{ALL, Gateway, Hand, assert_done};
use crate::socket::{Heard, Socket};
use local_discord::{Scenario, SessionCounts};
use serde_json::{Value, json};
use std::time::Duration;

/// Discord's bit for reading what people write.
const MESSAGE_CONTENT: u64 = 1 << 15;
/// Discord's bit for all members.
const MEMBERS: u64 = 1 << 1;

async fn ready(hand: &Hand) -> (Gateway, Value) {
    let mut gateway = hand.connect().await;
    let ready = gateway.event("READY").await;
    gateway.event("GUILD_CREATE").await;
    (gateway, ready)
}

async fn resume(hand: &Hand, session: &Value, heard: u64) -> Gateway {
    let mut gateway = hand.dial().await;
    let data = json!({"token": hand.discord.token(), "session_id": session, "seq": heard});
    gateway.socket.say(&json!({"op": 6, "d": data})).await;
    gateway
}

#[tokio::test]
async fn a_session_begins_with_ready_and_every_server() {
    let hand = Hand::in_scenario(Scenario::small().server("Hill").channel("top").member("Anna")).await;
    let mut gateway = hand.connect().await;

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
    let hand = Hand::in_small().await;
    let (mut gateway, _) = ready(&hand).await;

    gateway.socket.say(&json!({"op": 1, "d": gateway.heard})).await;

    assert_eq!(gateway.next().await["op"], 11);
}

#[tokio::test]
async fn who_may_not_come_in_is_told_why_by_the_code() {
    let hand = Hand::in_scenario(Scenario::small().allowed_privileged_intents(MESSAGE_CONTENT)).await;
    let token = hand.discord.token();
    for (token, intents, shard, code) in [
        ("wrong", 1, [0, 1], 4004),
        (token.as_str(), 1, [2, 2], 4010),
        (token.as_str(), 1 << 40, [0, 1], 4013),
        (token.as_str(), MEMBERS, [0, 1], 4014),
    ] {
        let mut gateway = hand.dial().await;
        gateway.identify_as(token, intents, shard).await;
        assert_eq!(gateway.end_or_next().await, Heard::Closed(code));
    }
    let (mut gateway, mut stranger) = (hand.dial().await, hand.dial().await);
    gateway.identify(&token, MESSAGE_CONTENT).await;
    gateway.event("READY").await;
    gateway.identify(&token, MESSAGE_CONTENT).await;
    assert_eq!(gateway.end_or_next().await, Heard::Closed(4005));
    stranger.socket.say(&json!({"op": 8, "d": {}})).await;
    assert_eq!(stranger.end_or_next().await, Heard::Closed(4003));
}

#[tokio::test]
async fn a_resumed_session_hears_what_it_missed_and_nothing_twice() {
    let hand = Hand::in_small().await;
    let anna = hand.discord.member("Anna");
    let (mut gateway, ready) = ready(&hand).await;
    anna.says("one").await.unwrap();
    gateway.event("MESSAGE_CREATE").await;
    hand.discord.break_connections();
    assert_eq!(gateway.end_or_next().await, Heard::Broken);
    anna.says("two").await.unwrap();
    anna.says("three").await.unwrap();

    let mut again = resume(&hand, &ready["session_id"], gateway.heard).await;

    assert_eq!(again.event("MESSAGE_CREATE").await["content"], "two");
    assert_eq!(again.event("MESSAGE_CREATE").await["content"], "three");
    assert_eq!(again.next().await["t"], "RESUMED");
    anna.says("four").await.unwrap();
    assert_eq!(again.event("MESSAGE_CREATE").await["content"], "four");
    assert_eq!(hand.discord.sessions(), SessionCounts { identified: 1, resumed: 1 });
}

#[tokio::test]
async fn a_session_that_is_gone_cannot_be_resumed() {
    let hand = Hand::in_small().await;
    let (mut gateway, ready) = ready(&hand).await;
    hand.discord.break_sessions();
    assert_eq!(gateway.end_or_next().await, Heard::Broken);

    let mut again = resume(&hand, &ready["session_id"], gateway.heard).await;

    assert_eq!(again.next().await, json!({"op": 9, "d": false}));
}

#[tokio::test]
async fn a_session_ends_when_the_bot_says_goodbye() {
    let hand = Hand::in_small().await;
    let (mut gateway, ready) = ready(&hand).await;
    gateway.socket.close(1000).await;
    assert!(matches!(gateway.end_or_next().await, Heard::Closed(_) | Heard::Broken));

    let mut again = resume(&hand, &ready["session_id"], gateway.heard).await;

    assert_eq!(again.next().await["op"], 9);
}

#[tokio::test]
async fn reconnecting_and_invalid_sessions_can_be_asked_for() {
    let hand = Hand::in_small().await;
    let (mut gateway, _) = ready(&hand).await;

    hand.discord.ask_to_reconnect();
    assert_eq!(gateway.next().await["op"], 7);
    hand.discord.invalidate_sessions();
    assert_eq!(gateway.next().await, json!({"op": 9, "d": false}));
}

#[tokio::test]
async fn a_gateway_that_is_shut_takes_nobody_until_its_time_is_over() {
    let hand = Hand::in_small().await;
    hand.discord.shut_gateway_for(Duration::from_secs(60));
    assert_eq!(Socket::open(&hand.discord.api_url(), "/?v=10", &[]).await.err(), Some(503));

    hand.discord.advance(Duration::from_secs(61));

    hand.connect().await.event("READY").await;
}

#[tokio::test]
async fn words_are_for_those_who_asked_for_message_content() {
    let hand = Hand::in_small().await;
    let mut gateway = hand.dial().await;
    gateway.identify(&hand.discord.token(), ALL & !MESSAGE_CONTENT).await;
    gateway.event("GUILD_CREATE").await;
    let anna = hand.discord.member("Anna");
    let bot = hand.discord.bot_id();

    anna.says("secret").await.unwrap();
    assert_eq!(gateway.event("MESSAGE_CREATE").await["content"], "");
    anna.says(&format!("<@{bot}> hello")).await.unwrap();
    assert_eq!(gateway.event("MESSAGE_CREATE").await["content"], format!("<@{bot}> hello"));
    anna.in_direct_messages().says("just you").await.unwrap();
    assert_eq!(gateway.event("MESSAGE_CREATE").await["content"], "just you");
}

#[tokio::test]
async fn without_the_intents_nothing_is_heard_but_interactions() {
    let hand = Hand::in_small().await;
    assert_done(&hand.register(json!([{"name": "points", "description": "x"}])).await);
    let mut gateway = hand.dial().await;
    gateway.identify(&hand.discord.token(), 0).await;
    hand.discord.wait_for_bot(Duration::from_secs(10)).await.unwrap();
    let anna = hand.discord.member("Anna");
    anna.says("unheard").await.unwrap();
    hand.discord.leave("Ben");
    anna.slash("points").start().unwrap();

    assert_eq!(gateway.events_until("INTERACTION_CREATE").await, ["READY", "INTERACTION_CREATE"]);
}

#[tokio::test]
async fn each_shard_hears_of_its_own_servers() {
    let mut scenario = Scenario::new();
    for name in ["One", "Two", "Three", "Four", "Five", "Six"] {
        scenario = scenario.server(name).channel("general").member("Anna");
    }
    let hand = Hand::in_scenario(scenario).await;
    let mut seen = Vec::new();
    for shard in 0..2 {
        let mut gateway = hand.dial().await;
        gateway.identify_as(&hand.discord.token(), ALL, [shard, 2]).await;
        for server in gateway.event("READY").await["guilds"].as_array().unwrap() {
            let id: u64 = server["id"].as_str().unwrap().parse().unwrap();
            assert_eq!((id >> 22) % 2, shard);
            seen.push(id);
        }
    }
    assert_eq!(seen.len(), 6);
}

#[tokio::test]
async fn members_are_sent_in_a_chunk_when_asked_for() {
    let hand = Hand::in_small().await;
    let (mut gateway, _) = ready(&hand).await;
    let server = hand.discord.first_server();
    let ben = hand.discord.member("Ben").id();
    let mut ask = async |what: Value| {
        let mut data = json!({"guild_id": server, "limit": 0, "nonce": "n"});
        data.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        gateway.socket.say(&json!({"op": 8, "d": data})).await;
        gateway.event("GUILD_MEMBERS_CHUNK").await
    };

    let all = ask(json!({"query": ""})).await;
    assert_eq!((all["members"].as_array().unwrap().len(), &all["nonce"]), (4, &json!("n")));
    let named = ask(json!({"query": "be", "limit": 5})).await;
    assert_eq!(named["members"][0]["user"]["id"], json!(ben));
    let listed = ask(json!({"user_ids": [ben, "77"]})).await;
    assert_eq!((listed["members"].as_array().unwrap().len(), &listed["not_found"]), (1, &json!(["77"])));
}
