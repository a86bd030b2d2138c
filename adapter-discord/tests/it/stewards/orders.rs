//! `orders`.

use local_discord::{MessageView, Scenario};

use crate::world::{PATIENCE, World, does_not_say, says, words};

#[tokio::test]
async fn orders_are_counted_and_shown() {
    let world = World::new().await;
    let anna = world.member("Anna");
    says(&anna.asks("!orders").await.unwrap(), "No orders were imported here yet");
    world.order("1001", 250);
    world.order("1002", 40);
    world.member("Cleo").slash("claim").option("code", "CODE-1001").send().await.unwrap();
    let counts = anna.slash("orders overview").send().await.unwrap();
    assert!(counts.ephemeral);
    says(&counts, "**1** · waiting to be claimed");
    says(&counts, "**1** · claimed");
    says(&counts, "🪙 40 points");
    let one = anna.slash("orders show").option("order", "1001").send().await.unwrap();
    says(&one, &format!("Claimed by {}", world.member("Cleo").mention()));
    says(&anna.asks("!orders show csv:main:1002").await.unwrap(), "waiting to be claimed");
}

#[tokio::test]
async fn only_the_steward_sees_a_new_code_and_the_old_one_is_invalid() {
    let world = World::new().await;
    world.order("1001", 250);
    let anna = world.member("Anna");
    let issued = anna.slash("orders reissue").option("order", "1001").send().await.unwrap();
    assert!(issued.ephemeral);
    says(&issued, "CODE-1001");
    anna.asks("!orders reissue 1001").await.unwrap();
    let has_it = |shown: &[MessageView]| shown.iter().any(|message| words(message).contains("CODE-1001"));
    let place = anna.in_direct_messages().here();
    place.wait_until_bot_messages("a direct message with the code", PATIENCE, has_it).await.unwrap();
    let seen: Vec<String> = world.member("Cleo").here().messages().iter().map(words).collect();
    assert!(seen.iter().all(|text| !text.contains("CODE-1001")), "{seen:?}");
    let order = anna.slash("orders show").option("order", "1001").send().await.unwrap();
    says(&order, "Codes so far 3");
}

#[tokio::test]
async fn a_code_is_voided() {
    let world = World::new().await;
    world.order("1001", 250);
    let slash = world.member("Anna").slash("orders void").option("order", "1001");
    says(&slash.option("reason", "sent to the wrong address").send().await.unwrap(), "is void now");
    let claim = world.member("Cleo").slash("claim").option("code", "CODE-1001").send().await.unwrap();
    says(&claim, "This code was made void");
    does_not_say(&claim, "wrong address");
    // A new code can replace it until the points are paid.
    world.member("Anna").asks("!orders reissue 1001").await.unwrap();
    says(&world.member("Cleo").asks("!claim CODE-1001").await.unwrap(), "You got 🪙 250 points");
    let refused = world.member("Anna").slash("orders reissue").option("order", "1001").send().await.unwrap();
    says(&refused, "This code was redeemed before");
}

#[tokio::test]
async fn a_code_stays_valid_if_the_new_one_cannot_be_delivered() {
    let scenario = Scenario::sample().member("Gita").with_role("Administrator").refuses_direct_messages();
    let world = World::of(scenario).await;
    world.order("1001", 250);
    let gita = world.member("Gita");
    says(&gita.asks("!orders reissue 1001").await.unwrap(), "could not send you a direct message");
    let order = gita.slash("orders show").option("order", "1001").send().await.unwrap();
    says(&order, "Codes so far 1");
}
