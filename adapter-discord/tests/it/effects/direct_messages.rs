//! Direct messages to members.

use std::time::Duration;

use ledger_core::testkit::{achievement, define};
use ledger_core::{Command, SettingChange};
use local_discord::{Fault, MessageView, Scenario};

use crate::world::{PATIENCE, World, says};

const MESSAGES: &str = "/channels/*/messages";

impl World {
    async fn with_direct_messages() -> World {
        let world = World::new().await;
        world.set("discord.direct_messages", "on");
        world
    }

    /// The bot's direct messages to a member.
    #[track_caller]
    fn direct_messages_of(&self, name: &str) -> Vec<MessageView> {
        let bot = self.discord.bot_id();
        let all = self.member(name).in_direct_messages().here().messages();
        all.into_iter().filter(|shown| shown.author == bot).collect()
    }
}

#[tokio::test]
async fn a_direct_message_has_the_change_the_reason_and_the_new_balance() {
    let world = World::with_direct_messages().await;
    world.grant("Cleo", 50);
    world.grant("Cleo", 7);
    world.wait_for_effects().await;
    let letters = world.direct_messages_of("Cleo");
    assert_eq!(letters.len(), 2);
    says(&letters[0], "Your points in Harbour Lights You got 🪙 50 points. Reason: for the start");
    says(&letters[0], "You now have 🪙 50 points.");
    says(&letters[1], "You now have 🪙 57 points.");
    says(&letters[1], "To stop these messages: /privacy");
}

#[tokio::test]
async fn rewards_of_a_change_appear_in_the_same_message() {
    let world = World::with_direct_messages().await;
    world.submit(define(achievement("forty", "balance:40", 5)));
    world.grant("Cleo", 50);
    world.wait_for_effects().await;
    let letters = world.direct_messages_of("Cleo");
    assert_eq!(letters.len(), 1);
    says(&letters[0], "You got 🪙 50 points.");
    says(&letters[0], "You unlocked **forty**! 🪙 +5 points");
    says(&letters[0], "You now have 🪙 55 points.");
}

#[tokio::test]
async fn each_member_of_a_batch_gets_one_message() {
    let world = World::with_direct_messages().await;
    world.submit(define(achievement("forty", "balance:40", 5)));
    let strangers = (0..100).map(|n| Command::grant(7_000 + n, 1, "for the regatta").unwrap());
    let grant = |name: &str| Command::grant(world.id(name).number(), 50, "for the regatta").unwrap();
    let batch = [grant("Cleo")].into_iter().chain(strangers).chain([grant("Emil")]).collect();
    world.submit(Command::Batch(batch));
    world.wait_for_effects().await;
    for name in ["Cleo", "Emil"] {
        let letters = world.direct_messages_of(name);
        assert_eq!(letters.len(), 1, "{name}");
        says(&letters[0], "You got 🪙 50 points.");
        says(&letters[0], "You unlocked **forty**!");
    }
}

#[tokio::test]
async fn the_receiver_of_a_gift_gets_a_message_and_the_giver_does_not() {
    let world = World::with_direct_messages().await;
    world.grant("Cleo", 50);
    world.wait_for_effects().await;
    world.member("Cleo").asks("!points").await.unwrap();
    let (cleo, emil) = (world.id("Cleo").number(), world.id("Emil").number());
    world.submit(Command::transfer(cleo, emil, 20, "a gift").unwrap());
    world.wait_for_effects().await;
    says(&world.direct_messages_of("Emil")[0], "Cleo of the Quay gave you 🪙 20 points.");
    assert_eq!(world.direct_messages_of("Cleo").len(), 1);
}

#[tokio::test]
async fn no_direct_messages_are_sent_if_the_server_switched_them_off() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    world.set("discord.direct_messages", "off");
    world.grant("Cleo", 50);
    world.wait_for_effects().await;
    assert_eq!(world.direct_messages_of("Cleo").len(), 0);
}

#[tokio::test]
async fn a_member_who_switched_direct_messages_off_gets_none() {
    let world = World::with_direct_messages().await;
    let cleo = world.member("Cleo");
    let overview = cleo.slash("privacy").send().await.unwrap();
    let off = overview.buttons.iter().find(|button| button.custom_id.contains("off")).unwrap().label.clone();
    cleo.press(&overview, &off).await.unwrap();
    world.grant("Cleo", 50);
    world.wait_for_effects().await;
    assert_eq!(world.direct_messages_of("Cleo").len(), 0);
    let overview = cleo.slash("privacy").send().await.unwrap();
    let on = overview.buttons.iter().find(|button| button.custom_id.contains("on")).unwrap().label.clone();
    cleo.press(&overview, &on).await.unwrap();
    world.grant("Cleo", 7);
    world.wait_for_effects().await;
    let letters = world.direct_messages_of("Cleo");
    assert_eq!(letters.len(), 1);
    says(&letters[0], "You got 🪙 7 points.");
}

#[tokio::test]
async fn blocked_direct_messages_are_retried_after_a_week() {
    let world = World::with_direct_messages().await;
    let knocks = || world.discord.calls("POST", "/channels/*/messages").len();
    for amount in 1..6 {
        world.grant("Farah", amount);
        world.wait_for_effects().await;
    }
    assert_eq!(knocks(), 1);
    let given_up = world.ledger.given_up("discord.messages").unwrap();
    assert_eq!(given_up.len(), 1);
    assert_eq!(given_up[0].error, "the member takes no direct messages");
    world.pass_days(8);
    world.grant("Farah", 1);
    world.wait_for_effects().await;
    assert_eq!(knocks(), 2);
}

#[tokio::test]
async fn a_direct_message_arrives_once_despite_failures() {
    let mut world = World::with_direct_messages().await;
    for fault in [
        Fault::Status(502),
        Fault::RateLimited { retry_after: Duration::from_millis(100) },
        Fault::HangUpAfterwards,
    ] {
        world.discord.fail_next(1, "POST", "/channels/*/messages", fault);
        world.grant("Cleo", 5);
        world.wait_for_effects().await;
    }
    assert_eq!(world.direct_messages_of("Cleo").len(), 3);
    world.discord.fail_next(1, "POST", "/channels/*/messages", Fault::AnswerLate(Duration::from_secs(60)));
    world.grant("Cleo", 5);
    let direct = world.member("Cleo").in_direct_messages().here();
    direct.wait_for_bot_messages(4, PATIENCE).await.unwrap();
    world.restart().await;
    world.wait_for_effects().await;
    assert_eq!(world.direct_messages_of("Cleo").len(), 4);
}

#[tokio::test]
async fn a_forgotten_member_gets_no_pending_direct_messages() {
    let mut world = World::with_direct_messages().await;
    world.stop().await;
    world.grant("Cleo", 50);
    world.submit(Command::ForgetMember { member: world.id("Cleo") });
    world.start().await;
    world.wait_for_effects().await;
    assert_eq!(world.direct_messages_of("Cleo").len(), 0);
}

#[tokio::test]
async fn a_direct_message_uses_the_server_s_language() {
    let world = World::with_direct_messages().await;
    let changes = vec![SettingChange::new("discord.locale", "de").unwrap()];
    world.submit(Command::ChangeSettings { changes, reason: None });
    world.grant("Dora", 1_500);
    world.wait_for_effects().await;
    says(&world.direct_messages_of("Dora")[0], "Du hast 🪙 1.500 Punkte bekommen.");
}

#[tokio::test]
async fn a_direct_message_waits_until_its_earlier_attempt_can_be_checked() {
    let mut world = World::with_direct_messages().await;
    world.discord.fail_next(1, "POST", MESSAGES, Fault::AnswerLate(Duration::from_secs(60)));
    world.grant("Cleo", 5);
    let direct = world.member("Cleo").in_direct_messages().here();
    direct.wait_for_bot_messages(1, PATIENCE).await.unwrap();
    world.stop().await;
    // Longer than Discord remembers nonces.
    world.discord.advance(Duration::from_secs(20 * 60));
    world.discord.fail_next(1, "GET", MESSAGES, Fault::Status(502));
    world.restart().await;
    world.wait_for_effects().await;
    assert_eq!(world.direct_messages_of("Cleo").len(), 1);
    assert!(world.discord.calls("GET", MESSAGES).len() >= 2, "the bot did not check for it");
}

#[tokio::test]
async fn a_rate_limited_direct_message_is_sent_later() {
    let world = World::with_direct_messages().await;
    for (path, code) in [("/users/@me/channels", 40_003), (MESSAGES, 20_028), (MESSAGES, 130_000)] {
        world.discord.fail_next(1, "POST", path, Fault::Refused { status: 400, code });
        world.grant("Cleo", 5);
        world.wait_for_effects().await;
    }
    assert_eq!(world.direct_messages_of("Cleo").len(), 3);
    assert_eq!(world.ledger.given_up("discord.messages").unwrap(), []);
}

#[tokio::test]
async fn a_member_learns_that_direct_messages_were_blocked_and_can_retry() {
    let world = World::with_direct_messages().await;
    let farah = world.member("Farah");
    says(&farah.slash("privacy").send().await.unwrap(), "Direct messages: on. I tell you");
    world.grant("Farah", 5);
    world.wait_for_effects().await;
    let overview = farah.slash("privacy").send().await.unwrap();
    says(&overview, "Discord says that you accept none from me");
    says(&farah.press(&overview, "Try again").await.unwrap(), "Direct messages: on. I tell you");
    let knocks = || world.discord.calls("POST", MESSAGES).len();
    let before = knocks();
    world.grant("Farah", 6);
    world.wait_for_effects().await;
    assert_eq!(knocks(), before + 1);
}

#[tokio::test]
async fn a_direct_message_uses_the_language_of_a_server_on_another_process() {
    let mut world = World::of(Scenario::sample().server_locale("de")).await;
    world.set("discord.direct_messages", "on");
    let shard_of_the_server = (world.book().number() >> 22) % 2;
    let other = format!("{}/2", 1 - shard_of_the_server).parse().unwrap();
    world.restart_with(|config| config.shards = Some(other)).await;
    world.grant("Cleo", 50);
    world.wait_for_effects().await;
    says(&world.direct_messages_of("Cleo")[0], "Du hast 🪙 50 Punkte bekommen.");
}
