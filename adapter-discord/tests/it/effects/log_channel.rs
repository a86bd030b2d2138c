//! The content of the log channel.

use ledger_core::testkit::{achievement, code, define};
use ledger_core::{Command, EventKind, OrderKey, Position, Reason, SecretId};

use super::{LOG, entries, entry};
use crate::world::{World, does_not_say, says};

#[tokio::test]
async fn the_log_shows_a_change_with_its_actor_and_reason() {
    let world = World::with_log().await;
    for name in ["Ben", "Cleo"] {
        world.grant(name, 10);
        world.member(name).asks("!points").await.unwrap();
    }
    let grant = Command::grant(world.id("Cleo").number(), 50, "for the harbour party").unwrap();
    let told = world.wait_until_logged(entry(&world.submit_by("Ben", grant))).await;
    says(&told, "Cleo of the Quay: **🪙 +50 points** · Granted · now 60 · by Ben");
    says(&told, "Reason: for the harbour party");
    let deduct = Command::deduct(world.id("Cleo").number(), 20, "a broken oar").unwrap();
    says(
        &world.wait_until_logged(entry(&world.submit_by("Ben", deduct))).await,
        "**🪙 −20 points** · Deducted · now 40 · by Ben",
    );
    world.assert_each_entry_once();
}

#[tokio::test]
async fn the_log_shows_commands_of_members_and_stewards() {
    let world = World::with_log().await;
    world.grant("Cleo", 100);
    let second = entry(&world.grant("Cleo", 7));
    world.member("Cleo").asks("!points").await.unwrap();
    let reason = || Reason::new("it was time").unwrap();
    let of = |command: Command| entry(&world.submit_by("Ben", command));
    let transfer =
        of(Command::transfer(world.id("Cleo").number(), world.id("Emil").number(), 5, "a gift").unwrap());
    let reversal = of(Command::reverse(second, "a mistake").unwrap());
    let defined = of(define(achievement("helper", "by_hand", 5)));
    let awarded = of(Command::AwardAchievement {
        member: world.id("Emil"),
        achievement: "helper".parse().unwrap(),
        reason: reason(),
    });
    says(&world.wait_until_logged(transfer).await, "Cleo of the Quay →");
    says(&world.wait_until_logged(reversal).await, &format!("Reversal of #{second}"));
    says(&world.wait_until_logged(defined).await, "Achievement helper defined");
    says(&world.wait_until_logged(awarded).await, "+5 points** · Achievement: helper");
    let season = of(Command::CloseSeason { reason: reason() });
    says(&world.wait_until_logged(season).await, "Close of season 1 began · by");
    world.assert_each_entry_once();
}

#[tokio::test]
async fn the_log_shows_events_of_orders_and_achievements() {
    let world = World::with_log().await;
    world.grant("Cleo", 10);
    world.member("Cleo").asks("!points").await.unwrap();
    world.order("1001", 100);
    world.order("1002", 40);
    let reason = || Reason::new("it was time").unwrap();
    let key = || OrderKey::new("csv", "main", "1002").unwrap();
    let of = |command: Command| entry(&world.submit_by("Ben", command));
    let helper = || "helper".parse().unwrap();
    let cleo = world.id("Cleo");
    let claimed =
        entry(&world.submit_by("Cleo", Command::RedeemClaim { member: cleo, code: vec![code("1001", 1)] }));
    world.order("1001", 130);
    let corrected = world.ledger.head();
    let reissued = of(Command::ReissueClaim {
        order: key(),
        issue: 2,
        code: code("1002", 2),
        secret: SecretId(1),
        reason: Some(reason()),
    });
    let voided = of(Command::VoidClaim { order: key(), reason: reason() });
    of(define(achievement("helper", "by_hand", 0)));
    of(Command::AwardAchievement { member: cleo, achievement: helper(), reason: reason() });
    let revoked = of(Command::RevokeAchievement { member: cleo, achievement: helper(), reason: reason() });
    let retired = of(Command::RetireAchievement { achievement: helper(), reason: Some(reason()) });
    for (entry, expected) in [
        (claimed, "Cleo of the Quay: **🪙 +100 points** · Order claimed · now 110"),
        (corrected, "Cleo of the Quay: **🪙 +30 points** · Order corrected · now 140"),
        (reissued, "New code for order 1002 · by"),
        (voided, "Code of order 1002 made void · by"),
        (revoked, "Cleo of the Quay · Achievement helper revoked · by"),
        (retired, "Achievement helper retired · by"),
    ] {
        let told = world.wait_until_logged(entry).await;
        says(&told, expected);
        let why = told.text().contains("Reason: it was time");
        assert!(why || entry == claimed || entry == corrected, "{}", told.text());
    }
    world.assert_each_entry_once();
    // New orders are not logged, because imports bring thousands.
    let events = world.ledger.events(Position(0), 200).unwrap();
    let recorded = events.iter().filter(|event| event.event.kind() == EventKind::OrderRecorded);
    let recorded: Vec<Position> = recorded.map(|event| event.position).collect();
    let told = entries(&world.log().messages());
    assert!(recorded.len() == 2 && recorded.iter().all(|entry| !told.contains(entry)), "{told:?}");
}

#[tokio::test]
async fn the_log_does_not_name_a_forgotten_member() {
    let world = World::with_log().await;
    world.grant("Cleo", 10);
    world.member("Cleo").asks("!points").await.unwrap();
    world.wait_for_effects().await;
    let forgotten = world.submit(Command::ForgetMember { member: world.id("Cleo") });
    let told = world.wait_until_logged(entry(&forgotten)).await;
    says(&told, "A member was forgotten");
    does_not_say(&told, "Cleo");
    does_not_say(&told, &world.id("Cleo").to_string());
}

#[tokio::test]
async fn the_log_pings_no_member_and_escapes_all_text() {
    let world = World::with_log().await;
    let reason = format!("@everyone **look** {} https://example.org", world.member("Anna").mention());
    let grant = Command::grant(world.id("Cleo").number(), 5, &reason).unwrap();
    let told = world.wait_until_logged(entry(&world.submit(grant))).await;
    assert!(told.pings.is_empty());
    says(&told, "\\*\\*look\\*\\*");
    assert!(!told.text().contains("@everyone"), "{}", told.text());
}

#[tokio::test]
async fn hundreds_of_changes_appear_once_in_few_messages() {
    let world = World::with_log().await;
    let one = |n: u64| Command::grant(7_000 + n, 5, "for the regatta").unwrap();
    let receipt = world.submit(Command::Batch((0..300).map(one).collect()));
    let last = *receipt.positions().last().unwrap();
    world.wait_until_logged(last).await;
    world.wait_for_effects().await;
    world.assert_each_entry_once();
    let log = world.log().messages();
    let told = entries(&log).into_iter().filter(|entry| receipt.positions().contains(entry)).count();
    assert_eq!(told, 300);
    assert!(log.len() <= 25, "{} messages", log.len());
}

#[tokio::test]
async fn the_log_uses_the_server_s_language() {
    let world = World::with_log().await;
    world.set("discord.locale", "de");
    says(
        &world.wait_until_logged(entry(&world.grant("Dora", 1_500))).await,
        "+1.500 Punkte** · Gutgeschrieben · jetzt 1.500",
    );
}

#[tokio::test]
async fn a_new_log_channel_shows_only_later_changes() {
    let world = World::new().await;
    world.grant("Cleo", 5);
    world.wait_for_effects().await;
    world.log_in(LOG);
    let second = entry(&world.grant("Cleo", 6));
    world.wait_until_logged(second).await;
    let told = entries(&world.log().messages());
    assert_eq!(told.len(), 2, "the setting and the second grant: {told:?}");
}
