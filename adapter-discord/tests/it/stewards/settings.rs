//! `settings`.

use local_discord::{NamedRole, Permissions, Scenario};

use crate::stewards::manners::role;
use crate::world::{World, says};

#[tokio::test]
async fn settings_are_shown_changed_and_taken_back() {
    let world = World::new().await;
    let anna = world.member("Anna");
    says(&anna.slash("settings show").send().await.unwrap(), "What commands in messages begin with");
    let change = anna.slash("settings change").option("setting", "prefix").option("value", "?");
    says(&change.send().await.unwrap(), "**`prefix`** is now ?");
    says(&anna.asks("?settings change discord.currency_singular shell").await.unwrap(), "is now shell");
    says(&anna.asks("?settings change currency-plural shells").await.unwrap(), "is now shells");
    says(&anna.asks("?settings change max_total_points 500").await.unwrap(), "is now 500");
    world.grant("Cleo", 2);
    says(&world.member("Cleo").asks("?points").await.unwrap(), "🪙 2 shells");
    let channel = world.discord.channel("staff-log").id();
    says(
        &anna.asks(&format!("?settings change log_channel <#{channel}>")).await.unwrap(),
        &format!("<#{channel}>"),
    );
    let reset = anna.slash("settings change").option("setting", "prefix").send().await.unwrap();
    says(&reset, "is back to its default, `!`");
    says(&anna.asks("!settings").await.unwrap(), "shells");
    says(&anna.asks("!audit settings").await.unwrap(), "by Anna");
}

#[tokio::test]
async fn a_named_role_makes_stewards() {
    let world = World::new().await;
    let (anna, ben, cleo) = (world.member("Anna"), world.member("Ben"), world.member("Cleo").mention());
    says(&ben.asks(&format!("!grant {cleo} 5 a start")).await.unwrap(), "Only stewards can do that");
    let steward = role(&world, "Steward");
    let named = anna.asks(&format!("!settings change steward_roles {steward}")).await.unwrap();
    says(&named, &steward);
    says(&named, "an administrator has to open these for them: Server Settings › Integrations");
    says(&ben.asks(&format!("!grant {cleo} 5 a start")).await.unwrap(), "got 🪙 5 points");
}

#[tokio::test]
async fn a_role_comes_with_points_and_no_longer() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let slash = || anna.slash("settings reward").option("role", NamedRole("Regular"));
    let set = slash().option("threshold", 100).option("measure", "Earned in total").send().await.unwrap();
    says(&set, "Members who earned 🪙 100 points or more in total get");
    let regular = role(&world, "Regular");
    says(
        &anna.asks(&format!("!settings reward {regular} 50 balance take-back")).await.unwrap(),
        "Whoever falls below",
    );
    let written =
        world.ledger.read(world.book(), |book| book.settings().others["discord.role_rewards"].clone());
    assert_eq!(written, format!("balance>=50:{}:take_back", world.discord.role_id("Regular")));
    let removed = slash().option("threshold", 0).send().await.unwrap();
    says(&removed, "no longer comes with points");
    says(&removed, "No role comes with points");
}

#[tokio::test]
async fn a_role_that_the_bot_cannot_give_is_refused_in_words() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let slash =
        anna.slash("settings reward").option("role", NamedRole("Administrator")).option("threshold", 100);
    says(&slash.send().await.unwrap(), "it stands above my own highest role");
    let world = World::of(Scenario::sample().bot_permissions(Permissions::EVERYBODY)).await;
    let regular = role(&world, "Regular");
    let refused = world.member("Anna").asks(&format!("!settings reward {regular} 100")).await.unwrap();
    says(&refused, "Please give me the permission “Manage Roles”");
}

#[tokio::test]
async fn settings_are_suggested() {
    let world = World::new().await;
    let suggested =
        world.member("Anna").autocomplete("settings change", "setting", "currency").await.unwrap();
    let values: Vec<&str> = suggested.iter().filter_map(|choice| choice.value.as_str()).collect();
    assert!(values.starts_with(&["currency_singular", "currency_plural", "currency_emoji"]), "{values:?}");
}
