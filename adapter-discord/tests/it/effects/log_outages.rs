//! The log channel when something breaks: each change is told once all the same, or it is said why it is not.

use std::time::{Duration, Instant};

use ledger_core::{Book, Recorded};
use ledger_store::{Outbox, Planned, Sequence};
use local_discord::{Fault, Permissions, Scenario};

use super::{LOG, entries, entry};
use crate::world::{PATIENCE, World, does_not_say, says};

const MESSAGES: &str = "/channels/*/messages";

/// A community whose bot may write in the log channel and not look back in it.
fn without_history() -> Scenario {
    Scenario::small().channel(LOG).denied_to_bot(Permissions::READ_MESSAGE_HISTORY)
}

#[tokio::test]
async fn what_discord_does_not_take_at_first_is_told_once() {
    let world = World::with_log().await;
    world.quiet().await;
    for fault in [
        Fault::Status(500),
        Fault::RateLimited { retry_after: Duration::from_millis(100) },
        Fault::HangUp,
        Fault::HangUpAfterwards,
    ] {
        world.discord.fail_next(1, "POST", MESSAGES, fault);
        world.told(entry(&world.grant("Cleo", 5))).await;
        world.quiet().await;
    }
    world.each_is_told_once();
    assert_eq!(world.ledger.given_up("discord.log").unwrap(), []);
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_dropped_by_discord_when_it_comes_again() {
    let world = World::of(without_history()).await;
    world.open_log().await;
    world.discord.fail_next(1, "POST", MESSAGES, Fault::HangUpAfterwards);
    let before = world.discord.calls("POST", MESSAGES).len();
    world.told(entry(&world.grant("Cleo", 5))).await;
    world.quiet().await;
    assert!(world.discord.calls("POST", MESSAGES).len() >= before + 2, "it was sent a second time");
    world.each_is_told_once();
}

#[tokio::test]
async fn what_happens_while_the_bot_is_away_is_told_when_it_is_back() {
    let mut world = World::with_log().await;
    world.told(entry(&world.grant("Cleo", 5))).await;
    world.stop().await;
    let away = entry(&world.grant("Cleo", 6));
    world.start().await;
    world.told(away).await;
    world.restart().await;
    world.told(entry(&world.grant("Cleo", 7))).await;
    world.quiet().await;
    world.each_is_told_once();
    assert_eq!(entries(&world.log().messages()).len(), 4);
}

#[tokio::test]
async fn a_bot_that_ends_between_sending_and_writing_it_down_tells_it_once() {
    for scenario in [Scenario::sample(), without_history()] {
        let mut world = World::of(scenario).await;
        world.open_log().await;
        world.discord.fail_next(1, "POST", MESSAGES, Fault::AnswerLate(Duration::from_secs(60)));
        let change = entry(&world.grant("Cleo", 5));
        world.told(change).await;
        let stopping = Instant::now();
        world.stop().await;
        assert!(stopping.elapsed() < Duration::from_secs(10), "it took {:?}", stopping.elapsed());
        let waiting = world.ledger.outboxes().unwrap().iter().map(|reaction| reaction.waiting).sum::<u64>();
        assert_eq!(waiting, 1, "the bot does not know that it was told");
        world.restart().await;
        world.told(entry(&world.grant("Cleo", 6))).await;
        world.quiet().await;
        world.each_is_told_once();
    }
}

#[tokio::test]
async fn many_told_together_are_told_once_though_the_bot_ends_in_between() {
    let mut world = World::with_log().await;
    world.stop().await;
    let first = entry(&world.grant("Cleo", 1));
    for amount in 2..6 {
        world.grant("Cleo", amount);
    }
    world.discord.fail_next(1, "POST", MESSAGES, Fault::AnswerLate(Duration::from_secs(60)));
    world.start().await;
    world.told(first).await;
    world.stop().await;
    let last = entry(&world.grant("Cleo", 6));
    world.start().await;
    world.told(last).await;
    world.quiet().await;
    world.each_is_told_once();
    assert_eq!(entries(&world.log().messages()).len(), 7, "the setting and six grants");
}

#[tokio::test]
async fn a_channel_that_the_bot_may_not_write_in_is_given_up_with_a_reason() {
    let scenario = Scenario::small().channel(LOG).denied_to_bot(Permissions::SEND_MESSAGES);
    let world = World::of(scenario).await;
    world.log_in(LOG);
    for amount in 1..20 {
        world.grant("Cleo", amount);
    }
    world.quiet().await;
    let given_up = world.ledger.given_up("discord.log").unwrap();
    assert!(!given_up.is_empty());
    assert!(given_up.iter().all(|one| one.error.starts_with("the bot ")), "{given_up:?}");
    let calls = world.discord.calls("POST", MESSAGES).len();
    assert!(calls <= 3, "{calls} refused calls: Discord counts them");
}

#[tokio::test]
async fn that_the_bot_may_not_write_in_the_log_channel_is_said_when_it_is_set() {
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
async fn a_channel_that_is_gone_is_given_up_with_a_reason() {
    let world = World::new().await;
    world.set("discord.log_channel", "4242");
    world.quiet().await;
    let given_up = world.ledger.given_up("discord.log").unwrap();
    assert_eq!(given_up[0].error, "the channel is not there any more");
}

#[tokio::test]
async fn what_a_process_had_in_its_hands_when_it_was_killed_is_told_by_the_next() {
    let mut world = World::with_log().await;
    world.stop().await;
    let reaction = Outbox::named("discord.log").sequence(Sequence::PerTarget);
    let plan = |_: &Recorded, _: &Book| vec![Planned::new("tell")];
    let mut killed = world.ledger.open_outbox(reaction, plan).unwrap();
    let change = entry(&world.grant("Cleo", 5));
    // Planned, handed out, not done, and no word to anybody: that is what a SIGKILL leaves.
    let in_hand = killed.next(PATIENCE).unwrap().expect("there is something to tell");
    std::mem::forget((killed, in_hand));
    world.start().await;
    assert!(!entries(&world.log().messages()).contains(&change), "the other one may still be at it");
    world.pass_days(1);
    world.told(change).await;
    world.quiet().await;
    world.each_is_told_once();
}

#[tokio::test]
async fn of_two_processes_one_tells_and_the_other_takes_over() {
    let mut world = World::with_log().await;
    let (_ledger, other) = world.another_bot().await;
    for amount in 1..5 {
        world.told(entry(&world.grant("Cleo", amount))).await;
    }
    world.stop().await;
    world.told(entry(&world.grant("Cleo", 6))).await;
    world.each_is_told_once();
    tokio::time::timeout(PATIENCE, other.stop()).await.unwrap();
}
