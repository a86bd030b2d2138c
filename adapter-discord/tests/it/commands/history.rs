//! `history`.

use ledger_core::{Command, Reason};

use crate::world::{World, live_buttons, says};

#[tokio::test]
async fn a_history_entry_shows_kind_amount_reason_actor_and_balance() {
    let world = World::new().await;
    world.grant("Cleo", 100);
    world
        .member("Cleo")
        .slash("give")
        .option("member", local_discord::Mention("Emil"))
        .option("amount", 30)
        .send()
        .await
        .unwrap();
    let grant = world.grant("Cleo", 5);
    world.submit(Command::Reverse {
        position: grant.position.unwrap(),
        reason: Reason::new("by mistake").unwrap(),
    });
    let cleo = world.member("Cleo");
    let by_slash = cleo.slash("history").send().await.unwrap();
    assert!(by_slash.ephemeral, "only its owner sees a history");
    let by_prefix = cleo.asks("!history").await.unwrap();
    for answer in [&*by_slash, &by_prefix] {
        says(answer, "🪙 +100 points");
        says(answer, "“for the start”");
        says(answer, "🪙 −30 points");
        says(answer, "Given to Emil");
        says(answer, "Balance 70");
        says(answer, &format!("Reversal of #{}", grant.position.unwrap().0));
        says(answer, "reversed later");
    }
}

#[tokio::test]
async fn a_long_history_has_pages() {
    let mut world = World::new().await;
    for number in 1..=20 {
        world.grant("Cleo", number);
    }
    let cleo = world.member("Cleo");
    let newest = cleo.slash("history").send().await.unwrap();
    says(&newest, "🪙 +20 points");
    assert_eq!(live_buttons(&newest), ["Forward"]);
    world.restart().await;
    let cleo = world.member("Cleo");
    let second = cleo.press(&newest, "Forward").await.unwrap();
    says(&second, "🪙 +12 points");
    let last = cleo.press(&second, "Forward").await.unwrap();
    says(&last, "🪙 +1 point");
    says(&last, "Page 3 of 3");
    assert_eq!(live_buttons(&last), ["First", "Back"]);
    says(&cleo.asks("!history 3").await.unwrap(), "🪙 +1 point");
    says(&cleo.asks("!history 99999999999").await.unwrap(), "Page 3 of 3");
}

#[tokio::test]
async fn a_member_without_a_history_gets_a_sentence() {
    let world = World::new().await;
    says(&world.member("Cleo").slash("history").send().await.unwrap(), "Nothing has happened here yet");
}

#[tokio::test]
async fn the_oldest_entries_of_a_very_long_history_can_be_reached() {
    let world = World::new().await;
    let grant = Command::grant(world.id("Cleo").number(), 1, "for the start").unwrap();
    for _ in 0..2 {
        world.submit(Command::Batch(vec![grant.clone(); 8_008]));
    }
    let cleo = world.member("Cleo");
    let far = cleo.slash("history").option("page", 2_000).send().await.unwrap();
    says(&far, "Page 2,000 of 2,002");
    let farther = cleo.press(&far, "Forward").await.unwrap();
    says(&farther, "Balance 16 ");
    says(&farther, "Page 2,001 of 2,002");
    let last = cleo.press(&farther, "Forward").await.unwrap();
    says(&last, "Balance 1");
    assert_eq!(live_buttons(&last), ["First", "Back"]);
    says(&cleo.press(&last, "Back").await.unwrap(), "Page 2,00");
}

#[tokio::test]
async fn a_history_entry_names_the_steward() {
    let world = World::new().await;
    let (cleo, anna) = (world.member("Cleo"), world.member("Anna"));
    anna.asks(&format!("!grant {} 40 for the nets", cleo.mention())).await.unwrap();
    let entry = world.ledger.head();
    says(
        &cleo.slash("history").send().await.unwrap(),
        &format!("`#{entry}` **🪙 +40 points** · Granted · by Anna · <t:"),
    );
}
