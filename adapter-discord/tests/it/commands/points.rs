//! `points`.

use ledger_core::Command;
use local_discord::Mention;

use crate::world::{PATIENCE, World, says};

#[tokio::test]
async fn a_member_sees_their_balance_rank_and_next_goals() {
    let world = World::new().await;
    world.submit(Command::AdoptStarterSet { reason: None });
    world.grant("Cleo", 20);
    world.grant("Emil", 500);
    let cleo = world.member("Cleo");
    let by_slash = cleo.slash("points").send().await.unwrap();
    assert!(by_slash.deferred, "the command was not deferred");
    let by_prefix = cleo.asks("!points").await.unwrap();
    let by_alias = cleo.asks("!p").await.unwrap();
    // 20 points, and the rewards for the first points and for being early.
    for answer in [&*by_slash, &by_prefix, &by_alias] {
        says(answer, "Your balance");
        says(answer, &format!("🪙 {} points", world.balance("Cleo")));
        says(answer, "Rank 2 of 2");
        says(answer, "to go");
        assert_eq!(answer.pings, []);
    }
}

#[tokio::test]
async fn a_member_sees_the_points_of_another() {
    let world = World::new().await;
    world.grant("Cleo", 1_234);
    let emil = world.member("Emil");
    let by_slash = emil.slash("points").option("member", Mention("Cleo")).send().await.unwrap();
    says(&by_slash, "Balance of Cleo of the Quay");
    says(&by_slash, "🪙 1,234 points");
    let mention = world.member("Cleo").mention();
    says(&emil.asks(&format!("!balance {mention}")).await.unwrap(), "🪙 1,234 points");
    says(&emil.asks(&format!("!balance {}", world.id("Cleo"))).await.unwrap(), "🪙 1,234 points");
    says(
        &emil.slash("points").option("member", Mention("Anna")).send().await.unwrap(),
        "Anna has no points yet",
    );
}

#[tokio::test]
async fn the_member_s_language_and_the_server_s_currency_are_used() {
    let world = World::new().await;
    world.set("discord.currency_singular", "Stern");
    world.set("discord.currency_plural", "Sterne");
    world.set("discord.currency_emoji", "⭐");
    world.grant("Dora", 4_321);
    let answer = world.member("Dora").slash("points").send().await.unwrap();
    says(&answer, "⭐ 4.321 Sterne");
    // A message has no locale, so the server's setting decides.
    says(&world.member("Dora").asks("!points").await.unwrap(), "⭐ 4,321 Sterne");
    world.set("discord.locale", "de");
    says(&world.member("Dora").asks("!points").await.unwrap(), "⭐ 4.321 Sterne");
}

#[tokio::test]
async fn points_answers_while_another_connection_holds_the_write_lock() {
    let world = World::new().await;
    world.grant("Cleo", 100);
    let lock = world.hold_write_lock();
    let give = world.member("Cleo").slash("give").option("member", Mention("Emil")).option("amount", 10);
    let begun = give.start().unwrap();
    world.discord.wait_for_calls(1, "POST", "/interactions/*/*/callback", PATIENCE).await.unwrap();
    let slash = world.member("Farah").slash("points").option("member", Mention("Cleo"));
    says(&slash.send().await.unwrap(), "🪙 100 points");
    assert_eq!((world.balance("Emil"), world.changes("Emil")), (0, 0));
    lock.release();
    says(&give.answer(begun).await.unwrap(), "10 points to");
    assert_eq!(world.balance("Emil"), 10);
}
