//! Balance, stats, rank, leaderboard and history, now and in the past.

use serde_json::{Value, json};

use super::{World, field, fields, list, number, text};

/// Member 41 has 10 points, 42 has 30, 43 has 20; their postings are at positions 2, 4 and 6.
fn three_members() -> World {
    let world = World::new();
    for (member, amount) in [(41, 10), (42, 30), (43, 20)] {
        world.done(&format!("grant --book 1 --member {member} --amount {amount} --reason start"));
    }
    world
}

#[test]
fn a_balance_has_the_member_as_a_string() {
    let world = three_members();
    let answer = world.done("balance --book 1 --member 42");
    assert_eq!(answer, json!({ "book": "1", "member": "42", "balance": 30 }));
    assert_eq!(world.run("balance --book 1 --member 42").has(0).stdout, "42 has 30\n");
    assert_eq!(number(&world.done("balance --book 1 --member 999"), "balance"), 0);
    assert_eq!(number(&world.done("balance --book 2 --member 42"), "balance"), 0);
}

#[test]
fn a_past_balance_can_be_read_by_position_or_time() {
    let world = three_members();
    world.done("deduct --book 1 --member 42 --amount 5 --reason r");
    let balance =
        |when: &str| number(&world.done(&format!("balance --book 1 --member 42 {when}")), "balance");
    assert_eq!(balance("--at-position 3"), 0);
    assert_eq!(balance("--at-position 4"), 30);
    assert_eq!(balance("--at-position 7"), 25);
    assert_eq!(balance("--at 2020-01-01"), 0);
    assert_eq!(balance("--at 9999-12-31T00:00:00Z"), 25);
    let history = world.done("history --book 1 --member 42");
    let granted_at = text(&list(&history, "entries")[1], "at").to_owned();
    assert_eq!(balance(&format!("--at {granted_at}")), 30);
    world.run("balance --book 1 --member 42 --at 2020-01-01 --at-position 4").has(2);
}

#[test]
fn stats_show_all_sums() {
    let world = three_members();
    world.done("deduct --book 1 --member 42 --amount 5 --reason r");
    let stats = world.done("stats --book 1 --member 42");
    for (name, value) in [
        ("balance", 25),
        ("earned", 30),
        ("spent", 5),
        ("highest", 30),
        ("earned_this_week", 30),
        ("earned_this_month", 30),
        ("entries", 2),
        ("orders", 0),
    ] {
        assert_eq!(number(&stats, name), value, "{name}");
    }
    assert_eq!(text(&stats, "member"), "42");
    assert!(text(&stats, "first_activity").ends_with('Z'));
    let before = world.done("stats --book 1 --member 42 --at-position 4");
    assert_eq!((number(&before, "balance"), number(&before, "spent")), (30, 0));
    assert_eq!(number(&before, "earned_this_week"), 30);
    let stranger = world.done("stats --book 1 --member 999");
    assert_eq!((number(&stranger, "balance"), field(&stranger, "first_activity")), (0, &Value::Null));
}

#[test]
fn a_rank_counts_only_members_with_points() {
    let world = three_members();
    assert_eq!(
        world.done("rank --book 1 --member 43"),
        json!({ "member": "43", "balance": 20, "rank": 2, "members": 3 })
    );
    assert_eq!(
        world.done("rank --book 1 --member 999"),
        json!({ "member": "999", "balance": 0, "rank": null, "members": 3 })
    );
    assert_eq!(
        world.done("rank --book 1 --member 41 --at-position 2"),
        json!({ "member": "41", "balance": 10, "rank": 1, "members": 1 })
    );
    assert_eq!(number(&world.done("rank --book 1 --member 41 --by week"), "rank"), 3);
}

#[test]
fn a_leaderboard_has_ranks_pages_and_the_page_around_a_member() {
    let world = three_members();
    world.done("deduct --book 1 --member 42 --amount 15 --reason r");
    let ranks = |line: &str| -> Vec<(i64, String, i64)> {
        let board = world.done(line);
        assert_eq!(number(&board, "members"), 3);
        let row = |row: &Value| (number(row, "rank"), text(row, "member").to_owned(), number(row, "points"));
        list(&board, "entries").iter().map(row).collect()
    };
    let row = |rank, member: &str, points| (rank, member.to_owned(), points);
    assert_eq!(ranks("leaderboard --book 1"), [row(1, "43", 20), row(2, "42", 15), row(3, "41", 10)]);
    assert_eq!(ranks("leaderboard --book 1 --by earned --limit 1"), [row(1, "42", 30)]);
    assert_eq!(ranks("leaderboard --book 1 --from 2 --limit 1"), [row(2, "42", 15)]);
    assert_eq!(ranks("leaderboard --book 1 --around 41 --limit 1"), [row(3, "41", 10)]);
    for by in ["month", "week"] {
        assert_eq!(ranks(&format!("leaderboard --book 1 --by {by} --limit 1")), [row(1, "42", 30)]);
    }
    for by in ["last-month", "last-week"] {
        let board = world.done(&format!("leaderboard --book 1 --by {by}"));
        assert_eq!((number(&board, "members"), list(&board, "entries").len()), (0, 0), "{by}");
        let rank = world.done(&format!("rank --book 1 --member 42 --by {by}"));
        assert_eq!(field(&rank, "rank"), &Value::Null, "{by}");
    }
    let earned = world.done("leaderboard --book 1 --by earned --limit 1");
    assert_eq!(number(&list(&earned, "entries")[0], "balance"), 15, "every board shows the same balance");
}

#[test]
fn the_settings_limit_the_rows_of_a_leaderboard() {
    let world = three_members();
    world.file(".env", "DEFAULT_LEADERBOARD_LIMIT=1\nMAX_LEADERBOARD_LIMIT=2\n");
    assert_eq!(list(&world.done("leaderboard --book 1"), "entries").len(), 1);
    let answer = world.json(2, "leaderboard --book 1 --limit 3");
    assert_eq!(text(&answer, "error"), "limit “3” must be at most 2, the setting MAX_LEADERBOARD_LIMIT");
}

#[test]
fn a_history_lists_postings_newest_first() {
    let world = three_members();
    world.done("transfer --book 1 --from 42 --to 43 --amount 5 --reason 'thank you' --by 42");
    let history = world.done("history --book 1 --member 43");
    let entries = list(&history, "entries");
    assert_eq!(entries.len(), 2);
    let newest = &entries[0];
    assert_eq!(
        fields(newest),
        [
            "about",
            "actor",
            "at",
            "balance",
            "change",
            "kind",
            "member",
            "occurred_at",
            "other",
            "position",
            "reason",
            "reversed"
        ]
    );
    assert_eq!((number(newest, "change"), number(newest, "balance")), (5, 25));
    assert_eq!((text(newest, "member"), text(newest, "other"), text(newest, "actor")), ("43", "42", "42"));
    assert_eq!((text(newest, "kind"), text(newest, "reason")), ("points_transferred", "thank you"));
    assert_eq!(field(&entries[1], "other"), &Value::Null, "the treasury is no member");
    assert_eq!(field(&history, "next"), &Value::Null);
}

#[test]
fn the_pages_of_a_history_have_no_gap_and_no_repeat() {
    let world = World::new();
    let rows: String = (1..=25).map(|amount| format!("42,{amount},row {amount}\n")).collect();
    world.file("changes.csv", format!("member,change,reason\n{rows}"));
    world.done("apply changes.csv --book 1");
    for of in ["", "--member 42"] {
        let (mut seen, mut before) = (Vec::new(), String::new());
        loop {
            let page = world.done(&format!("history --book 1 {of} --limit 10 {before}"));
            for entry in list(&page, "entries") {
                seen.push((number(entry, "change"), number(entry, "balance")));
            }
            match field(&page, "next").as_i64() {
                Some(next) => before = format!("--before {next}"),
                None => break,
            }
        }
        let expected: Vec<(i64, i64)> = (1..=25).rev().map(|n| (n, n * (n + 1) / 2)).collect();
        assert_eq!(seen, expected, "{of}");
    }
}

#[test]
fn a_reversed_entry_is_marked() {
    let world = three_members();
    world.done("reverse --book 1 --position 4 --reason 'a mistake'");
    let history = world.done("history --book 1 --member 42");
    let reversed: Vec<_> = list(&history, "entries").iter().map(|entry| field(entry, "reversed")).collect();
    assert_eq!(reversed, [false, true]);
}

#[test]
fn reading_creates_no_ledger() {
    let world = World::new();
    for line in ["balance --book 1 --member 1", "leaderboard --book 1", "history --book 1", "orders --book 1"]
    {
        let answer = world.json(3, line);
        assert!(text(&answer, "error").contains("there is no such file"), "{answer}");
    }
    assert!(!world.path("tallybook.db").exists());
}
