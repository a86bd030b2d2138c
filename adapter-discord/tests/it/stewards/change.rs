//! `grant`, `deduct` and `set`.

use local_discord::Mention;

use crate::stewards::manners::role;
use crate::world::{World, does_not_say, says};

#[tokio::test]
async fn points_are_granted_deducted_and_set() {
    let world = World::new().await;
    let (anna, ben) = (world.member("Anna"), world.member("Ben"));
    world.set("discord.steward_roles", &role(&world, "Steward"));
    let grant = anna.slash("grant").option("member", Mention("Cleo")).option("amount", 50);
    let answer = grant.option("reason", "helped with the *nets*").send().await.unwrap();
    says(&answer, "got 🪙 50 points");
    says(&answer, "New balance 🪙 50 points");
    says(&answer, "helped with the \\*nets\\*");
    assert!(!answer.ephemeral);
    assert_eq!(answer.pings, []);
    let cleo = world.member("Cleo").mention();
    says(&ben.asks(&format!("!deduct {cleo} 20 broke a lamp")).await.unwrap(), "lost 🪙 20 points");
    assert_eq!(world.balance("Cleo"), 30);
    let set = anna.slash("set").option("member", Mention("Cleo")).option("balance", 100);
    says(&set.option("reason", "as agreed").send().await.unwrap(), "The change: 🪙 +70 points");
    says(&ben.asks(&format!("!set {cleo} 100 as agreed")).await.unwrap(), "has 🪙 100 points already");
    says(&ben.asks(&format!("!setpoints {cleo} 0 a new start")).await.unwrap(), "The change: 🪙 −100 points");
    assert_eq!((world.balance("Cleo"), world.changes("Cleo"), world.sum()), (0, 4, 0));
}

#[tokio::test]
async fn the_old_names_work() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    for name in ["grant", "addpoints", "add"] {
        says(&anna.asks(&format!("!{name} {cleo} 10 for the start")).await.unwrap(), "got 🪙 10 points");
    }
    for name in ["deduct", "removepoints", "remove", "subtract"] {
        says(&anna.asks(&format!("!{name} {cleo} 5 for the end")).await.unwrap(), "lost 🪙");
    }
    assert_eq!(world.balance("Cleo"), 10);
}

#[tokio::test]
async fn refusals_are_explained_in_words() {
    let world = World::new().await;
    world.grant("Cleo", 30);
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    for (typed, expected) in [
        (format!("!deduct {cleo} 50 too much"), "🪙 20 points too few"),
        (format!("!grant {cleo} 2000000 too much"), "The limit is 🪙 1,000,000 points"),
        (
            format!("!set {cleo} 9223372036854775807 too much"),
            "An account holds at most 🪙 10,000,000 points",
        ),
        (format!("!set {cleo} 9223372036854775808 too much"), "is too large"),
    ] {
        says(&anna.asks(&typed).await.unwrap(), expected);
    }
    assert_eq!(world.balance("Cleo"), 30);
}

#[tokio::test]
async fn reasons_used_before_are_suggested() {
    let world = World::new().await;
    let anna = world.member("Anna");
    let cleo = world.member("Cleo").mention();
    anna.asks(&format!("!grant {cleo} 10 helped a newcomer")).await.unwrap();
    anna.asks(&format!("!grant {cleo} 10 won the quiz")).await.unwrap();
    let slash = anna.slash("grant").option("member", Mention("Cleo")).option("amount", 5);
    let suggested = slash.suggestions("reason", "he").await.unwrap();
    let names: Vec<&str> = suggested.iter().map(|choice| choice.name.as_str()).collect();
    assert_eq!(names, ["helped a newcomer"]);
}

#[tokio::test]
async fn a_grant_to_an_unknown_user_is_refused() {
    let world = World::new().await;
    let refused = world.member("Anna").asks("!grant 4242424242 10 who is it").await.unwrap();
    says(&refused, "I find no member by that name here");
    does_not_say(&refused, "got");
    assert_eq!(world.ledger.head().0, 0);
}

#[tokio::test]
async fn a_departed_member_can_get_points_only_with_an_account() {
    let world = World::new().await;
    world.grant("Emil", 5);
    let (anna, emil, farah) =
        (world.member("Anna"), world.member("Emil").mention(), world.member("Farah").mention());
    world.discord.leave("Emil");
    world.discord.leave("Farah");
    says(&anna.asks(&format!("!grant {emil} 10 so long")).await.unwrap(), "got 🪙 10 points");
    says(&anna.asks(&format!("!deduct {emil} 3 so long")).await.unwrap(), "lost 🪙 3 points");
    for command in ["grant", "deduct"] {
        let refused = anna.asks(&format!("!{command} {farah} 3 so long")).await.unwrap();
        says(&refused, "I find no member by that name here");
    }
    let has_account = world.ledger.read(world.book(), |book| book.account_of(world.id("Farah")).is_some());
    assert_eq!((world.balance("Emil"), has_account), (12, false));
}
