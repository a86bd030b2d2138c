//! `settings reward`, and its effect on members with enough points.

use adapter_discord::RoleReward;
use ledger_store::{AdapterKey, Owner};
use local_discord::{Fault, NamedRole, Permissions, Scenario, Slash};

use crate::stewards::manners::role;
use crate::world::{PATIENCE, World, does_not_say, says, words};

const GIVE: &str = "/guilds/*/members/*/roles/*";

/// Anna, who owns the server, four other members, and a number of roles below the bot's.
async fn community(roles: usize) -> World {
    let small = Scenario::small().channel("staff-log").member("Dora").member("Emil");
    let scenario = (1..=roles)
        .fold(small, |scenario, number| scenario.role(&format!("Rank {number}"), Permissions::NONE, 0));
    World::of(scenario).await
}

/// The members with a role.
fn holders(world: &World, role: &str) -> Vec<&'static str> {
    let all = ["Ben", "Cleo", "Dora", "Emil"];
    all.into_iter().filter(|name| world.member(name).roles().iter().any(|has| has == role)).collect()
}

fn reward(world: &World, role: &str, threshold: i64) -> Slash {
    let slash = world.member("Anna").slash("settings reward");
    slash.option("role", NamedRole(role)).option("threshold", threshold)
}

/// The role rewards in the book.
fn rewards(world: &World) -> Vec<RoleReward> {
    world.ledger.read(world.book(), |book| adapter_discord::BookSettings::of(book.settings()).role_rewards)
}

/// The open questions as they are stored.
fn questions(world: &World) -> Option<String> {
    let key = AdapterKey::new("discord.reward_questions");
    world.ledger.adapter_data().get(Owner::Book(world.book()), key).unwrap()
}

#[tokio::test]
async fn simultaneous_changes_of_rewards_are_all_kept() {
    let world = community(8).await;
    let slashes: Vec<_> =
        (1..=8).map(|number| reward(&world, &format!("Rank {number}"), 100 * number)).collect();
    let started: Vec<_> = slashes.iter().map(|slash| slash.start().unwrap()).collect();
    for (slash, started) in slashes.iter().zip(started) {
        says(&slash.answer(started).await.unwrap(), "points or more get");
    }
    assert_eq!(rewards(&world).len(), 8);
}

#[tokio::test]
async fn members_with_enough_points_get_the_role_after_a_confirmation() {
    let mut world = community(1).await;
    world.set("discord.log_channel", &world.discord.channel("staff-log").id().to_string());
    for (name, points) in [("Ben", 50), ("Cleo", 100), ("Dora", 150)] {
        world.grant(name, points);
    }
    let question = reward(&world, "Rank 1", 100).send().await.unwrap();
    says(&question, "Members with 🪙 100 points or more get");
    says(&question, "up to 2 members get a role or lose one");
    assert_eq!(rewards(&world), [], "nothing changes before the confirmation");
    world.restart().await;
    let done = world.member("Anna").press(&question, "Confirm").await.unwrap();
    says(&done, "Members with 🪙 100 points or more get");
    says(&done, "2 members now get a role or lose one");
    world.wait_for_effects().await;
    assert_eq!(holders(&world, "Rank 1"), ["Cleo", "Dora"]);
    let log: Vec<String> = world.discord.channel("staff-log").messages().iter().map(words).collect();
    let told = log.iter().filter(|text| text.contains("2 roles were given")).count();
    assert_eq!(told, 1, "{log:?}");
}

#[tokio::test]
async fn a_cancelled_question_gives_no_member_a_role() {
    let world = community(1).await;
    for name in ["Ben", "Cleo"] {
        world.grant(name, 100);
    }
    let question = reward(&world, "Rank 1", 100).send().await.unwrap();
    says(&world.member("Anna").press(&question, "Cancel").await.unwrap(), "Nothing was changed");
    world.wait_for_effects().await;
    assert_eq!((holders(&world, "Rank 1"), rewards(&world)), (vec![], vec![]));
}

#[tokio::test]
async fn an_open_question_is_stored_with_its_values_and_deleted_when_it_is_answered() {
    let mut world = community(2).await;
    for name in ["Ben", "Cleo"] {
        world.grant(name, 100);
    }
    let anna = world.member("Anna");
    let (first, second) = (world.discord.role_id("Rank 1"), world.discord.role_id("Rank 2"));
    let typed = format!("!settings reward {} 50 earned take-back --reason the crew", role(&world, "Rank 1"));
    let question = anna.asks(&typed).await.unwrap();
    says(&question, "the crew");
    does_not_say(&question, "earned>=");
    let id = question.reply_to.unwrap();
    let one = format!(
        r#"{{"id":{id},"role":{first},"rewards":"earned>=50:{first}:take_back","reason":"the crew"}}"#
    );
    assert_eq!(questions(&world), Some(format!("[{one}]")));
    let list = format!("balance>=70:{second}");
    let other = anna.asks(&format!("!settings change role_rewards {list}")).await.unwrap();
    let id = other.reply_to.unwrap();
    let all = format!(r#"{{"id":{id},"role":null,"rewards":"{list}","reason":null}}"#);
    assert_eq!(questions(&world), Some(format!("[{one},{all}]")));
    world.restart().await;
    let anna = world.member("Anna");
    says(&anna.press(&question, "Confirm").await.unwrap(), "the crew");
    assert_eq!(questions(&world), Some(format!("[{all}]")));
    let written: Vec<String> = rewards(&world).iter().map(ToString::to_string).collect();
    assert_eq!(written, [format!("earned>=50:{first}:take_back")]);
    says(&anna.press(&other, "Cancel").await.unwrap(), "Nothing was changed");
    assert_eq!(questions(&world), None);
    assert_eq!(rewards(&world).len(), 1);
}

#[tokio::test]
async fn a_question_whose_state_is_gone_says_to_run_the_command_again() {
    let world = community(1).await;
    for name in ["Ben", "Cleo"] {
        world.grant(name, 100);
    }
    let question = reward(&world, "Rank 1", 100).send().await.unwrap();
    let key = AdapterKey::new("discord.reward_questions");
    world.ledger.adapter_data().delete(Owner::Book(world.book()), key).await.unwrap();
    let anna = world.member("Anna");
    let said = anna.press(&question, "Confirm").await.unwrap();
    says(&said, "I no longer know this button. Please run the command again.");
    assert_eq!(rewards(&world), []);
    says(&anna.press(&question, "Cancel").await.unwrap(), "Nothing was changed");
    assert_eq!(rewards(&world), []);
}

#[tokio::test]
async fn a_single_member_needs_no_confirmation_and_gets_the_role_in_the_background() {
    let world = community(1).await;
    world.grant("Cleo", 100);
    let done = reward(&world, "Rank 1", 100).send().await.unwrap();
    says(&done, "One member now gets a role or loses one: I do that in the background.");
    world.wait_for_effects().await;
    assert_eq!(holders(&world, "Rank 1"), ["Cleo"]);
    let again = reward(&world, "Rank 1", 100).send().await.unwrap();
    does_not_say(&again, "in the background");
}

#[tokio::test]
async fn a_raised_threshold_takes_the_role_back_with_take_back() {
    let world = community(1).await;
    for (name, points) in [("Ben", 100), ("Cleo", 200), ("Dora", 300)] {
        world.grant(name, points);
    }
    let rank = role(&world, "Rank 1");
    let anna = world.member("Anna");
    for (typed, expected) in [("100", vec!["Ben", "Cleo", "Dora"]), ("250 balance take-back", vec!["Dora"])] {
        let question = anna.asks(&format!("!settings reward {rank} {typed}")).await.unwrap();
        anna.press(&question, "Confirm").await.unwrap();
        world.wait_for_effects().await;
        assert_eq!(holders(&world, "Rank 1"), expected);
    }
}

#[tokio::test]
async fn the_whole_list_needs_a_confirmation_too() {
    let world = community(2).await;
    for name in ["Ben", "Cleo"] {
        world.grant(name, 100);
    }
    let (first, second) = (world.discord.role_id("Rank 1"), world.discord.role_id("Rank 2"));
    let list = format!("balance>=100:{first},earned>=50:{second}:take_back");
    let anna = world.member("Anna");
    let question = anna.asks(&format!("!settings change role_rewards {list}")).await.unwrap();
    says(&question, "up to 2 members");
    says(&anna.press(&question, "Confirm").await.unwrap(), "role_rewards");
    world.wait_for_effects().await;
    assert_eq!(holders(&world, "Rank 1"), ["Ben", "Cleo"]);
    assert_eq!(holders(&world, "Rank 2"), ["Ben", "Cleo"]);
    let cleared = anna.asks("!settings change role_rewards").await.unwrap();
    says(&cleared, "No role is given for points");
    assert_eq!(rewards(&world), []);
}

#[tokio::test]
async fn giving_roles_continues_after_a_restart_and_repeats_nothing() {
    let mut world = community(1).await;
    for name in ["Ben", "Cleo", "Dora", "Emil"] {
        world.grant(name, 100);
    }
    let cleo = format!("/guilds/*/members/{}", world.id("Cleo"));
    world.discord.fail_next(1, "GET", &cleo, Fault::Status(503));
    let list = format!("balance>=100:{}", world.discord.role_id("Rank 1"));
    world.set("discord.role_rewards", &list);
    world.discord.wait_for_calls(1, "GET", &cleo, PATIENCE).await.unwrap();
    world.restart().await;
    world.wait_for_effects().await;
    assert_eq!(holders(&world, "Rank 1"), ["Ben", "Cleo", "Dora", "Emil"]);
    assert_eq!(world.discord.calls("PUT", GIVE).len(), 4);
}

#[tokio::test]
async fn a_departed_member_does_not_delay_the_others_and_is_remembered() {
    let world = community(1).await;
    for name in ["Ben", "Cleo", "Dora"] {
        world.grant(name, 100);
    }
    world.discord.leave("Cleo");
    world.set("discord.role_rewards", &format!("balance>=100:{}", world.discord.role_id("Rank 1")));
    world.wait_for_effects().await;
    assert_eq!(holders(&world, "Rank 1"), ["Ben", "Dora"]);
    says(&world.member("Dora").asks("!points").await.unwrap(), "Rank 1 of 2");
}

#[tokio::test]
async fn all_roles_are_brought_in_step_and_what_cannot_be_done_is_said() {
    let world = community(1).await;
    world.set("discord.role_rewards", &format!("balance>=100:{}:take_back", world.discord.role_id("Rank 1")));
    for (name, points) in [("Ben", 100), ("Cleo", 100), ("Dora", 50), ("Emil", 100)] {
        world.grant(name, points);
    }
    world.wait_for_effects().await;
    assert_eq!(holders(&world, "Rank 1"), ["Ben", "Cleo", "Emil"]);
    world.discord.take_role("Ben", "Rank 1");
    world.discord.give_role("Dora", "Rank 1");
    world.discord.leave("Emil");
    let anna = world.member("Anna");
    let list = anna.slash("settings reward").send().await.unwrap();
    says(&list, "Members with 🪙 100 points or more get");
    let done = anna.press(&list, "Bring all roles in step").await.unwrap();
    says(&done, "4 members were looked at");
    says(&done, "One role was given and one was taken back");
    says(&done, "One member is not in the server");
    assert_eq!(holders(&world, "Rank 1"), ["Ben", "Cleo"]);
    world.discord.clear_calls();
    let list = anna.asks("!settings reward").await.unwrap();
    says(
        &anna.press(&list, "Bring all roles in step").await.unwrap(),
        "0 roles were given and 0 were taken back",
    );
    assert_eq!(world.discord.calls("PUT", GIVE).len(), 0);
    world.discord.take_role("Ben", "Rank 1");
    world.discord.fail_next(9, "PUT", GIVE, Fault::Status(403));
    let list = anna.asks("!settings reward").await.unwrap();
    let done = anna.press(&list, "Bring all roles in step").await.unwrap();
    says(&done, "About one member Discord did not answer. Please do it again later");
    let list = anna.asks("!settings reward").await.unwrap();
    anna.press(&list, "Bring all roles in step").await.unwrap();
}

#[tokio::test]
async fn a_role_above_the_bot_is_named_when_roles_are_brought_in_step() {
    let small = Scenario::small().role("Rank 1", Permissions::NONE, 0).bot_above(0);
    let world = World::of(small).await;
    world.set("discord.role_rewards", &format!("balance>=100:{}", world.discord.role_id("Rank 1")));
    world.grant("Ben", 100);
    world.wait_for_effects().await;
    let anna = world.member("Anna");
    let list = anna.slash("settings reward").send().await.unwrap();
    let done = anna.press(&list, "Bring all roles in step").await.unwrap();
    says(&done, "it stands above my own highest role");
}
