//! Names: the bot remembers the names of members across restarts.

use local_discord::{Answer, Fault, Mention};

use crate::world::{World, does_not_say, says};

/// The leaderboard after a restart, while Discord answers no question about members, so it shows stored names.
async fn board_from_stored_names(world: &mut World) -> Answer {
    world.restart().await;
    world.settle();
    world.discord.fail_next(50, "GET", "/guilds/*/members/*", Fault::Status(503));
    world.member("Farah").slash("leaderboard").send().await.unwrap()
}

#[tokio::test]
async fn a_seen_member_has_a_name_after_a_restart() {
    let mut world = World::new().await;
    world.grant("Cleo", 30);
    world.member("Cleo").says("hello").await.unwrap();
    world.member("Cleo").asks("!points").await.unwrap();
    let board = board_from_stored_names(&mut world).await;
    says(&board, "Cleo of the Quay");
}

#[tokio::test]
async fn a_member_seen_before_their_first_points_has_a_name() {
    let mut world = World::new().await;
    world.member("Emil").slash("points").send().await.unwrap();
    let grant = world.member("Anna").slash("grant").option("member", Mention("Emil")).option("amount", 5);
    grant.option("reason", "a start").send().await.unwrap();
    let board = board_from_stored_names(&mut world).await;
    says(&board, "Emil");
}

#[tokio::test]
async fn a_new_name_replaces_the_old_one() {
    let mut world = World::new().await;
    world.grant("Cleo", 30);
    world.member("Cleo").asks("!points").await.unwrap();
    world.discord.rename("Cleo", Some("Cleo of the Lighthouse"));
    world.member("Cleo").asks("!points").await.unwrap();
    let board = board_from_stored_names(&mut world).await;
    says(&board, "Cleo of the Lighthouse");
    does_not_say(&board, "Quay");
}

#[tokio::test]
async fn an_invisible_name_gives_way_to_one_that_people_can_see() {
    let mut world = World::new().await;
    world.grant("Cleo", 30);
    for invisible in ["\u{3164}", "\u{200b}\u{2060}", "\u{2800}", "\u{301}"] {
        world.discord.rename("Cleo", Some(invisible));
        world.member("Cleo").asks("!points").await.unwrap();
        let of_another = world.member("Emil").slash("points").option("member", Mention("Cleo"));
        says(&of_another.send().await.unwrap(), "Cleo");
    }
    let board = board_from_stored_names(&mut world).await;
    says(&board, "Cleo");
}
