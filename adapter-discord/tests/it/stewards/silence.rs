//! Silent commands: they leave nothing in the channel, and the journal records them.

use ledger_store::HistoryQuery;
use local_discord::{Member, Mention, MessageView, Scenario};

use crate::stewards::manners::role;
use crate::world::{PATIENCE, World, does_not_say, says, words};

#[tokio::test]
async fn only_the_steward_sees_a_silent_slash_command() {
    let world = World::new().await;
    let slash = world.member("Anna").slash("grant").option("member", Mention("Cleo")).option("amount", 50);
    let answer = slash.option("reason", "a surprise").option("silent", true).send().await.unwrap();
    assert!(answer.ephemeral);
    says(&answer, "got 🪙 50 points");
    says(&answer, "Silent: nothing was posted");
    assert_eq!((world.balance("Cleo"), world.changes("Cleo")), (50, 1));
    assert_nothing_is_public(&world);
}

#[tokio::test]
async fn a_silent_message_is_deleted_and_answered_by_direct_message() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    for typed in [
        format!("!silentadd {cleo} 50 a surprise"),
        format!("!sadd {cleo} 50 a surprise"),
        format!("!grant {cleo} 50 --silent a surprise"),
        format!("!silentremove {cleo} 20 a surprise"),
        format!("!sremove {cleo} 20 a surprise"),
        format!("!set {cleo} 7 --silent a surprise"),
    ]
    .iter()
    {
        assert_told_by_direct_message(&world, &anna, typed, "a surprise").await;
    }
    assert_eq!((world.balance("Cleo"), world.changes("Cleo")), (7, 6));
    assert_nothing_is_public(&world);
}

#[tokio::test]
async fn errors_of_silent_commands_are_reported_silently() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    assert_told_by_direct_message(&world, &anna, &format!("!sremove {cleo} 50 a surprise"), "too few").await;
    assert_told_by_direct_message(
        &world,
        &anna,
        &format!("!sadd {cleo} lots a surprise"),
        "lots is not an amount",
    )
    .await;
    assert_nothing_is_public(&world);
}

#[tokio::test]
async fn a_silent_question_is_asked_and_answered_in_the_direct_message() {
    let mut world = World::new().await;
    let (anna, role) = (world.member("Anna"), role(&world, "Regular"));
    let asked =
        ask_silently(&anna, &format!("!grant-role {role} 5 --silent a surprise"), "2 members have").await;
    assert_eq!(world.ledger.head().0, 0, "nothing changes before the confirmation");
    world.restart().await;
    let done = world.member("Anna").press(&asked, "Confirm").await.unwrap();
    says(&done, "2 members with");
    says(&done, "Silent: nothing was posted");
    assert_eq!((world.balance("Cleo"), world.balance("Dora"), world.balance("Emil")), (5, 5, 0));
    assert_nothing_is_public(&world);
}

#[tokio::test]
async fn a_transfer_is_reversed_silently_after_a_confirmation() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    let (cleo, emil) = (world.id("Cleo").number(), world.id("Emil").number());
    let gift = world.submit(ledger_core::Command::transfer(cleo, emil, 20, "a gift").unwrap());
    let anna = world.member("Anna");
    let typed = format!("!reverse {} --silent it was a *mistake*", gift.position.unwrap());
    let asked = ask_silently(&anna, &typed, "Reverse entry #").await;
    says(&anna.press(&asked, "Confirm").await.unwrap(), "it was a \\*mistake\\*");
    assert_eq!((world.balance("Cleo"), world.balance("Emil")), (50, 0));
    assert_nothing_is_public(&world);
}

#[tokio::test]
async fn a_former_steward_cannot_confirm_in_a_direct_message() {
    let world = World::new().await;
    let steward = role(&world, "Steward");
    world.set("discord.steward_roles", &steward);
    let (ben, regular) = (world.member("Ben"), role(&world, "Regular"));
    let asked =
        ask_silently(&ben, &format!("!grant-role {regular} 5 --silent a surprise"), "2 members have").await;
    world.discord.take_role("Ben", "Steward");
    says(&ben.press(&asked, "Confirm").await.unwrap(), "Only stewards can do that");
    world.discord.leave("Ben");
    says(&ben.press(&asked, "Confirm").await.unwrap(), "That works only in a server");
    assert_eq!(world.balance("Cleo"), 0);
}

#[tokio::test]
async fn pages_work_in_a_direct_message() {
    let mut world = World::new().await;
    for amount in 1..=25 {
        world.grant("Cleo", amount);
    }
    let anna = world.member("Anna");
    let newest = ask_silently(&anna, "!audit --silent", "🪙 +25").await;
    world.restart().await;
    let older = world.member("Anna").press(&newest, "Forward").await.unwrap();
    says(&older, "🪙 +15");
    let oldest = world.member("Anna").press(&older, "Forward").await.unwrap();
    says(&oldest, "🪙 +5");
    says(&world.member("Anna").press(&oldest, "First").await.unwrap(), "🪙 +25");
    assert_nothing_is_public(&world);
}

#[tokio::test]
async fn the_silent_flag_works_anywhere_in_the_message() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    for (typed, expected) in [
        (format!("!grant {cleo} lots --silent a surprise"), "lots is not an amount"),
        (format!("!grant {cleo} 5 --silent"), "Something is missing"),
        (format!("!grant {cleo} 5 a surprise --silent"), "got 🪙 5 points"),
        (format!("!grant --silent {cleo} 5 a surprise"), "got 🪙 5 points"),
    ] {
        assert_told_by_direct_message(&world, &anna, &typed, expected).await;
    }
    assert_eq!((world.balance("Cleo"), world.changes("Cleo")), (10, 2));
    let query = HistoryQuery::of(world.book()).member(world.id("Cleo")).limit(1);
    let reason = world.ledger.history(&query).unwrap().entries[0].reason.clone();
    assert_eq!(reason.unwrap().as_str(), "a surprise");
    assert_nothing_is_public(&world);
}

#[tokio::test]
async fn a_silent_command_is_refused_if_the_steward_accepts_no_direct_messages() {
    let scenario = Scenario::sample().member("Gita").with_role("Administrator").refuses_direct_messages();
    let world = World::of(scenario).await;
    let (gita, cleo) = (world.member("Gita"), world.member("Cleo").mention());
    gita.says(&format!("!grant {cleo} 50 --silent a surprise")).await.unwrap();
    let said = gita.here().wait_for_bot_messages(1, PATIENCE).await.unwrap();
    says(&said[0], "could not send you a direct message");
    does_not_say(&said[0], "surprise");
    assert_eq!(world.balance("Cleo"), 0);
}

#[tokio::test]
async fn every_steward_command_in_a_message_can_be_silent() {
    let world = World::new().await;
    world.grant("Cleo", 5);
    world.order("1001", 50);
    let (anna, cleo, regular) =
        (world.member("Anna"), world.member("Cleo").mention(), role(&world, "Regular"));
    for (typed, expected) in [
        ("!audit --silent", "Granted"),
        ("!listusers --silent", "5 points"),
        ("!orders --silent", "waiting to be claimed"),
        ("!orders show 1001 --silent", "Order csv:main:1001"),
        ("!orders reissue 1001 --silent", "The new code"),
        ("!orders void 1001 --silent sold out", "void now"),
        ("!settings --silent", "What commands in messages begin with"),
        ("!settings change currency_plural coins --silent", "is now coins"),
        ("!achievement define early by_hand Early --silent", "can be unlocked"),
        ("!achievement list --silent", "Early"),
        ("!achievement change early by_hand Late bird --silent", "Late bird"),
        ("!achievement award @ early --silent for the nets", "for the nets"),
        ("!achievement revoke @ early --silent a mix-up", "no longer has"),
        ("!achievement retire early --silent", "retired"),
        ("!achievement starters --silent", "6 achievements of the starter set"),
        ("!settings reward & 60 --silent", "60 coins or more get"),
        ("!season close --silent the end of summer", "Close season 1?"),
        ("!status --silent", "Entries in the journal"),
    ] {
        let typed = typed.replace('@', &cleo).replace('&', &regular);
        assert_told_by_direct_message(&world, &anna, &typed, expected).await;
    }
    assert_nothing_is_public(&world);
}

/// Asserts that the channel has neither the command nor a reply.
#[track_caller]
fn assert_nothing_is_public(world: &World) {
    let seen: Vec<String> = world.member("Cleo").here().messages().iter().map(words).collect();
    assert_eq!(seen, Vec::<String>::new());
}

/// Waits for one more direct message, which finally contains this text.
async fn assert_told_by_direct_message(world: &World, steward: &Member, typed: &str, expected: &str) {
    ask_silently(steward, typed, expected).await;
    assert_eq!(world.sum(), 0);
}

async fn ask_silently(steward: &Member, typed: &str, expected: &str) -> MessageView {
    let before = steward.direct_messages().len();
    steward.says(typed).await.unwrap();
    let says_it =
        |shown: &[MessageView]| shown.get(before).is_some_and(|message| words(message).contains(expected));
    let place = steward.in_direct_messages().here();
    let what = format!("a direct message with {expected:?} for {typed:?}");
    let mut messages = place.wait_until_bot_messages(&what, PATIENCE, says_it).await.unwrap();
    assert_eq!(messages.len(), before + 1, "{typed} is answered more than once");
    messages.remove(before)
}
