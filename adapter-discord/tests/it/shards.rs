//! Several shards: each has a part of the servers, and every server gets replies.

use std::sync::{LazyLock, Once};

use adapter_discord::ShardRange;
use local_discord::{LocalDiscord, Mention, Scenario, SessionCounts};
use log::{Level, LevelFilter, Log, Metadata, Record};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::world::{PATIENCE, World, says};

/// Two servers on different shards, with an owner and a member each.
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

/// The owner of a server grants points and the member sees them, both on the shard of that server.
async fn assert_answered(world: &World, server: &str, owner: &str, member: &str, expected: &str) {
    let owner = world.member(owner).in_server(server);
    let grant = owner.slash("grant").option("member", Mention(member)).option("amount", 5);
    says(&grant.option("reason", "a start").send().await.unwrap(), "got 🪙 5 points");
    let shown = world.member(member).in_server(server).slash("points").send().await.unwrap();
    says(&shown, expected);
}

async fn assert_both_are_answered(world: &World, expected: &str) {
    assert_answered(world, "Harbour", "Anna", "Cleo", expected).await;
    assert_answered(world, "Lighthouse", "Ben", "Emil", expected).await;
}

async fn assert_sessions(world: &World, identified: u64) {
    let wanted = SessionCounts { identified, resumed: 0 };
    world.discord.wait_for_sessions(wanted, PATIENCE).await.unwrap();
    assert_eq!(world.discord.sessions(), wanted);
}

fn range(text: &str) -> Option<ShardRange> {
    Some(text.parse().unwrap())
}

#[tokio::test]
async fn the_bot_connects_the_recommended_shards_and_answers_each_server() {
    let world = World::of(two_servers()).await;
    let shard = |server: &str| (world.discord.server_id(server).0 >> 22) % 2;
    assert_ne!(shard("Harbour"), shard("Lighthouse"));
    assert_sessions(&world, 2).await;
    assert_both_are_answered(&world, "🪙 5 points").await;
}

#[tokio::test]
async fn a_new_session_on_one_shard_does_not_affect_the_other() {
    let world = World::of(two_servers()).await;
    assert_sessions(&world, 2).await;
    assert_both_are_answered(&world, "🪙 5 points").await;
    let lighthouse = (world.discord.server_id("Lighthouse").0 >> 22) % 2;
    world.discord.break_shard(lighthouse);
    assert_answered(&world, "Harbour", "Anna", "Cleo", "🪙 10 points").await;
    assert_sessions(&world, 3).await;
    assert_answered(&world, "Lighthouse", "Ben", "Emil", "🪙 10 points").await;
}

#[tokio::test]
async fn two_processes_share_the_servers_and_execute_each_command_once() {
    let world = World::configured(two_servers(), |config| config.shards = range("0/2")).await;
    let (ledger, mut other) = world.another_bot_configured(|config| config.shards = range("1/2")).await;
    assert!(other.ready().await);
    assert_sessions(&world, 2).await;
    assert_both_are_answered(&world, "🪙 5 points").await;
    assert_eq!(world.discord.calls("POST", "/interactions/*/*/callback").len(), 4);
    other.stop().await;
    ledger.close().unwrap();
}

/// A shard that no other test uses, because all tests share one log.
const SHARD_OF_ITS_OWN: &str = "shard 5:";

/// The log lines about that shard.
static LINES: LazyLock<watch::Sender<Vec<(Level, String)>>> = LazyLock::new(watch::Sender::default);

/// A logger that keeps those lines.
struct Lines;

impl Log for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Info
    }

    fn log(&self, record: &Record<'_>) {
        let line = record.args().to_string();
        if self.enabled(record.metadata()) && line.starts_with(SHARD_OF_ITS_OWN) {
            LINES.send_modify(|lines| lines.push((record.level(), line)));
        }
    }

    fn flush(&self) {}
}

fn keep_lines() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&Lines).unwrap();
        log::set_max_level(LevelFilter::Info);
    });
}

/// The lines from an index on, once one of them contains `until`.
async fn lines_from(first: usize, until: &str) -> Vec<(Level, String)> {
    let mut lines = LINES.subscribe();
    let says_it =
        |lines: &Vec<(Level, String)>| lines.iter().skip(first).any(|(_, line)| line.contains(until));
    let told = timeout(PATIENCE, lines.wait_for(says_it)).await;
    let told = told.unwrap_or_else(|_| panic!("{until:?} is not in {:?}", *LINES.borrow())).unwrap();
    told[first..].to_vec()
}

#[tokio::test]
async fn a_lost_and_a_restored_connection_are_two_lines_in_the_log() {
    keep_lines();
    let world = World::configured(Scenario::sample().shards(7), |config| config.shards = range("5/7")).await;
    let begun = lines_from(0, "connected as").await;
    assert_eq!(begun.iter().map(|(level, _)| *level).collect::<Vec<_>>(), [Level::Info], "{begun:?}");
    let mut seen = begun.len();
    for lose in [LocalDiscord::break_connections, LocalDiscord::ask_to_reconnect] {
        lose(&world.discord);
        let lines = lines_from(seen, "resumed").await;
        let levels: Vec<Level> = lines.iter().map(|(level, _)| *level).collect();
        assert_eq!(levels, [Level::Warn, Level::Info], "{lines:?}");
        seen += lines.len();
    }
}
