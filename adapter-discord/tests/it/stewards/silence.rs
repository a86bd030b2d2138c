//! Silent changes: nothing is seen where they were asked for, and the journal has them.

use local_discord::Mention;

use crate::stewards::manners::role;
use crate::world::{PATIENCE, World, says, words};

#[tokio::test]
async fn a_silent_slash_command_is_seen_by_the_steward_alone() {
    let world = World::new().await;
    let slash = world.member("Anna").slash("grant").option("member", Mention("Cleo")).option("amount", 50);
    let answer = slash.option("reason", "a surprise").option("silent", true).send().await.unwrap();
    assert!(answer.ephemeral);
    says(&answer, "got 🪙 50 points");
    says(&answer, "Silent: nothing was posted");
    assert_eq!((world.balance("Cleo"), world.changes("Cleo")), (50, 1));
    nothing_is_seen(&world);
}

#[tokio::test]
async fn a_silent_message_is_deleted_and_answered_directly() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    for (at, typed) in [
        format!("!silentadd {cleo} 50 a surprise"),
        format!("!sadd {cleo} 50 a surprise"),
        format!("!grant {cleo} 50 --silent a surprise"),
        format!("!silentremove {cleo} 20 a surprise"),
        format!("!sremove {cleo} 20 a surprise"),
        format!("!set {cleo} 7 --silent a surprise"),
    ]
    .iter()
    .enumerate()
    {
        anna.says(typed).await.unwrap();
        let letters = anna.wait_for_direct_messages(at + 1, PATIENCE).await.unwrap();
        says(&letters[at], "a surprise");
    }
    assert_eq!((world.balance("Cleo"), world.changes("Cleo")), (7, 6));
    nothing_is_seen(&world);
}

#[tokio::test]
async fn what_goes_wrong_silently_is_told_silently() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    anna.says(&format!("!sremove {cleo} 50 a surprise")).await.unwrap();
    let letters = anna.wait_for_direct_messages(1, PATIENCE).await.unwrap();
    says(&letters[0], "too few");
    anna.says(&format!("!sadd {cleo} lots a surprise")).await.unwrap();
    let letters = anna.wait_for_direct_messages(2, PATIENCE).await.unwrap();
    says(&letters[1], "lots is not an amount");
    nothing_is_seen(&world);
}

#[tokio::test]
async fn a_question_is_asked_silently_too_and_answered_in_the_direct_message() {
    let mut world = World::new().await;
    let (anna, role) = (world.member("Anna"), role(&world, "Regular"));
    anna.says(&format!("!grant-role {role} 5 --silent a surprise")).await.unwrap();
    let letters = anna.wait_for_direct_messages(1, PATIENCE).await.unwrap();
    says(&letters[0], "2 members have");
    assert_eq!(world.ledger.head().0, 0, "nothing is done before it is confirmed");
    world.restart().await;
    let done = world.member("Anna").press(&letters[0], "Confirm").await.unwrap();
    says(&done, "2 members with");
    says(&done, "Silent: nothing was posted");
    assert_eq!((world.balance("Cleo"), world.balance("Dora"), world.balance("Emil")), (5, 5, 0));
    nothing_is_seen(&world);
}

#[tokio::test]
async fn an_entry_of_two_is_reversed_silently_after_a_question() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    let (cleo, emil) = (world.id("Cleo").number(), world.id("Emil").number());
    let gift = world.submit(ledger_core::Command::transfer(cleo, emil, 20, "a gift").unwrap());
    let anna = world.member("Anna");
    let typed = format!("!reverse {} --silent it was a *mistake*", gift.position.unwrap());
    anna.says(&typed).await.unwrap();
    let letters = anna.wait_for_direct_messages(1, PATIENCE).await.unwrap();
    says(&anna.press(&letters[0], "Confirm").await.unwrap(), "it was a \\*mistake\\*");
    assert_eq!((world.balance("Cleo"), world.balance("Emil")), (50, 0));
    nothing_is_seen(&world);
}

#[tokio::test]
async fn who_is_no_steward_any_more_confirms_nothing_in_a_direct_message() {
    let world = World::new().await;
    let steward = role(&world, "Steward");
    world.set("discord.steward_roles", &steward);
    let (ben, regular) = (world.member("Ben"), role(&world, "Regular"));
    ben.says(&format!("!grant-role {regular} 5 --silent a surprise")).await.unwrap();
    let letters = ben.wait_for_direct_messages(1, PATIENCE).await.unwrap();
    world.discord.take_role("Ben", "Steward");
    says(&ben.press(&letters[0], "Confirm").await.unwrap(), "Only stewards can do that");
    world.discord.leave("Ben");
    says(&ben.press(&letters[0], "Confirm").await.unwrap(), "That works only in a server");
    assert_eq!(world.balance("Cleo"), 0);
}

/// Neither what was asked nor what was answered.
#[track_caller]
fn nothing_is_seen(world: &World) {
    let seen: Vec<String> = world.member("Cleo").here().messages().iter().map(words).collect();
    assert_eq!(seen, Vec::<String>::new());
}
