//! The settings of a book: reading, changing, clearing, and bad names or values.

use ledger_core::testkit::{ANNA, BEN, Given, change_settings, grant, replace_setting, setting, transfer};
use ledger_core::{Asker, MAX_SETTING_CHARS, Rounding, SettingChange, Settings, Switch};

#[track_caller]
fn check(name: &str, value: &str, says: &str) {
    let invalid = SettingChange::new(name, value).expect_err("the value must be rejected");
    assert_eq!(invalid.to_string(), says);
}

#[test]
fn a_setting_is_changed_and_cleared() {
    Given::nothing()
        .when(setting("transfer_minimum", "10"))
        .then_events(&["settings_changed"])
        .then_book(|book| assert_eq!(book.settings().transfer_minimum.points().0, 10))
        .given()
        .when(setting("transfer_minimum", ""))
        .then_events(&["settings_changed"])
        .then_book(|book| assert_eq!(*book.settings(), Settings::default()));
}

#[test]
fn setting_the_current_value_changes_nothing() {
    Given::nothing().when(setting("transfers", "on")).then_nothing();
    Given::nothing()
        .and(setting("order_rate", "0.5"))
        .when(change_settings(&[("order_rate", "0.50"), ("utc_offset", "")]))
        .then_nothing();
}

#[test]
fn an_offset_that_follows_a_time_zone_is_not_set_by_hand() {
    let by_hand = Given::nothing().and(setting("time_zone", "Europe/Berlin")).by(Asker::CommandLine);
    by_hand
        .when(setting("utc_offset", "+02:00"))
        .then_refused("offset_follows_time_zone")
        .given()
        .when(change_settings(&[("time_zone", ""), ("utc_offset", "+02:00")]))
        .then_events(&["settings_changed"])
        .given()
        .when(change_settings(&[("utc_offset", "+03:00"), ("time_zone", "Asia/Tokyo")]))
        .then_refused("offset_follows_time_zone")
        .given()
        .by(Asker::System)
        .and(setting("time_zone", "Asia/Tokyo"))
        .when(setting("utc_offset", "+09:00"))
        .then_events(&["settings_changed"]);
}

#[test]
fn the_later_of_two_changes_of_one_setting_wins() {
    Given::nothing()
        .when(change_settings(&[("transfers", "off"), ("transfers", "on")]))
        .then_book(|book| assert_eq!(book.settings().transfers, Switch::On));
}

#[test]
fn the_second_of_two_simultaneous_changes_of_a_list_is_refused() {
    Given::nothing()
        .and(replace_setting("discord.roles", "", "1"))
        .when(replace_setting("discord.roles", "", "2"))
        .then_refused("setting_changed_since")
        .given()
        .when(replace_setting("discord.roles", "1", "1,2"))
        .then_events(&["settings_changed"])
        .then_book(|book| assert_eq!(book.settings().written("discord.roles"), "1,2"));
    Given::nothing().when(replace_setting("transfers", "on", "off")).then_events(&["settings_changed"]);
    Given::nothing().when(replace_setting("discord.roles", "", "")).then_nothing();
}

#[test]
fn every_listed_setting_can_be_read() {
    let changes = [
        ("claim_guesses_per_hour", "7"),
        ("discord.log_channel", "12345"),
        ("max_points_per_transaction", "500"),
        ("max_total_points", "9000"),
        ("order_rate", "2.5"),
        ("order_rounding", "up"),
        ("time_zone", "Europe/Berlin"),
        ("transfer_confirm_above", "250"),
        ("transfer_cooldown", "90"),
        ("transfer_daily_cap", "100"),
        ("transfer_minimum", "3"),
        ("transfers", "off"),
        ("utc_offset", "-05:30"),
    ];
    Given::nothing().when(change_settings(&changes)).then_book(|book| {
        let settings = book.settings();
        let list = settings.list();
        assert!(list.iter().map(|(name, value)| (name.as_str(), value.as_str())).eq(changes));
        assert_eq!(Settings::restored(list), *settings);
        assert_eq!((settings.order_rounding, settings.transfers), (Rounding::Up, Switch::Off));
        assert_eq!(settings.utc_offset.minutes(), -330);
    });
}

#[test]
fn settings_of_adapters_have_a_dot_in_their_names() {
    Given::nothing()
        .and(setting("discord.log_channel", " 12345 "))
        .when(setting("discord.admin_role", "9"))
        .then_book(|book| assert_eq!(book.settings().others["discord.log_channel"], "12345"))
        .given()
        .when(setting("discord.log_channel", ""))
        .then_book(|book| assert_eq!(book.settings().others.len(), 1));
}

#[test]
fn a_new_limit_applies_from_the_next_command() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(setting("max_total_points", "50"))
        .when(grant(ANNA, 1))
        .then_refused("over_balance_limit")
        .then_balance(ANNA, 100)
        .given()
        .when(transfer(ANNA, BEN, 50))
        .then_balance(BEN, 50);
}

#[test]
fn the_error_for_an_unknown_setting_lists_the_known_ones() {
    check(
        "transfer",
        "on",
        "setting “transfer” does not exist; there are claim_guesses_per_hour, max_points_per_transaction, \
         max_total_points, order_rate, order_rounding, time_zone, transfer_confirm_above, \
         transfer_cooldown, transfer_daily_cap, transfer_minimum, transfers, utc_offset",
    );
    check(
        "Transfers",
        "on",
        "setting “Transfers” has the character T; use lower-case letters, digits, underscores and dots",
    );
}

#[test]
fn the_error_for_a_bad_value_says_what_is_accepted() {
    check("transfers", "yes", "transfers “yes” must be on or off");
    check("order_rounding", "floor", "order_rounding “floor” must be down, up or nearest");
    for rate in ["0", "-1", "1000001", "one"] {
        check(
            "order_rate",
            rate,
            &format!("order_rate “{rate}” must be a decimal above 0 and up to 1000000, such as 1 or 0.5"),
        );
    }
    for offset in ["2", "+15:00", "+02:60", "++1:00"] {
        check(
            "utc_offset",
            offset,
            &format!("utc_offset “{offset}” must look like +02:00 or -05:30, at most 14 hours either way"),
        );
    }
    let too_small = "must be a whole number of points, at least 1 and at most 9223372036854775807";
    for (name, value, problem) in [
        ("transfer_minimum", "0", too_small),
        ("transfer_daily_cap", "-5", "is not written as an amount; if it means 5, write 5"),
        ("transfer_confirm_above", "lots", too_small),
        (
            "max_total_points",
            "1.5",
            "can be 15, or 1 and a fraction, and points are whole numbers; write 15 or 1",
        ),
    ] {
        check(name, value, &format!("{name} “{value}” {problem}"));
    }
    for seconds in ["0", "2592001", "1.5", "a minute", "-1"] {
        check(
            "transfer_cooldown",
            seconds,
            &format!("transfer_cooldown “{seconds}” must be a whole number of seconds from 1 to 2592000"),
        );
    }
    for guesses in ["0", "101", "many"] {
        check(
            "claim_guesses_per_hour",
            guesses,
            &format!("claim_guesses_per_hour “{guesses}” must be a whole number from 1 to 100"),
        );
    }
    check(
        "discord.note",
        &"x".repeat(MAX_SETTING_CHARS + 1),
        "setting “discord.note” takes at most 500 characters",
    );
}

#[test]
fn docs_settings_md_has_a_row_for_every_setting() {
    let page = include_str!("../../../docs/settings.md");
    for (name, _) in Settings::default().list() {
        assert!(page.contains(&format!("| **{name}** |")), "docs/settings.md says nothing about {name}");
    }
}
