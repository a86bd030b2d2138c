//! The log channel during outages: each change appears once, or the bot reports why it does not.

use std::time::{Duration, Instant};

use ledger_core::{Book, Recorded};
use ledger_store::{Outbox, Planned, Sequence};
use local_discord::{Fault, Permissions, Scenario};

use super::{LOG, entries, entry};
use crate::world::{PATIENCE, World, does_not_say, says};

const MESSAGES: &str = "/channels/*/messages";

/// A community whose bot may write in the log channel but not read its history.
fn without_history() -> Scenario {
    Scenario::small().channel(LOG).denied_to_bot(Permissions::READ_MESSAGE_HISTORY)
}

#[tokio::test]
async fn a_rejected_log_message_is_retried_and_appears_once() {
    let world = World::with_log().await;
    world.wait_for_effects().await;
    for fault in [
        Fault::Status(500),
        Fault::RateLimited { retry_after: Duration::from_millis(100) },
        Fault::HangUp,
        Fault::HangUpAfterwards,
    ] {
        world.discord.fail_next(1, "POST", MESSAGES, fault);
        world.wait_until_logged(entry(&world.grant("Cleo", 5))).await;
        world.wait_for_effects().await;
    }
    world.assert_each_entry_once();
    assert_eq!(world.ledger.given_up("discord.log").unwrap(), []);
}

#[tokio::test]
async fn discord_drops_the_repeat_of_a_message_whose_response_was_lost() {
    let world = World::of(without_history()).await;
    world.open_log().await;
    world.discord.fail_next(1, "POST", MESSAGES, Fault::HangUpAfterwards);
    let before = world.discord.calls("POST", MESSAGES).len();
    world.wait_until_logged(entry(&world.grant("Cleo", 5))).await;
    world.wait_for_effects().await;
    assert!(world.discord.calls("POST", MESSAGES).len() >= before + 2, "the bot did not send it again");
    world.assert_each_entry_once();
}

#[tokio::test]
async fn changes_during_an_absence_are_logged_after_it() {
    let mut world = World::with_log().await;
    world.wait_until_logged(entry(&world.grant("Cleo", 5))).await;
    world.stop().await;
    let away = entry(&world.grant("Cleo", 6));
    world.start().await;
    world.wait_until_logged(away).await;
    world.restart().await;
    world.wait_until_logged(entry(&world.grant("Cleo", 7))).await;
    world.wait_for_effects().await;
    world.assert_each_entry_once();
    assert_eq!(entries(&world.log().messages()).len(), 4);
}

#[tokio::test]
async fn a_bot_that_stops_between_sending_and_recording_logs_once() {
    for scenario in [Scenario::sample(), without_history()] {
        let mut world = World::of(scenario).await;
        world.open_log().await;
        world.discord.fail_next(1, "POST", MESSAGES, Fault::AnswerLate(Duration::from_secs(60)));
        let change = entry(&world.grant("Cleo", 5));
        world.wait_until_logged(change).await;
        let stopping = Instant::now();
        world.stop().await;
        assert!(stopping.elapsed() < Duration::from_secs(10), "it took {:?}", stopping.elapsed());
        let waiting = world.ledger.outboxes().unwrap().iter().map(|reaction| reaction.waiting).sum::<u64>();
        assert_eq!(waiting, 1, "the bot has not recorded the message");
        world.restart().await;
        world.wait_until_logged(entry(&world.grant("Cleo", 6))).await;
        world.wait_for_effects().await;
        world.assert_each_entry_once();
    }
}

#[tokio::test]
async fn a_message_with_many_changes_appears_once_despite_a_stop() {
    let mut world = World::with_log().await;
    world.stop().await;
    let first = entry(&world.grant("Cleo", 1));
    for amount in 2..6 {
        world.grant("Cleo", amount);
    }
    world.discord.fail_next(1, "POST", MESSAGES, Fault::AnswerLate(Duration::from_secs(60)));
    world.start().await;
    world.wait_until_logged(first).await;
    world.stop().await;
    let last = entry(&world.grant("Cleo", 6));
    world.start().await;
    world.wait_until_logged(last).await;
    world.wait_for_effects().await;
    world.assert_each_entry_once();
    assert_eq!(entries(&world.log().messages()).len(), 7, "the setting and six grants");
}

#[tokio::test]
async fn setting_a_forbidden_log_channel_warns_the_steward() {
    let scenario = Scenario::small().channel(LOG).denied_to_bot(Permissions::SEND_MESSAGES);
    let world = World::of(scenario).await;
    let anna = world.member("Anna");
    let channel = world.log().id();
    let answer = anna.asks(&format!("!settings change log_channel {channel}")).await.unwrap();
    says(&answer, &format!("I cannot write in the log channel <#{channel}>. Please give me: Send Messages."));
    let general = world.discord.channel("general").id();
    let answer = anna.asks(&format!("!settings change log_channel {general}")).await.unwrap();
    does_not_say(&answer, "I cannot write");
}

#[tokio::test]
async fn open_deliveries_of_a_killed_process_are_made_by_the_next() {
    let mut world = World::with_log().await;
    world.stop().await;
    let reaction = Outbox::named("discord.log").sequence(Sequence::PerTarget);
    let plan = |_: &Recorded, _: &Book| vec![Planned::new("tell")];
    let mut killed = world.ledger.open_outbox(reaction, plan).unwrap();
    let change = entry(&world.grant("Cleo", 5));
    // After a SIGKILL, a delivery is planned and handed out, but neither finished nor failed.
    let in_hand = killed.next(PATIENCE).unwrap().expect("a delivery is due");
    std::mem::forget((killed, in_hand));
    world.start().await;
    assert!(!entries(&world.log().messages()).contains(&change), "the other process may still hold it");
    world.pass_days(1);
    world.wait_until_logged(change).await;
    world.wait_for_effects().await;
    world.assert_each_entry_once();
}

#[tokio::test]
async fn one_of_two_processes_logs_and_the_other_takes_over() {
    let mut world = World::with_log().await;
    let (_ledger, other) = world.another_bot().await;
    for amount in 1..5 {
        world.wait_until_logged(entry(&world.grant("Cleo", amount))).await;
    }
    world.stop().await;
    world.wait_until_logged(entry(&world.grant("Cleo", 6))).await;
    world.assert_each_entry_once();
    tokio::time::timeout(PATIENCE, other.stop()).await.unwrap();
}
