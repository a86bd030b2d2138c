//! The bot reports an executed command even where its reply cannot be shown in the intended way.

use std::time::Duration;

use local_discord::{Fault, Member, Mention, Permissions, Scenario};

use crate::world::{PATIENCE, World, does_not_say, says};

/// The address of the original response to an interaction.
const ORIGINAL: &str = "/webhooks/*/*/messages/@original";

/// Lets the token of an interaction expire while the bot retries its reply.
async fn expire_token(world: &World) {
    world.discord.wait_for_calls(1, "PATCH", ORIGINAL, PATIENCE).await.unwrap();
    world.discord.advance(Duration::from_secs(16 * 60));
}

/// Waits for the only direct message, which reports the executed command.
async fn assert_told_by_direct_message(world: &mut World, member: &Member) {
    let letters = member.wait_for_direct_messages(1, PATIENCE).await.unwrap();
    says(&letters[0], &format!("Done: entry #{}", world.ledger.head()));
    // Stopping waits for every other message.
    world.stop().await;
    assert_eq!(member.direct_messages().len(), 1);
}

/// A community in which the bot lacks these permissions in the first channel.
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
async fn a_command_in_a_message_is_refused_where_the_reply_could_not_be_shown() {
    let world = without(Permissions::EMBED_LINKS).await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    let refused = anna.asks(&format!("!grant {cleo} 50 a start")).await.unwrap();
    says(&refused, "Embed Links");
    says(&refused, "Nothing was changed");
    assert_eq!(world.balance("Cleo"), 0);
}

#[tokio::test]
async fn where_the_bot_may_not_write_the_author_gets_a_direct_message() {
    let world = without(Permissions::SEND_MESSAGES).await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    anna.says(&format!("!grant {cleo} 50 a start")).await.unwrap();
    let letters = anna.wait_for_direct_messages(1, PATIENCE).await.unwrap();
    says(&letters[0], "Send Messages");
    assert_eq!(world.balance("Cleo"), 0);
}

#[tokio::test]
async fn where_replies_are_forbidden_the_answer_is_a_plain_message() {
    let world = without(Permissions::READ_MESSAGE_HISTORY).await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    anna.says(&format!("!grant {cleo} 50 a start")).await.unwrap();
    let said = anna.here().wait_for_bot_messages(1, PATIENCE).await.unwrap();
    says(&said[0], "got 🪙 50 points");
    assert_eq!(world.balance("Cleo"), 50);
}

#[tokio::test]
async fn a_change_whose_reply_is_rejected_is_reported_as_done() {
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
async fn a_result_that_fails_in_the_channel_is_sent_by_direct_message() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    let here = format!("/channels/{}/messages", anna.here().id());
    // The reply and the error report, each as a reply and as a plain message.
    world.discord.fail_next(4, "POST", &here, Fault::Status(403));
    anna.says(&format!("!grant {cleo} 50 a start")).await.unwrap();
    let letters = anna.wait_for_direct_messages(1, PATIENCE).await.unwrap();
    says(&letters[0], &format!("Done: entry #{}", world.ledger.head()));
}

#[tokio::test]
async fn an_expired_command_reports_its_result_by_direct_message() {
    let mut world = World::new().await;
    let anna = world.member("Anna");
    world.discord.fail_next(3, "PATCH", ORIGINAL, Fault::Status(502));
    let slash = anna.slash("grant").option("member", Mention("Cleo")).option("amount", 10);
    slash.option("reason", "a start").start().unwrap();
    expire_token(&world).await;
    assert_told_by_direct_message(&mut world, &anna).await;
    assert_eq!((world.balance("Cleo"), world.changes("Cleo")), (10, 1));
}

#[tokio::test]
async fn an_expired_button_reports_its_result_by_direct_message() {
    let mut world = World::new().await;
    world.set("transfer_confirm_above", "50");
    world.grant("Cleo", 500);
    let cleo = world.member("Cleo");
    let slash = cleo.slash("give").option("member", Mention("Emil")).option("amount", 200);
    let question = slash.send().await.unwrap();
    world.discord.clear_calls();
    world.discord.fail_next(3, "PATCH", ORIGINAL, Fault::Status(502));
    tokio::select! {
        answered = cleo.press(&question, "Confirm") => panic!("expected no reply, got {answered:?}"),
        () = async {
            expire_token(&world).await;
            assert_told_by_direct_message(&mut world, &cleo).await;
        } => {}
    }
    assert_eq!((world.balance("Emil"), world.changes("Emil")), (200, 1));
}

#[tokio::test]
async fn an_expired_command_that_changed_nothing_sends_no_direct_message() {
    let mut world = World::new().await;
    let anna = world.member("Anna");
    world.discord.fail_next(3, "PATCH", ORIGINAL, Fault::Status(502));
    let slash = anna.slash("deduct").option("member", Mention("Cleo")).option("amount", 10);
    slash.option("reason", "a start").start().unwrap();
    expire_token(&world).await;
    world.stop().await;
    assert_eq!((world.ledger.head().0, anna.direct_messages().len()), (0, 0));
}
