//! What was done is said to have been done, also where the answer cannot be shown as it was meant.

use std::time::Duration;

use local_discord::{Fault, Member, Mention, Permissions, Scenario};

use crate::world::{PATIENCE, World, does_not_say, says};

/// The place that Discord keeps for the answer to an interaction.
const ORIGINAL: &str = "/webhooks/*/*/messages/@original";

/// Lets the token of an interaction expire while its answer is tried again.
async fn token_expires(world: &World) {
    world.discord.wait_for_calls(1, "PATCH", ORIGINAL, PATIENCE).await.unwrap();
    world.discord.advance(Duration::from_secs(16 * 60));
}

/// Waits for the one direct message that says that it was done.
async fn is_told_directly(world: &mut World, member: &Member) {
    let letters = member.wait_for_direct_messages(1, PATIENCE).await.unwrap();
    says(&letters[0], &format!("Done: entry #{}", world.ledger.head()));
    // Whatever else would be said is said by then.
    world.stop().await;
    assert_eq!(member.direct_messages().len(), 1);
}

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

#[tokio::test]
async fn who_cannot_be_answered_any_more_is_told_directly_what_was_done() {
    let mut world = World::new().await;
    let anna = world.member("Anna");
    world.discord.fail_next(3, "PATCH", ORIGINAL, Fault::Status(502));
    let slash = anna.slash("grant").option("member", Mention("Cleo")).option("amount", 10);
    slash.option("reason", "a start").start().unwrap();
    token_expires(&world).await;
    is_told_directly(&mut world, &anna).await;
    assert_eq!((world.balance("Cleo"), world.changes("Cleo")), (10, 1));
}

#[tokio::test]
async fn who_pressed_a_button_and_cannot_be_answered_any_more_is_told_directly() {
    let mut world = World::new().await;
    world.set("transfer_confirm_above", "50");
    world.grant("Cleo", 500);
    let cleo = world.member("Cleo");
    let slash = cleo.slash("give").option("member", Mention("Emil")).option("amount", 200);
    let question = slash.send().await.unwrap();
    world.discord.clear_calls();
    world.discord.fail_next(3, "PATCH", ORIGINAL, Fault::Status(502));
    tokio::select! {
        answered = cleo.press(&question, "Confirm") => panic!("it was answered: {answered:?}"),
        () = async {
            token_expires(&world).await;
            is_told_directly(&mut world, &cleo).await;
        } => {}
    }
    assert_eq!((world.balance("Emil"), world.changes("Emil")), (200, 1));
}

#[tokio::test]
async fn who_cannot_be_answered_any_more_and_had_nothing_done_is_left_alone() {
    let mut world = World::new().await;
    let anna = world.member("Anna");
    world.discord.fail_next(3, "PATCH", ORIGINAL, Fault::Status(502));
    let slash = anna.slash("deduct").option("member", Mention("Cleo")).option("amount", 10);
    slash.option("reason", "a start").start().unwrap();
    token_expires(&world).await;
    world.stop().await;
    assert_eq!((world.ledger.head().0, anna.direct_messages().len()), (0, 0));
}
