//! Golden files: stored rows stay readable for ever, and the same rows are written for ever.
//! `UPDATE_GOLDEN=1` writes the texts again, for a new kind or a new version; review the difference before you commit
//! it. The databases are never written again: each is a file that an older version left. That of the newest schema is
//! written where it is missing: until its schema is released, delete it and update when a table changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Once};
use std::time::Duration;

use ledger_core::testkit::{ANNA, BEN, BOOK, OTHER_BOOK, code, grant, redeem};
use ledger_core::{Book, BookId, By, Event, EventKind, MemberId, Position, Recorded};
use ledger_store::{
    AdapterKey, AdapterValue, FixedClock, Ledger, Options, Outbox, OutboxWorker, Owner, Page, Planned, Since,
};
use rusqlite::Connection;
use rusqlite::types::Value as Column;
use serde_json::{Value, json};

use crate::everything;
use crate::support::{
    PATIENCE, World, already_applied, applied, keyed, number, options, raw, refused, verified,
};

/// The databases of each schema version, each with the answers that it gave when it was written.
pub(crate) const SCHEMAS: &[&str] = &["schema-1", "schema-2"];

/// Their adapter data about Anna, and their pending delivery.
const NAME: AdapterKey = AdapterKey::new("golden.name");
const KEPT: &str = "Anna \"the voice\" ♪";
const AGAIN: Position = Position(11);

/// The path of a golden file.
pub(crate) fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("golden").join(name)
}

fn updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1")
}

/// The golden rows of a kind, one JSON object per line.
pub(crate) fn golden_rows(kind: &str) -> Vec<Value> {
    let path = golden(&format!("{kind}.jsonl"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The distinct rows that are stored now for each kind, in the order of the journal.
fn rows_now(world: &World) -> BTreeMap<String, Vec<String>> {
    let file = world.raw();
    let sql =
        "SELECT kind, version, actor, debit, credit, amount, reverses, occurred_at, body, private FROM events
               WHERE private_hash IS NULL ORDER BY position";
    let mut statement = file.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    while let Some(row) = rows.next().unwrap() {
        let column = |index: usize| match row.get(index).unwrap() {
            Column::Null => Value::Null,
            Column::Integer(number) => json!(number),
            // As text, not as JSON: byte for byte.
            Column::Text(text) => json!(text),
            other => panic!("no such column holds {other:?}"),
        };
        let names =
            ["version", "actor", "debit", "credit", "amount", "reverses", "occurred_at", "body", "private"];
        let fields = names.iter().zip(1..).map(|(name, index)| format!("\"{name}\":{}", column(index)));
        let line = format!("{{{}}}", fields.collect::<Vec<_>>().join(","));
        let lines = kinds.entry(row.get(0).unwrap()).or_default();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    kinds
}

#[test]
fn every_kind_is_stored_unchanged() {
    let now = rows_now(&everything::lived());
    for kind in EventKind::ALL.iter().map(|kind| kind.as_str()) {
        let lines =
            now.get(kind).unwrap_or_else(|| panic!("no {kind} occurs in everything.rs: add one there"));
        let text = lines.join("\n") + "\n";
        let path = golden(&format!("{kind}.jsonl"));
        if updating() {
            fs::write(&path, &text).unwrap();
        }
        let expected =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(
            text, expected,
            "{kind} is stored differently than before, but old journals do not change"
        );
    }
}

#[test]
fn every_kind_has_a_golden_file_and_there_is_no_other() {
    let mut found: Vec<String> = fs::read_dir(golden(""))
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".jsonl").map(str::to_owned))
        .collect();
    found.sort_unstable();
    let mut kinds: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(found, kinds, "a stored kind is never removed");
}

#[test]
fn the_same_commands_at_the_same_times_store_the_same_rows() {
    assert_eq!(rows_now(&everything::lived()), rows_now(&everything::lived()));
}

/// The answers of a database.
pub(crate) fn answers(path: &Path) -> BTreeMap<&'static str, Value> {
    let verified = verified(path);
    let ledger = Ledger::open_with(path, options_much_later()).unwrap();
    let name = |member: Option<MemberId>| member.map_or("nobody".to_owned(), |member| member.to_string());
    let balances = |book: BookId| -> Vec<String> {
        ledger.read(book, |book| {
            let accounts = book.accounts();
            accounts.map(|(no, a)| format!("{no}: {} has {}", name(a.member), a.balance.points.0)).collect()
        })
    };
    let last_month = ledger.leaderboard(BOOK, By::LastMonth, Page::From { rank: 1, limit: 10 });
    let last_month = last_month
        .entries
        .iter()
        .map(|entry| format!("{}: {} earned {}", entry.rank, name(entry.member), entry.points.0));
    BTreeMap::from([
        ("events", json!(verified.events)),
        ("seal", json!(verified.seal.to_string())),
        ("digest", json!(verified.digest.to_string())),
        ("balances", json!(balances(BOOK))),
        ("balances_of_the_other_book", json!(balances(OTHER_BOOK))),
        ("last_month", json!(last_month.collect::<Vec<_>>())),
    ])
}

/// Asserts that a database gives the answers of its golden file. The digest is of the state as one schema keeps it, so
/// the next schema has another; and an older schema was not asked everything.
#[track_caller]
pub(crate) fn assert_answers(path: &Path, schema: &str) {
    let said = fs::read_to_string(golden(&format!("{schema}.json"))).unwrap();
    let said: BTreeMap<String, Value> = serde_json::from_str(&said).unwrap();
    let now = answers(path);
    let is_newest = SCHEMAS.last() == Some(&schema);
    for (question, answer) in said.iter().filter(|(question, _)| is_newest || *question != "digest") {
        assert_eq!(now.get(question.as_str()), Some(answer), "{question} of {schema}");
    }
}

/// After the last event of each golden database.
pub(crate) fn options_much_later() -> Options {
    let later = options().clock.now().plus_seconds(40 * 86_400);
    options().clock(Arc::new(FixedClock::at(later)))
}

/// A writable copy of a golden database.
pub(crate) fn database(schema: &str) -> (tempfile::TempDir, PathBuf) {
    static WRITTEN: Once = Once::new();
    WRITTEN.call_once(|| {
        let newest = SCHEMAS[SCHEMAS.len() - 1];
        if updating() && !golden(&format!("{newest}.sqlite")).exists() {
            write_database(newest);
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.db");
    fs::copy(golden(&format!("{schema}.sqlite")), &path).unwrap();
    (folder, path)
}

fn write_database(schema: &str) {
    let mut world = everything::lived();
    let name = AdapterValue::new(Owner::Member(BOOK, ANNA), NAME, KEPT).unwrap();
    world.ledger().adapter_data().put([name]).wait().unwrap();
    let mut worker = outbox_worker(world.ledger());
    while let Some(delivery) = worker.next(Duration::ZERO).unwrap() {
        match delivery.position() {
            AGAIN => delivery.failed("not now", Some(Duration::from_secs(86_400))),
            _ => delivery.done(),
        }
    }
    worker.close().unwrap();
    // Each account keeps the points of two months.
    world.clock.advance(32 * 86_400);
    world.grant(ANNA, 6);
    world.close();
    fs::copy(world.path(), golden(&format!("{schema}.sqlite"))).unwrap();
    let said = serde_json::to_string_pretty(&answers(&world.path())).unwrap();
    fs::write(golden(&format!("{schema}.json")), said + "\n").unwrap();
}

#[test]
fn the_database_of_each_schema_opens_verifies_and_gives_the_same_answers() {
    for schema in SCHEMAS.iter().copied() {
        let (_folder, path) = database(schema);
        assert_answers(&path, schema);
        let tables = ["checkpoint", "books", "accounts", "unlocks", "orders"];
        raw(&path).execute_batch(&tables.map(|table| format!("DELETE FROM {table};")).concat()).unwrap();
        // Folded from position 1.
        assert_answers(&path, schema);
    }
}

#[test]
fn the_newest_schema_has_a_golden_database() {
    let (_folder, path) = database(SCHEMAS[SCHEMAS.len() - 1]);
    let newest = World::new();
    let version = |file: &Connection| number(file, "PRAGMA user_version");
    assert_eq!(version(&raw(&path)), version(&newest.raw()));
    assert_eq!(version(&newest.raw()), SCHEMAS.len() as i64);
}

type Plan = fn(&Recorded, &Book) -> Vec<Planned>;

/// An outbox with a delivery for every grant to a member.
fn outbox_worker(ledger: &Ledger) -> OutboxWorker<Plan> {
    let outbox = Outbox::named("golden.told").since(Since::After(Position::START));
    ledger.open_outbox(outbox, plan as Plan).unwrap()
}

fn plan(recorded: &Recorded, _: &Book) -> Vec<Planned> {
    match &recorded.event {
        Event::PointsGranted { account, .. } => vec![Planned::new("tell").to(*account).target(7)],
        _ => Vec::new(),
    }
}

#[test]
fn the_database_of_each_schema_keeps_its_adapter_data_and_its_pending_delivery() {
    for schema in SCHEMAS.iter().copied() {
        keeps_its_adapter_data_and_its_pending_delivery(schema);
    }
}

#[track_caller]
fn keeps_its_adapter_data_and_its_pending_delivery(schema: &str) {
    let (_folder, path) = database(schema);
    let ledger = Ledger::open_with(&path, options_much_later()).unwrap();
    let kept = ledger.adapter_data().get(Owner::Member(BOOK, ANNA), NAME).unwrap();
    assert_eq!(kept.as_deref(), Some(KEPT));
    let mut worker = outbox_worker(&ledger);
    let delivery = worker.next(PATIENCE).unwrap().expect("a delivery is pending");
    assert_eq!((delivery.position(), delivery.attempt(), delivery.target()), (AGAIN, 2, 7));
    assert_eq!((delivery.action(), delivery.key()), ("tell", format!("golden.told:{AGAIN}:0")));
    delivery.done();
    while let Some(later) = worker.next(Duration::ZERO).unwrap() {
        assert!(later.position() > AGAIN, "only one delivery was pending");
        later.done();
    }
    assert!(worker.next(Duration::ZERO).unwrap().is_none());
}

#[test]
fn the_database_of_each_schema_accepts_new_commands() {
    SCHEMAS.iter().copied().for_each(accepts_new_commands);
}

#[track_caller]
fn accepts_new_commands(schema: &str) {
    let (_folder, path) = database(schema);
    let ledger = Ledger::open_with(&path, options_much_later()).unwrap();
    let submit = |request| ledger.submit(request).wait().unwrap();
    already_applied(submit(keyed("welcome:101", grant(ANNA, 120))));
    assert_eq!(refused(submit(keyed("welcome:101", grant(ANNA, 121)))).name(), "key_reused");
    let redeemed = refused(submit(keyed("claim:1", redeem(BEN, code("5002", 1)))));
    assert_eq!(redeemed.name(), "already_redeemed");
    applied(submit(keyed("welcome:102", grant(BEN, 5))));
    let digest = ledger.digest();
    ledger.close().unwrap();
    assert_eq!(verified(&path).digest, digest);
}
