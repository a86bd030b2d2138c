//! Several connections: each has its part of the servers, and every server is answered.

use adapter_discord::ShardRange;
use local_discord::{Begun, Mention, Scenario};

use crate::world::{PATIENCE, World, says};

/// Two servers, each on a shard of its own, with an owner and a member each.
fn two_servers() -> Scenario {
    Scenario::new()
        .shards(2)
        .server("Harbour")
        .channel("general")
        .member("Anna")
        .member("Cleo")
        .server("Lighthouse")
        .channel("general")
        .member("Ben")
        .member("Emil")
}

/// The owner of a server grants points, and the member who got them sees them: both on the shard of that server.
async fn is_answered(world: &World, server: &str, owner: &str, member: &str, expected: &str) {
    let owner = world.member(owner).in_server(server);
    let grant = owner.slash("grant").option("member", Mention(member)).option("amount", 5);
    says(&grant.option("reason", "a start").send().await.unwrap(), "got 🪙 5 points");
    let shown = world.member(member).in_server(server).slash("points").send().await.unwrap();
    says(&shown, expected);
}

async fn both_are_answered(world: &World, expected: &str) {
    is_answered(world, "Harbour", "Anna", "Cleo", expected).await;
    is_answered(world, "Lighthouse", "Ben", "Emil", expected).await;
}

async fn begun(world: &World, identified: u64) {
    let wanted = Begun { identified, resumed: 0 };
    world.discord.wait_for_sessions(wanted, PATIENCE).await.unwrap();
    assert_eq!(world.discord.sessions(), wanted);
}

fn range(text: &str) -> Option<ShardRange> {
    Some(text.parse().unwrap())
}

#[tokio::test]
async fn as_many_shards_connect_as_discord_asks_for_and_each_server_is_answered() {
    let world = World::of(two_servers()).await;
    let shard = |server: &str| (world.discord.server_id(server).0 >> 22) % 2;
    assert_ne!(shard("Harbour"), shard("Lighthouse"));
    begun(&world, 2).await;
    both_are_answered(&world, "🪙 5 points").await;
}

#[tokio::test]
async fn a_shard_that_begins_anew_is_answered_again_and_the_other_all_the_time() {
    let world = World::of(two_servers()).await;
    begun(&world, 2).await;
    both_are_answered(&world, "🪙 5 points").await;
    let lighthouse = (world.discord.server_id("Lighthouse").0 >> 22) % 2;
    world.discord.break_shard(lighthouse);
    is_answered(&world, "Harbour", "Anna", "Cleo", "🪙 10 points").await;
    begun(&world, 3).await;
    is_answered(&world, "Lighthouse", "Ben", "Emil", "🪙 10 points").await;
}

#[tokio::test]
async fn two_processes_share_the_servers_and_each_command_is_done_once() {
    let world = World::configured(two_servers(), |config| config.shards = range("0/2")).await;
    let (ledger, mut other) = world.another_bot_configured(|config| config.shards = range("1/2")).await;
    assert!(other.ready().await);
    begun(&world, 2).await;
    both_are_answered(&world, "🪙 5 points").await;
    assert_eq!(world.discord.calls("POST", "/interactions/*/*/callback").len(), 4);
    other.stop().await;
    ledger.close().unwrap();
}
