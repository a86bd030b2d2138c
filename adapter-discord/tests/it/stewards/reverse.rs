//! `reverse`.

use ledger_core::Command;

use crate::world::{World, says};

#[tokio::test]
async fn an_entry_is_reversed_once() {
    let world = World::new().await;
    let entry = world.grant("Cleo", 50).position.unwrap();
    let anna = world.member("Anna");
    let slash = || anna.slash("reverse").option("entry", entry.0 as i64).option("reason", "the wrong person");
    let done = slash().send().await.unwrap();
    says(&done, &format!("Entry #{entry} is undone: 🪙 50 points went back"));
    says(&done, "the wrong person");
    assert_eq!(world.balance("Cleo"), 0);
    says(&slash().send().await.unwrap(), "was reversed before");
    says(
        &anna.asks(&format!("!reverse #{} once more", world.ledger.head())).await.unwrap(),
        "is a reversal itself",
    );
    assert_eq!((world.changes("Cleo"), world.sum()), (2, 0));
}

#[tokio::test]
async fn a_reversal_of_a_transfer_needs_a_confirmation() {
    let mut world = World::new().await;
    world.grant("Cleo", 50);
    let (cleo, emil) = (world.id("Cleo").number(), world.id("Emil").number());
    let gift = world.submit(Command::transfer(cleo, emil, 20, "a gift").unwrap()).position.unwrap();
    let slash = world.member("Anna").slash("reverse").option("entry", gift.0 as i64);
    let question = slash.option("reason", "it was a *mistake*").send().await.unwrap();
    says(&question, &format!("Reverse entry #{gift}?"));
    assert_eq!(world.balance("Emil"), 20);
    world.restart().await;
    let done = world.member("Anna").press(&question, "Confirm").await.unwrap();
    says(&done, "it was a \\*mistake\\*");
    assert_eq!((world.balance("Cleo"), world.balance("Emil"), world.sum()), (50, 0, 0));
}

#[tokio::test]
async fn spent_points_are_not_taken_back() {
    let world = World::new().await;
    let entry = world.grant("Cleo", 50).position.unwrap();
    world.submit(Command::deduct(world.id("Cleo").number(), 30, "spent").unwrap());
    let refused = world.member("Anna").asks(&format!("!reverse {entry} too late")).await.unwrap();
    says(&refused, "🪙 30 points too few");
    assert_eq!(world.balance("Cleo"), 20);
}
