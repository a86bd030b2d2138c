//! `season close`.

use crate::world::{World, does_not_say, says};

#[tokio::test]
async fn a_season_is_closed_after_a_confirmation_that_lists_the_consequences() {
    let mut world = World::new().await;
    world.grant("Cleo", 50);
    world.grant("Emil", 30);
    world.order("1001", 40);
    let slash = world.member("Anna").slash("season close").option("reason", "the end of *summer*");
    let question = slash.send().await.unwrap();
    says(&question, "Close season 1?");
    says(&question, "2 members lose 🪙 80 points in all");
    assert_eq!(world.balance("Cleo"), 50);
    world.restart().await;
    let done = world.member("Anna").press(&question, "Confirm").await.unwrap();
    says(&done, "Season 1 is closed");
    says(&done, "the end of \\*summer\\*");
    assert_eq!((world.balance("Cleo"), world.balance("Emil"), world.sum()), (0, 0, 0));
    let claim = world.member("Cleo").slash("claim").option("code", "CODE-1001").send().await.unwrap();
    says(&claim, "This code was made void");
    assert_eq!(world.ledger.read(world.book(), |book| book.season().number), 2);
}

#[tokio::test]
async fn confirming_twice_closes_one_season() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    let anna = world.member("Anna");
    let question = anna.asks("!season close the end of summer").await.unwrap();
    world.discord.deliver_interactions_twice(1);
    anna.press(&question, "Confirm").await.unwrap();
    world.grant("Cleo", 20);
    // Another client still shows the buttons.
    let _: Result<_, _> = anna.press(&question, "Confirm").await;
    anna.asks("!points").await.unwrap();
    assert_eq!(world.balance("Cleo"), 20);
    assert_eq!(world.ledger.read(world.book(), |book| book.season().number), 2);
}

#[tokio::test]
async fn a_cancelled_question_closes_nothing() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    let anna = world.member("Anna");
    let question = anna.asks("!season close the end of summer").await.unwrap();
    says(&anna.press(&question, "Cancel").await.unwrap(), "Nothing was changed");
    assert_eq!(world.balance("Cleo"), 50);
}

#[tokio::test]
async fn a_season_is_closed_silently() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    let anna = world.member("Anna");
    let slash = anna.slash("season close").option("reason", "the end of summer").option("silent", true);
    let question = slash.send().await.unwrap();
    assert!(question.ephemeral);
    let done = anna.press(&question, "Confirm").await.unwrap();
    says(&done, "Season 1 is closed");
    says(&done, "Silent: nothing was posted");
    assert_eq!((world.balance("Cleo"), world.member("Cleo").here().messages().len()), (0, 0));
}

#[tokio::test]
async fn a_late_confirmation_is_not_reported_as_the_close() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    let anna = world.member("Anna");
    let first = anna.asks("!season close the end of summer").await.unwrap();
    let second = anna.asks("!season close the end of spring").await.unwrap();
    anna.press(&first, "Confirm").await.unwrap();
    let late = anna.press(&second, "Confirm").await.unwrap();
    says(&late, "It was closed before");
    does_not_say(&late, "the end of spring");
}
