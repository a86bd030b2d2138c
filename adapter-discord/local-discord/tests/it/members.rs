//! Members and roles: reading, searching, giving and taking, and refusing above the bot's own role.

use crate::bot;
use crate::manual_bot::{ManualBot, assert_done, assert_refused};
use local_discord::{LocalDiscord, Permissions, Scenario};
use serde_json::Value;

async fn with_roles() -> ManualBot {
    let scenario = Scenario::new()
        .server("Harbour")
        .role("Low", Permissions::NONE, 0x11)
        .role("High", Permissions::NONE, 0x22)
        .bot_above(1)
        .channel("general")
        .member("Anna")
        .member("Ben")
        .member("Cleo");
    ManualBot::in_scenario(scenario).await
}

fn path(bot: &ManualBot, rest: &str) -> String {
    format!("/guilds/{}{rest}", bot.discord.first_server())
}

fn role_of_ben(bot: &ManualBot, role: &str) -> String {
    let (ben, role) = (bot.discord.member("Ben").id(), bot.discord.role_id(role));
    path(bot, &format!("/members/{ben}/roles/{role}"))
}

#[tokio::test]
async fn a_role_below_the_bots_own_is_given_and_taken() {
    let bot = with_roles().await;
    let mut gateway = bot.connect().await;

    assert_eq!(bot.call("PUT", &role_of_ben(&bot, "Low"), Value::Null).await.status, 204);
    assert_eq!(bot.discord.member("Ben").roles(), ["Low"]);
    let told = gateway.event("GUILD_MEMBER_UPDATE").await;
    assert_eq!(told["roles"][0], bot.discord.role_id("Low").to_string());

    assert_eq!(bot.call("DELETE", &role_of_ben(&bot, "Low"), Value::Null).await.status, 204);
    assert!(bot.discord.member("Ben").roles().is_empty());
}

#[tokio::test]
async fn a_role_above_the_bots_own_is_refused() {
    let bot = with_roles().await;

    assert_refused(&bot.call("PUT", &role_of_ben(&bot, "High"), Value::Null).await, 403, 50013);
    assert_refused(&bot.call("PUT", &role_of_ben(&bot, "Tallybook"), Value::Null).await, 403, 50013);
}

#[tokio::test]
async fn roles_need_the_permission_to_manage_them() {
    let scenario = Scenario::small().role("Low", Permissions::NONE, 0).bot_permissions(Permissions::EVERYONE);
    let bot = ManualBot::in_scenario(scenario).await;

    assert_refused(&bot.call("PUT", &role_of_ben(&bot, "Low"), Value::Null).await, 403, 50013);
}

#[tokio::test]
async fn unknown_users_members_and_roles_are_refused_with_their_codes() {
    let bot = with_roles().await;
    let ben = bot.discord.member("Ben").id();
    bot.discord.leave("Ben");

    for (path, code) in [
        (path(&bot, &format!("/members/{ben}")), 10007),
        (path(&bot, "/members/77"), 10013),
        (path(&bot, "/roles/77"), 10011),
        ("/users/77".to_owned(), 10013),
        ("/guilds/77".to_owned(), 10004),
        ("/channels/77".to_owned(), 10003),
    ] {
        assert_refused(&bot.call("GET", &path, Value::Null).await, 404, code);
    }
    assert_done(&bot.call("GET", &format!("/users/{ben}"), Value::Null).await);
}

#[tokio::test]
async fn members_are_listed_page_by_page_and_searched() {
    let bot = with_roles().await;
    let list = async |rest: &str| {
        let json = assert_done(&bot.call("GET", &path(&bot, rest), Value::Null).await);
        json.as_array().unwrap().clone()
    };

    let first = list("/members?limit=2").await;
    let last = first[1]["user"]["id"].as_str().unwrap();
    let second = list(&format!("/members?limit=1000&after={last}")).await;
    assert_eq!((first.len(), second.len()), (2, 2));
    assert_eq!(list("/members/search?query=cl&limit=10").await[0]["user"]["username"], "cleo");
    let beyond = bot.call("GET", &path(&bot, "/members?limit=1001"), Value::Null).await;
    assert_refused(&beyond, 400, 50035);
}

#[tokio::test]
async fn leaving_and_joining_send_events() {
    let bot = with_roles().await;
    let mut gateway = bot.connect().await;

    bot.discord.leave("Ben");
    assert_eq!(gateway.event("GUILD_MEMBER_REMOVE").await["user"]["username"], "ben");
    bot.discord.join("Ben");
    assert_eq!(gateway.event("GUILD_MEMBER_ADD").await["user"]["username"], "ben");
}

#[tokio::test]
async fn calls_without_the_token_are_refused() {
    let bot = with_roles().await;

    for authorization in ["Bot wrong", "local-discord.token", ""] {
        let answered = bot.call_as(authorization, "GET", "/users/@me", Value::Null).await.unwrap();
        assert_refused(&answered, 401, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_reason_is_logged_with_the_call() {
    let discord = LocalDiscord::start(Scenario::small().role("Low", Permissions::NONE, 0)).await.unwrap();
    let bot = bot::start(&discord).await;
    let (server, ben) = (discord.first_server().0.into(), discord.member("Ben").id().0.into());
    let role = discord.role_id("Low").0.into();

    bot.http.add_member_role(server, ben, role, Some("earned 500 points")).await.unwrap();

    let calls = discord.calls("PUT", "/guilds/*/members/*/roles/*");
    assert_eq!(calls[0].reason.as_deref(), Some("earned 500 points"));
    assert_eq!(discord.member("Ben").roles(), ["Low"]);
}
