//! What was done is said to have been done, also where the answer cannot be shown as it was meant.

use local_discord::{Fault, Mention, Permissions, Scenario};

use crate::world::{PATIENCE, World, does_not_say, says};

/// A community where the bot may not do this in the first channel.
async fn without(permissions: Permissions) -> World {
    let scenario = Scenario::new()
        .server("Harbour Lights")
        .channel("general")
        .denied_to_bot(permissions)
        .member("Anna")
        .member("Cleo");
    World::of(scenario).await
}

#[tokio::test]
async fn nothing_is_done_by_message_where_the_answer_could_not_be_shown() {
    let world = without(Permissions::EMBED_LINKS).await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    let refused = anna.asks(&format!("!grant {cleo} 50 a start")).await.unwrap();
    says(&refused, "Embed Links");
    says(&refused, "Nothing was changed");
    assert_eq!(world.balance("Cleo"), 0);
}

#[tokio::test]
async fn where_the_bot_may_not_write_at_all_whoever_asked_is_told_directly() {
    let world = without(Permissions::SEND_MESSAGES).await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    anna.says(&format!("!grant {cleo} 50 a start")).await.unwrap();
    let letters = anna.wait_for_direct_messages(1, PATIENCE).await.unwrap();
    says(&letters[0], "Send Messages");
    assert_eq!(world.balance("Cleo"), 0);
}

#[tokio::test]
async fn where_nothing_can_be_replied_to_the_answer_stands_by_itself() {
    let world = without(Permissions::READ_MESSAGE_HISTORY).await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    anna.says(&format!("!grant {cleo} 50 a start")).await.unwrap();
    let said = anna.here().wait_for_bot_messages(1, PATIENCE).await.unwrap();
    says(&said[0], "got 🪙 50 points");
    assert_eq!(world.balance("Cleo"), 50);
}

#[tokio::test]
async fn a_change_whose_answer_is_not_taken_is_said_to_be_done() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    for typed in [
        format!("!grant {cleo} 50 a start"),
        format!("!deduct {cleo} 5 a start"),
        format!("!set {cleo} 7 a start"),
        "!reverse HEAD a start".to_owned(),
    ] {
        let typed = typed.replace("HEAD", &world.ledger.head().to_string());
        world.discord.fail_next(1, "POST", "/channels/*/messages", Fault::Status(400));
        let told = anna.asks(&typed).await.unwrap();
        says(&told, &format!("Done: entry #{}", world.ledger.head()));
        does_not_say(&told, "Something went wrong");
    }
    world.discord.fail_next(1, "PATCH", "/webhooks/*/*/messages/@original", Fault::Status(400));
    let slash = anna.slash("grant").option("member", Mention("Cleo")).option("amount", 10);
    let told = slash.option("reason", "a start").send().await.unwrap();
    says(&told, &format!("Done: entry #{}", world.ledger.head()));
    assert_eq!(world.changes("Cleo"), 5);
}

#[tokio::test]
async fn what_could_not_be_told_in_the_channel_is_told_directly() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    let here = format!("/channels/{}/messages", anna.here().id());
    // The answer and the trouble, each as a reply and by itself.
    world.discord.fail_next(4, "POST", &here, Fault::Status(403));
    anna.says(&format!("!grant {cleo} 50 a start")).await.unwrap();
    let letters = anna.wait_for_direct_messages(1, PATIENCE).await.unwrap();
    says(&letters[0], &format!("Done: entry #{}", world.ledger.head()));
}
