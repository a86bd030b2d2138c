//! The bot never panics on a steward's input, and points are conserved.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::hostile::{assert_no_panics, fields, message, record_panics};
use crate::world::{World, says};

/// The number of small messages.
const MESSAGES: usize = 400;
const PRESSES: usize = 300;

#[tokio::test]
async fn no_message_of_a_steward_makes_the_bot_panic() {
    record_panics();
    let mut world = World::new().await;
    world.grant("Cleo", 1_000);
    world.order("1001", 50);
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    let mut runner = TestRunner::deterministic();
    let text = typed(cleo);
    for _ in 0..MESSAGES {
        let text = text.new_tree(&mut runner).unwrap().current();
        // The local Discord may reject it; that does not matter here.
        let _: Result<_, _> = anna.says(&text).await;
    }
    says(&anna.slash("status").send().await.unwrap(), "Entries in the journal");
    // Stopping waits for every running command.
    world.stop().await;
    assert_eq!(world.sum(), 0);
    assert_no_panics();
}

#[tokio::test]
async fn no_button_and_no_form_of_a_steward_makes_the_bot_panic() {
    record_panics();
    let mut world = World::new().await;
    world.grant("Cleo", 1_000);
    let mut runner = TestRunner::deterministic();
    let (ids, fields) = (custom_ids(&world.id("Anna").to_string()), fields());
    for number in 0..PRESSES {
        let custom_id = ids.new_tree(&mut runner).unwrap().current();
        if number % 3 == 0 {
            let filled = fields.new_tree(&mut runner).unwrap().current();
            use_missing_message(&world, number, 5, json!({ "custom_id": custom_id, "components": filled }));
        } else {
            press_on_empty_message(&world, number, &custom_id);
        }
    }
    says(&world.member("Anna").slash("status").send().await.unwrap(), "Entries in the journal");
    let answered = world.discord.calls("POST", "/interactions/*/*/callback").len();
    assert!(answered > PRESSES / 2, "only {answered} of {PRESSES} payloads were understood");
    world.stop().await;
    assert_eq!(
        (world.balance("Cleo"), world.sum()),
        (1_000, 0),
        "a button without its question changed something"
    );
    assert_no_panics();
}

/// Anna presses a button on a message without content.
pub(crate) fn press_on_empty_message(world: &World, number: usize, custom_id: &str) {
    use_missing_message(world, number, 3, json!({ "custom_id": custom_id, "component_type": 2 }));
}

/// Anna presses a component (3) or submits a form (5) that may not exist, on a message that does not exist.
fn use_missing_message(world: &World, number: usize, kind: u8, data: Value) {
    let (server, channel) = (world.book().to_string(), world.member("Anna").here().id().to_string());
    let user = json!({ "id": world.id("Anna").to_string(), "username": "anna", "discriminator": "0" });
    world.discord.dispatch_raw(
        "INTERACTION_CREATE",
        json!({
            "id": (9_000_000_000_000_000_000_u64 + number as u64).to_string(),
            "application_id": world.discord.bot_id().to_string(),
            "type": kind,
            "data": data,
            "guild_id": server,
            "channel_id": channel,
            "member": {
                "user": user, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": false,
                "mute": false, "flags": 0, "permissions": "8", "nick": null, "pending": false,
            },
            "token": format!("token-{number}"),
            "version": 1,
            "locale": "en-US",
            "entitlements": [],
            "attachment_size_limit": 1_000_000,
            "app_permissions": "8",
            "message": message(&channel, &user),
        }),
    );
}

/// A steward's command with random or plausible arguments.
fn typed(member: String) -> impl Strategy<Value = String> {
    let command = prop::sample::select(vec![
        "grant",
        "sadd",
        "deduct",
        "set",
        "grant-role",
        "reverse",
        "audit",
        "achievement",
        "achievement define",
        "achievement change",
        "achievement award",
        "achievement revoke",
        "achievement list",
        "achievement starters",
        "orders",
        "orders show",
        "orders reissue",
        "orders void",
        "settings",
        "settings change",
        "settings reward",
        "season close",
        "listusers",
    ]);
    let argument = prop_oneof![
        3 => Just(member),
        2 => "[0-9]{1,25}",
        1 => "-?[0-9]{1,3}",
        1 => "#?[0-9]{1,2}",
        1 => "<[@#]&?[0-9]{0,20}>?",
        1 => "(early|milestone_100|by_hand|balance:[0-9]{1,20}|first_members:[0-9]{1,11}|1001|--silent|--reason|by)",
        1 => "(currency_plural|max_total_points|log_channel|role_rewards|transfers|utc_offset|colour)",
        1 => "[\\PC]{0,40}",
        1 => "\\PC{0,12}[\u{202e}\u{200d}\u{feff}\"'`\\\\]{0,4}",
        1 => Just("@everyone".to_owned()),
    ];
    (command, prop::collection::vec(argument, 0..6))
        .prop_map(|(command, arguments)| format!("!{command} {}", arguments.join(" ")))
}

fn custom_ids(anna: &str) -> impl Strategy<Value = String> + use<> {
    let what = "(role|reverse|season|audit|achievement|listusers)";
    let part = "(yes|no|a|s|define|change|[0-9]{1,20}|[a-z]{0,8})";
    prop::string::string_regex(&format!("1:{what}:{anna}(:{part}){{0,6}}")).unwrap()
}
