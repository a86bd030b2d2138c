//! `audit`.

use std::time::Duration;

use ledger_core::{Command, OrderKey, Reason};
use local_discord::Mention;

use crate::world::{World, does_not_say, live_buttons, says};

#[tokio::test]
async fn the_audit_filters_by_member_steward_and_kind() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let (cleo, emil) = (world.member("Cleo").mention(), world.member("Emil").mention());
    anna.asks(&format!("!grant {cleo} 50 for the nets")).await.unwrap();
    anna.asks(&format!("!grant {emil} 30 for the rope")).await.unwrap();
    anna.asks(&format!("!deduct {cleo} 20 for the lamp")).await.unwrap();
    anna.asks("!settings change currency_plural shells").await.unwrap();
    world.grant("Cleo", 5);
    let all = anna.slash("audit").send().await.unwrap();
    assert!(all.ephemeral);
    for expected in
        ["🪙 +50 shells", "🪙 −20 shells", "“for the rope”", "by Anna", "currency\\_plural = shells"]
    {
        says(&all, expected);
    }
    let of_cleo = anna.slash("audit").option("member", Mention("Cleo")).send().await.unwrap();
    says(&of_cleo, "for the nets");
    does_not_say(&of_cleo, "for the rope");
    let by_anna = anna.asks(&format!("!audit {cleo} by {} grants", anna.mention())).await.unwrap();
    says(&by_anna, "for the nets");
    does_not_say(&by_anna, "for the lamp");
    does_not_say(&by_anna, "for the start");
    says(&anna.asks("!audit settings").await.unwrap(), "Settings changed");
    says(&anna.asks("!audit reversals").await.unwrap(), "The journal has nothing like that");
    says(&anna.asks(&format!("!audit by {emil}")).await.unwrap(), "The journal has nothing like that");
}

#[tokio::test]
async fn the_audit_can_be_filtered_by_the_close_of_seasons_and_by_forgetting() {
    let world = World::new().await;
    world.grant("Cleo", 5);
    world.order("5001", 10);
    world.submit(Command::ForgetOrder { order: OrderKey::new("csv", "main", "5001").unwrap() });
    world.submit(Command::ForgetMember { member: world.id("Cleo") });
    let mut follow = world.ledger.follow(world.ledger.head());
    world.submit(Command::CloseSeason { reason: Reason::new("the end of summer").unwrap() });
    while world.ledger.read(world.book(), |book| book.season().number) == 1 {
        follow.next(Duration::from_secs(1)).unwrap();
    }
    let anna = world.member("Anna");
    let seasons = anna.slash("audit").option("kind", "Seasons").send().await.unwrap();
    for expected in ["Close of season 1 began", "“the end of summer”", "Season closed", "Season 1 closed"]
    {
        says(&seasons, expected);
    }
    does_not_say(&seasons, "A member was forgotten");
    does_not_say(&seasons, "5001 forgotten");
    let forgetting = anna.asks("!audit forgetting").await.unwrap();
    says(&forgetting, "A member was forgotten");
    says(&forgetting, "Order csv:main:5001 forgotten");
    does_not_say(&forgetting, "season");
}

#[tokio::test]
async fn the_audit_can_be_paged_after_a_restart() {
    let mut world = World::new().await;
    for amount in 1..=25 {
        world.grant("Cleo", amount);
    }
    let slash =
        world.member("Anna").slash("audit").option("member", Mention("Cleo")).option("kind", "Grants");
    let first = slash.send().await.unwrap();
    says(&first, "+25 points");
    assert_eq!(live_buttons(&first), ["Forward"]);
    world.restart().await;
    let anna = world.member("Anna");
    let second = anna.press(&first, "Forward").await.unwrap();
    says(&second, "+15 points");
    does_not_say(&second, "+16 points");
    let third = anna.press(&second, "Forward").await.unwrap();
    says(&third, "+5 points");
    assert_eq!(live_buttons(&third), ["First", "Back"]);
    world.restart().await;
    let anna = world.member("Anna");
    let back = anna.press(&third, "Back").await.unwrap();
    says(&back, "+15 points");
    says(&back, "+6 points");
    does_not_say(&back, "+16 points");
    does_not_say(&back, "+5 points");
    // New entries come before the first page, and going back one page still shows the previous one.
    world.grant("Cleo", 26);
    let back = anna.press(&back, "Back").await.unwrap();
    says(&back, "+25 points");
    says(&back, "+16 points");
    does_not_say(&back, "+26 points");
    let newest = anna.press(&back, "First").await.unwrap();
    says(&newest, "+26 points");
    assert_eq!(live_buttons(&newest), ["Forward"]);
}
