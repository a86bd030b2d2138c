//! A clock that once ran ahead: members learn that nothing was saved, stewards why and what to do, and after the
//! correction everything goes on.

use ledger_core::{Actor, Position};
use local_discord::{Answer, Mention};

use super::entries;
use crate::world::{PATIENCE, World, does_not_say, says};

const FIVE_YEARS: i64 = 5 * 365;

/// Cleo and Dora got 100 points each while the clock was in 2031 or so.
async fn once_ahead() -> World {
    let world = World::with_log().await;
    world.pass_days(FIVE_YEARS);
    world.grant("Cleo", 100);
    world.grant("Dora", 100);
    world.wait_for_effects().await;
    world.pass_days(-FIVE_YEARS);
    world
}

async fn gives(world: &World, member: &str) -> Answer {
    let give = world.member(member).slash("give").option("member", Mention("Emil")).option("amount", 30);
    give.send().await.unwrap()
}

async fn grants(world: &World) -> Answer {
    let grant = world.member("Anna").slash("grant").option("member", Mention("Cleo")).option("amount", 50);
    grant.option("reason", "on time").send().await.unwrap()
}

#[tokio::test]
async fn members_and_stewards_learn_that_nothing_is_saved() {
    let world = once_ahead().await;
    let told = world.log().messages().len();
    says(&world.member("Cleo").slash("points").send().await.unwrap(), "100 points");
    let answer = gives(&world, "Cleo").await;
    says(&answer, "My clock is wrong, so I cannot save anything right now, and nothing was changed.");
    does_not_say(&answer, "tallybook");
    let answer = grants(&world).await;
    says(&answer, "I save nothing at the moment: the last entry was recorded at 20");
    says(&answer, "or, if it is right, run `tallybook clock --correct`.");
    assert_eq!((world.balance("Cleo"), world.changes("Cleo")), (100, 1));
    let log = world.log();
    log.wait_for_bot_messages(told + 1, PATIENCE).await.unwrap();
    says(log.messages().last().unwrap(), "run `tallybook clock --correct`");
    says(&world.member("Anna").slash("status").send().await.unwrap(), "Clock I save nothing at the moment");
    assert_eq!(log.messages().len(), told + 1, "the log channel is told once an hour");
}

#[tokio::test]
async fn a_member_who_reads_german_learns_it_in_german() {
    let world = once_ahead().await;
    let answer = gives(&world, "Dora").await;
    says(&answer, "Meine Uhr geht falsch, darum kann ich gerade nichts speichern");
}

#[tokio::test]
async fn after_the_correction_everything_goes_on_and_the_log_tells_it() {
    let world = once_ahead().await;
    let _ = grants(&world).await;
    let corrected = world.ledger.correct_clock(None).unwrap().receipt().unwrap().positions()[0];
    let granted = grants(&world).await;
    says(&granted, "got 🪙 50 points");
    let given = gives(&world, "Cleo").await;
    says(&given, "You have 120 points left");
    let told = world.wait_until_logged(corrected).await;
    says(&told, "Clock corrected, from 20");
    world.wait_until_logged(world.ledger.head()).await;
    let anna = world.member("Anna");
    says(&anna.asks("!audit").await.unwrap(), "Clock corrected, from 20");
    does_not_say(&anna.slash("status").send().await.unwrap(), "I save nothing at the moment");
    let order: Vec<Position> = entries(&world.log().messages());
    assert!(order.is_sorted(), "{order:?}");
    let event = world.ledger.event(corrected).unwrap().unwrap();
    assert_eq!(event.actor, Actor::CommandLine);
}
