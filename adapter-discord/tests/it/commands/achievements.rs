//! `achievements`.

use ledger_core::Command;
use ledger_core::testkit::{achievement, define};
use local_discord::Mention;

use crate::world::{World, says};

#[tokio::test]
async fn achievements_shows_unlocked_and_next_ones_with_their_rarity() {
    let world = World::new().await;
    says(&world.member("Cleo").asks("!achievements").await.unwrap(), "There are no achievements here yet");
    world.submit(define(achievement("hundred", "balance:100", 25)));
    world.submit(define(achievement("ten", "balance:10", 0)));
    world.submit(define(achievement("helper", "by_hand", 0)));
    world.grant("Emil", 1);
    world.grant("Cleo", 60);
    let by_slash =
        world.member("Emil").slash("achievements").option("member", Mention("Cleo")).send().await.unwrap();
    let by_prefix = world.member("Cleo").asks("!achievements").await.unwrap();
    for answer in [&*by_slash, &by_prefix] {
        says(answer, "Unlocked: 1 of 3");
        says(answer, "50 % have it");
        says(answer, "60 %");
        says(answer, "brings 🪙 25 points");
        says(answer, "no member has it yet");
        says(answer, "Awarded by hand");
    }
}

#[tokio::test]
async fn a_member_without_points_sees_the_starter_set() {
    let world = World::new().await;
    world.submit(Command::AdoptStarterSet { reason: None });
    says(&world.member("Cleo").slash("achievements").send().await.unwrap(), "Unlocked: 0 of 6");
}
