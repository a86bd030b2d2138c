//! `stats`.

use ledger_core::Command;
use local_discord::Mention;

use crate::world::{World, says};

#[tokio::test]
async fn stats_shows_the_member_s_numbers() {
    let world = World::new().await;
    world.grant("Cleo", 1_000);
    world.pass_days(3);
    world.submit(Command::deduct(world.id("Cleo").number(), 400, "for a cap").unwrap());
    let (first, last) = world.ledger.read(world.book(), |book| {
        let (_, account) = book.member(world.id("Cleo")).unwrap();
        (account.first_at.micros() / 1_000_000, account.last_at.micros() / 1_000_000)
    });
    assert_eq!((last - first) / 86_400, 3);
    let by_slash =
        world.member("Emil").slash("stats").option("member", Mention("Cleo")).send().await.unwrap();
    says(&by_slash, "Numbers of Cleo of the Quay");
    assert!(by_slash.files[0].bytes.starts_with(b"\x89PNG"), "there is no chart");
    let by_prefix = world.member("Cleo").asks("!stats").await.unwrap();
    says(&by_prefix, "Your numbers");
    for answer in [&*by_slash, &by_prefix] {
        says(answer, "Balance 🪙 600 points");
        says(answer, "Earned 🪙 1,000 points");
        says(answer, "Spent 🪙 400 points");
        says(answer, "Highest 🪙 1,000 points");
        says(answer, "Entries 2");
        says(answer, &format!("First activity <t:{first}:d>"));
        says(answer, &format!("Last activity <t:{last}:R>"));
    }
}

#[tokio::test]
async fn a_member_without_numbers_gets_a_sentence() {
    let world = World::new().await;
    says(&world.member("Cleo").slash("stats").send().await.unwrap(), "It starts with your first points");
}
