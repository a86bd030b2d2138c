//! `give`.

use ledger_store::HistoryQuery;
use local_discord::{Mention, MessageView};

use crate::world::{World, says};

#[tokio::test]
async fn a_member_gives_points_to_another() {
    let world = World::new().await;
    world.grant("Cleo", 100);
    let cleo = world.member("Cleo");
    let by_slash = cleo
        .slash("give")
        .option("member", Mention("Emil"))
        .option("amount", 30)
        .option("note", "for the *ride*");
    let answer = by_slash.send().await.unwrap();
    says(&answer, "30 points to");
    says(&answer, "for the \\*ride\\*");
    says(&answer, "You have 70 points left");
    assert!(!answer.ephemeral);
    assert_eq!(answer.pings, []);
    let emil = world.member("Emil").mention();
    says(&cleo.asks(&format!("!give {emil} 20 thank you all")).await.unwrap(), "thank you all");
    assert_eq!((world.balance("Cleo"), world.balance("Emil"), world.sum()), (50, 50, 0));
}

#[tokio::test]
async fn a_large_gift_needs_a_confirmation_and_is_given_once() {
    let mut world = World::new().await;
    world.set("transfer_confirm_above", "50");
    world.grant("Cleo", 500);
    let ask = |world: &World| {
        let (cleo, emil) = (world.member("Cleo"), Mention("Emil"));
        cleo.slash("give").option("member", emil).option("amount", 200).option("note", "a *big* one")
    };
    let question = ask(&world).send().await.unwrap();
    assert!(question.ephemeral);
    says(&question, "You are about to give 🪙 200 points");
    assert_eq!(world.balance("Emil"), 0);
    // The question survives a restart, and contains the note.
    world.restart().await;
    let cleo = world.member("Cleo");
    // Two presses before the first reply, one of them delivered twice.
    world.discord.deliver_interactions_twice(1);
    world.discord.hold_interactions();
    let (done, again, ()) =
        tokio::join!(cleo.press(&question, "Confirm"), cleo.press(&question, "Confirm"), async {
            world.discord.release_interactions()
        },);
    again.unwrap();
    let done = done.unwrap();
    says(&done, "You have 300 points left");
    let told = done.follow_ups(1, crate::world::PATIENCE).await.unwrap();
    says(&told[0], "a \\*big\\* one");
    assert!(!told[0].ephemeral);
    assert_eq!((world.balance("Cleo"), world.balance("Emil")), (300, 200));
    let refused = ask(&world).send().await.unwrap();
    let cancelled = cleo.press(&refused, "Cancel").await.unwrap();
    says(&cancelled, "Nothing was changed");
    assert_eq!(world.balance("Emil"), 200);
}

#[tokio::test]
async fn the_server_s_rules_for_gifts_apply() {
    let world = World::new().await;
    world.grant("Cleo", 100);
    let cleo = world.member("Cleo");
    let give = async |to: &str, amount: i64| -> MessageView {
        let slash = cleo.slash("give").option("member", Mention(to)).option("amount", amount);
        (*slash.send().await.unwrap()).clone()
    };
    says(&give("Emil", 150).await, "50 points too few");
    says(&give("Cleo", 10).await, "Giving points to yourself changes nothing");
    world.set("transfer_minimum", "20");
    says(&give("Emil", 10).await, "The least you can give is 🪙 20 points");
    world.set("transfer_daily_cap", "30");
    give("Emil", 25).await;
    says(&give("Emil", 25).await, "over the daily cap of 🪙 30 points");
    world.set("transfers", "off");
    says(&give("Emil", 25).await, "Members cannot give points to each other here");
    assert_eq!((world.balance("Cleo"), world.balance("Emil")), (75, 25));
}

#[tokio::test]
async fn a_gift_to_an_unknown_user_is_refused() {
    let world = World::new().await;
    world.grant("Cleo", 100);
    let cleo = world.member("Cleo");
    says(&cleo.asks("!give 4242424242 10").await.unwrap(), "I find no member by that name here");
    assert_eq!(world.balance("Cleo"), 100);
}

#[tokio::test]
async fn a_right_to_left_note_arrives_unchanged() {
    let world = World::new().await;
    world.set("transfer_confirm_above", "50");
    world.grant("Cleo", 500);
    let cleo = world.member("Cleo");
    for note in ["תודה רבה".to_owned(), "ש".repeat(500)] {
        let slash = cleo.slash("give").option("member", Mention("Emil")).option("amount", 60);
        let question = slash.option("note", note.as_str()).send().await.unwrap();
        says(&cleo.press(&question, "Confirm").await.unwrap(), "points left");
        let query = HistoryQuery::of(world.book()).member(world.id("Emil")).limit(1);
        let reason = world.ledger.history(&query).unwrap().entries[0].reason.clone();
        assert_eq!(reason.unwrap().as_str(), note);
    }
    assert_eq!(world.balance("Emil"), 120);
}

#[tokio::test]
async fn a_gift_to_a_departed_member_is_refused() {
    let world = World::new().await;
    world.grant("Cleo", 100);
    world.grant("Emil", 5);
    let (cleo, emil, farah) =
        (world.member("Cleo"), world.member("Emil").mention(), world.member("Farah").mention());
    world.discord.leave("Emil");
    world.discord.leave("Farah");
    for gone in [emil, farah] {
        let refused = cleo.asks(&format!("!give {gone} 10 so long")).await.unwrap();
        says(&refused, "I find no member by that name here");
    }
    assert_eq!((world.balance("Cleo"), world.balance("Emil"), world.balance("Farah")), (100, 5, 0));
}

#[tokio::test]
async fn the_wait_between_two_gifts_survives_a_restart() {
    let mut world = World::new().await;
    world.set("transfer_cooldown", "3600");
    world.grant("Cleo", 100);
    let gift = format!("!give {} 10", world.member("Emil").mention());
    says(&world.member("Cleo").asks(&gift).await.unwrap(), "10 points to");
    let refused = "One moment, please: you can do that again <t:";
    says(&world.member("Cleo").asks(&gift).await.unwrap(), refused);
    world.restart().await;
    says(&world.member("Cleo").asks(&gift).await.unwrap(), refused);
    world.pass_days(1);
    says(&world.member("Cleo").asks(&gift).await.unwrap(), "10 points to");
    assert_eq!(world.balance("Emil"), 20);
}
