//! The settings of the bot, where the command line sets them.

use ledger_core::{BookId, Command, SettingChange};
use ledger_store::{Ledger, Request};

use super::{World, field, list, text};

#[test]
fn a_setting_that_would_do_nothing_is_refused() {
    let world = World::new();
    world.done("grant --book 7 --member 42 --amount 5 --reason r");
    let long = "x".repeat(50);
    for (change, says) in [
        (
            "discord.colour=red".to_owned(),
            "setting “discord.colour” does not exist; there are discord.channels",
        ),
        ("discord.prefx=?".to_owned(), "did you mean discord.prefix?"),
        ("prefix=?".to_owned(), "did you mean discord.prefix?"),
        ("order_rat=2".to_owned(), "did you mean order_rate?"),
        (format!("discord.prefix={long}"), "must have 1 to 10 characters"),
        ("discord.steward_roles=@everyone".to_owned(), "must be an id"),
        ("discord.steward_roles=7".to_owned(), "cannot name @everyone"),
        ("discord.role_rewards=balance>=5:7".to_owned(), "cannot name @everyone"),
        ("discord.locale=klingon".to_owned(), "must be a locale of Discord's"),
        ("'discord.currency_plural=gold\ncoins'".to_owned(), "must be one line of text that people can see"),
        ("discord.currency_plural=\u{200b}".to_owned(), "must be one line of text that people can see"),
        ("web.theme=dark".to_owned(), "setting “web.theme” belongs to no adapter of this program"),
    ] {
        let refused = world.json(2, &format!("settings --book 7 transfers=off {change}"));
        assert!(text(&refused, "error").contains(says), "{refused}");
    }
    let settings = world.done("settings --book 7");
    assert_eq!(text(field(&settings, "settings"), "transfers"), "on", "nothing of a bad list is done");
}

#[test]
fn what_discord_alone_knows_is_said() {
    let world = World::new();
    let changed = world.run("settings --book 7 discord.steward_roles=99 discord.locale=de").has(0);
    assert!(
        changed.stdout.contains("whether the roles and channels exist is not checked here"),
        "{}",
        changed.stdout
    );
    let changed = world.run("settings --book 7 discord.steward_roles= discord.prefix=?").has(0);
    assert!(!changed.stdout.contains("is not checked here"), "{}", changed.stdout);
}

#[test]
fn what_is_stored_and_wrong_stays_readable_and_is_named() {
    let world = World::new();
    world.done("grant --book 7 --member 42 --amount 5 --reason r");
    let ledger = Ledger::open(world.path("tallybook.db")).unwrap();
    for (name, value) in [("discord.colour", "red"), ("discord.locale", "klingon"), ("web.theme", "dark")] {
        let changes = vec![SettingChange::new(name, value).unwrap()];
        let command = Command::ChangeSettings { changes, reason: None };
        ledger.submit_and_wait(Request::new(BookId::new(7).unwrap(), command)).unwrap();
    }
    ledger.close().unwrap();
    let settings = world.done("settings --book 7");
    assert_eq!(text(field(&settings, "settings"), "discord.locale"), "klingon");
    let report = world.done("doctor");
    let found: Vec<(&str, &str)> = list(&report, "findings")
        .iter()
        .filter(|one| text(one, "what") == "setting")
        .map(|one| (text(one, "health"), text(one, "value")))
        .collect();
    assert_eq!(found.len(), 3, "{report}");
    for ((health, value), says) in found.iter().zip([
        "discord.colour of book 7 has no effect: setting “discord.colour” does not exist",
        "discord.locale of book 7 has no effect: discord.locale “klingon” must be a locale",
        "web.theme of book 7 has no effect: setting “web.theme” belongs to no adapter",
    ]) {
        assert!(*health == "attention" && value.starts_with(says), "{value}");
    }
    world.done("settings --book 7 discord.colour= discord.locale= web.theme=");
    let report = world.done("doctor");
    assert!(list(&report, "findings").iter().all(|one| text(one, "what") != "setting"), "{report}");
}

#[test]
fn numbers_of_points_are_read_as_people_write_them() {
    let world = World::new();
    for (amount, balance) in
        [("1,234", 1_234), ("1_000", 2_234), ("'2 000'", 4_234), ("1.5k", 5_734), ("1’000", 6_734)]
    {
        let granted = world.done(&format!("grant --book 1 --member 42 --amount {amount} --reason r"));
        assert_eq!(super::number(&granted, "balance"), balance, "{amount}");
    }
    let set = world.done("set --book 1 --member 42 --amount 1,234 --reason r");
    assert_eq!(super::number(&set, "balance"), 1_234);
    let changed = world.done("settings --book 1 transfer_daily_cap=1,500 max_points_per_transaction=2k");
    assert_eq!(text(field(&changed, "settings"), "transfer_daily_cap"), "1500");
    assert_eq!(text(field(&changed, "settings"), "max_points_per_transaction"), "2000");
}

#[test]
fn no_text_of_people_turns_the_line_of_a_terminal() {
    let world = World::new();
    let reason = "\u{202e}desrever\u{2066}";
    world.done(&format!("grant --book 1 --member 42 --amount 5 --reason {reason}"));
    let name = "\u{200f}Helper\u{202e}";
    world.done(&format!("achievement define --book 1 --achievement helper --name {name}"));
    world.done(&format!("achievement award --book 1 --member 42 --achievement helper --reason {reason}"));
    let moves = |c: char| c != '\n' && ledger_core::visible::moves_text(c);
    for line in [
        "history --book 1",
        "stats --book 1 --member 42",
        "achievement list --book 1",
        "history --book 1 --json",
    ] {
        let shown = world.run(line).has(0).stdout;
        assert!(shown.contains("\\u") && !shown.contains(moves), "{line}: {shown:?}");
    }
    let entries = world.done("history --book 1");
    assert!(
        list(&entries, "entries").iter().any(|entry| text(entry, "reason") == reason),
        "the text is stored as it is"
    );
    let quoted = world.run("grant --book 1 --member \u{1b}[2J\u{202e} --amount 5 --reason r").has(2).stderr;
    assert!(!quoted.contains(moves), "{quoted:?}");
    let refused = world.json(2, "grant --book 1 --member 42 --amount 5 --reason \u{3164}");
    assert!(text(&refused, "error").contains("shows nothing"), "{refused}");
}
