//! Commands beyond Discord's limits are refused.

use crate::manual_bot::{ManualBot, assert_done, assert_refused, assert_wrong};
use serde_json::{Value, json};

fn command(key: &str, value: Value) -> Value {
    let mut command = json!({"name": "points", "description": "Shows points"});
    command[key] = value;
    command
}

fn option(key: &str, value: Value) -> Value {
    let mut option = json!({"type": 3, "name": "code", "description": "A code"});
    option[key] = value;
    command("options", json!([option]))
}

#[tokio::test]
async fn names_descriptions_and_options_have_limits() {
    let bot = ManualBot::in_small().await;
    let choices = |count: usize| json!(vec![json!({"name": "x", "value": "x"}); count]);
    let options: Vec<_> =
        (0..26).map(|at| json!({"type": 3, "name": format!("o{at}"), "description": "x"})).collect();
    for (body, place, code) in [
        (command("name", json!("Points")), "/0/name", "APPLICATION_COMMAND_INVALID_NAME"),
        (command("name", json!("my points")), "/0/name", "APPLICATION_COMMAND_INVALID_NAME"),
        (command("name", json!("x".repeat(33))), "/0/name", "BASE_TYPE_BAD_LENGTH"),
        (command("description", json!("x".repeat(101))), "/0/description", "BASE_TYPE_BAD_LENGTH"),
        (command("description", json!("")), "/0/description", "BASE_TYPE_REQUIRED"),
        (command("options", json!(options)), "/0/options", "BASE_TYPE_BAD_LENGTH"),
        (option("choices", choices(26)), "/0/options/0/choices", "BASE_TYPE_MAX_LENGTH"),
        (option("type", json!(12)), "/0/options/0/type", "NUMBER_TYPE_MAX"),
        (
            command("name_localizations", json!({"de": "Punkte"})),
            "/0/name_localizations/de",
            "APPLICATION_COMMAND_INVALID_NAME",
        ),
        (
            command("name_localizations", json!({"xx": "punkte"})),
            "/0/name_localizations/xx",
            "BASE_TYPE_CHOICES",
        ),
        (
            command("description_localizations", json!({"de": "x".repeat(101)})),
            "/0/description_localizations/de",
            "BASE_TYPE_BAD_LENGTH",
        ),
    ] {
        assert_wrong(&bot.register(json!([body])).await, place, code);
    }
    assert_done(&bot.register(json!([command("name", json!("punkte-übersicht"))])).await);
}

#[tokio::test]
async fn required_options_come_before_optional_ones() {
    let bot = ManualBot::in_small().await;
    let options = |first: bool, second: bool| {
        json!([
            {"type": 3, "name": "a", "description": "x", "required": first},
            {"type": 3, "name": "b", "description": "x", "required": second},
        ])
    };

    assert_done(&bot.register(json!([command("options", options(true, false))])).await);
    let answered = bot.register(json!([command("options", options(false, true))])).await;

    assert_wrong(&answered, "/0/options/1", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID");
}

#[tokio::test]
async fn more_than_a_hundred_commands_are_refused() {
    let bot = ManualBot::in_small().await;
    let commands = |count: usize| {
        (0..count).map(|at| json!({"name": format!("c{at}"), "description": "x"})).collect::<Vec<_>>()
    };

    assert_done(&bot.register(json!(commands(100))).await);
    assert_refused(&bot.register(json!(commands(101))).await, 400, 30032);
}

#[tokio::test]
async fn two_commands_with_the_same_name_are_refused() {
    let bot = ManualBot::in_small().await;
    let twice = json!([command("name", json!("a")), command("name", json!("a"))]);

    assert_wrong(&bot.register(twice).await, "/1/name", "APPLICATION_COMMANDS_DUPLICATE_NAME");
}

#[tokio::test]
async fn a_command_is_not_larger_than_eight_thousand_characters() {
    let bot = ManualBot::in_small().await;
    let choices: Vec<_> =
        (0..25).map(|_| json!({"name": "x".repeat(100), "value": "y".repeat(100)})).collect();
    let options: Vec<_> = (0..2)
        .map(|at| json!({"type": 3, "name": format!("o{at}"), "description": "x", "choices": choices}))
        .collect();

    let answered = bot.register(json!([command("options", json!(options))])).await;

    assert_wrong(&answered, "/0", "APPLICATION_COMMAND_TOO_LARGE");
}

#[tokio::test]
async fn a_command_that_is_registered_again_keeps_its_id() {
    let bot = ManualBot::in_small().await;
    let first = assert_done(&bot.register(json!([command("name", json!("a"))])).await);

    let again =
        assert_done(&bot.register(json!([command("name", json!("a")), command("name", json!("b"))])).await);

    assert_eq!(first[0]["id"], again[0]["id"]);
    assert_ne!(again[0]["id"], again[1]["id"]);
    let path = format!("/applications/{}/commands", bot.discord.bot_id());
    let listed = assert_done(&bot.call("GET", &path, Value::Null).await);
    assert_eq!(listed, again);
}

#[tokio::test]
async fn a_command_can_be_added_changed_and_removed() {
    let bot = ManualBot::in_small().await;
    let path =
        format!("/applications/{}/guilds/{}/commands", bot.discord.bot_id(), bot.discord.first_server());
    let added = bot.call("POST", &path, command("name", json!("a"))).await;
    assert_eq!(added.status, 201);
    let one = format!("{path}/{}", added.json()["id"].as_str().unwrap());

    let changed = assert_done(&bot.call("PATCH", &one, json!({"description": "Other"})).await);
    assert_eq!((&changed["name"], &changed["description"]), (&json!("a"), &json!("Other")));

    assert_eq!(bot.call("DELETE", &one, Value::Null).await.status, 204);
    assert_refused(&bot.call("GET", &one, Value::Null).await, 404, 10063);
}
