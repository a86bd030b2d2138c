//! SIGKILL while deliveries are made: each arrives at least once, and a receiver that recognises repeats by their key
//! counts each exactly once. `CRASH_KILLS` and `CRASH_SEED` work as in `crash.rs`.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use ledger_core::Position;
use ledger_core::testkit::{BOOK, SplitMix64, grant};
use ledger_store::{Ledger, Outbox, OutboxWorker, Request, Sequence, Since};

use super::{Plan, for_grants};
use crate::child;
use crate::crash::{kills, seed};
use crate::support::{PATIENCE, eventually, member, raw, verified};

/// A short lease, because the process after a kill waits for its end.
const TOLD: Outbox = Outbox::named("crash.told")
    .since(Since::After(Position::START))
    .sequence(Sequence::PerTarget)
    .lease(Duration::from_secs(1))
    .retries(Duration::from_millis(20), Duration::from_millis(100))
    .at_once(8);

#[test]
fn every_delivery_arrives_under_a_known_key_despite_kills() {
    let seed = seed();
    let mut chance = SplitMix64::new(seed);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.db");
    drop(open(&Ledger::open(&path).unwrap()));
    let mut arrived: Vec<String> = Vec::new();
    for kill in 0..kills().div_ceil(4) {
        let child = child::start("outbox::crash::child", &[path.to_str().unwrap()]);
        let mut said = child.lines(1, PATIENCE);
        assert_eq!(said.len(), 1, "kill {kill} with CRASH_SEED={seed}: no delivery");
        said.extend(child.lines(chance.below(150) as usize, Duration::from_secs(1)));
        said.extend(child.kill());
        record_arrivals(&mut arrived, said);
    }
    let ledger = Ledger::open(&path).unwrap();
    let mut worker = open(&ledger);
    eventually("the remaining deliveries are made", || {
        while let Some(delivery) = worker.next(Duration::ZERO).unwrap() {
            arrived.push(delivery.key());
            delivery.done();
        }
        let progress = &ledger.outboxes().unwrap()[0];
        worker.is_acting() && progress.waiting == 0 && progress.position == ledger.head()
    });
    worker.close().unwrap();
    ledger.close().unwrap();
    let expected = keys_of_grants(&path);
    assert!(expected.len() > 20, "too few deliveries between the kills: {}", expected.len());
    let once: BTreeSet<String> = arrived.iter().cloned().collect();
    assert_eq!(once, expected, "with CRASH_SEED={seed}");
    verified(&path);
}

/// The child of the test above: grants points, and reports each delivery to the parent. It does nothing in a normal
/// run.
#[test]
fn child() {
    let Some(instructions) = child::instructions() else { return };
    let ledger = Ledger::open(Path::new(&instructions[0])).unwrap();
    let mut worker = open(&ledger);
    let end = child::end_of_life();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0.. {
                ledger.submit(Request::new(BOOK, grant(member(1 + n % 20), 1))).wait().unwrap();
                // About the rate of the deliveries.
                std::thread::park_timeout(Duration::from_millis(5));
                if Instant::now() > end {
                    return;
                }
            }
        });
        let mut held = Vec::new();
        while Instant::now() < end {
            let Some(delivery) = worker.next(Duration::from_millis(50)).unwrap() else {
                held.clear();
                continue;
            };
            child::report(&format!("sent {}", delivery.key()));
            // Some are answered late, and some fail after they arrived.
            match delivery.position().0 % 7 {
                0 => delivery.failed("no answer came back", None),
                1 => held.push(delivery),
                _ => delivery.done(),
            }
        }
    });
}

#[track_caller]
fn open(ledger: &Ledger) -> OutboxWorker<Plan> {
    ledger.open_outbox(TOLD, for_grants as Plan).unwrap()
}

#[track_caller]
fn record_arrivals(arrived: &mut Vec<String>, said: Vec<String>) {
    for line in said {
        let key = line.strip_prefix("sent ").unwrap_or_else(|| panic!("the child reported: {line}"));
        arrived.push(key.to_owned());
    }
}

fn keys_of_grants(path: &Path) -> BTreeSet<String> {
    let connection = raw(path);
    let sql = "SELECT 'crash.told:' || position || ':0' FROM events WHERE kind = 'points_granted'";
    let mut statement = connection.prepare(sql).unwrap();
    let keys = statement.query_map([], |row| row.get(0)).unwrap();
    keys.collect::<Result<_, _>>().unwrap()
}
