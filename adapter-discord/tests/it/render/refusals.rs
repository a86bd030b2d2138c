//! Every refusal of the ledger has a sentence in every language, with its numbers.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use adapter_discord::render::texts::{Texts, Value};
use adapter_discord::render::{self, Currency};
use ledger_core::{
    AchievementKey, Amount, EventKind, Invalid, MemberId, OrderKey, OrderStatus, Points, Position, Refusal,
    SettingName, Timestamp,
};

/// Each refusal, and the parts that its sentence must contain in every language.
fn all() -> Vec<(Refusal, Vec<&'static str>)> {
    let amount = |points| Amount::new(points).unwrap();
    let key = || AchievementKey::new("night_owl").unwrap();
    let order = || OrderKey::new("shopify", "main", "*5001*").unwrap();
    let at = Position(12_345);
    let status = |status| Refusal::ClaimNotOpen { status };
    vec![
        (
            Refusal::InsufficientBalance { balance: Points(11), asked: Points(50) },
            vec!["🪙 11 ", "🪙 50 ", "🪙 39 "],
        ),
        (Refusal::OverTransactionLimit { asked: Points(51), limit: amount(50) }, vec!["🪙 51 ", "🪙 50 "]),
        (Refusal::OverBalanceLimit { would_be: Points(70), limit: amount(60) }, vec!["🪙 70 ", "🪙 60 "]),
        (Refusal::Overflow, vec![]),
        (Refusal::SameAccount, vec![]),
        (Refusal::TransfersOff, vec![]),
        (Refusal::BelowTransferMinimum { asked: amount(2), minimum: amount(5) }, vec!["🪙 2 ", "🪙 5 "]),
        (
            Refusal::OverDailyCap { sent: Points(80), asked: amount(30), cap: amount(99) },
            vec!["🪙 80 ", "🪙 30 ", "🪙 99 "],
        ),
        (
            Refusal::TransferCooldown {
                now: Timestamp::from_micros(0),
                retry_at: Timestamp::from_micros(60_000_000),
            },
            vec!["<t:60:R>"],
        ),
        (Refusal::UnknownMember { member: MemberId::new(42).unwrap() }, vec!["<@42>"]),
        (Refusal::UnknownPosting { position: at }, vec!["#12345"]),
        (Refusal::NotReversible { position: at, kind: EventKind::BalanceClosed }, vec!["#12345"]),
        (Refusal::ReversalOfReversal { position: at }, vec!["#12345"]),
        (Refusal::AlreadyReversed { position: at }, vec!["#12345"]),
        (Refusal::OrderChangedSince, vec![]),
        (Refusal::SeasonClosing, vec![]),
        (Refusal::ClockNotAhead { last_at: Timestamp::default(), now: Timestamp::default() }, vec![]),
        (Refusal::UnknownAchievement { achievement: key() }, vec!["`night_owl`"]),
        (Refusal::AchievementExists { achievement: key() }, vec!["`night_owl`"]),
        (Refusal::AchievementRetired { achievement: key() }, vec!["`night_owl`"]),
        (Refusal::TooManyAchievements { limit: 512 }, vec!["512"]),
        (Refusal::BadReward { reward: Points(-7) }, vec!["🪙 −7 "]),
        (Refusal::AlreadyUnlocked { achievement: key() }, vec!["`night_owl`"]),
        (Refusal::NotUnlocked { achievement: key() }, vec!["`night_owl`"]),
        (Refusal::UnknownOrder { order: order() }, vec!["shopify:main:\\*5001\\*"]),
        (Refusal::NegativeOrder { order: order() }, vec!["shopify:main:\\*5001\\*"]),
        (Refusal::UnknownCode { guesses_left: 0 }, vec![]),
        (Refusal::UnknownCode { guesses_left: 1 }, vec![]),
        (Refusal::UnknownCode { guesses_left: 4 }, vec!["4"]),
        (
            Refusal::TooManyGuesses {
                now: Timestamp::from_micros(0),
                retry_at: Timestamp::from_micros(1_800_000_000),
            },
            vec!["<t:1800:R>"],
        ),
        (
            Refusal::TransferCooldown {
                now: Timestamp::from_micros(0),
                retry_at: Timestamp::from_micros(1_800_000_000),
            },
            vec!["<t:1800:R>"],
        ),
        (Refusal::CodeReplaced, vec![]),
        (status(OrderStatus::Claimable), vec![]),
        (status(OrderStatus::Redeemed), vec![]),
        (status(OrderStatus::Reversed), vec![]),
        (status(OrderStatus::Refunded), vec![]),
        (status(OrderStatus::Voided), vec![]),
        (status(OrderStatus::Expired), vec![]),
        (Refusal::StaleIssue { issued: 3, asked: 2 }, vec!["3", "4", "2"]),
        (Refusal::CodeTaken, vec![]),
        (Refusal::NegativeBalance { balance: Points(-3) }, vec!["🪙 −3 "]),
        (
            Refusal::SettingChangedSince { name: SettingName::new("discord.role_rewards").unwrap() },
            vec!["`discord.role_rewards`"],
        ),
        (Refusal::OffsetFollowsTimeZone { zone: "Asia/Tokyo".into() }, vec!["Asia/Tokyo", "`time_zone`"]),
        (Refusal::UnknownTimeZone { zone: "Mars/X".into(), near: None }, vec!["Mars/X", "Europe/Berlin"]),
        (
            Refusal::UnknownTimeZone { zone: "Tokio".into(), near: Some("Asia/Tokyo".into()) },
            vec!["Tokio", "Asia/Tokyo"],
        ),
        (Refusal::KeyReused { position: at }, vec!["#12345"]),
        (
            Refusal::InBatch {
                index: 6,
                refusal: Box::new(Refusal::OverTransactionLimit { asked: Points(51), limit: amount(50) }),
            },
            vec!["7", "🪙 51 ", "🪙 50 "],
        ),
        (Refusal::BadBatch { commands: 9, limit: 8 }, vec!["9", "8"]),
        (Refusal::BookFull { what: "accounts", limit: 77 }, vec!["77"]),
        (Refusal::BookFull { what: "orders", limit: 77 }, vec!["77"]),
    ]
}

#[test]
fn every_refusal_has_a_sentence_with_its_numbers_in_every_language() {
    let texts = Texts::embedded().unwrap();
    for language in texts.languages() {
        let mut seen = BTreeSet::new();
        for (refusal, parts) in all() {
            let said = render::refusal(texts.voice(Some(language)), &refusal, &Currency::default());
            for part in parts {
                assert!(said.contains(part), "{language}: {refusal:?} is “{said}”, without {part}");
            }
            let loose = said.contains('{') || said.contains('$') || said.contains("refusal-");
            assert!(!loose && said.ends_with(['.', '?']), "{language}: {refusal:?} is “{said}”");
            assert!(seen.insert(said.clone()), "{language}: two refusals are “{said}”");
        }
    }
}

#[test]
fn no_refusal_uses_the_ledger_s_own_english() {
    let texts = Texts::embedded().unwrap();
    let voice = texts.voice(Some("de"));
    for (refusal, _) in all() {
        let said = render::refusal(voice, &refusal, &Currency::default());
        assert!(!said.contains(&refusal.to_string()), "{refusal:?} is “{said}”");
    }
}

#[test]
fn the_list_has_every_refusal_of_the_ledger() {
    let tested: BTreeSet<String> =
        all().iter().map(|(refusal, _)| variant(&format!("{refusal:?}"))).collect();
    assert_eq!(tested, variants_in_the_ledger());
}

#[test]
fn invalid_input_has_a_sentence_in_every_language() {
    let texts = Texts::embedded().unwrap();
    let bad = [
        Amount::new(0).unwrap_err(),
        MemberId::new(0).unwrap_err(),
        AchievementKey::new("Nacht Eule").unwrap_err(),
        ledger_core::Reason::new("").unwrap_err(),
        ledger_core::Label::new(&"x".repeat(201)).unwrap_err(),
        "x:1".parse::<ledger_core::Rule>().unwrap_err(),
        "x".parse::<Position>().unwrap_err(),
        ledger_core::SettingChange::new("no_such", "1").unwrap_err(),
        ledger_core::SettingChange::new("order_rate", "*0*").unwrap_err(),
    ];
    for language in texts.languages() {
        for invalid in &bad {
            let said = render::invalid(texts.voice(Some(language)), invalid);
            let value = invalid.value.replace('_', "\\_").replace('*', "\\*");
            assert!(said.contains(&value), "{language}: {invalid:?} is “{said}”");
            assert!(!said.contains(['{', '$']) && said.ends_with('.'), "{language}: {said}");
        }
    }
    let strange = Invalid::new("order", "<@1>", "is **odd**");
    let said = render::invalid(texts.voice(None), &strange);
    assert_eq!(said, "“\\<\u{200b}@1\\>” does not fit: is \\*\\*odd\\*\\*.");
}

/// `SameAccount` of `SameAccount { … }`.
fn variant(text: &str) -> String {
    text.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The variants, read from the source of the ledger.
fn variants_in_the_ledger() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ledger-core/src/refusal.rs");
    let source = fs::read_to_string(path).unwrap();
    let body = source.split("pub enum Refusal {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    lines.map(variant).filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase())).collect()
}

#[test]
fn one_point_is_singular() {
    let texts = Texts::embedded().unwrap();
    let one = Refusal::InsufficientBalance { balance: Points(1), asked: Points(2) };
    for (language, expected) in [
        ("en", "That takes 🪙 2 points. The balance is only 🪙 1 point: 🪙 1 point too few."),
        ("de", "Dafür braucht es 🪙 2 Punkte. Der Stand ist aber nur 🪙 1 Punkt: 🪙 1 Punkt zu wenig."),
    ] {
        assert_eq!(render::refusal(texts.voice(Some(language)), &one, &Currency::default()), expected);
    }
    // The words around an amount must not depend on singular or plural.
    for (language, many) in [
        ("en", ["… are", "… were", "… have", "… go"]),
        ("de", ["… gingen", "… wurden", "bleiben …", "fehlen …"]),
    ] {
        let voice = texts.voice(Some(language));
        for line in ["deduct-done", "message-deducted", "reverse-done", "give-confirm", "points-next-line"] {
            let values = ["amount", "left", "missing", "member", "position", "achievement"];
            let values = values.map(|name| (name, Value::from("…")));
            let said = voice.say_with(line, &values);
            assert!(!many.iter().any(|word| said.contains(word)), "{language}: {said}");
        }
    }
}
