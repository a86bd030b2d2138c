//! Grant, deduct, set, transfer and reverse: answers and exit statuses.

use serde_json::json;

use super::{World, field};

const GRANT: &str = "grant --book 1 --member 42 --amount 50 --reason hello";

#[test]
fn a_grant_answers_with_its_position_and_the_balance() {
    let world = World::new();
    // Position 1 opens the account and is not listed.
    assert_eq!(
        world.done(GRANT),
        json!({ "outcome": "applied", "position": 2, "positions": [2], "balance": 50 })
    );
    let answer = world.run(GRANT).has(0);
    assert_eq!(answer.stdout, "granted 50 to 42 (position 3)\n  balance 100\n");
}

#[test]
fn every_change_of_points_answers_in_the_same_form() {
    let world = World::new();
    world.done(GRANT);
    for (line, position, balance) in [
        ("deduct --book 1 --member 42 --amount 20 --reason r", 3, 30),
        ("set --book 1 --member 42 --amount 100 --reason r", 4, 100),
        // Position 5 opens the account of 43.
        ("transfer --book 1 --from 42 --to 43 --amount 60 --reason r", 6, 40),
        ("reverse --book 1 --position 6 --reason r", 7, 100),
    ] {
        let answer = world.done(line);
        let expected = json!({ "outcome": "applied", "position": position, "positions": [position], "balance": balance });
        assert_eq!(answer, expected, "{line}");
    }
}

#[test]
fn rewards_are_listed_after_the_requested_posting() {
    let world = World::new();
    world.done("achievement define --book 1 --achievement ten --name Ten --rule balance:10 --reward 5");
    let answer = world.done("grant --book 1 --member 42 --amount 10 --reason r");
    assert_eq!(answer, json!({ "outcome": "applied", "position": 3, "positions": [3, 4], "balance": 15 }));
    world.done("achievement define --book 1 --achievement twenty --name Twenty --rule balance:20 --reward 1");
    let answer = world.run("grant --book 1 --member 42 --amount 5 --reason r").has(0);
    assert!(answer.stdout.contains("unlocked Twenty +1"), "{}", answer.stdout);
}

#[test]
fn setting_the_current_balance_changes_nothing() {
    let world = World::new();
    world.done(GRANT);
    let answer = world.done("set --book 1 --member 42 --amount 50 --reason r");
    assert_eq!(answer, json!({ "outcome": "applied", "position": null, "positions": [], "balance": 50 }));
}

#[test]
fn a_key_is_executed_once_and_refuses_another_command() {
    let world = World::new();
    world.done(&format!("{GRANT} --key quiz:1"));
    world.done("grant --book 1 --member 42 --amount 7 --reason later");
    assert_eq!(
        world.done(&format!("{GRANT} --key quiz:1")),
        json!({ "outcome": "already_applied", "position": 2, "positions": [2], "balance": 57 })
    );
    let answer = world.json(1, "grant --book 1 --member 42 --amount 51 --reason hello --key quiz:1");
    assert_eq!(
        answer,
        json!({
            "outcome": "refused", "refusal": "key_reused", "position": 2,
            "message": "the key was used before, at position 2, for something else"
        })
    );
}

#[test]
fn a_refused_command_uses_up_no_key() {
    let world = World::new();
    world.json(1, "deduct --book 1 --member 42 --amount 5 --reason r --key k");
    world.done(GRANT);
    assert_eq!(
        field(&world.done("deduct --book 1 --member 42 --amount 5 --reason r --key k"), "outcome"),
        "applied"
    );
}

#[test]
fn a_refusal_has_its_name_its_numbers_and_a_sentence() {
    let world = World::new();
    world.done(GRANT);
    assert_eq!(
        world.json(1, "deduct --book 1 --member 42 --amount 80 --reason r"),
        json!({
            "outcome": "refused", "refusal": "insufficient_balance", "balance": 50, "asked": 80,
            "message": "the balance is 50, 30 less than the 80 that are needed"
        })
    );
    let answer = world.run("deduct --book 1 --member 42 --amount 80 --reason r").has(1);
    assert_eq!(answer.stdout, "");
    assert_eq!(answer.stderr, "refused: the balance is 50, 30 less than the 80 that are needed\n");
}

#[test]
fn a_refusal_exits_with_1() {
    let world = World::new();
    world.done(GRANT);
    world.done("reverse --book 1 --position 2 --reason r");
    for (line, refusal) in [
        ("transfer --book 1 --from 42 --to 42 --amount 1 --reason r", "same_account"),
        ("reverse --book 1 --position 2 --reason r", "already_reversed"),
        ("reverse --book 1 --position 3 --reason r", "reversal_of_reversal"),
        ("reverse --book 1 --position 99 --reason r", "unknown_posting"),
        ("reverse --book 2 --position 2 --reason r", "unknown_posting"),
        ("set --book 1 --member 42 --amount -5 --reason r", "negative_balance"),
        ("grant --book 1 --member 42 --amount 1000001 --reason r", "over_transaction_limit"),
        ("set --book 1 --member 42 --amount 10000001 --reason r", "over_balance_limit"),
    ] {
        let answer = world.json(1, line);
        assert_eq!(field(&answer, "refusal"), refusal, "{line}");
        assert!(field(&answer, "message").is_string(), "{line}");
    }
}

#[test]
fn the_history_names_the_actor() {
    let world = World::new();
    world.done(&format!("{GRANT} --by 7"));
    world.done(GRANT);
    let history = world.done("history --book 1");
    let actors: Vec<_> = super::list(&history, "entries").iter().map(|entry| field(entry, "actor")).collect();
    assert_eq!(actors, ["command_line", "7"]);
}

#[test]
fn another_file_is_another_ledger() {
    let world = World::new();
    world.done(&format!("{GRANT} --db other.db"));
    assert!(!world.path("tallybook.db").exists());
    let answer = world.done("balance --book 1 --member 42 --db other.db");
    assert_eq!(field(&answer, "balance"), 50);
}
