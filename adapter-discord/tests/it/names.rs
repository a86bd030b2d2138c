//! Names: whoever was seen has one, whatever happens to the bot.

use local_discord::{Answer, Fault, Mention};

use crate::world::{World, does_not_say, says};

/// The leaderboard after a restart, while Discord says nothing of anybody: what stands there was kept.
async fn board_of_what_was_kept(world: &mut World) -> Answer {
    world.restart().await;
    world.settle();
    world.discord.fail_next(50, "GET", "/guilds/*/members/*", Fault::Status(503));
    world.member("Farah").slash("leaderboard").send().await.unwrap()
}

#[tokio::test]
async fn who_was_seen_has_a_name_after_a_restart() {
    let mut world = World::new().await;
    world.grant("Cleo", 30);
    world.member("Cleo").says("hello").await.unwrap();
    world.member("Cleo").asks("!points").await.unwrap();
    let board = board_of_what_was_kept(&mut world).await;
    says(&board, "Cleo of the Quay");
}

#[tokio::test]
async fn who_was_seen_before_the_first_points_has_a_name_too() {
    let mut world = World::new().await;
    world.member("Emil").slash("points").send().await.unwrap();
    let grant = world.member("Anna").slash("grant").option("member", Mention("Emil")).option("amount", 5);
    grant.option("reason", "a start").send().await.unwrap();
    let board = board_of_what_was_kept(&mut world).await;
    says(&board, "Emil");
}

#[tokio::test]
async fn another_name_takes_the_place_of_the_one_before() {
    let mut world = World::new().await;
    world.grant("Cleo", 30);
    world.member("Cleo").asks("!points").await.unwrap();
    world.discord.rename("Cleo", Some("Cleo of the Lighthouse"));
    world.member("Cleo").asks("!points").await.unwrap();
    let board = board_of_what_was_kept(&mut world).await;
    says(&board, "Cleo of the Lighthouse");
    does_not_say(&board, "Quay");
}
