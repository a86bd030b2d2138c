//! Refusals of the ledger in the reader's language.

use ledger_core::{Amount, OrderStatus, Points, Position, Refusal};

use super::{Currency, escape, time};
use crate::render::event_kind::shown;
use crate::render::texts::Voice;

/// The refusal for the person who asked.
pub fn refusal(voice: Voice<'_>, refusal: &Refusal, currency: &Currency) -> String {
    let points = |points: Points| currency.amount(voice, points);
    let amount = |amount: Amount| points(amount.points());
    // People type this number, so it has no grouping.
    let at = |position: &Position| position.0.to_string();
    match refusal {
        Refusal::InsufficientBalance { balance, asked } => {
            let short = asked.checked_sub(*balance).unwrap_or(*asked);
            voice.say_with(
                "refusal-insufficient-balance",
                &[
                    ("balance", points(*balance).into()),
                    ("asked", points(*asked).into()),
                    ("short", points(short).into()),
                ],
            )
        }
        Refusal::OverTransactionLimit { asked, limit } => voice.say_with(
            "refusal-over-transaction-limit",
            &[("asked", points(*asked).into()), ("limit", amount(*limit).into())],
        ),
        Refusal::OverBalanceLimit { would_be, limit } => voice.say_with(
            "refusal-over-balance-limit",
            &[("would-be", points(*would_be).into()), ("limit", amount(*limit).into())],
        ),
        Refusal::Overflow => voice.say("refusal-overflow"),
        Refusal::SameAccount => voice.say("refusal-same-account"),
        Refusal::TransfersOff => voice.say("refusal-transfers-off"),
        Refusal::BelowTransferMinimum { asked, minimum } => voice.say_with(
            "refusal-below-transfer-minimum",
            &[("asked", amount(*asked).into()), ("minimum", amount(*minimum).into())],
        ),
        Refusal::OverDailyCap { sent, asked, cap } => voice.say_with(
            "refusal-over-daily-cap",
            &[("sent", points(*sent).into()), ("asked", amount(*asked).into()), ("cap", amount(*cap).into())],
        ),
        Refusal::TransferCooldown { retry_at, .. } => {
            voice.say_with("answer-cooldown", &[("when", time::ago(*retry_at).into())])
        }
        Refusal::UnknownMember { member } => {
            voice.say_with("refusal-unknown-member", &[("member", format!("<@{member}>").into())])
        }
        Refusal::UnknownPosting { position } => {
            voice.say_with("refusal-unknown-posting", &[("position", at(position).into())])
        }
        Refusal::NotReversible { position, kind } => voice.say_with(
            "refusal-not-reversible",
            &[("position", at(position).into()), ("kind", voice.say(shown(*kind).line).into())],
        ),
        Refusal::ReversalOfReversal { position } => {
            voice.say_with("refusal-reversal-of-reversal", &[("position", at(position).into())])
        }
        Refusal::AlreadyReversed { position } => {
            voice.say_with("refusal-already-reversed", &[("position", at(position).into())])
        }
        Refusal::OrderChangedSince => voice.say("refusal-order-changed-since"),
        Refusal::SeasonClosing => voice.say("refusal-season-closing"),
        Refusal::ClockNotAhead { .. } => voice.say("refusal-clock-not-ahead"),
        Refusal::UnknownAchievement { achievement } => {
            voice.say_with("refusal-unknown-achievement", &[("achievement", achievement.as_str().into())])
        }
        Refusal::AchievementExists { achievement } => {
            voice.say_with("refusal-achievement-exists", &[("achievement", achievement.as_str().into())])
        }
        Refusal::AchievementRetired { achievement } => {
            voice.say_with("refusal-achievement-retired", &[("achievement", achievement.as_str().into())])
        }
        Refusal::TooManyAchievements { limit } => {
            voice.say_with("refusal-too-many-achievements", &[("limit", (*limit).into())])
        }
        Refusal::BadReward { reward } => {
            voice.say_with("refusal-bad-reward", &[("reward", points(*reward).into())])
        }
        Refusal::AlreadyUnlocked { achievement } => {
            voice.say_with("refusal-already-unlocked", &[("achievement", achievement.as_str().into())])
        }
        Refusal::NotUnlocked { achievement } => {
            voice.say_with("refusal-not-unlocked", &[("achievement", achievement.as_str().into())])
        }
        Refusal::UnknownOrder { order } => {
            voice.say_with("refusal-unknown-order", &[("order", escape::harmless(&order.to_string()).into())])
        }
        Refusal::NegativeOrder { order } => voice
            .say_with("refusal-negative-order", &[("order", escape::harmless(&order.to_string()).into())]),
        Refusal::UnknownCode { guesses_left } => {
            voice.say_with("refusal-unknown-code", &[("guesses", (*guesses_left).into())])
        }
        Refusal::TooManyGuesses { retry_at, .. } => {
            voice.say_with("refusal-too-many-guesses", &[("when", time::ago(*retry_at).into())])
        }
        Refusal::CodeReplaced => voice.say("refusal-code-replaced"),
        Refusal::ClaimNotOpen { status } => claim(voice, *status, refusal),
        Refusal::StaleIssue { issued, asked } => voice.say_with(
            "refusal-stale-issue",
            &[
                ("issued", (*issued).into()),
                ("next", (u64::from(*issued) + 1).into()),
                ("asked", (*asked).into()),
            ],
        ),
        Refusal::CodeTaken => voice.say("refusal-code-taken"),
        Refusal::NegativeBalance { balance } => {
            voice.say_with("refusal-negative-balance", &[("balance", points(*balance).into())])
        }
        Refusal::SettingChangedSince { name } => {
            voice.say_with("refusal-setting-changed-since", &[("setting", name.as_str().into())])
        }
        Refusal::OffsetFollowsTimeZone { zone } => {
            voice.say_with("refusal-offset-follows-time-zone", &[("zone", escape::harmless(zone).into())])
        }
        Refusal::UnknownTimeZone { zone, near } => match near {
            Some(near) => voice.say_with(
                "refusal-unknown-time-zone-near",
                &[("zone", escape::harmless(zone).into()), ("near", escape::harmless(near).into())],
            ),
            None => voice.say_with("refusal-unknown-time-zone", &[("zone", escape::harmless(zone).into())]),
        },
        Refusal::KeyReused { position } => {
            voice.say_with("refusal-key-reused", &[("position", at(position).into())])
        }
        Refusal::InBatch { index, refusal } => voice.say_with(
            "refusal-in-batch",
            &[
                ("number", index.saturating_add(1).into()),
                ("refusal", self::refusal(voice, refusal, currency).into()),
            ],
        ),
        Refusal::BadBatch { commands, limit } => voice
            .say_with("refusal-bad-batch", &[("commands", (*commands).into()), ("limit", (*limit).into())]),
        Refusal::BookFull { what, limit } => {
            voice.say_with("refusal-book-full", &[("what", (*what).into()), ("limit", (*limit).into())])
        }
        // A refusal of a later ledger that has no line here yet; a test reports it.
        other => unheard_of(voice, other),
    }
}

fn claim(voice: Voice<'_>, status: OrderStatus, refusal: &Refusal) -> String {
    voice.say(match status {
        OrderStatus::Claimable => "refusal-claim-open",
        OrderStatus::Redeemed => "refusal-already-redeemed",
        OrderStatus::Reversed => "refusal-claim-reversed",
        OrderStatus::Refunded => "refusal-claim-refunded",
        OrderStatus::Voided => "refusal-claim-voided",
        OrderStatus::Expired => "refusal-claim-expired",
        _ => return unheard_of(voice, refusal),
    })
}

/// The ledger's own sentence.
fn unheard_of(voice: Voice<'_>, refusal: &Refusal) -> String {
    voice.say_with("refusal-other", &[("reason", escape::harmless(&refusal.to_string()).into())])
}
