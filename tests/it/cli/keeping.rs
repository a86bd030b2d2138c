//! Verify, seal, rebuild, backup, restore, export, load and doctor, on an unchanged ledger and on a tampered one.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde_json::{Value, json};

use super::{World, field, fields, list, number, text};

/// Events 2, 4 and 6 are grants.
fn three_grants() -> World {
    let world = World::new();
    for member in 41..=43 {
        world.done(&format!("grant --book 1 --member {member} --amount 10 --reason r"));
    }
    world
}

/// Changes the file without its triggers, and recreates them.
fn tamper(world: &World, sql: &str) {
    let file = rusqlite::Connection::open(world.path("tallybook.db")).unwrap();
    let mut guards = file.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let guards: Vec<(String, String)> =
        guards.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    assert!(!guards.is_empty(), "triggers protect the journal");
    for (name, _) in &guards {
        file.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    file.execute_batch(sql).unwrap();
    for (_, guard) in &guards {
        file.execute_batch(guard).unwrap();
    }
}

#[test]
fn an_unchanged_ledger_verifies() {
    let world = three_grants();
    let answer = world.done("verify");
    assert_eq!(fields(&answer), ["books", "digest", "events", "ok", "seal"]);
    assert_eq!((field(&answer, "ok"), number(&answer, "events")), (&json!(true), 6));
    assert_eq!(field(&answer, "seal"), field(&world.done("seal"), "seal"));
    assert!(world.run("verify").has(0).stdout.starts_with("whole: 6 events, 1 book"));
}

#[test]
fn a_change_behind_the_ledgers_back_is_found_with_its_position() {
    for (sql, position) in [
        ("UPDATE events SET amount = 1000 WHERE position = 4", 4),
        ("UPDATE events SET book = 2 WHERE position = 4", 4),
        ("UPDATE events SET private = replace(private, 'r', 's') WHERE position = 6", 6),
    ] {
        let world = three_grants();
        tamper(&world, sql);
        let answer = world.json(3, "verify");
        assert_eq!((field(&answer, "ok"), number(&answer, "position")), (&json!(false), position), "{sql}");
        assert!(!text(&answer, "problem").is_empty(), "{sql}");
        assert!(world.run("verify").has(3).stderr.starts_with("broken: "), "{sql}");
    }
}

#[test]
fn verify_reports_problems_that_stop_a_normal_open() {
    let world = World::new();
    std::fs::create_dir(world.path("folder.db")).unwrap();
    world.file("text.db", "no database at all, however long it may be".repeat(100));
    for db in ["missing.db", "folder.db", "text.db"] {
        let answer = world.json(3, &format!("verify --db {db}"));
        assert_eq!((field(&answer, "ok"), field(&answer, "position")), (&json!(false), &Value::Null), "{db}");
        assert!(text(&answer, "problem").contains(db), "{answer}");
    }
}

#[test]
fn a_seal_kept_elsewhere_reveals_a_truncated_tail() {
    let world = three_grants();
    world.done("backup older.db");
    world.done("grant --book 1 --member 41 --amount 10 --reason r");
    let seal = text(&world.done("seal"), "seal").to_owned();
    assert_eq!(seal.split(':').next(), Some("7"));
    assert_eq!(field(&world.done(&format!("verify --since-seal {seal}")), "since_seal"), seal.as_str());
    let page = world.run(&format!("verify --since-seal {seal}")).has(0).stdout;
    assert!(page.contains("the seal of position 7: still there"), "{page}");
    world.done("verify --db older.db");
    let answer = world.json(3, &format!("verify --db older.db --since-seal {seal}"));
    assert_eq!(field(&answer, "ok"), false);
    assert!(text(&answer, "problem").contains("its tail was cut off"), "{answer}");
    let other = format!("6:{}", "0".repeat(64));
    let answer = world.json(3, &format!("verify --since-seal {other}"));
    assert!(text(&answer, "problem").contains("does not match the events up to it"), "{answer}");
}

#[test]
fn a_rebuild_equals_the_served_state() {
    let world = three_grants();
    let answer = world.done("rebuild");
    assert_eq!((number(&answer, "events"), field(&answer, "same")), (6, &json!(true)));
    assert_eq!(field(&answer, "digest"), field(&world.done("verify"), "digest"));
}

#[test]
fn a_backup_is_not_restored_over_a_newer_ledger() {
    let world = three_grants();
    let copied = world.done("backup copy.db");
    assert_eq!(field(&copied, "seal"), field(&world.done("seal"), "seal"));
    world.json(2, "backup copy.db");
    let restored = world.done("restore copy.db --db elsewhere.db");
    assert_eq!(field(&restored, "seal"), field(&copied, "seal"));
    world.done("grant --book 1 --member 41 --amount 5 --reason later");
    let refused = world.json(2, "restore copy.db");
    assert!(text(&refused, "error").contains("newer"), "{refused}");
    assert_eq!(number(&world.done("balance --book 1 --member 41"), "balance"), 15);
    world.done("restore copy.db --overwrite-newer");
    assert_eq!(number(&world.done("balance --book 1 --member 41"), "balance"), 10);
    world.done("verify");
}

#[test]
fn an_exported_and_loaded_journal_has_the_same_seal() {
    let world = three_grants();
    let exported = world.done("export journal.jsonl");
    let loaded = world.done("load journal.jsonl --db again.db");
    for name in ["events", "seal"] {
        assert_eq!(field(&loaded, name), field(&exported, name), "{name}");
    }
    assert_eq!(number(&world.done("balance --book 1 --member 42 --db again.db"), "balance"), 10);
    world.done("verify --db again.db");
    world.json(2, "load journal.jsonl --db again.db");
    world.json(2, "export journal.jsonl");
    world.json(2, "load missing.jsonl --db new.db");
    world.file("broken.jsonl", "{}\n");
    world.json(2, "load broken.jsonl --db new.db");
    let streamed = world.run("export").has(0).stdout;
    assert_eq!(streamed, std::fs::read_to_string(world.path("journal.jsonl")).unwrap());
    assert!(streamed.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let world = World::new();
    let rows: String = (1..=3_000).map(|member| format!("{member},1,row\n")).collect();
    world.file("changes.csv", format!("member,change,reason\n{rows}"));
    world.done("apply changes.csv --book 1");
    let mut child = world.tallybook("export").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let mut notes = String::new();
    child.stderr.take().unwrap().read_to_string(&mut notes).unwrap();
    assert_eq!((child.wait().unwrap().code(), notes.as_str()), (Some(0), ""));
}

#[test]
fn doctor_lists_its_findings() {
    let world = three_grants();
    let answer = world.done("doctor");
    assert_eq!(field(&answer, "ok"), true);
    for finding in list(&answer, "findings") {
        assert_eq!(fields(finding), ["health", "value", "what"]);
    }
    world.file("text.db", "no database at all, however long it may be".repeat(100));
    assert_eq!(field(&world.json(3, "doctor --db text.db"), "ok"), false);
    assert!(world.run("doctor --db text.db").has(3).stdout.contains("BROKEN"));
}
