//! `settings`.

use local_discord::{NamedRole, Permissions, Scenario};

use crate::stewards::manners::role;
use crate::world::{World, does_not_say, says};

#[tokio::test]
async fn settings_are_shown_changed_and_reset() {
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
async fn a_steward_role_makes_stewards() {
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
async fn a_role_reward_is_set_and_removed() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let slash = || anna.slash("settings reward").option("role", NamedRole("Regular"));
    let set = slash().option("threshold", 100).option("measure", "Earned in total").send().await.unwrap();
    says(&set, "Members who earned 🪙 100 points or more in total get");
    let regular = role(&world, "Regular");
    says(
        &anna.asks(&format!("!settings reward {regular} 50 balance take-back")).await.unwrap(),
        "Members who fall below",
    );
    let written =
        world.ledger.read(world.book(), |book| book.settings().others["discord.role_rewards"].clone());
    assert_eq!(written, format!("balance>=50:{}:take_back", world.discord.role_id("Regular")));
    let removed = slash().option("threshold", 0).send().await.unwrap();
    says(&removed, "is no longer given for points");
    says(&removed, "No role is given for points");
}

#[tokio::test]
async fn a_role_that_the_bot_cannot_give_is_refused_with_the_reason() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let slash =
        anna.slash("settings reward").option("role", NamedRole("Administrator")).option("threshold", 100);
    says(&slash.send().await.unwrap(), "it stands above my own highest role");
    let world = World::of(Scenario::sample().bot_permissions(Permissions::EVERYONE)).await;
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

#[tokio::test]
async fn the_accepted_values_are_explained_in_the_steward_s_language() {
    let world = World::new().await;
    world.discord.set_locale("Anna", "de");
    let anna = world.member("Anna");
    for (setting, value, expected) in [
        ("channels", "hier", "Es muss eine ID oder eine Erwähnung sein"),
        ("log_channel", "hier", "Es muss eine ID oder eine Erwähnung sein"),
        ("prefix", "/", "am Anfang darf weder / noch < stehen"),
        ("currency_plural", &"x".repeat(33), "höchstens 32 Zeichen"),
        ("direct_messages", "vielleicht", "Es muss on oder off sein"),
        ("locale", "klingonisch, bitte", "etwa en-GB oder de"),
        ("role_rewards", "viele", "Es muss aussehen wie"),
        ("transfers", "vielleicht", "Es muss on oder off sein"),
        ("transfer_minimum", "0", "mindestens 1"),
        ("transfer_cooldown", "0", "eine ganze Zahl von Sekunden"),
        ("order_rate", "0", "Dezimalzahl über 0"),
        ("order_rounding", "schön", "down, up oder nearest"),
        ("claim_guesses_per_hour", "0", "von 1 bis 100"),
        ("time_zone", "halb acht", "Name einer Zeitzone"),
        ("utc_offset", "CET", "höchstens 14 Stunden"),
    ] {
        let slash = anna.slash("settings change").option("setting", setting).option("value", value);
        let refused = slash.send().await.unwrap();
        says(&refused, expected);
        does_not_say(&refused, "must");
    }
}

#[tokio::test]
async fn a_time_zone_sets_the_offset_and_a_wrong_name_is_answered_with_a_near_one() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let set = |setting: &str, value: &str| {
        anna.slash("settings change").option("setting", setting).option("value", value).send()
    };
    says(&set("time_zone", "Europe/Berln").await.unwrap(), "Do you mean Europe/Berlin?");
    says(&set("time_zone", "Mars/Olympus").await.unwrap(), "There is no time zone Mars/Olympus");
    says(&set("time_zone", "Berlin, of course").await.unwrap(), "it must be the name of a time zone");
    says(&set("time_zone", "Europe/Berlin").await.unwrap(), "Europe/Berlin");
    says(&anna.slash("settings show").send().await.unwrap(), "`utc_offset`** · \\+01:00");
    says(&set("utc_offset", "+03:00").await.unwrap(), "follows the time zone Europe/Berlin");
    set("time_zone", "").await.unwrap();
    says(&set("utc_offset", "+03:00").await.unwrap(), "+03:00");
}

#[tokio::test]
async fn a_prefix_of_special_characters_is_shown_unchanged() {
    let world = World::new().await;
    world.set("discord.prefix", "*>");
    let help = world.member("Cleo").slash("help").send().await.unwrap();
    says(&help, "`*>points`");
    let settings = world.member("Anna").slash("settings change").option("setting", "prefix");
    says(&settings.option("value", "`").send().await.unwrap(), "without spaces and backticks");
}

#[tokio::test]
async fn a_steward_cannot_give_up_their_own_right_by_mistake() {
    let world = World::new().await;
    let (steward, regular) = (role(&world, "Steward"), role(&world, "Regular"));
    world.set("discord.steward_roles", &steward);
    let (anna, ben) = (world.member("Anna"), world.member("Ben"));
    for typed in ["!settings change steward_roles", &format!("!settings change steward_roles {regular}")] {
        says(&ben.asks(typed).await.unwrap(), "you would no longer be a steward");
    }
    let both = ben.asks(&format!("!settings change steward_roles {steward} {regular}")).await.unwrap();
    says(&both, &regular);
    // Administrators are stewards whatever the list says.
    says(&anna.asks("!settings change steward_roles").await.unwrap(), "is back to its default");
    says(&ben.asks("!settings").await.unwrap(), "Only stewards can do that");
}

#[tokio::test]
async fn everyone_is_no_steward() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let everyone = world.book();
    for typed in [
        "!settings change steward_roles @everyone".to_owned(),
        format!("!settings change steward_roles {everyone}"),
        format!("!settings change steward_roles <@&{everyone}>"),
        format!("!settings change role_rewards balance>=5:{everyone}"),
    ] {
        says(&anna.asks(&typed).await.unwrap(), "Every member has the role @everyone");
    }
    assert_eq!(world.ledger.head().0, 0);
}

#[tokio::test]
async fn stored_settings_without_effect_are_named() {
    let world = World::new().await;
    world.set("discord.colour", "red");
    world.set("discord.locale", "klingon");
    world.set("discord.steward_roles", "4242");
    world.set("discord.log_channel", "4343");
    let settings = world.member("Anna").asks("!settings").await.unwrap();
    says(&settings, "**`colour`** has no effect: The setting");
    says(&settings, "**`locale`** has no effect: ");
    says(&settings, "nothing with the ids 4242, 4343");
}

#[tokio::test]
async fn invisible_characters_make_no_setting() {
    let world = World::new().await;
    let anna = world.member("Anna");
    for (setting, value) in [
        ("prefix", "\u{200b}"),
        ("prefix", "\u{3164}"),
        ("currency_singular", "\u{2060}"),
        ("currency_emoji", "\u{2800}"),
        ("locale", "xx"),
    ] {
        let slash = anna.slash("settings change").option("setting", setting).option("value", value);
        says(&slash.send().await.unwrap(), "does not fit");
    }
    assert_eq!(world.ledger.head().0, 0);
}
