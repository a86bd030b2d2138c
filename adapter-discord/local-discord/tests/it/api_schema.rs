//! Requests and responses checked against Discord's published schema, if there is a copy beside the checkout.

use crate::bot::{self, DEADLINE};
use crate::manual_bot::{ManualBot, assert_done};
use local_discord::{ApiSchema, LocalDiscord, Mention, Scenario};
use serde_json::{Value, json};
use std::path::Path;

/// Says on standard error that the test is skipped if there is no copy.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn description() -> Option<ApiSchema> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let found = ApiSchema::beside(&root);
    if found.is_none() {
        eprintln!("skipped: no copy of Discord's published description beside the checkout");
    }
    found
}

#[track_caller]
fn assert_fits(description: &ApiSchema, discord: &LocalDiscord) {
    let calls = discord.calls("*", "/**");
    let published = calls.iter().filter(|call| call.route.is_some());
    let misfits: Vec<_> = published.flat_map(|call| description.mismatches(call)).collect();
    assert!(misfits.is_empty(), "{} misfits:\n{}", misfits.len(), misfits.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_of_the_real_client_match_the_schema() {
    let Some(description) = description() else { return };
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let bot = bot::start(&discord).await;
    discord.member("Anna").slash("ping").option("member", Mention("Ben")).send().await.unwrap();
    discord.member("Anna").asks("!ping").await.unwrap();
    bot.http.get_current_application_info().await.unwrap();
    bot.http.get_bot_gateway().await.unwrap();
    bot.http.get_current_user().await.unwrap();

    discord.wait_for_calls(1, "POST", "/webhooks/**", DEADLINE).await.unwrap();

    assert_fits(&description, &discord);
}

#[tokio::test]
async fn responses_to_reads_match_the_schema() {
    let Some(description) = description() else { return };
    let bot = ManualBot::in_scenario(Scenario::sample()).await;
    let discord = &bot.discord;
    let (server, ben) = (discord.first_server(), discord.member("Ben").id());
    let general = discord.channel("general").id();
    let role = discord.role_id("Regular");
    let commands = format!("/applications/{}/commands", discord.bot_id());
    let command = json!({"name": "points", "description": "Shows points", "options": [
        {"type": 4, "name": "page", "description": "Which", "min_value": 1}
    ], "default_member_permissions": "32", "name_localizations": {"de": "punkte"}});
    assert_done(&bot.call("PUT", &commands, json!([command])).await);
    let components = json!([
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "x"}]},
        {"type": 1, "components": [{"type": 3, "custom_id": "y", "options": [{"label": "x", "value": "x"}]}]},
    ]);
    let embed = json!({"title": "x", "color": 5, "fields": [{"name": "n", "value": "v", "inline": true}],
        "footer": {"text": "f"}, "author": {"name": "a"}, "timestamp": "2026-11-22T10:00:00Z"});
    let body =
        json!({"content": discord.member("Ben").mention(), "embeds": [embed], "components": components});
    let written = assert_done(&bot.write(body).await);
    let message = format!("/channels/{general}/messages/{}", written["id"].as_str().unwrap());

    for path in [
        "/gateway".to_owned(),
        "/gateway/bot".to_owned(),
        "/oauth2/applications/@me".to_owned(),
        "/users/@me".to_owned(),
        "/users/@me/guilds".to_owned(),
        format!("/users/{ben}"),
        format!("/guilds/{server}"),
        format!("/guilds/{server}/channels"),
        format!("/guilds/{server}/roles"),
        format!("/guilds/{server}/roles/{role}"),
        format!("/guilds/{server}/members/{ben}"),
        format!("/guilds/{server}/members?limit=10"),
        format!("/guilds/{server}/members/search?query=b"),
        format!("/channels/{general}"),
        format!("/channels/{general}/messages"),
        message.clone(),
        commands,
    ] {
        assert_done(&bot.call("GET", &path, Value::Null).await);
    }
    assert_done(&bot.call("PATCH", &message, json!({"content": "other"})).await);
    assert_done(&bot.call("PUT", &format!("/guilds/{server}/members/{ben}/roles/{role}"), Value::Null).await);
    assert_done(&bot.call("POST", "/users/@me/channels", json!({"recipient_id": ben})).await);
    bot.write(json!({"content": "x".repeat(2001)})).await;
    assert_done(&bot.call("DELETE", &message, Value::Null).await);

    assert_fits(&description, discord);
}
