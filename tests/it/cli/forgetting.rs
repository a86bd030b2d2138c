//! `forget`: no byte of the file contains the person; the points and the proof stay.

use std::fs;

use serde_json::Value;

use super::{World, field, list, number, text};

/// The files among `tallybook.db*` and a fresh backup that contain the bytes.
fn files_containing(world: &World, needle: &str) -> Vec<String> {
    let backup = world.path("fresh-backup.db");
    if backup.exists() {
        fs::remove_file(&backup).unwrap();
    }
    world.done("backup fresh-backup.db");
    let files = fs::read_dir(world.path("")).unwrap().map(|entry| entry.unwrap().path());
    let kept = files.filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("tallybook.db") || name == "fresh-backup.db"
    });
    let holds = |path: &std::path::PathBuf| {
        let bytes = fs::read(path).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    };
    kept.filter(holds).map(|path| path.display().to_string()).collect()
}

fn with_a_person() -> World {
    let world = World::new();
    world.done("grant --book 1 --member 987654321987654321 --amount 50 --reason 'for the zebra picture'");
    world.done("grant --book 1 --member 43 --amount 5 --reason other --by 987654321987654321");
    world.file(
        "orders.csv",
        "Order ID,Email,Total\n1001,ida.person@example.org,12.50\n1002,other@example.org,7.00\n",
    );
    world.done("import orders.csv --book 1");
    world
}

#[test]
fn a_forgotten_member_leaves_no_bytes() {
    let world = with_a_person();
    assert!(!files_containing(&world, "987654321987654321").is_empty());
    assert!(!files_containing(&world, "zebra picture").is_empty());
    let answer = world.done("forget --book 1 --member 987654321987654321");
    assert_eq!((text(&answer, "outcome"), text(&answer, "erasure")), ("applied", "done"));
    for needle in ["987654321987654321", "zebra picture"] {
        assert_eq!(files_containing(&world, needle), Vec::<String>::new(), "{needle}");
    }
    assert_eq!(number(&world.done("balance --book 1 --member 987654321987654321"), "balance"), 0);
    let board = world.done("leaderboard --book 1");
    let members: Vec<&str> = list(&board, "entries").iter().map(|entry| text(entry, "member")).collect();
    assert_eq!(
        (members, number(&board, "members")),
        (vec!["43"], 1),
        "who was forgotten is neither shown nor counted"
    );
    let rank = world.done("rank --book 1 --member 43");
    assert_eq!((number(&rank, "rank"), number(&rank, "members")), (1, 1));
    let before = world.done("rank --book 1 --member 43 --at-position 4");
    assert_eq!((number(&before, "rank"), number(&before, "members")), (1, 1), "nor in the past");
    let history = world.done("history --book 1");
    let newest = &list(&history, "entries")[0];
    assert_eq!((text(newest, "actor"), number(newest, "balance")), ("account:1", 5));
    let oldest = &list(&history, "entries")[1];
    assert_eq!((text(oldest, "member"), field(oldest, "reason")), ("account:1", &Value::Null));
    world.done("verify");
    let again = world.json(1, "forget --book 1 --member 987654321987654321");
    assert_eq!(text(&again, "refusal"), "unknown_member");
}

#[test]
fn the_buyer_of_an_order_can_be_forgotten_by_order_or_by_address() {
    let world = with_a_person();
    assert!(!files_containing(&world, "ida.person@example.org").is_empty());
    let answer = world.done("forget --book 1 --email IDA.Person@example.org");
    assert_eq!((number(&answer, "orders"), text(&answer, "erasure")), (1, "done"));
    assert_eq!(files_containing(&world, "ida.person@example.org"), Vec::<String>::new());
    assert_eq!(number(&world.done("forget --book 1 --email unknown@example.org"), "orders"), 0);
    assert!(!files_containing(&world, "other@example.org").is_empty());
    world.done("forget --book 1 --order 1002");
    assert_eq!(files_containing(&world, "other@example.org"), Vec::<String>::new());
    assert_eq!(text(&world.json(1, "forget --book 1 --order 9"), "refusal"), "unknown_order");
    world.done("verify");
}

#[test]
fn a_code_stays_valid_after_its_buyer_was_forgotten() {
    let world = with_a_person();
    world.done("forget --book 1 --order 1001");
    let orders = world.done("orders --book 1 --show-codes");
    let code = text(&list(&orders, "orders")[0], "code").to_owned();
    assert_eq!(number(&world.done(&format!("claim --book 1 --member 44 {code}")), "balance"), 12);
}
