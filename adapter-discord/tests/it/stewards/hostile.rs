//! Whatever a steward sends, nothing panics, and points are conserved.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::hostile::{message, no_panics, watch_for_panics};
use crate::world::{World, says};

/// How much is sent; each is small.
const MESSAGES: usize = 400;
const PRESSES: usize = 300;

#[tokio::test]
async fn no_message_of_a_steward_makes_anything_panic() {
    watch_for_panics();
    let world = World::new().await;
    world.grant("Cleo", 1_000);
    world.order("1001", 50);
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    let mut runner = TestRunner::deterministic();
    let text = typed(cleo);
    for _ in 0..MESSAGES {
        let text = text.new_tree(&mut runner).unwrap().current();
        // What a client would not send is not what this is about.
        let _: Result<_, _> = anna.says(&text).await;
    }
    says(&anna.slash("status").send().await.unwrap(), "Entries in the journal");
    assert_eq!(world.sum(), 0);
    no_panics();
}

#[tokio::test]
async fn no_button_of_a_steward_makes_anything_panic() {
    watch_for_panics();
    let world = World::new().await;
    world.grant("Cleo", 1_000);
    let mut runner = TestRunner::deterministic();
    let ids = custom_ids(&world.id("Anna").to_string());
    for number in 0..PRESSES {
        press_on_nothing(&world, number, &ids.new_tree(&mut runner).unwrap().current());
    }
    says(&world.member("Anna").slash("status").send().await.unwrap(), "Entries in the journal");
    let answered = world.discord.calls("POST", "/interactions/*/*/callback").len();
    assert!(answered > PRESSES / 2, "only {answered} of {PRESSES} payloads were understood");
    assert_eq!(
        (world.balance("Cleo"), world.sum()),
        (1_000, 0),
        "a button without its question did something"
    );
    no_panics();
}

/// Anna presses a button of a message in which nothing is to be read.
pub fn press_on_nothing(world: &World, number: usize, custom_id: &str) {
    let (server, channel) = (world.book().to_string(), world.member("Anna").here().id().to_string());
    let user = json!({ "id": world.id("Anna").to_string(), "username": "anna", "discriminator": "0" });
    world.discord.dispatch_raw(
        "INTERACTION_CREATE",
        json!({
            "id": (9_000_000_000_000_000_000_u64 + number as u64).to_string(),
            "application_id": world.discord.bot_id().to_string(),
            "type": 3,
            "data": { "custom_id": custom_id, "component_type": 2 },
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

/// A command of theirs, and whatever, or what might be right.
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
