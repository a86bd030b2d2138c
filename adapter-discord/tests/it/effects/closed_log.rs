//! A log channel that the bot cannot write in: every change is kept, stewards and the owner learn of it, and all of it
//! is told in order once the channel can be reached again.

use std::time::Instant;

use ledger_core::Position;
use ledger_store::ClosedTarget;
use local_discord::{Fault, MessageView, Permissions, Scenario};

use super::{LOG, entries, entry};
use crate::world::{PATIENCE, World, does_not_say, says, words};

const MESSAGES: &str = "/channels/*/messages";

/// Discord's errors for one message, and for a channel.
const INVALID_FORM: Fault = Fault::Refused { status: 400, code: 50_035 };
const ARCHIVED_THREAD: Fault = Fault::Refused { status: 400, code: 50_083 };

impl World {
    /// A community with a log channel, whose bot is no administrator: its permissions count.
    async fn with_closable_log() -> World {
        let world = World::of(Scenario::small().channel(LOG)).await;
        world.open_log().await;
        world
    }

    /// The closed log channel, once it holds a number of entries.
    async fn held(&self, count: u64) -> ClosedTarget {
        let mut held = None;
        self.wait_until("the entries are held", |world| {
            held = world.ledger.closed_targets(Some(world.book())).unwrap().into_iter().next();
            held.as_ref().is_some_and(|closed| closed.held == count)
        })
        .await;
        held.unwrap()
    }

    async fn wait_until(&self, what: &str, mut holds: impl FnMut(&World) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds(self) {
            assert!(Instant::now() < deadline, "{what}");
            let (ledger, next) = (self.ledger.clone(), self.ledger.head().next());
            tokio::task::spawn_blocking(move || ledger.wait_for(next, super::GLANCE)).await.unwrap();
        }
    }

    /// The direct messages to the owner of the server.
    #[track_caller]
    fn told_owner(&self) -> Vec<MessageView> {
        let bot = self.discord.bot_id();
        let all = self.member("Anna").in_direct_messages().here().messages();
        all.into_iter().filter(|shown| shown.author == bot).collect()
    }

    #[track_caller]
    fn assert_nothing_is_lost(&self) {
        assert_eq!(self.ledger.given_up("discord.log").unwrap(), []);
        self.assert_each_entry_once();
    }

    #[track_caller]
    fn told(&self) -> Vec<Position> {
        entries(&self.log().messages())
    }
}

#[tokio::test]
async fn a_forbidden_log_channel_holds_every_change_and_tells_them_in_order_once_it_is_open() {
    let scenario = Scenario::small().channel(LOG).denied_to_bot(Permissions::SEND_MESSAGES);
    let world = World::of(scenario).await;
    world.log_in(LOG);
    for amount in 1..20 {
        world.grant("Cleo", amount);
    }
    let closed = world.held(20).await;
    assert_eq!(closed.error, "the bot lacks a permission, or its role stands too low");
    let anna = world.member("Anna");
    let line = format!("The log channel <#{}> cannot be reached since <t:", world.log().id());
    for asked in ["!status", "!settings"] {
        let answer = anna.asks(asked).await.unwrap();
        says(&answer, &line);
        says(&answer, "I may not write there. Every change is kept");
    }
    let owner = world.told_owner();
    let owner: Vec<&MessageView> =
        owner.iter().filter(|shown| words(shown).contains("The log channel of")).collect();
    assert_eq!(owner.len(), 1);
    says(owner[0], &line);
    says(owner[0], "or set another channel with");

    let calls = world.discord.calls("POST", MESSAGES).len();
    // Discord tells of the change, and the bot tries at once.
    world.discord.stop_denying_bot(LOG);
    let last = entry(&world.grant("Cleo", 20));
    world.wait_until_logged(last).await;
    let told = world.told();
    assert_eq!(told.len(), 21, "the setting and twenty grants");
    assert!(told.is_sorted(), "{told:?}");
    assert!(
        world.discord.calls("POST", MESSAGES).len() - calls <= 5,
        "one try, then many entries in a message"
    );
    let log = world.log().messages();
    let first = log.iter().find(|shown| !entries(std::slice::from_ref(shown)).is_empty()).unwrap();
    says(first, "The log channel could not be reached from <t:");
    let said = log.iter().filter(|shown| words(shown).contains("could not be reached")).count();
    assert_eq!(said, 1);
    world.wait_for_effects().await;
    world.assert_nothing_is_lost();
    assert_eq!(world.ledger.closed_targets(None).unwrap(), []);
    for asked in ["!status", "!settings"] {
        does_not_say(&anna.asks(asked).await.unwrap(), "cannot be reached");
    }
}

#[tokio::test]
async fn what_was_held_for_a_deleted_channel_is_told_in_the_next_one() {
    let world = World::with_log().await;
    world.discord.delete_channel(LOG);
    let change = entry(&world.grant("Cleo", 5));
    assert_eq!(world.held(1).await.error, "the channel is not there any more");
    says(&world.member("Anna").asks("!status").await.unwrap(), "it was deleted, or I am not in the server");
    // The new setting is reason enough to try at once.
    let general = world.discord.channel("general");
    world.set("discord.log_channel", &general.id().to_string());
    let setting = world.ledger.head();
    let told = general
        .wait_until_bot_messages("both are told", PATIENCE, |all| entries(all).contains(&setting))
        .await
        .unwrap();
    assert_eq!(entries(&told), [change, setting]);
    assert!(told.iter().any(|shown| words(shown).contains("The log channel could not be reached from")));
    world.wait_for_effects().await;
    assert_eq!(world.ledger.given_up("discord.log").unwrap(), []);
}

#[tokio::test]
async fn the_owner_is_told_once_for_each_time_that_the_channel_closes() {
    let mut world = World::with_closable_log().await;
    for closings in 1..=2 {
        world.discord.deny_bot(LOG, Permissions::SEND_MESSAGES);
        world.grant("Cleo", 5);
        world.held(1).await;
        world.restart().await;
        // After a restart the bot tries again at once.
        let calls = world.discord.calls("POST", MESSAGES).len();
        world.pass_days(1);
        world.discord.wait_for_calls(calls + 1, "POST", MESSAGES, PATIENCE).await.unwrap();
        world.held(1).await;
        assert_eq!(world.told_owner().len(), closings);
        world.discord.stop_denying_bot(LOG);
        world.wait_until_logged(world.ledger.head()).await;
        world.wait_for_effects().await;
    }
    world.assert_nothing_is_lost();
}

#[tokio::test]
async fn without_a_log_channel_nothing_is_held_any_more() {
    let world = World::with_closable_log().await;
    world.discord.deny_bot(LOG, Permissions::VIEW_CHANNEL);
    world.grant("Cleo", 5);
    assert_eq!(world.held(1).await.error, "the bot does not see the channel");
    world.set("discord.log_channel", "");
    world
        .wait_until("nothing is held", |world| {
            world.ledger.outboxes().unwrap().iter().all(|outbox| outbox.on_hold == 0 && outbox.waiting == 0)
        })
        .await;
    assert_eq!(world.ledger.closed_targets(None).unwrap(), []);
    does_not_say(&world.member("Anna").asks("!status").await.unwrap(), "cannot be reached");
    assert_eq!(world.told().len(), 1, "the setting, from before");
}

#[tokio::test]
async fn one_bad_message_is_given_up_and_holds_no_other() {
    let world = World::with_log().await;
    world.discord.fail_next(1, "POST", MESSAGES, INVALID_FORM);
    world.grant("Cleo", 5);
    world.wait_until_logged(entry(&world.grant("Cleo", 6))).await;
    world.wait_for_effects().await;
    assert_eq!(world.ledger.given_up("discord.log").unwrap().len(), 1);
    assert_eq!(world.ledger.closed_targets(None).unwrap(), []);
    assert_eq!(world.told_owner().len(), 0);
}

#[tokio::test]
async fn an_archived_thread_holds_until_it_is_open() {
    let world = World::with_log().await;
    world.discord.fail_next(1, "POST", MESSAGES, ARCHIVED_THREAD);
    let change = entry(&world.grant("Cleo", 5));
    world.wait_until_logged(change).await;
    world.wait_for_effects().await;
    world.assert_nothing_is_lost();
    says(&world.told_owner()[0], "it is a thread that was archived or locked");
}
