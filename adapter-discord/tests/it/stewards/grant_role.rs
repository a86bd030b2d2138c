//! `grant-role`.

use local_discord::{MessageView, NamedRole, Scenario};

use crate::stewards::manners::role;
use crate::world::{PATIENCE, World, says};

#[tokio::test]
async fn all_members_with_a_role_get_points_after_a_confirmation() {
    let mut world = World::of(Scenario::sample().other_bot("Crier").with_role("Regular")).await;
    let question = ask(&world, 25).await;
    says(&question, "2 members have");
    says(&question, "🪙 25 points each, 🪙 50 points in all");
    assert_eq!(world.ledger.head().0, 0, "nothing changes before the confirmation");
    world.restart().await;
    let done = world.member("Anna").press(&question, "Confirm").await.unwrap();
    says(&done, "2 members with");
    says(&done, "for the \\*harbour\\* fest");
    assert_eq!((world.balance("Cleo"), world.balance("Dora"), world.balance("Emil")), (25, 25, 0));
}

#[tokio::test]
async fn confirming_twice_grants_once() {
    let world = World::new().await;
    let question = ask(&world, 25).await;
    world.member("Anna").press(&question, "Confirm").await.unwrap();
    // Another client still shows the buttons.
    let _: Result<_, _> = world.member("Anna").press(&question, "Confirm").await;
    world.discord.deliver_interactions_twice(1);
    let other = ask(&world, 10).await;
    world.discord.deliver_interactions_twice(1);
    world.member("Anna").press(&other, "Confirm").await.unwrap();
    world.member("Anna").slash("points").send().await.unwrap();
    assert_eq!((world.balance("Cleo"), world.changes("Cleo")), (35, 2));
}

#[tokio::test]
async fn a_cancelled_question_changes_nothing_and_only_the_steward_can_answer_it() {
    let world = World::new().await;
    world.set("discord.steward_roles", &role(&world, "Steward"));
    let head = world.ledger.head();
    let question = ask(&world, 25).await;
    says(&world.member("Ben").press(&question, "Confirm").await.unwrap(), "belong to another member");
    says(&world.member("Anna").press(&question, "Cancel").await.unwrap(), "Nothing was changed");
    assert_eq!(world.ledger.head(), head);
}

#[tokio::test]
async fn a_member_over_the_limit_is_named_and_no_member_gets_points() {
    let world = World::new().await;
    world.grant("Dora", 90);
    world.set("max_total_points", "100");
    let refused = ask(&world, 25).await;
    says(&refused, "Nothing was changed, because of");
    says(&refused, &world.member("Dora").mention());
    assert_eq!(world.balance("Cleo"), 0);
}

#[tokio::test]
async fn by_message_the_progress_appears_in_the_message_of_the_question() {
    let many = (0..1_100).map(|number| format!("Sailor {number}"));
    let world = World::of(many.fold(Scenario::sample(), |scenario, name| scenario.member(&name))).await;
    let role = role(&world, "Regular");
    world.member("Anna").asks(&format!("!grant-role {role} 5 a start")).await.unwrap();
    let posted = world.discord.calls("POST", "/channels/*/messages");
    assert_eq!(posted.len(), 1, "{posted:?}");
    let said = posted[0].body["content"].as_str().unwrap();
    assert!(said.starts_with("1,000 of 1,1") && said.ends_with(" members …"), "{said}");
    let changed = world.discord.wait_for_calls(1, "PATCH", "/channels/*/messages/*", PATIENCE).await.unwrap();
    assert!(changed[0].body["embeds"][0]["description"].as_str().unwrap().contains("2 members have"));
    assert_eq!(changed.len(), 1);
}

#[tokio::test]
async fn without_the_members_intent_the_reply_says_what_to_do() {
    let world = World::of(Scenario::sample().allowed_privileged_intents(1 << 15)).await;
    says(&ask(&world, 25).await, "switch on the “Server Members” intent");
}

#[tokio::test]
async fn a_role_without_members_and_an_unknown_role_are_refused() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let no_members = role(&world, "Lantern Keeper");
    says(&anna.asks(&format!("!grant-role {no_members} 5 a start")).await.unwrap(), "No member has");
    says(&anna.asks("!grant-role <@&4242> 5 a start").await.unwrap(), "I find no such role here");
    says(&anna.asks("!grant-role lots 5 a start").await.unwrap(), "I find no such role here");
}

async fn ask(world: &World, amount: i64) -> MessageView {
    let slash = world.member("Anna").slash("grant-role").option("role", NamedRole("Regular"));
    let asked = slash.option("amount", amount).option("reason", "for the *harbour* fest").send().await;
    (*asked.unwrap()).clone()
}

#[tokio::test]
async fn a_change_of_the_role_s_members_needs_another_confirmation() {
    let world = World::new().await;
    let question = ask(&world, 25).await;
    world.discord.take_role("Cleo", "Regular");
    world.discord.give_role("Emil", "Regular");
    let again = world.member("Anna").press(&question, "Confirm").await.unwrap();
    says(&again, "2 members have");
    assert_eq!(world.balance("Emil"), 0);
    world.member("Anna").press(&again, "Confirm").await.unwrap();
    assert_eq!((world.balance("Cleo"), world.balance("Dora"), world.balance("Emil")), (0, 25, 25));
}
