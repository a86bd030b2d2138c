//! Role rewards.

use ledger_core::Command;
use local_discord::{Permissions, Scenario};

use super::LOG;
use crate::world::{PATIENCE, World, words};

const GIVE: &str = "/guilds/*/members/*/roles/*";

impl World {
    /// Sets a role reward: `balance>=100`, a role, and what happens below the threshold.
    #[track_caller]
    fn reward(&self, from: &str, role: &str, below: &str) {
        self.set("discord.role_rewards", &format!("{from}:{}{below}", self.discord.role_id(role)));
    }

    #[track_caller]
    fn has(&self, name: &str, role: &str) -> bool {
        self.member(name).roles().iter().any(|has| has == role)
    }

    #[track_caller]
    fn deduct(&self, name: &str, amount: i64) {
        self.submit(Command::deduct(self.id(name).number(), amount, "for a cup of tea").unwrap());
    }

    /// The number of log messages that contain a text.
    fn log_messages_with(&self, what: &str) -> usize {
        self.log().messages().iter().filter(|shown| words(shown).contains(what)).count()
    }
}

/// A community with one role, and the bot's role at the given height.
fn community(bot_above: usize) -> Scenario {
    Scenario::small().role("Lantern Keeper", Permissions::NONE, 0xd9_a4_41).bot_above(bot_above).channel(LOG)
}

#[tokio::test]
async fn a_role_is_given_at_a_balance_and_taken_back_below_it() {
    let world = World::of(community(1)).await;
    world.log_in(LOG);
    world.reward("balance>=100", "Lantern Keeper", ":take_back");
    world.grant("Cleo", 99);
    world.wait_for_effects().await;
    assert!(!world.has("Cleo", "Lantern Keeper"));
    world.grant("Cleo", 1);
    world.wait_for_effects().await;
    assert!(world.has("Cleo", "Lantern Keeper"));
    world.deduct("Cleo", 1);
    world.wait_for_effects().await;
    assert!(!world.has("Cleo", "Lantern Keeper"));
    assert_eq!(
        (
            world.log_messages_with("now, for 🪙 100 points"),
            world.log_messages_with("no longer has the role")
        ),
        (1, 1)
    );
}

#[tokio::test]
async fn a_role_without_take_back_stays_and_spending_keeps_roles_for_earned_points() {
    let world = World::of(community(1)).await;
    world.reward("balance>=100", "Lantern Keeper", "");
    world.grant("Ben", 100);
    world.wait_for_effects().await;
    world.deduct("Ben", 50);
    world.wait_for_effects().await;
    assert!(world.has("Ben", "Lantern Keeper"));
    world.reward("earned>=100", "Lantern Keeper", ":take_back");
    world.deduct("Ben", 10);
    world.wait_for_effects().await;
    assert!(world.has("Ben", "Lantern Keeper"));
}

#[tokio::test]
async fn a_transfer_changes_the_roles_of_both_members() {
    let world = World::of(community(1)).await;
    world.reward("balance>=100", "Lantern Keeper", ":take_back");
    world.grant("Cleo", 100);
    world.wait_for_effects().await;
    let (cleo, ben) = (world.id("Cleo").number(), world.id("Ben").number());
    world.submit(Command::transfer(cleo, ben, 100, "all of it").unwrap());
    world.wait_for_effects().await;
    assert_eq!((world.has("Cleo", "Lantern Keeper"), world.has("Ben", "Lantern Keeper")), (false, true));
}

#[tokio::test]
async fn many_changes_of_a_member_are_checked_together() {
    let world = World::of(community(1)).await;
    world.reward("balance>=100", "Lantern Keeper", "");
    let one = || Command::grant(world.id("Cleo").number(), 5, "for the regatta").unwrap();
    world.submit(Command::Batch((0..60).map(|_| one()).collect()));
    world.wait_for_effects().await;
    assert_eq!(world.discord.calls("PUT", GIVE).len(), 1);
    let looks = world.discord.calls("GET", &format!("/guilds/*/members/{}", world.id("Cleo"))).len();
    assert!(looks <= 2, "{looks} looks for 60 changes");
}

#[tokio::test]
async fn a_role_above_the_bots_is_reported_once_and_not_per_member() {
    let world = World::of(community(0)).await;
    world.log_in(LOG);
    world.reward("balance>=100", "Lantern Keeper", "");
    world.wait_for_effects().await;
    for name in ["Anna", "Ben", "Cleo"] {
        world.grant(name, 100);
    }
    world.wait_for_effects().await;
    assert_eq!(world.log_messages_with("it stands above my own highest role"), 1);
    let calls = world.discord.calls("PUT", GIVE).len();
    assert!(calls <= 3, "{calls} refused calls: Discord counts them");
    let given_up = world.ledger.given_up("discord.roles").unwrap();
    assert_eq!(given_up.len(), 3);
    assert!(given_up[0].error.ends_with("too_high"), "{given_up:?}");
}

#[tokio::test]
async fn an_obstacle_is_reported_once_also_after_a_restart() {
    let mut world = World::of(community(0)).await;
    world.log_in(LOG);
    world.reward("balance>=100", "Lantern Keeper", "");
    world.grant("Cleo", 100);
    world.wait_for_effects().await;
    world.restart().await;
    world.grant("Ben", 100);
    world.wait_for_effects().await;
    assert_eq!(world.log_messages_with("it stands above my own highest role"), 1);
}

#[tokio::test]
async fn a_missing_permission_and_a_deleted_role_are_reported() {
    let world = World::of(community(1).bot_permissions(Permissions::EVERYONE)).await;
    world.log_in(LOG);
    world.reward("balance>=100", "Lantern Keeper", "");
    world.grant("Cleo", 100);
    world.wait_for_effects().await;
    assert_eq!(world.log_messages_with("Please give me the permission “Manage Roles”"), 1);
    world.set("discord.role_rewards", "balance>=100:4242");
    world.grant("Cleo", 100);
    world.wait_for_effects().await;
    assert_eq!(world.log_messages_with("The role for 🪙 100 points no longer exists"), 1);
}

#[tokio::test]
async fn a_departed_member_gets_no_role_and_does_not_delay_the_others() {
    let world = World::of(community(1)).await;
    world.reward("balance>=100", "Lantern Keeper", "");
    world.discord.leave("Cleo");
    world.grant("Cleo", 100);
    world.grant("Ben", 100);
    world.wait_for_effects().await;
    assert!(world.has("Ben", "Lantern Keeper"));
    let given_up = world.ledger.given_up("discord.roles").unwrap();
    assert_eq!(given_up[0].error, "the member is not in the server any more");
}

#[tokio::test]
async fn a_role_is_given_despite_an_outage_and_a_restart() {
    let mut world = World::of(community(1)).await;
    world.reward("balance>=100", "Lantern Keeper", "");
    world.discord.fail_next(1, "GET", "/guilds/*/members/*", local_discord::Fault::Status(503));
    world.discord.fail_next(1, "PUT", GIVE, local_discord::Fault::HangUpAfterwards);
    world.grant("Cleo", 100);
    world.discord.wait_for_calls(1, "GET", "/guilds/*/members/*", PATIENCE).await.unwrap();
    world.restart().await;
    world.wait_for_effects().await;
    assert!(world.has("Cleo", "Lantern Keeper"));
}

#[tokio::test]
async fn a_member_who_comes_back_has_the_role_as_soon_as_they_are_seen() {
    let mut world = World::of(community(1)).await;
    world.reward("balance>=100", "Lantern Keeper", "");
    for name in ["Ben", "Cleo"] {
        world.grant(name, 100);
    }
    world.wait_for_effects().await;
    for (name, restart) in [("Cleo", false), ("Ben", true)] {
        world.discord.leave(name);
        if restart {
            world.stop().await;
        }
        world.discord.advance(std::time::Duration::from_secs(120));
        world.discord.join(name);
        assert!(!world.has(name, "Lantern Keeper"));
        if restart {
            world.start().await;
        }
        world.discord.clear_calls();
        let back = world.member(name);
        back.says("hello again").await.unwrap();
        world.discord.wait_for_calls(1, "PUT", GIVE, PATIENCE).await.unwrap();
        assert!(world.has(name, "Lantern Keeper"));
        back.says("and again").await.unwrap();
        back.slash("points").send().await.unwrap();
        let looks = world.discord.calls("GET", &format!("/guilds/*/members/{}", world.id(name))).len();
        assert_eq!((looks, world.discord.calls("PUT", GIVE).len()), (1, 1), "{name}");
    }
}

#[tokio::test]
async fn a_role_that_a_steward_took_by_hand_is_not_given_back_by_a_message() {
    let world = World::of(community(1)).await;
    world.reward("balance>=100", "Lantern Keeper", "");
    world.grant("Cleo", 100);
    world.wait_for_effects().await;
    world.discord.take_role("Cleo", "Lantern Keeper");
    world.member("Cleo").asks("!points").await.unwrap();
    world.wait_for_effects().await;
    assert!(!world.has("Cleo", "Lantern Keeper"));
}

#[tokio::test]
async fn a_ladder_may_keep_only_the_highest_role() {
    let roles =
        community(1).role("Captain", Permissions::NONE, 0).role("Admiral", Permissions::NONE, 0).bot_above(3);
    let world = World::of(roles).await;
    let [keeper, captain, admiral] =
        ["Lantern Keeper", "Captain", "Admiral"].map(|role| world.discord.role_id(role));
    world.set(
        "discord.role_rewards",
        &format!("balance>=100:{keeper},balance>=200:{captain},balance>=300:{admiral}"),
    );
    world.grant("Cleo", 250);
    world.wait_for_effects().await;
    let has = || ["Lantern Keeper", "Captain", "Admiral"].map(|role| world.has("Cleo", role));
    assert_eq!(has(), [true, true, false]);
    let anna = world.member("Anna");
    crate::world::says(&anna.asks("!settings change role_ladder Highest").await.unwrap(), "is now highest");
    world.wait_for_effects().await;
    assert_eq!(has(), [false, true, false]);
    world.grant("Cleo", 50);
    world.wait_for_effects().await;
    assert_eq!(has(), [false, false, true]);
    world.deduct("Cleo", 150);
    world.wait_for_effects().await;
    assert_eq!(has(), [true, false, false]);
    world.set("discord.role_ladder", "");
    world.grant("Cleo", 100);
    world.wait_for_effects().await;
    assert_eq!(has(), [true, true, false]);
}
