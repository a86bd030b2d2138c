//! Role rewards that a steward may set: only roles that they could give by hand.

use local_discord::{Member, NamedRole, Permissions, Scenario};

use crate::stewards::manners::role;
use crate::world::{World, says};

/// Ben and Gita are stewards by role. Gita may also manage the roles below her own. The bot's role is the highest.
async fn world() -> World {
    let scenario = Scenario::sample()
        .role("Gardener", Permissions::MANAGE_ROLES, 0x11_22_33)
        .role("Captain", Permissions::NONE, 0x44_55_66)
        .bot_above(6)
        .member("Gita")
        .with_role("Steward")
        .with_role("Gardener");
    let world = World::of(scenario).await;
    world.set("discord.steward_roles", &role(&world, "Steward"));
    world
}

#[tokio::test]
async fn a_steward_cannot_set_a_role_reward_that_they_could_not_give_by_hand() {
    let world = world().await;
    let ben = world.member("Ben");
    for name in ["Administrator", "Regular"] {
        assert_refused(&world, &ben, name).await;
    }
    // The role is above her highest one.
    assert_refused(&world, &world.member("Gita"), "Captain").await;
    assert_eq!(rewards(&world), "");
}

#[tokio::test]
async fn a_steward_can_set_a_role_reward_that_they_could_give_by_hand() {
    let world = world().await;
    let (gita, regular) = (world.member("Gita"), role(&world, "Regular"));
    says(&gita.asks(&format!("!settings reward {regular} 100")).await.unwrap(), "or more get");
    let captain = world.member("Anna").slash("settings reward").option("role", NamedRole("Captain"));
    says(&captain.option("threshold", 500).send().await.unwrap(), "or more get");
    assert_eq!(rewards(&world).split(',').count(), 2);
}

#[tokio::test]
async fn role_rewards_of_others_can_be_kept_and_removed_but_not_made_easier() {
    let world = world().await;
    let captain = world.discord.role_id("Captain");
    let written = format!("balance>=500:{captain}");
    world.set("discord.role_rewards", &written);
    let ben = world.member("Ben");
    let easier = ben.asks(&format!("!settings change role_rewards balance>=1:{captain}")).await.unwrap();
    says(&easier, "could give it by hand");
    says(&ben.asks(&format!("!settings change role_rewards {written}")).await.unwrap(), "or more get");
    says(&ben.asks("!settings change role_rewards").await.unwrap(), "back to its default");
    assert_eq!(rewards(&world), "");
}

#[tokio::test]
async fn a_written_list_is_checked_against_the_bots_permissions_too() {
    let world = World::new().await;
    let administrator = world.discord.role_id("Administrator");
    let typed = format!("!settings change role_rewards balance>=1:{administrator}");
    says(&world.member("Anna").asks(&typed).await.unwrap(), "it stands above my own highest role");
    assert_eq!(rewards(&world), "");
}

/// Asserts that both ways of setting the reward are refused.
async fn assert_refused(world: &World, steward: &Member, name: &str) {
    let (mention, id) = (role(world, name), world.discord.role_id(name));
    for typed in
        [format!("!settings reward {mention} 1"), format!("!settings change role_rewards balance>=1:{id}")]
    {
        says(&steward.asks(&typed).await.unwrap(), "could give it by hand");
    }
}

fn rewards(world: &World) -> String {
    let written =
        world.ledger.read(world.book(), |book| book.settings().others.get("discord.role_rewards").cloned());
    written.unwrap_or_default()
}
