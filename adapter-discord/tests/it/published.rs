//! Checks all requests of the bot against Discord's published API description, if a copy lies beside the checkout. Each
//! command is used once, with some buttons and forms, and all effects run.

use std::collections::BTreeSet;
use std::path::Path;

use local_discord::{ApiSchema, Call, Mention, MessageView, NamedRole, OptionValue};
use serde_json::{Value, json};

use crate::world::{PATIENCE, World};

/// The description, or `None` with a message that it is missing.
#[expect(clippy::print_stderr, reason = "a skipped test must be visible")]
fn description() -> Option<ApiSchema> {
    let found = ApiSchema::beside(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    if found.is_none() {
        eprintln!("held against nothing: no copy of Discord's published description beside the checkout");
    }
    found
}

/// Every command with valid arguments.
fn all() -> Vec<(&'static str, Vec<(&'static str, OptionValue)>)> {
    let cleo = || ("member", Mention("Cleo").into());
    let why = || ("reason", "for the *harbour* fest".into());
    let key = |key: &str| ("key", OptionValue::from(key));
    let order = || ("order", "1002".into());
    vec![
        ("points", vec![cleo()]),
        ("leaderboard", vec![("page", 1.into()), ("period", "This week".into())]),
        ("rank", vec![]),
        ("history", vec![("page", 1.into())]),
        ("stats", vec![cleo()]),
        ("achievements", vec![]),
        ("claim", vec![("code", "CODE-1001".into())]),
        ("give", vec![cleo(), ("amount", 5.into()), ("note", "a gift".into())]),
        ("privacy", vec![]),
        ("help", vec![("command", "points".into())]),
        ("grant", vec![cleo(), ("amount", 50.into()), why()]),
        ("deduct", vec![cleo(), ("amount", 5.into()), why(), ("silent", true.into())]),
        ("set", vec![cleo(), ("balance", 70.into()), why()]),
        ("grant-role", vec![("role", NamedRole("Regular").into()), ("amount", 5.into()), why()]),
        ("reverse", vec![("entry", 2.into()), why()]),
        ("audit", vec![cleo(), ("by", Mention("Anna").into()), ("kind", "Grants".into())]),
        ("achievement starters", vec![why()]),
        (
            "achievement define",
            vec![key("early"), ("name", "Early bird".into()), ("rule", "Awarded by hand".into()), why()],
        ),
        ("achievement change", vec![key("early"), why()]),
        ("achievement award", vec![cleo(), key("early"), why()]),
        ("achievement revoke", vec![cleo(), key("early"), why()]),
        ("achievement retire", vec![key("early"), why()]),
        ("achievement list", vec![]),
        ("orders overview", vec![]),
        ("orders show", vec![order()]),
        ("orders reissue", vec![order(), why()]),
        ("orders void", vec![order(), why()]),
        ("settings show", vec![]),
        ("settings change", vec![("setting", "locale".into()), ("value", "de".into())]),
        ("settings reward", vec![("role", NamedRole("Regular").into()), ("threshold", 60.into())]),
        ("season close", vec![why()]),
        ("status", vec![]),
        ("listusers", vec![]),
    ]
}

/// The full names of the registered commands.
pub(crate) fn registered(world: &World) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for command in world.discord.commands() {
        let name = command["name"].as_str().unwrap();
        let options = command["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        let below = options.iter().filter(|option| option["type"] == 1);
        let below: Vec<String> =
            below.map(|option| format!("{name} {}", option["name"].as_str().unwrap())).collect();
        if below.is_empty() {
            names.insert(name.to_owned());
        }
        names.extend(below);
    }
    names
}

/// The message in a request, if any; for the response to an interaction it is the field `data`.
fn message_in(call: &Call) -> Option<&Value> {
    let body = if call.path.ends_with("/callback") { &call.body["data"] } else { &call.body };
    let says = |part: &str| body[part].as_str().is_some_and(|text| !text.is_empty());
    let shows = |part: &str| body[part].as_array().is_some_and(|parts| !parts.is_empty());
    (says("content") || shows("embeds")).then_some(body)
}

/// Asserts that every message sets `allowed_mentions` to none. Without that field Discord reads mentions from the text.
#[track_caller]
fn assert_no_pings(calls: &[Call]) {
    let said: Vec<(&Call, &Value)> =
        calls.iter().filter_map(|call| Some((call, message_in(call)?))).collect();
    assert!(said.len() > 5, "only {} calls say anything", said.len());
    for (call, body) in said {
        assert_eq!(body["allowed_mentions"]["parse"], json!([]), "{} {}", call.method, call.path);
    }
}

#[track_caller]
fn fits(description: Option<&ApiSchema>, world: &World) {
    assert_eq!(world.discord.unknown_calls().len(), 0);
    let calls = world.discord.calls("*", "/**");
    assert_no_pings(&calls);
    let Some(description) = description else { return };
    let misfits: Vec<String> = calls.iter().flat_map(|call| description.mismatches(call)).collect();
    assert!(misfits.is_empty(), "{} misfits:\n{}", misfits.len(), misfits.join("\n"));
    let refused = calls.iter().filter(|call| call.status.is_some_and(|status| status >= 400));
    let refused: Vec<String> =
        refused.map(|call| format!("{} {}: {}", call.method, call.path, call.answer)).collect();
    assert_eq!(refused, Vec::<String>::new());
}

#[tokio::test]
async fn requests_of_every_command_match_discords_description() {
    let description = description();
    let world = World::new().await;
    world.set("discord.log_channel", &world.discord.channel("staff-log").id().to_string());
    world.set("discord.direct_messages", "on");
    world.grant("Anna", 500);
    world.order("1001", 250);
    world.order("1002", 40);
    let anna = world.member("Anna");
    let mut used = BTreeSet::new();
    for (command, options) in all() {
        let slash =
            options.into_iter().fold(anna.slash(command), |slash, (name, given)| slash.option(name, given));
        let answer = slash.send().await.unwrap_or_else(|error| panic!("/{command}: {error}"));
        assert!(answer.deferred || answer.modal.is_some(), "/{command} is not deferred");
        if answer.modal.is_some() {
            anna.submit(&answer, &[("name", "Late bird")]).await.unwrap();
        }
        if has_button(&answer, "Confirm") {
            anna.press(&answer, "Confirm").await.unwrap();
        }
        used.insert(command.to_owned());
    }
    assert_eq!(used, registered(&world));
    world.wait_for_effects().await;
    fits(description.as_ref(), &world);
}

#[tokio::test]
async fn requests_of_buttons_and_messages_match_discords_description() {
    let description = description();
    let world = World::new().await;
    for amount in 1..=25 {
        world.grant("Cleo", amount);
    }
    let cleo = world.member("Cleo");
    let history = cleo.asks("!history").await.unwrap();
    cleo.press(&history, "Forward").await.unwrap();
    let board = cleo.asks("!top").await.unwrap();
    cleo.press(&board, "This month").await.unwrap();
    let privacy = cleo.slash("privacy").send().await.unwrap();
    cleo.press(&privacy, "My data").await.unwrap();
    cleo.press(&privacy, "Forget me").await.unwrap();
    cleo.asks("!rank").await.unwrap();
    cleo.asks("!stats").await.unwrap();
    let suggested = world.member("Anna").autocomplete("settings change", "setting", "pre").await.unwrap();
    assert_eq!(suggested.len(), 1);
    world.member("Anna").says(&format!("!sadd {} 5 a surprise", cleo.mention())).await.unwrap();
    world.member("Anna").wait_for_direct_messages(1, PATIENCE).await.unwrap();
    fits(description.as_ref(), &world);
}

fn has_button(shown: &MessageView, label: &str) -> bool {
    shown.buttons.iter().any(|button| button.label == label && !button.disabled)
}
