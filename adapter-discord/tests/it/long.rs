//! Every command gets a reply within Discord's limits, however long its text.

use local_discord::{Member, Mention, MessageView};

use crate::stewards::manners::role;
use crate::world::World;

/// The longest message, and the longest text in an option, in characters.
const MESSAGE: usize = 2_000;
const OPTION: usize = 6_000;

/// Text that grows when it is escaped, and text that does not.
const FILLED_WITH: [&str; 3] = ["x", "*", "\u{5e9}"];

#[tokio::test]
async fn every_long_argument_of_a_message_is_answered() {
    let world = World::new().await;
    let (anna, cleo, regular) =
        (world.member("Anna"), world.member("Cleo").mention(), role(&world, "Regular"));
    for begun in [
        "points",
        "leaderboard",
        "rank",
        "history",
        "stats",
        "achievements",
        "claim",
        "give",
        "give @",
        "give @ 5",
        "privacy",
        "help",
        "grant",
        "grant @",
        "grant @ 5",
        "deduct @",
        "set @",
        "grant-role",
        "grant-role &",
        "reverse",
        "reverse 1",
        "audit",
        "achievement",
        "achievement define",
        "achievement define early",
        "achievement define early by_hand",
        "achievement change",
        "achievement retire",
        "achievement retire early",
        "achievement starters --reason",
        "achievement award @",
        "achievement list",
        "orders",
        "orders show",
        "orders reissue",
        "orders reissue 1001",
        "orders void",
        "settings",
        "settings change",
        "settings change prefix",
        "settings change currency_plural",
        "settings change channels",
        "settings change role_rewards",
        "settings change prefix ? --reason",
        "settings reward",
        "settings reward &",
        "settings reward & 5 --reason",
        "season",
        "status",
        "listusers",
    ] {
        let begun = begun.replace('@', &cleo).replace('&', &regular);
        for sign in FILLED_WITH {
            let begun = format!("!{begun} ");
            let room = MESSAGE - begun.chars().count();
            let typed = format!("{begun}{}", sign.repeat(room));
            assert_answered(&begun, &anna.asks(&typed).await.map_err(|error| error.to_string()));
        }
    }
    assert_eq!(world.sum(), 0);
}

#[tokio::test]
async fn every_long_option_is_answered() {
    let world = World::new().await;
    let anna = world.member("Anna");
    for (command, option) in [
        ("help", "command"),
        ("claim", "code"),
        ("give", "note"),
        ("grant", "reason"),
        ("reverse", "reason"),
        ("achievement define", "key"),
        ("achievement change", "key"),
        ("achievement retire", "key"),
        ("orders show", "order"),
        ("orders reissue", "order"),
        ("orders void", "order"),
        ("settings change", "setting"),
        ("settings change", "value"),
        ("season close", "reason"),
    ] {
        for sign in FILLED_WITH {
            let slash = filled_in(&anna, command, option, &sign.repeat(OPTION));
            let answered = slash.send().await;
            let shown = answered.map(|answer| MessageView::clone(&answer)).map_err(|error| error.to_string());
            if command != "achievement define" {
                assert_answered(&format!("/{command} {option}"), &shown);
            }
        }
    }
    assert_eq!(world.sum(), 0);
}

/// A command whose other options are valid.
fn filled_in(anna: &Member, command: &str, long: &str, text: &str) -> local_discord::Slash {
    let slash = anna.slash(command).option(long, text);
    match (command, long) {
        ("give" | "grant", _) => slash.option("member", Mention("Cleo")).option("amount", 5),
        ("reverse", _) => slash.option("entry", 1),
        ("orders void", _) => slash.option("reason", "a start"),
        ("settings change", "value") => slash.option("setting", "currency_plural"),
        ("settings change", _) => slash.option("value", "x"),
        _ => slash,
    }
}

#[track_caller]
fn assert_answered(what: &str, shown: &Result<MessageView, String>) {
    match shown {
        Ok(shown) => assert!(!shown.text().trim().is_empty(), "{what} has an empty reply"),
        Err(error) => panic!("{what} is not answered: {error}"),
    }
}
