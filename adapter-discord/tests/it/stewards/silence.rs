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
async fn a_question_cannot_be_asked_silently_in_a_message() {
    let world = World::new().await;
    let role = role(&world, "Regular");
    let asked =
        world.member("Anna").asks(&format!("!grant-role {role} 5 --silent a surprise")).await.unwrap();
    says(&asked, "only in a slash command");
    assert_eq!(world.ledger.head().0, 0);
}

/// Neither what was asked nor what was answered.
#[track_caller]
fn nothing_is_seen(world: &World) {
    let seen: Vec<String> = world.member("Cleo").here().messages().iter().map(words).collect();
    assert_eq!(seen, Vec::<String>::new());
}
