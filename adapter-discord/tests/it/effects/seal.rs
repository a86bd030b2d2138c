//! The seal of the day.

use std::time::Duration;

use local_discord::{Fault, MessageView};

use super::{LOG, entry};
use crate::world::{PATIENCE, World, says, words};

const MESSAGES: &str = "/channels/*/messages";

fn seals(world: &World) -> Vec<MessageView> {
    world.log().messages().into_iter().filter(|shown| words(shown).contains("Seal of the day")).collect()
}

/// Waits for a number of seals.
async fn seals_after(world: &World, count: usize) -> Vec<MessageView> {
    let mut messages = 0;
    while seals(world).len() < count {
        messages += 1;
        world.log().wait_for_bot_messages(messages, PATIENCE).await.unwrap();
    }
    seals(world)
}

#[tokio::test]
async fn the_seal_is_posted_once_a_day_and_not_again_after_a_restart() {
    let mut world = World::new().await;
    world.grant("Cleo", 5);
    world.log_in(LOG);
    let seal = world.ledger.seal();
    let first = seals_after(&world, 1).await;
    says(&first[0], &format!("At entry #{} the seal is `{seal}`", seal.position));
    world.restart().await;
    world.wait_until_logged(entry(&world.grant("Cleo", 6))).await;
    world.pass_days(1);
    let second = seals_after(&world, 2).await;
    says(&second[1], &format!("`{}`", world.ledger.seal()));
    world.pass_days(1);
    assert_eq!(seals_after(&world, 3).await.len(), 3, "a seal was posted twice");
}

#[tokio::test]
async fn a_seal_whose_response_was_lost_is_not_posted_again_after_discord_forgot_the_nonce() {
    let world = World::with_log().await;
    let looked = world.discord.calls("GET", MESSAGES).len();
    world.discord.fail_next(1, "POST", MESSAGES, Fault::HangUpAfterwards);
    world.pass_days(1);
    seals_after(&world, 2).await;
    // Longer than Discord remembers nonces.
    world.discord.advance(Duration::from_secs(20 * 60));
    world.discord.wait_for_calls(looked + 2, "GET", MESSAGES, PATIENCE).await.unwrap();
    world.pass_days(1);
    let days: Vec<String> = seals_after(&world, 3).await.iter().map(day_of).collect();
    assert!(days.windows(2).all(|two| two[0] != two[1]), "one day was posted twice: {days:?}");
}

#[tokio::test]
async fn a_failed_seal_is_posted_soon() {
    let world = World::with_log().await;
    world.discord.fail_next(1, "POST", MESSAGES, Fault::Status(502));
    world.pass_days(1);
    assert_eq!(seals_after(&world, 2).await.len(), 2);
}

/// The day at the start of its footer.
fn day_of(seal: &MessageView) -> String {
    seal.embeds[0]["footer"]["text"].as_str().unwrap_or_default().to_owned()
}
