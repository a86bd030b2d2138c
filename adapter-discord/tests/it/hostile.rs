//! The bot never panics: absurd messages, and payloads that Discord would never send.

use std::collections::BTreeSet;
use std::panic;
use std::sync::Mutex;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::published::registered;
use crate::world::{World, says};

/// Panics in the bot, also the caught ones.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The number of small messages.
const MESSAGES: usize = 300;
const PAYLOADS: usize = 400;

#[tokio::test]
async fn no_message_makes_the_bot_panic() {
    record_panics();
    let mut world = World::new().await;
    world.grant("Cleo", 1_000);
    let mut runner = TestRunner::deterministic();
    let text = typed();
    let cleo = world.member("Cleo");
    for _ in 0..MESSAGES {
        let text = text.new_tree(&mut runner).unwrap().current();
        // The local Discord may reject it; that does not matter here.
        let _ = cleo.says(&text).await;
    }
    // A message in the channel may be a reply to an earlier one; a slash command has its own reply.
    says(&world.member("Emil").slash("points").send().await.unwrap(), "points");
    // Stopping waits for every running command.
    world.stop().await;
    assert_eq!(world.sum(), 0);
    assert_no_panics();
}

#[tokio::test]
async fn no_payload_makes_the_bot_panic() {
    record_panics();
    let mut world = World::new().await;
    let server = world.book().to_string();
    let cleo = world.id("Cleo").to_string();
    let channel = world.member("Cleo").here().id().to_string();
    let mut runner = TestRunner::deterministic();
    let (options, ids, fields) = (options(registered(&world)), custom_ids(&cleo), fields());
    for number in 0..PAYLOADS {
        let (name, filled) = options.new_tree(&mut runner).unwrap().current();
        let custom_id = ids.new_tree(&mut runner).unwrap().current();
        let user = json!({ "id": cleo, "username": "cleo", "discriminator": "0" });
        let kind = 2 + number % 4;
        let data = match kind {
            2 | 4 => json!({ "id": "77", "name": name, "type": 1 + number / 4 % 5, "options": filled }),
            3 => json!({ "custom_id": custom_id, "component_type": 2 }),
            _ => {
                let filled = fields.new_tree(&mut runner).unwrap().current();
                json!({ "custom_id": custom_id, "components": filled })
            }
        };
        world.discord.dispatch_raw(
            "INTERACTION_CREATE",
            json!({
                "id": (9_000_000_000_000_000_000_u64 + number as u64).to_string(),
                "application_id": world.discord.bot_id().to_string(),
                "type": kind,
                "data": data,
                "guild_id": if number % 7 == 0 { Value::Null } else { json!(server) },
                "channel_id": channel,
                "member": if number % 11 == 0 { Value::Null } else { member(&user) },
                "user": user,
                "token": "not-a-token",
                "version": 1,
                "locale": if number % 5 == 0 { "" } else { "de" },
                "app_permissions": "0",
                "entitlements": [],
                "attachment_size_limit": 0,
                "authorizing_integration_owners": {},
                "context": 0,
                "message": message(&channel, &user),
            }),
        );
    }
    says(&world.member("Cleo").slash("points").send().await.unwrap(), "points");
    let answered = world.discord.calls("POST", "/interactions/*/*/callback").len();
    assert!(answered > PAYLOADS / 2, "only {answered} of {PAYLOADS} payloads were understood");
    world.stop().await;
    assert_eq!(world.ledger.head().0, 0, "a command of an absent member changed something");
    assert_no_panics();
}

/// A message with or without a prefix, with or without a command, and random text.
fn typed() -> impl Strategy<Value = String> {
    let command = prop::sample::select(vec![
        "points",
        "p",
        "leaderboard",
        "lb",
        "rank",
        "history",
        "stats",
        "achievements",
        "claim",
        "give",
        "privacy",
        "help",
        "grant",
        "settings",
        "achievement define",
        "season close",
        "nothing",
        "",
    ]);
    let argument = prop_oneof![
        "[0-9]{1,25}",
        "-?[0-9]{1,3}",
        "<@!?[0-9]{0,20}>?",
        "[\\PC]{0,40}",
        "\\PC{0,12}[\u{202e}\u{200d}\u{feff}\"'`\\\\]{0,4}",
        Just("@everyone".to_owned()),
    ];
    let prefix = prop::sample::select(vec!["!", "! ", "", "<@1> ", "!!"]);
    (prefix, command, prop::collection::vec(argument, 0..5))
        .prop_map(|(prefix, command, arguments)| format!("{prefix}{command} {}", arguments.join(" ")))
}

/// A command with options of any name and type.
fn options(commands: BTreeSet<String>) -> impl Strategy<Value = (String, Value)> {
    let mut names: Vec<String> = commands.into_iter().collect();
    names.extend(["no-such-command", "settings", "settings nothing", ""].map(str::to_owned));
    let value = prop_oneof![
        any::<i64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(|yes| json!(yes)),
        "\\PC{0,30}".prop_map(|text| json!(text)),
        Just(json!("18446744073709551615")),
    ];
    let option = (
        "member|page|period|amount|code|note|command|reason|role|key|rule|order|setting|value|[a-z]{1,5}",
        3..12_u8,
        value,
        any::<bool>(),
    );
    let option = option.prop_map(|(name, kind, value, focused)| {
        json!({ "name": name, "type": kind, "value": value, "focused": focused })
    });
    let options = prop::collection::vec(option, 0..4);
    (prop::sample::select(names), options).prop_map(|(name, options)| match name.split_once(' ') {
        Some((name, below)) => (name.to_owned(), json!([{ "name": below, "type": 1, "options": options }])),
        None => (name, json!(options)),
    })
}

/// Custom ids of buttons and forms, some with the id of their owner.
fn custom_ids(member: &str) -> impl Strategy<Value = String> + use<> {
    let what = "(leaderboard|history|give|privacy|grant|achievement|role|reverse|season)";
    prop_oneof![
        prop::string::string_regex(&format!("1:{what}:{member}(:[a-z0-9]{{0,8}}){{0,5}}")).unwrap(),
        prop::string::string_regex(&format!("1:{what}:[0-9]{{0,20}}(:[a-z0-9]{{0,8}}){{0,5}}")).unwrap(),
        "[0-9]:[a-z]{0,9}:[0-9]{1,19}",
        "\\PC{0,100}",
    ]
}

/// The fields of a submitted form.
pub(crate) fn fields() -> impl Strategy<Value = Value> {
    let field = (
        "name|about|rule|reward|key|[a-z]{1,5}",
        prop_oneof!["\\PC{0,60}", "by_hand", "balance:[0-9]{1,20}"],
    );
    let row = field.prop_map(|(name, value)| {
        json!({ "type": 1, "components": [{ "type": 4, "custom_id": name, "value": value }] })
    });
    prop::collection::vec(row, 0..5).prop_map(|rows| json!(rows))
}

fn member(user: &Value) -> Value {
    json!({
        "user": user, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": false, "mute": false,
        "flags": 0, "permissions": "0", "nick": null, "pending": false,
    })
}

pub(crate) fn message(channel: &str, user: &Value) -> Value {
    json!({
        "id": "5", "channel_id": channel, "author": user, "content": "", "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "pinned": false, "type": 0, "flags": 0, "components": [],
    })
}

/// Records the panics of the bot from now on; panics of tests still fail the tests.
pub(crate) fn record_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let place = info.location().map(|place| place.to_string()).unwrap_or_default();
            if !place.contains("tests/it/") {
                PANICS.lock().unwrap().push(info.to_string());
            }
            before(info);
        }));
    });
}

#[track_caller]
pub(crate) fn assert_no_panics() {
    let panics = PANICS.lock().unwrap();
    assert!(panics.is_empty(), "{panics:#?}");
}
