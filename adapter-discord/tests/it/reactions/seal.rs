//! The seal of the day.

use local_discord::Shown;

use super::{LOG, entry};
use crate::world::{PATIENCE, World, says, words};

fn seals(world: &World) -> Vec<Shown> {
    world.log().messages().into_iter().filter(|shown| words(shown).contains("Seal of the day")).collect()
}

/// Waits for so many.
async fn seals_after(world: &World, count: usize) -> Vec<Shown> {
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
    world.told(entry(&world.grant("Cleo", 6))).await;
    world.pass_days(1);
    let second = seals_after(&world, 2).await;
    says(&second[1], &format!("`{}`", world.ledger.seal()));
    world.pass_days(1);
    assert_eq!(seals_after(&world, 3).await.len(), 3, "none was posted twice");
}

#[tokio::test]
async fn a_seal_that_did_not_get_through_is_posted_later_once() {
    let world = World::new().await;
    world.discord.fail_next(1, "POST", "/channels/*/messages", local_discord::Fault::HangUpAfterwards);
    world.log_in(LOG);
    seals_after(&world, 1).await;
    world.quiet().await;
    assert_eq!(seals(&world).len(), 1);
}
