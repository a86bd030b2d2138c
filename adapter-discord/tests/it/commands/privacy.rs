//! `privacy`.

use ledger_core::testkit::{achievement, define};
use ledger_core::{Command, Reason};
use local_discord::Mention;
use serde_json::Value;

use crate::world::{World, does_not_say, says};

#[tokio::test]
async fn my_data_comes_as_a_private_file() {
    let world = World::new().await;
    world.grant("Cleo", 77);
    let cleo = world.member("Cleo");
    let overview = cleo.slash("privacy").send().await.unwrap();
    assert!(overview.ephemeral);
    says(&overview, "What is kept about you");
    // Submitted after the bot stored the name, so it is written later.
    world.grant("Cleo", 1);
    let pressed = cleo.press(&overview, "My data").await.unwrap();
    let told = pressed.follow_ups(1, crate::world::PATIENCE).await.unwrap();
    assert!(told[0].ephemeral);
    let data: Value = serde_json::from_slice(&told[0].files[0].bytes).unwrap();
    assert_eq!(
        (data["points"]["balance"].as_i64(), data["display_name"].as_str()),
        (Some(78), Some("Cleo of the Quay"))
    );
}

#[tokio::test]
async fn my_data_by_message_comes_as_a_direct_message() {
    let world = World::new().await;
    world.grant("Cleo", 77);
    let cleo = world.member("Cleo");
    let overview = cleo.asks("!privacy").await.unwrap();
    cleo.press(&overview, "My data").await.unwrap();
    let told = cleo.wait_for_direct_messages(1, crate::world::PATIENCE).await.unwrap();
    assert_eq!(told[0].files.len(), 1);
    assert!(
        cleo.here().messages().iter().all(|shown| shown.files.is_empty()),
        "the file appears in the channel"
    );
}

#[tokio::test]
async fn a_member_sees_the_consequences_and_is_forgotten() {
    let world = World::new().await;
    world.grant("Cleo", 77);
    world.submit(define(achievement("helper", "by_hand", 0)));
    world.submit(Command::AwardAchievement {
        member: world.id("Cleo"),
        achievement: "helper".parse().unwrap(),
        reason: Reason::new("for the nets").unwrap(),
    });
    let cleo = world.member("Cleo");
    cleo.asks("!points").await.unwrap();
    let overview = cleo.slash("privacy").send().await.unwrap();
    let warning = cleo.press(&overview, "Forget me").await.unwrap();
    says(&warning, "You lose 🪙 77 points, your rank, one achievement and your history");
    says(&cleo.press(&warning, "Cancel").await.unwrap(), "Nothing was changed");
    assert_eq!(world.balance("Cleo"), 77);
    let overview = cleo.slash("privacy").send().await.unwrap();
    let warning = cleo.press(&overview, "Forget me").await.unwrap();
    says(&cleo.press(&warning, "Forget me").await.unwrap(), "Done.");
    assert_eq!((world.balance("Cleo"), world.sum()), (0, 0));
    let board = world.member("Emil").slash("leaderboard").send().await.unwrap();
    says(&board, "A forgotten member");
    crate::world::does_not_say(&board, "Cleo");
    says(&cleo.slash("points").send().await.unwrap(), "It starts with your first points");
}

#[tokio::test]
async fn a_member_can_switch_direct_messages_off() {
    let world = World::new().await;
    let cleo = world.member("Cleo");
    says(&cleo.slash("privacy").send().await.unwrap(), "this server has switched them off");
    world.set("discord.direct_messages", "on");
    let overview = cleo.slash("privacy").send().await.unwrap();
    says(&overview, "Direct messages: on");
    let off = cleo.press(&overview, "Messages off").await.unwrap();
    says(&off, "Direct messages: off");
    says(&cleo.press(&off, "Messages on").await.unwrap(), "Direct messages: on");
}

#[tokio::test]
async fn privacy_works_in_every_channel() {
    let world = World::new().await;
    world.set("discord.channels", &world.discord.channel("points").id().to_string());
    let cleo = world.member("Cleo").in_channel("general");
    says(&cleo.slash("privacy").send().await.unwrap(), "What is kept about you");
    says(&cleo.asks("!privacy").await.unwrap(), "What is kept about you");
}

#[tokio::test]
async fn a_member_can_hide_from_the_boards_and_still_sees_their_own_rank() {
    let mut world = World::new().await;
    for (name, points) in [("Cleo", 90), ("Emil", 70), ("Dora", 50)] {
        world.grant(name, points);
    }
    let (cleo, emil) = (world.member("Cleo"), world.member("Emil"));
    let overview = cleo.slash("privacy").send().await.unwrap();
    says(&overview, "Leaderboards: you are on them");
    says(&cleo.press(&overview, "Hide me from boards").await.unwrap(), "you are hidden from them");
    let board = emil.slash("leaderboard").send().await.unwrap();
    does_not_say(&board, "Cleo");
    says(&board, "You: rank 1 with 🪙 70 points");
    says(&emil.slash("points").send().await.unwrap(), "Rank 1 of 2");
    let of_cleo = emil.slash("points").option("member", Mention("Cleo")).send().await.unwrap();
    does_not_say(&of_cleo, "Rank");
    let own = cleo.slash("leaderboard").send().await.unwrap();
    does_not_say(&own, "Cleo");
    says(&own, "You: rank 1 with 🪙 90 points");
    says(&cleo.slash("points").send().await.unwrap(), "Rank 1 of 3");
    says(&world.member("Anna").slash("listusers").send().await.unwrap(), "Cleo");
    world.restart().await;
    let (cleo, emil) = (world.member("Cleo"), world.member("Emil"));
    does_not_say(&emil.slash("leaderboard").send().await.unwrap(), "Cleo");
    let overview = cleo.slash("privacy").send().await.unwrap();
    says(&cleo.press(&overview, "Show me on boards").await.unwrap(), "Leaderboards: you are on them");
    says(&emil.slash("leaderboard").send().await.unwrap(), "Cleo");
}
