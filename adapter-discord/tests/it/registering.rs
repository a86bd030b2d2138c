//! Registering the commands with Discord: once, again when Discord has different ones, with retries during an outage.

use local_discord::Fault;

use crate::world::{PATIENCE, World};

const COMMANDS: &str = "/applications/*/commands";

/// Waits until the bot has read and written the registered commands this many times, and has stored that.
async fn wait_until_registered(world: &World, looks: usize, times: usize) {
    world.discord.wait_for_calls(looks, "GET", COMMANDS, PATIENCE).await.unwrap();
    world.discord.wait_for_calls(times, "PUT", COMMANDS, PATIENCE).await.unwrap();
    // Values that the bot stored before this reply are written before it.
    world.member("Cleo").slash("points").send().await.unwrap();
    world.member("Cleo").slash("privacy").send().await.unwrap();
    let calls = |method: &str| world.discord.calls(method, COMMANDS).len();
    assert_eq!((calls("GET"), calls("PUT")), (looks, times));
}

#[tokio::test]
async fn commands_are_registered_once() {
    let mut world = World::new().await;
    wait_until_registered(&world, 0, 1).await;
    for restarts in 1..=2 {
        world.restart().await;
        wait_until_registered(&world, restarts, 1).await;
    }
    assert_eq!(world.discord.unknown_calls().len(), 0);
}

#[tokio::test]
async fn commands_removed_by_others_are_registered_again() {
    let mut world = World::new().await;
    wait_until_registered(&world, 0, 1).await;
    let there = world.discord.commands().len();
    world.stop().await;
    world.discord.remove_commands();
    world.start().await;
    wait_until_registered(&world, 1, 2).await;
    assert_eq!(world.discord.commands().len(), there);
}

#[tokio::test]
async fn commands_changed_by_others_are_registered_again_once() {
    let mut world = World::new().await;
    wait_until_registered(&world, 0, 1).await;
    world.stop().await;
    world.discord.describe_command("points", "Something else");
    world.start().await;
    wait_until_registered(&world, 1, 2).await;
    let points = world.discord.commands().into_iter().find(|command| command["name"] == "points").unwrap();
    assert_ne!(points["description"], "Something else");
    world.restart().await;
    wait_until_registered(&world, 2, 2).await;
}

#[tokio::test]
async fn commands_are_registered_after_an_outage_at_the_start() {
    let mut world = World::new().await;
    wait_until_registered(&world, 0, 1).await;
    world.stop().await;
    world.discord.remove_commands();
    world.discord.fail_next(1, "GET", COMMANDS, Fault::Status(503));
    world.discord.fail_next(1, "PUT", COMMANDS, Fault::Status(502));
    world.start().await;
    assert!(!world.discord.commands().is_empty());
}
