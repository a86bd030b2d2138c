//! Messages in channels: posting, reading, editing and deleting, and refusing without permission.

use crate::bot::DEADLINE;
use crate::manual_bot::{ManualBot, assert_done, assert_refused, assert_wrong};
use crate::socket;
use local_discord::{Permissions, Scenario};
use serde_json::{Value, json};

fn in_channel(bot: &ManualBot, channel: &str, rest: &str) -> String {
    format!("/channels/{}/messages{rest}", bot.discord.channel(channel).id())
}

#[tokio::test]
async fn a_message_is_posted_edited_and_deleted() {
    let bot = ManualBot::in_small().await;
    let mut gateway = bot.connect().await;
    let written = assert_done(&bot.write(json!({"content": " one ", "nonce": "7"})).await);
    assert_eq!((&written["content"], &written["nonce"]), (&json!("one"), &json!("7")));
    assert_eq!(gateway.event("MESSAGE_CREATE").await["id"], written["id"]);
    let path = in_channel(&bot, "general", &format!("/{}", written["id"].as_str().unwrap()));

    let changed = assert_done(&bot.call("PATCH", &path, json!({"content": "two"})).await);
    assert!(changed["edited_timestamp"].is_string());
    assert_eq!(gateway.event("MESSAGE_UPDATE").await["content"], "two");
    assert_eq!(assert_done(&bot.call("GET", &path, Value::Null).await)["content"], "two");

    assert_eq!(bot.call("DELETE", &path, Value::Null).await.status, 204);
    assert_eq!(gateway.event("MESSAGE_DELETE").await["id"], written["id"]);
    assert_refused(&bot.call("GET", &path, Value::Null).await, 404, 10008);
}

#[tokio::test]
async fn a_message_with_the_same_enforced_nonce_is_sent_once() {
    let bot = ManualBot::in_small().await;
    let body = json!({"content": "paid", "nonce": "order 7", "enforce_nonce": true});

    let first = assert_done(&bot.write(body.clone()).await);
    let second = assert_done(&bot.write(body).await);

    assert_eq!(first["id"], second["id"]);
    assert_eq!(bot.discord.channel("general").messages().len(), 1);
}

#[tokio::test]
async fn files_are_uploaded_with_a_form_and_downloaded() {
    let bot = ManualBot::in_small().await;
    let payload = json!({
        "embeds": [{"title": "Rank", "image": {"url": "attachment://rank.png"}}],
        "attachments": [{"id": "0", "description": "A picture"}],
    });
    let form = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n{payload}\r\n\
         --limit\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"rank.png\"\r\n\
         Content-Type: image/png\r\n\r\nnot really\r\n--limit--\r\n"
    );
    let token = format!("Bot {}", bot.discord.token());
    let headers =
        [("authorization", token.as_str()), ("content-type", "multipart/form-data; boundary=limit")];
    let path = format!("/api/v10{}", in_channel(&bot, "general", ""));

    let url = bot.discord.api_url();
    let written = assert_done(&socket::call(&url, "POST", &path, &headers, form.as_bytes()).await.unwrap());

    let image = written["embeds"][0]["image"]["url"].as_str().unwrap();
    let file = socket::call(&url, "GET", image.strip_prefix(&url).unwrap(), &[], b"").await.unwrap();
    assert_eq!((file.status, file.body.as_slice()), (200, b"not really".as_slice()));
    assert!(file.head.to_lowercase().contains("content-type: image/png"));
    let shown = &bot.discord.channel("general").messages()[0];
    assert_eq!(shown.files[0].bytes.as_ref(), b"not really");
    assert_eq!(shown.files[0].description.as_deref(), Some("A picture"));
    assert!(written["attachments"].as_array().unwrap().is_empty(), "the embed shows it already");
}

#[tokio::test]
async fn a_channel_that_the_bot_does_not_see_gives_missing_access() {
    let scenario = Scenario::small()
        .channel("secret")
        .hidden_from_everyone()
        .channel("notices")
        .denied_to_everyone(Permissions::SEND_MESSAGES)
        .channel("plain")
        .denied_to_bot(Permissions::EMBED_LINKS);
    let bot = ManualBot::in_scenario(scenario).await;
    let write =
        async |channel: &str, body: Value| bot.call("POST", &in_channel(&bot, channel, ""), body).await;

    assert_refused(&write("secret", json!({"content": "x"})).await, 403, 50001);
    assert_refused(&write("notices", json!({"content": "x"})).await, 403, 50013);
    assert_refused(&write("plain", json!({"embeds": [{"title": "x"}]})).await, 403, 50013);
    assert_done(&write("plain", json!({"content": "x"})).await);
    assert!(bot.discord.member("Ben").in_channel("notices").says("x").await.is_err());
}

#[tokio::test]
async fn only_the_author_edits_a_message_and_only_stewards_delete_it() {
    let bot = ManualBot::in_scenario(Scenario::small().bot_permissions(Permissions::EVERYONE)).await;
    let said = bot.discord.member("Anna").says("mine").await.unwrap();
    let path = in_channel(&bot, "general", &format!("/{said}"));

    assert_refused(&bot.call("PATCH", &path, json!({"content": "x"})).await, 403, 50005);
    assert_refused(&bot.call("DELETE", &path, Value::Null).await, 403, 50013);
}

#[tokio::test]
async fn a_direct_message_reaches_a_member_who_accepts_them() {
    let scenario = Scenario::small().member("Dora").refuses_direct_messages();
    let bot = ManualBot::in_scenario(scenario).await;
    let write = async |name: &str| {
        let recipient = json!({"recipient_id": bot.discord.member(name).id()});
        let channel = assert_done(&bot.call("POST", "/users/@me/channels", recipient).await);
        let path = format!("/channels/{}/messages", channel["id"].as_str().unwrap());
        bot.call("POST", &path, json!({"content": "hello"})).await
    };

    assert_done(&write("Anna").await);
    assert_refused(&write("Dora").await, 403, 50007);
    bot.discord.leave("Cleo");
    assert_refused(&write("Cleo").await, 403, 50007);
    let seen = bot.discord.member("Anna").wait_for_direct_messages(1, DEADLINE).await.unwrap();
    assert_eq!(seen[0].content, "hello");
}

#[tokio::test]
async fn a_mention_pings_only_the_users_that_the_bot_allows() {
    let bot = ManualBot::in_small().await;
    let (anna, ben) = (bot.discord.member("Anna"), bot.discord.member("Ben"));
    let content = format!("{} {} @everyone", anna.mention(), ben.mention());
    let pings = async |allowed: Value| {
        assert_done(&bot.write(json!({"content": content, "allowed_mentions": allowed})).await);
        bot.discord.channel("general").messages().last().unwrap().pings.clone()
    };

    assert_eq!(pings(Value::Null).await, [anna.id(), ben.id()]);
    assert!(pings(json!({"parse": []})).await.is_empty());
    assert_eq!(pings(json!({"users": [ben.id()]})).await, [ben.id()]);
}

#[tokio::test]
async fn a_reply_to_an_unknown_message_is_refused() {
    let bot = ManualBot::in_small().await;
    let said = bot.discord.member("Anna").says("?").await.unwrap();
    let reply = |id: Value| json!({"content": "!", "message_reference": {"message_id": id}});

    assert_wrong(&bot.write(reply(json!("77"))).await, "/message_reference", "REPLIES_UNKNOWN_MESSAGE");
    let written = assert_done(&bot.write(reply(json!(said))).await);

    assert_eq!(written["referenced_message"]["content"], "?");
    let answer = bot.discord.member("Anna").answer_to(said, DEADLINE).await.unwrap();
    assert_eq!(answer.reply_to, Some(said));
}

#[tokio::test]
async fn messages_are_read_newest_first() {
    let bot = ManualBot::in_small().await;
    let anna = bot.discord.member("Anna");
    for word in ["one", "two", "three"] {
        anna.says(word).await.unwrap();
    }

    let listed = assert_done(&bot.call("GET", &in_channel(&bot, "general", "?limit=2"), Value::Null).await);

    let words: Vec<_> = listed.as_array().unwrap().iter().map(|one| &one["content"]).collect();
    assert_eq!(words, ["three", "two"]);
}

#[tokio::test]
async fn a_call_without_a_route_is_logged() {
    let bot = ManualBot::in_small().await;

    assert_refused(&bot.call("GET", "/guilds/1/bananas", Value::Null).await, 404, 0);
    assert_refused(&bot.call("PUT", "/users/@me", Value::Null).await, 405, 0);

    let unknown: Vec<_> = bot.discord.unknown_calls().into_iter().map(|call| call.path).collect();
    assert_eq!(unknown, ["/guilds/1/bananas", "/users/@me"]);
}

#[tokio::test]
async fn every_user_has_an_avatar() {
    let bot = ManualBot::in_small().await;

    let picture =
        socket::call(&bot.discord.api_url(), "GET", "/embed/avatars/3.png", &[], b"").await.unwrap();

    assert!(picture.body.starts_with(b"\x89PNG"), "{}", picture.status);
}
