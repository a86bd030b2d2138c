//! A file whose last event was recorded ahead of the clock of this machine.

use std::sync::Arc;

use ledger_core::{BookId, Command};
use ledger_store::{Clock, FixedClock, Ledger, Options, Request, SystemClock};
use serde_json::json;

use super::{World, field, fields, list, number, text};

const FIVE_YEARS: i64 = 5 * 365 * 86_400;

/// Member 42 has 5 points in book 1 and in book 2, by a clock that is ahead by so many seconds.
fn written_ahead(seconds: i64) -> World {
    let world = World::new();
    let clock = FixedClock::at(SystemClock.now().plus_seconds(seconds));
    let options = Options::default().clock(Arc::new(clock));
    let ledger = Ledger::open_with(world.path("tallybook.db"), options).unwrap();
    for book in [1, 2] {
        let grant = Command::grant(42, 5, "from the future").unwrap();
        ledger.submit_and_wait(Request::new(BookId::new(book).unwrap(), grant)).unwrap();
    }
    ledger.close().unwrap();
    world
}

const GRANT: &str = "grant --book 1 --member 42 --amount 1 --reason r";

#[test]
fn everything_that_reads_works_although_the_last_event_is_ahead() {
    let world = written_ahead(FIVE_YEARS);
    assert_eq!(number(&world.done("balance --book 1 --member 42"), "balance"), 5);
    assert_eq!(number(&world.done("verify"), "events"), 4);
    for line in [
        "history --book 1",
        "leaderboard --book 1",
        "stats --book 1 --member 42",
        "backup copy.db",
        "restore copy.db --db again.db",
        "rebuild",
        "seal",
        "outbox",
        "serve",
    ] {
        world.done(line);
    }
    world.run("export journal.jsonl").has(0);
    world.run("load journal.jsonl --db loaded.db").has(0);
    assert_eq!(field(&world.done("seal --db loaded.db"), "seal"), field(&world.done("seal"), "seal"));
    let doctor = world.done("doctor");
    let clock = list(&doctor, "findings").iter().find(|found| field(found, "what") == "clock").unwrap();
    assert_eq!(text(clock, "health"), "attention");
    assert!(text(clock, "value").contains("run `tallybook clock --correct`"), "{clock}");
}

#[test]
fn a_change_is_refused_with_what_is_wrong_and_what_to_do() {
    let world = written_ahead(FIVE_YEARS);
    let answer = world.run(GRANT).has(3);
    assert!(
        answer.stderr.contains("tallybook: nothing was done: the last event was recorded at 20"),
        "{}",
        answer.stderr
    );
    assert!(answer.stderr.contains("and this machine's clock says 20"), "{}", answer.stderr);
    assert!(
        answer.stderr.contains("set the clock, or, if the clock is right, run `tallybook clock --correct`"),
        "{}",
        answer.stderr
    );
    assert_eq!(text(&world.json(3, GRANT), "outcome"), "error");
    let status = world.json(3, "clock");
    assert_eq!(fields(&status), ["last_at", "now", "ok", "problem"]);
    assert_eq!(field(&status, "ok"), &json!(false));
    assert!(text(&status, "last_at") > text(&status, "now"), "{status}");
    assert!(text(&status, "problem").starts_with("the last event was recorded at 20"), "{status}");
    let shown = world.run("clock").has(3).stdout;
    assert!(
        shown.contains("last event  20") && shown.contains("nothing is recorded: the last event"),
        "{shown}"
    );
    assert_eq!(number(&world.done("balance --book 1 --member 42"), "balance"), 5);
}

#[test]
fn a_correction_lets_changes_be_recorded_at_the_true_time() {
    let world = written_ahead(FIVE_YEARS);
    let corrected = world.done("clock --correct --key by-anna");
    assert_eq!(text(&corrected, "outcome"), "applied");
    assert_eq!(field(&corrected, "positions"), &json!([5, 6]), "both books were ahead");
    assert_eq!(text(&world.done("clock --correct --key by-anna"), "outcome"), "already_applied");
    let refused = world.json(1, "clock --correct");
    assert_eq!(text(&refused, "refusal"), "clock_not_ahead");
    assert!(text(&refused, "message").contains("nothing needs a correction"), "{refused}");
    assert_eq!(field(&world.done("clock"), "ok"), &json!(true));
    assert!(world.run("clock").has(0).stdout.contains("right: events are recorded"));
    world.done(GRANT);
    let history = world.done("history --book 1");
    let times: Vec<&str> = list(&history, "entries").iter().map(|entry| text(entry, "at")).collect();
    assert!(times[0] < times[1], "the newest entry has the true time: {times:?}");
    assert_eq!(number(&world.done("verify"), "events"), 7);
    world.run("export journal.jsonl").has(0);
    world.run("load journal.jsonl --db loaded.db").has(0);
    assert_eq!(field(&world.done("verify --db loaded.db"), "seal"), field(&world.done("verify"), "seal"));
    world.done("grant --book 2 --member 42 --amount 1 --reason r");
}

#[test]
fn six_minutes_ahead_are_corrected_and_four_need_nothing() {
    let world = written_ahead(6 * 60 + 30);
    world.json(3, GRANT);
    world.run("clock --correct").has(0);
    world.done(GRANT);
    let world = written_ahead(4 * 60);
    world.json(1, "clock --correct");
    world.done(GRANT);
    assert_eq!(field(&world.done("clock"), "ok"), &json!(true));
}

#[test]
fn a_ledger_without_events_has_a_clock() {
    let world = World::new();
    let path = world.path("tallybook.db");
    Ledger::open(path).unwrap().close().unwrap();
    let status = world.done("clock");
    assert_eq!((field(&status, "ok"), field(&status, "last_at")), (&json!(true), &json!(null)));
    assert!(world.run("clock").has(0).stdout.contains("no event yet"));
    world.run("clock --key k").has(2);
}
