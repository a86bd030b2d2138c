//! Optional reasons: stored if given, and part of the fingerprint.

use ledger_core::testkit::{
    Given, achievement, adopt_starter_set, batch, because, change, change_settings, define, key, order,
    reissue, replace_setting, retire, setting,
};
use ledger_core::{Command, starter_set};

/// The reasons of the events of a command.
#[track_caller]
fn reasons(given: Given, command: Command) -> Vec<Option<String>> {
    let mut positions = Vec::new();
    let outcome = given.when(command).then_receipt(|receipt| positions.clone_from(&receipt.positions));
    let events = positions.iter().map(|position| &outcome.ledger().journal()[position.0 as usize - 1].event);
    events.map(|event| event.reason().map(ToString::to_string)).collect()
}

fn each() -> [(Given, Command, &'static str); 7] {
    let badge = || achievement("a", "by_hand", 0);
    let known = || Given::nothing().and(define(badge())).and(order("5001", "30"));
    [
        (Given::nothing(), define(badge()), "achievement_defined"),
        (known(), change(achievement("a", "entries:1", 0)), "achievement_changed"),
        (known(), retire("a"), "achievement_retired"),
        (known(), reissue("5001", 2), "claim_reissued"),
        (known(), setting("transfers", "off"), "settings_changed"),
        (known(), change_settings(&[("order_rate", "2"), ("a.b", "1")]), "settings_changed"),
        (known(), replace_setting("a.b", "", "1"), "settings_changed"),
    ]
}

#[test]
fn a_given_reason_is_stored_and_a_missing_one_stays_missing() {
    for (given, command, kind) in each() {
        given.clone().when(command.clone()).then_events(&[kind]);
        assert_eq!(reasons(given.clone(), command.clone()), [None]);
        given.clone().when(because(command.clone(), "so they wanted")).then_events(&[kind]);
        assert_eq!(reasons(given, because(command, "so they wanted")), [Some("so they wanted".to_owned())]);
    }
}

#[test]
fn every_achievement_of_the_starter_set_gets_the_reason() {
    let adopted = reasons(Given::nothing(), because(adopt_starter_set(), "a new season"));
    assert_eq!(adopted, vec![Some("a new season".to_owned()); starter_set().len()]);
}

#[test]
fn each_command_of_a_batch_has_its_own_reason_or_none() {
    let both = batch([because(define(achievement("a", "by_hand", 0)), "first"), retire("a")]);
    assert_eq!(reasons(Given::nothing(), both), [Some("first".to_owned()), None]);
}

#[test]
fn a_new_reason_alone_changes_nothing() {
    let retired = Given::nothing().and(define(achievement("a", "by_hand", 0))).and(retire("a"));
    retired.clone().when(because(retire("a"), "again")).then_nothing();
    retired.when(because(change(achievement("a", "by_hand", 0)), "again")).then_nothing();
}

#[test]
fn another_reason_under_the_same_key_is_refused() {
    for (given, command, _) in each() {
        let asked = given.and_keyed(&key("k"), because(command.clone(), "so they wanted"));
        let again = because(command.clone(), "so they wanted");
        asked.clone().when_keyed(&key("k"), again).then_nothing();
        asked.clone().when_keyed(&key("k"), because(command.clone(), "another")).then_refused("key_reused");
        asked.when_keyed(&key("k"), command).then_refused("key_reused");
    }
}
