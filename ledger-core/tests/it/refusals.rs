//! Every refusal has a name for programs and a sentence for people. The names are frozen.

use ledger_core::testkit::{achievement_key, order_key};
use ledger_core::{
    Amount, EventKind, MemberId, OrderStatus, Points, Position, Refusal, SettingName, Timestamp,
};

#[track_caller]
fn check(refusal: Refusal, name: &str, sentence: &str) {
    assert_eq!((refusal.name(), refusal.to_string().as_str()), (name, sentence));
}

#[test]
fn refusals_about_points_are_sentences() {
    let (limit, asked) = (Amount::new(1_000).unwrap(), Points(2_500));
    let amount = |points| Amount::new(points).unwrap();
    check(
        Refusal::InsufficientBalance { balance: Points(70), asked },
        "insufficient_balance",
        "the balance is 70, 2,430 less than the 2,500 that are needed",
    );
    check(
        Refusal::OverTransactionLimit { asked, limit },
        "over_transaction_limit",
        "2,500 points are over the limit of 1,000 for one transaction",
    );
    check(
        Refusal::OverBalanceLimit { would_be: asked, limit },
        "over_balance_limit",
        "the balance would be 2,500, over the limit of 1,000 for one account",
    );
    check(Refusal::Overflow, "overflow", "the number would not fit 64 bits");
    check(
        Refusal::NegativeBalance { balance: Points(-5) },
        "negative_balance",
        "a balance cannot be set to -5; it must be 0 or more",
    );
    check(
        Refusal::SameAccount,
        "same_account",
        "points cannot be transferred from a member to the same member",
    );
    check(Refusal::TransfersOff, "transfers_off", "transfers are switched off here");
    check(
        Refusal::BelowTransferMinimum { asked: amount(1), minimum: amount(5) },
        "below_transfer_minimum",
        "1 point is under the minimum of 5 for a transfer",
    );
    check(
        Refusal::OverDailyCap { sent: Points(40), asked: amount(20), cap: amount(50) },
        "over_daily_cap",
        "40 points were given away today, and 20 more would be over the daily cap of 50",
    );
    let now = Timestamp::from_micros(5_000_000);
    for (seconds, wait) in [
        (1, "1 second"),
        (90, "90 seconds"),
        (121, "3 minutes"),
        (7_200, "2 hours"),
        (90_000, "25 hours"),
        (172_801, "3 days"),
    ] {
        check(
            Refusal::TransferCooldown { now, retry_at: now.plus_seconds(seconds) },
            "transfer_cooldown",
            &format!("points were given away not long ago; the next time is possible in {wait}"),
        );
    }
    check(
        Refusal::UnknownMember { member: MemberId::new(7).unwrap() },
        "unknown_member",
        "member 7 has no account here",
    );
}

#[test]
fn refusals_of_reversals_are_sentences() {
    let position = Position(12);
    check(
        Refusal::UnknownPosting { position },
        "unknown_posting",
        "there is no posting of this book at position 12",
    );
    check(
        Refusal::NotReversible { position, kind: EventKind::BalanceClosed },
        "not_reversible",
        "the posting at position 12 is a balance_closed, which cannot be reversed",
    );
    check(
        Refusal::ReversalOfReversal { position },
        "reversal_of_reversal",
        "the posting at position 12 is itself a reversal, and reversals cannot be reversed",
    );
    check(
        Refusal::AlreadyReversed { position },
        "already_reversed",
        "the posting at position 12 was reversed already",
    );
    check(
        Refusal::OrderChangedSince,
        "order_changed_since",
        "the order was changed after it was redeemed, so its first posting cannot be reversed on its own",
    );
}

#[test]
fn refusals_about_achievements_are_sentences() {
    let achievement = || achievement_key("helper");
    check(
        Refusal::UnknownAchievement { achievement: achievement() },
        "unknown_achievement",
        "there is no achievement helper here",
    );
    check(
        Refusal::AchievementExists { achievement: achievement() },
        "achievement_exists",
        "there is an achievement helper already",
    );
    check(
        Refusal::AchievementRetired { achievement: achievement() },
        "achievement_retired",
        "the achievement helper was retired",
    );
    check(
        Refusal::TooManyAchievements { limit: 200 },
        "too_many_achievements",
        "a book has at most 200 achievements, retired ones included",
    );
    check(
        Refusal::BadReward { reward: Points(-1) },
        "bad_reward",
        "a reward of -1 points cannot be given; it must be 0 or more",
    );
    check(
        Refusal::AlreadyUnlocked { achievement: achievement() },
        "already_unlocked",
        "the member has the achievement helper already",
    );
    check(
        Refusal::NotUnlocked { achievement: achievement() },
        "not_unlocked",
        "the member does not have the achievement helper",
    );
}

#[test]
fn refusals_about_orders_and_codes_are_sentences() {
    let order = || order_key("5001");
    let minutes = |minutes: i64| Timestamp::from_micros(minutes * 60_000_000);
    check(Refusal::UnknownOrder { order: order() }, "unknown_order", "there is no order test:main:5001 here");
    check(
        Refusal::NegativeOrder { order: order() },
        "negative_order",
        "the amount of order test:main:5001 is negative",
    );
    check(
        Refusal::UnknownCode { guesses_left: 4 },
        "unknown_code",
        "this code does not exist; 4 more wrong tries are possible within the hour",
    );
    check(
        Refusal::TooManyGuesses { now: minutes(1), retry_at: minutes(31) },
        "too_many_guesses",
        "too many wrong codes were tried; the next try is possible in 30 minutes",
    );
    check(Refusal::CodeReplaced, "code_replaced", "this code was replaced by a newer one");
    check(
        Refusal::StaleIssue { issued: 2, asked: 2 },
        "stale_issue",
        "the order has had 2 codes, so the next is number 3, not 2",
    );
    check(Refusal::CodeTaken, "code_taken", "this code belongs to another order already");
    for (status, name, sentence) in [
        (OrderStatus::Claimable, "claim_not_open", "the claim is open"),
        (OrderStatus::Redeemed, "already_redeemed", "this code was redeemed already"),
        (
            OrderStatus::Reversed,
            "claim_not_open",
            "the redemption of this code was reversed, and it cannot be used again",
        ),
        (OrderStatus::Refunded, "claim_not_open", "the order of this code was refunded"),
        (OrderStatus::Voided, "claim_not_open", "this code was made void"),
        (OrderStatus::Expired, "claim_not_open", "this code has expired"),
    ] {
        check(Refusal::ClaimNotOpen { status }, name, sentence);
        assert_eq!(OrderStatus::from_name(status.name()), Some(status));
    }
}

#[test]
fn refusals_of_whole_commands_are_sentences() {
    check(Refusal::SeasonClosing, "season_closing", "the season is being closed");
    check(
        Refusal::SettingChangedSince { name: SettingName::new("discord.prefix").unwrap() },
        "setting_changed_since",
        "the setting discord.prefix was changed in the meantime; look at it again",
    );
    check(
        Refusal::ClockNotAhead {
            last_at: Timestamp::from_micros(60_000_000),
            now: Timestamp::from_micros(120_000_000),
        },
        "clock_not_ahead",
        "the last event was recorded at 1970-01-01 00:01:00 UTC, which is not ahead of the clock, \
         1970-01-01 00:02:00 UTC: nothing needs a correction",
    );
    check(
        Refusal::OffsetFollowsTimeZone { zone: "Europe/Berlin".into() },
        "offset_follows_time_zone",
        "the offset from UTC follows the time zone Europe/Berlin; to set it by hand, clear the setting time_zone first",
    );
    check(
        Refusal::UnknownTimeZone { zone: "Berlin".into(), near: Some("Europe/Berlin".into()) },
        "unknown_time_zone",
        "there is no time zone Berlin; did you mean Europe/Berlin?",
    );
    check(
        Refusal::UnknownTimeZone { zone: "X".into(), near: None },
        "unknown_time_zone",
        "there is no time zone X, such as Europe/Berlin",
    );
    check(
        Refusal::KeyReused { position: Position(3) },
        "key_reused",
        "the key was used before, at position 3, for something else",
    );
    check(
        Refusal::InBatch { index: 0, refusal: Box::new(Refusal::SameAccount) },
        "same_account",
        "command 1 of the batch was refused, and so nothing was done: \
         points cannot be transferred from a member to the same member",
    );
    check(
        Refusal::BadBatch { commands: 0, limit: 10_000 },
        "bad_batch",
        "a batch holds 1 to 10000 commands, and no batches; this one has 0",
    );
    check(Refusal::BookFull { what: "accounts", limit: 4 }, "book_full", "a book holds at most 4 accounts");
}
