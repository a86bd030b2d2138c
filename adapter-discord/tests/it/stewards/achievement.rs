//! `achievement`.

use local_discord::Mention;

use crate::world::{World, does_not_say, says};

#[tokio::test]
async fn an_achievement_is_defined_changed_awarded_revoked_and_retired() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let cleo = world.member("Cleo").mention();
    let defined =
        anna.asks("!achievement define helper by_hand 25 Great *helper* | Helped a lot").await.unwrap();
    says(&defined, "Great \\*helper\\*");
    says(&defined, "awarded by hand");
    says(&anna.asks("!achievement define helper by_hand Again").await.unwrap(), "There is an achievement");
    let awarded = anna.asks(&format!("!achievement award {cleo} helper for the nets")).await.unwrap();
    says(&awarded, "for the nets");
    assert_eq!(world.balance("Cleo"), 25);
    let again = anna.asks(&format!("!achievement award {cleo} helper for the nets")).await.unwrap();
    says(&again, "has the achievement `helper` already");
    says(&anna.asks("!achievement list").await.unwrap(), "one member has it");
    says(
        &anna.asks("!achievement change helper balance:100 Rich").await.unwrap(),
        "for a balance of 🪙 100 points",
    );
    let list = anna.asks("!achievement").await.unwrap();
    says(&list, "Rich");
    says(&list, "Helped a lot");
    let revoked = anna.slash("achievement revoke").option("member", Mention("Cleo")).option("key", "helper");
    let revoked = revoked.option("reason", "a mix-up").option("silent", true).send().await.unwrap();
    assert!(revoked.ephemeral);
    says(&revoked, "no longer has");
    says(&anna.asks("!achievement retire helper").await.unwrap(), "is retired");
    says(&anna.asks("!achievement list").await.unwrap(), "no longer available");
    assert_eq!(world.balance("Cleo"), 25);
}

#[tokio::test]
async fn a_form_asks_for_the_missing_options() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let slash = anna.slash("achievement define").option("key", "rich").option("rule", "Balance");
    let form = slash.option("threshold", 500).send().await.unwrap();
    assert!(form.modal.is_some());
    let filled = anna.submit(&form, &[("name", "Rich"), ("about", "Has a lot")]).await.unwrap();
    says(&filled, "for a balance of 🪙 500 points");
    let form = anna.slash("achievement change").option("key", "rich").send().await.unwrap();
    let wrong = anna.submit(&form, &[("rule", "a lot")]).await.unwrap();
    says(&wrong, "is not a rule");
    let form = anna.slash("achievement change").option("key", "rich").send().await.unwrap();
    says(&anna.submit(&form, &[("rule", "earned:700")]).await.unwrap(), "🪙 700 points earned in total");
    let list = anna.slash("achievement list").send().await.unwrap();
    says(&list, "Has a lot");
    does_not_say(&list, "500");
}

#[tokio::test]
async fn the_form_names_the_achievement_that_it_changes() {
    let world = World::new().await;
    let longest = "a_key_that_is_as_long_as_it_may_be".get(..32).unwrap();
    world.member("Anna").asks(&format!("!achievement define {longest} by_hand Long")).await.unwrap();
    for (language, title) in [("en-US", format!("Change {longest}")), ("de", format!("{longest} ändern"))] {
        world.discord.set_locale("Anna", language);
        let slash = world.member("Anna").slash("achievement change").option("key", longest);
        assert_eq!(slash.send().await.unwrap().modal.as_ref().unwrap()["title"], title);
    }
}

#[tokio::test]
async fn complete_options_need_no_form() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let slash = || anna.slash("achievement define").option("key", "early").option("name", "Early bird");
    let done = slash().option("rule", "Among the first members").option("threshold", 3).send().await.unwrap();
    says(&done, "for the first 3 members");
    let wrong = slash().option("rule", "Awarded by hand").option("threshold", 3).send().await.unwrap();
    says(&wrong, "An achievement that is awarded by hand has no threshold");
    let wrong = slash().option("rule", "Balance").send().await.unwrap();
    says(&wrong, "This rule needs a threshold");
    let wrong = slash().option("threshold", 3).send().await.unwrap();
    says(&wrong, "Please choose one as well");
}

#[tokio::test]
async fn the_starter_set_is_adopted_once_and_keys_are_suggested() {
    let world = World::new().await;
    let anna = world.member("Anna");
    says(
        &anna.slash("achievement starters").send().await.unwrap(),
        "6 achievements of the starter set are new here",
    );
    says(&anna.slash("achievement starters").send().await.unwrap(), "The starter set is here already");
    let suggested = anna.autocomplete("achievement retire", "key", "milestone").await.unwrap();
    assert_eq!(suggested.len(), 3);
    assert_eq!(suggested[0].value, "milestone_100");
}
