//! Optional reasons of stewards' commands, by slash and by prefix.

use ledger_core::{AchievementKey, Book, EventKind, Label, Points, Rule};
use ledger_store::AuditQuery;
use local_discord::{NamedRole, OptionValue, Permissions, Scenario};

use crate::stewards::hostile::press_on_empty_message;
use crate::stewards::manners::role;
use crate::world::{PATIENCE, World, does_not_say, says, words};

/// The type of the response that acknowledges a press and will edit its message.
const TAKEN: u64 = 6;

/// The type of the response that answers at once with a message, such as an error.
const ANSWERED: u64 = 4;

async fn with_log() -> World {
    let world = World::new().await;
    world.set("discord.log_channel", &world.discord.channel("staff-log").id().to_string());
    world.order("1001", 50);
    world
}

/// Asserts that journal, audit and log channel have this reason for the last change.
async fn assert_reason_everywhere(world: &World, reason: &str) {
    let anna = world.member("Anna");
    let last = world.ledger.event(world.ledger.head()).unwrap().unwrap().event;
    assert_eq!(last.reason().map(ToString::to_string).as_deref(), Some(reason), "{last:?}");
    says(&anna.slash("audit").send().await.unwrap(), &format!("“{reason}”"));
    world.wait_for_effects().await;
    let log: Vec<String> = world.discord.channel("staff-log").messages().iter().map(words).collect();
    assert!(log.iter().any(|text| text.contains(&format!("Reason: {reason}"))), "{log:?}");
}

#[tokio::test]
async fn every_slash_command_has_an_option_for_a_reason() {
    let world = with_log().await;
    let anna = world.member("Anna");
    let key = || ("key", OptionValue::from("early"));
    let all: [(&str, Vec<(&str, OptionValue)>); 7] = [
        ("achievement define", vec![key(), ("name", "Early".into()), ("rule", "Awarded by hand".into())]),
        ("achievement change", vec![key(), ("name", "Late".into())]),
        ("achievement retire", vec![key()]),
        ("achievement starters", vec![]),
        ("orders reissue", vec![("order", "1001".into())]),
        ("settings change", vec![("setting", "prefix".into()), ("value", "?".into())]),
        ("settings reward", vec![("role", NamedRole("Regular").into()), ("threshold", 50.into())]),
    ];
    for (command, options) in all {
        let reason = format!("the crew wants it: {command}");
        let slash =
            options.into_iter().fold(anna.slash(command), |slash, (name, given)| slash.option(name, given));
        says(&slash.option("reason", reason.as_str()).send().await.unwrap(), &format!("Reason {reason}"));
        assert_reason_everywhere(&world, &reason).await;
    }
}

#[tokio::test]
async fn in_a_message_the_reason_comes_last() {
    let world = with_log().await;
    let anna = world.member("Anna");
    let regular = role(&world, "Regular");
    for (typed, reason) in [
        ("achievement define early by_hand 5 Early bird | Came early --reason they asked", "they asked"),
        ("achievement change early Late bird --reason it was late", "it was late"),
        ("achievement retire early too few came", "too few came"),
        ("achievement starters --reason a beginning", "a beginning"),
        ("orders reissue 1001 --reason the mail was lost", "the mail was lost"),
        ("orders reissue #1001 —reason=lost again", "lost again"),
        ("settings change currency_plural gold coins —reason gold shines", "gold shines"),
        ("settings change currency_plural --Reason it shone too much", "it shone too much"),
        ("settings change currency_plural gold coins --reason=shiny and new", "shiny and new"),
        ("settings reward & 50 earned --reason the crew wants it", "the crew wants it"),
        ("settings reward & 0 --reason the crew is against it", "the crew is against it"),
    ] {
        anna.asks(&format!("!{}", typed.replace('&', &regular))).await.unwrap();
        assert_reason_everywhere(&world, reason).await;
    }
    let list = anna.asks("!achievement list").await.unwrap();
    says(&list, "Late bird");
    says(&list, "Came early");
    does_not_say(&list, "asked");
    let plural = world.ledger.read(world.book(), |book| book.settings().written("discord.currency_plural"));
    assert_eq!(plural, "gold coins");
}

#[tokio::test]
async fn without_a_reason_every_command_keeps_its_meaning() {
    let world = World::new().await;
    world.order("A", 50);
    world.order("A 12", 50);
    let anna = world.member("Anna");
    let mut head = world.ledger.head();
    for typed in [
        "achievement define early by_hand Early | Came --reasonably | early",
        "achievement change early balance:7",
        "achievement retire early",
        "achievement starters",
        "orders reissue A 12",
        "orders reissue csv:main:A 12",
        "settings change currency_plural gold coins | more",
        "settings change prefix |",
        "settings change prefix",
    ] {
        let prefix = if typed.ends_with("prefix") { "|" } else { "!" };
        anna.asks(&format!("{prefix}{typed}")).await.unwrap();
        let before = std::mem::replace(&mut head, world.ledger.head());
        assert!(head > before, "{typed} changed nothing");
        let last = world.ledger.event(head).unwrap().unwrap();
        assert_eq!(last.event.reason(), None, "{typed}");
    }
    let early = AchievementKey::new("early").unwrap();
    world.ledger.read(world.book(), |book| {
        assert_eq!(issues(book), [("A".to_owned(), 1), ("A 12".to_owned(), 3)]);
        assert_eq!(book.settings().written("discord.currency_plural"), "gold coins | more");
        assert_eq!(book.settings().written("discord.prefix"), "");
        let spec = &book.achievement(&early).unwrap().spec;
        let about = spec.description.as_ref().map(Label::as_str);
        assert_eq!((spec.name.as_str(), about), ("Early", Some("Came --reasonably | early")));
        assert_eq!(spec.rule, Rule::Balance(Points(7)));
    });
}

/// The ids of all orders, and the number of codes of each so far.
fn issues(book: &Book) -> Vec<(String, u32)> {
    book.orders().map(|order| (order.key.id.to_string(), order.issue)).collect()
}

#[tokio::test]
async fn a_new_code_is_for_the_order_that_the_whole_line_names() {
    let world = World::new().await;
    for id in ["A", "A 12", "A  12", "\"A\"", "1001"] {
        world.order(id, 50);
    }
    world.order_elsewhere("A 12", 50);
    let (anna, head) = (world.member("Anna"), world.ledger.head());
    for (typed, expected) in [
        ("A 12", "Several orders are called “A 12”"),
        ("A 12 --reason lost", "Several orders are called “A 12”"),
        ("1001 B", "There is no order “1001 B” here"),
        ("1001 the mail was lost", "There is no order “1001 the mail was lost” here"),
        ("'1001'", "There is no order “'1001'” here"),
    ] {
        says(&anna.asks(&format!("!orders reissue {typed}")).await.unwrap(), expected);
    }
    assert_eq!(world.ledger.head(), head);
    for typed in ["A  12", "\"A\" --reason lost"] {
        anna.asks(&format!("!orders reissue {typed}")).await.unwrap();
    }
    let reissued = world.ledger.read(world.book(), issues).into_iter().filter(|(_, issue)| *issue > 1);
    let mut reissued: Vec<_> = reissued.collect();
    reissued.sort_unstable();
    assert_eq!(reissued, [("\"A\"".to_owned(), 2), ("A  12".to_owned(), 2)]);
}

#[tokio::test]
async fn an_invalid_reason_changes_nothing() {
    let world = World::new().await;
    world.order("1001", 50);
    let head = world.ledger.head();
    let (anna, regular) = (world.member("Anna"), role(&world, "Regular"));
    for (typed, expected) in [
        ("settings change prefix ? --reason", "cannot be the reason"),
        ("achievement starters --reason LONG", "up to 500 characters"),
        ("orders reissue 1001 --reason LONG", "up to 500 characters"),
        ("orders reissue 1002 --reason the mail was lost", "There is no order “1002” here"),
        ("orders reissue --reason the mail was lost", "Something is missing"),
        ("achievement define early by_hand --reason they asked", "Something is missing"),
        ("settings reward & 50 balence", "I do not understand"),
        ("settings reward &", "`!settings reward [role] [threshold] [measure] [below] [--reason reason]`"),
        ("achievement retire", "`!achievement retire <key> [--reason reason]`"),
    ] {
        let typed = typed.replace('&', &regular).replace("LONG", &"x".repeat(501));
        says(&anna.asks(&format!("!{typed}")).await.unwrap(), expected);
    }
    assert_eq!(world.ledger.head(), head);
}

#[tokio::test]
async fn a_form_asks_for_a_reason_where_the_key_is_given() {
    let world = with_log().await;
    let anna = world.member("Anna");
    let define = || anna.slash("achievement define");
    let form = define().option("key", "rich").option("reason", "they asked").send().await.unwrap();
    anna.submit(&form, &[("name", "Rich"), ("rule", "balance:500")]).await.unwrap();
    assert_reason_everywhere(&world, "they asked").await;
    let form = anna.slash("achievement change").option("key", "rich").send().await.unwrap();
    let changed = [("rule", "balance:700"), ("reason", "too easy")];
    says(&anna.submit(&form, &changed).await.unwrap(), "Reason too easy");
    assert_reason_everywhere(&world, "too easy").await;
    let refused = define().option("reason", "they asked").send().await.unwrap();
    says(&refused, "With a reason, please give the key as well");
    let refused = define().option("key", "Rich!").option("reason", "they asked").send().await.unwrap();
    says(&refused, "cannot be the key of an achievement");
    let form = define().send().await.unwrap();
    let fields = [("key", "poor"), ("name", "Poor"), ("rule", "by_hand")];
    says(&anna.submit(&form, &fields).await.unwrap(), "can be unlocked");
}

#[tokio::test]
async fn a_question_about_rewards_keeps_the_reason_after_a_restart() {
    let scenario = Scenario::small().channel("staff-log").role("Rank", Permissions::NONE, 0);
    for whole_list in [false, true] {
        let mut world = World::of(scenario.clone()).await;
        world.set("discord.log_channel", &world.discord.channel("staff-log").id().to_string());
        for name in ["Ben", "Cleo"] {
            world.grant(name, 100);
        }
        let anna = world.member("Anna");
        let list = format!("balance>=100:{}", world.discord.role_id("Rank"));
        let slash = match whole_list {
            true => {
                anna.slash("settings change").option("setting", "role_rewards").option("value", list.as_str())
            }
            false => anna.slash("settings reward").option("role", NamedRole("Rank")).option("threshold", 100),
        };
        let question = slash.option("reason", "they · asked \u{5e9}").send().await.unwrap();
        says(&question, "up to 2 members");
        world.restart().await;
        let done = world.member("Anna").press(&question, "Confirm").await.unwrap();
        says(&done, "they · asked \u{5e9}");
        let written =
            world.ledger.read(world.book(), |book| book.settings().others["discord.role_rewards"].clone());
        assert_eq!(written, list);
        let changed =
            world.ledger.audit(&AuditQuery::of(world.book()).kind(EventKind::SettingsChanged)).unwrap();
        let reason = changed.entries[0].recorded.event.reason().unwrap();
        assert_eq!(reason.as_str(), "they · asked \u{5e9}");
    }
}

#[tokio::test]
async fn an_invisible_reason_is_refused_before_the_question() {
    let world = World::of(Scenario::small().role("Rank", Permissions::NONE, 0)).await;
    for name in ["Ben", "Cleo"] {
        world.grant(name, 100);
    }
    let head = world.ledger.head();
    let anna = world.member("Anna");
    let slash = anna.slash("settings reward").option("role", NamedRole("Rank")).option("threshold", 100);
    says(&slash.option("reason", "\u{200b}").send().await.unwrap(), "cannot be the reason");
    assert_eq!(world.ledger.head(), head);
}

#[tokio::test]
async fn an_unreadable_question_is_cancelled_and_not_confirmed() {
    let world = World::new().await;
    let anna = world.id("Anna");
    for (number, (answer, kind)) in [("no", TAKEN), ("yes", ANSWERED)].into_iter().enumerate() {
        world.discord.clear_calls();
        press_on_empty_message(&world, number, &format!("1:reward:{anna}:{answer}:0"));
        let path = "/interactions/*/*/callback";
        let calls = world.discord.wait_for_calls(1, "POST", path, PATIENCE).await.unwrap();
        assert_eq!(calls[0].body["type"], kind, "{answer}");
    }
}

#[tokio::test]
async fn recently_used_reasons_are_suggested() {
    let world = World::new().await;
    let anna = world.member("Anna");
    anna.asks("!settings change prefix ? --reason too many bots").await.unwrap();
    for command in [
        "achievement define",
        "achievement change",
        "achievement retire",
        "achievement starters",
        "orders reissue",
        "settings change",
        "settings reward",
    ] {
        let suggested = anna.autocomplete(command, "reason", "too").await.unwrap();
        let names: Vec<&str> = suggested.iter().map(|choice| choice.name.as_str()).collect();
        assert_eq!(names, ["too many bots"], "{command}");
    }
}
