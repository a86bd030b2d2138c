//! Where the bot listens: in threads, and where channels were deleted.

use crate::world::{PATIENCE, World, does_not_say, says, words};

#[tokio::test]
async fn the_bot_listens_in_the_threads_of_its_channels() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    world.set("discord.channels", &world.discord.channel("points").id().to_string());
    world.discord.open_thread("points", "a thread");
    world.discord.old_thread("points", "an old thread");
    world.discord.open_thread("general", "another thread");
    for name in ["a thread", "an old thread"] {
        let cleo = world.member("Cleo").in_channel(name);
        says(&cleo.slash("points").send().await.unwrap(), "🪙 50 points");
        says(&cleo.asks("!points").await.unwrap(), "🪙 50 points");
    }
    let elsewhere = world.member("Cleo").in_channel("another thread");
    says(&elsewhere.slash("points").send().await.unwrap(), "Here I listen in <#");
    world.discord.old_thread("general", "an old one elsewhere");
    let elsewhere = world.member("Cleo").in_channel("an old one elsewhere");
    says(&elsewhere.slash("points").send().await.unwrap(), "Here I listen in <#");
}

#[tokio::test]
async fn members_are_told_of_the_channels_that_are_left() {
    let world = World::new().await;
    let (points, staff) = (world.discord.channel("points").id(), world.discord.channel("staff-log").id());
    world.set("discord.channels", &format!("{points},{staff}"));
    world.discord.delete_channel("points");
    let cleo = world.member("Cleo").in_channel("general");
    let told = cleo.slash("points").send().await.unwrap();
    says(&told, &format!("Here I listen in <#{staff}>."));
    does_not_say(&told, &points.to_string());
}

#[tokio::test]
async fn where_every_channel_was_deleted_stewards_are_told_once_and_can_repair_it() {
    let mut world = World::new().await;
    world.grant("Cleo", 50);
    world.set("discord.log_channel", &world.discord.channel("staff-log").id().to_string());
    world.set("discord.channels", &world.discord.channel("points").id().to_string());
    world.wait_for_effects().await;
    world.discord.delete_channel("points");
    let lost = "Every channel in which I listen was deleted";
    let log = world.discord.channel("staff-log");
    log.wait_until_bot_messages("the warning", PATIENCE, |all| {
        all.iter().any(|message| words(message).contains(lost))
    })
    .await
    .unwrap();
    for round in 0..2 {
        let cleo = world.member("Cleo").in_channel("general");
        says(&cleo.slash("points").send().await.unwrap(), "A steward can name others");
        says(&cleo.asks("!points").await.unwrap(), "A steward can name others");
        if round == 0 {
            world.restart().await;
        }
    }
    let log = world.discord.channel("staff-log").messages();
    assert_eq!(log.iter().filter(|message| words(message).contains(lost)).count(), 1);
    let anna = world.member("Anna").in_channel("general");
    says(&anna.slash("settings show").send().await.unwrap(), lost);
    let general = world.discord.channel("general").id();
    says(&anna.asks(&format!("!settings change channels <#{general}>")).await.unwrap(), "is now");
    says(&world.member("Cleo").in_channel("general").asks("!points").await.unwrap(), "🪙 50 points");
}

#[tokio::test]
async fn without_a_log_channel_the_owner_is_told_that_every_channel_was_deleted() {
    let world = World::new().await;
    world.set("discord.channels", &world.discord.channel("points").id().to_string());
    world.discord.delete_channel("points");
    let told = world.member("Anna").wait_for_direct_messages(1, PATIENCE).await.unwrap();
    says(&told[0], "Every channel in which I listen was deleted");
    let cleo = world.member("Cleo").in_channel("general");
    says(&cleo.slash("points").send().await.unwrap(), "A steward can name others");
    assert_eq!(world.member("Anna").direct_messages().len(), 1);
}

#[tokio::test]
async fn mentions_are_stored_as_ids() {
    let world = World::new().await;
    let ids = ["general", "points", "staff-log"].map(|name| world.discord.channel(name).id());
    let typed = ids.map(|id| format!("<#{id}>")).concat();
    let changed = world.member("Anna").asks(&format!("!settings change channels {typed}")).await.unwrap();
    for id in ids {
        says(&changed, &format!("<#{id}>"));
    }
    let stored = world.ledger.read(world.book(), |book| book.settings().others["discord.channels"].clone());
    let mut sorted = ids.map(|id| id.0);
    sorted.sort_unstable();
    assert_eq!(stored, sorted.map(|id| id.to_string()).join(","));
}
