//! A full disk and failing writes in the middle of commits: either a child's files cannot grow past a limit, so the
//! kernel refuses the write, or its writes and flushes fail as on a full or a dying disk. The ledger serves only stored
//! events, loses no acknowledged command, and a repeat under the same key settles every open one.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command as Process;
use std::thread;
use std::time::{Duration, Instant};

use ledger_core::testkit::{ANNA, BEN, BOOK, CLEO, OTHER_BOOK, SplitMix64, close_season, grant};
use ledger_core::{Phase, Points};
use ledger_store::{Ledger, Options, Outcome, Request, SubmitError};

use crate::child::{self, Running, build_library, skipped};
use crate::support::{
    PATIENCE, already_applied, assert_conserved, eventually, keyed, member, number, raw, verified,
};

/// The amount of every keyed grant.
const EACH: i64 = 3;

/// The most requests in one commit.
const COMMIT: u64 = 120;

/// The number of commands that a child tries after the first failure.
const TRIES: u64 = 15;

#[test]
fn a_file_that_cannot_grow_loses_nothing_and_serves_only_stored_events() {
    let mut chance = SplitMix64::new(3);
    // From barely enough for the schema, up to sizes at which the copy from the log to the database file fails.
    for kilobytes in [130, 160, 200, 333, 1_000, 4_500, 5_000, 6_000] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("points.db");
        let seed = chance.next_u64().to_string();
        let child = limited(kilobytes, &["fill", path.to_str().unwrap(), &seed]);
        let (said, passed) = child.wait();
        let what = format!("{kilobytes} KiB");
        assert!(passed, "{what}: {}", said.join("\n"));
        let heard = Heard::new(&said, &what);
        assert!(!heard.open_questions.is_empty(), "{what}: nothing has failed");
        settle(&path, &heard, &what);
    }
}

/// A full disk is another error of the system than a limit, and has a message of its own.
#[test]
fn a_full_disk_is_named_in_the_error_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Some(library) = build_library(folder.path(), "full_disk", include_str!("full_disk.c")) else {
        return skipped("a C compiler for Linux");
    };
    // Early and late, so that commits, checkpoints and the copy back from the log hit it.
    for spared in [1_000, 1_777, 4_000, 9_999] {
        let path = folder.path().join(format!("{spared}.db"));
        let preload =
            format!("SPARED={spared}; LD_PRELOAD='{}'; export SPARED LD_PRELOAD", library.display());
        let tell = ["full", path.to_str().unwrap(), &spared.to_string()];
        let (said, passed) = child::start_limited(&preload, "faults::child", &tell).wait();
        let what = format!("{spared} writes");
        assert!(passed, "{what}: {}", said.join("\n"));
        let heard = Heard::new(&said, &what);
        assert!(!heard.open_questions.is_empty(), "{what}: nothing has failed");
        settle(&path, &heard, &what);
    }
}

/// The kernel wrote but could not flush: only reading the file again tells whether the events are stored.
#[test]
fn a_failed_flush_is_unknown_and_repeating_the_command_settles_it() {
    let folder = tempfile::tempdir().unwrap();
    let Some(library) = build_library(folder.path(), "failing_flush", include_str!("failing_flush.c")) else {
        return skipped("a C compiler for Linux");
    };
    let preload = format!("LD_PRELOAD='{}'; export LD_PRELOAD", library.display());
    for seed in 1..=4 {
        let path = folder.path().join(format!("{seed}.db"));
        let tell = ["fill", path.to_str().unwrap(), &seed.to_string()];
        let (said, passed) = child::start_limited(&preload, "faults::child", &tell).wait();
        let what = format!("seed {seed}");
        assert!(passed, "{what}: {}", said.join("\n"));
        let heard = Heard::new(&said, &what);
        assert!(!heard.open_questions.is_empty(), "{what}: nothing has failed");
        settle(&path, &heard, &what);
    }
}

#[test]
fn a_disk_too_small_for_a_new_ledger_gives_an_error_and_no_partial_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.db");
    let (said, passed) = limited(20, &["open", path.to_str().unwrap()]).wait();
    assert!(passed, "{}", said.join("\n"));
    assert!(said.concat().contains("cannot be opened: "), "{}", said.join("\n"));
    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.head().0, 0);
    ledger.close().unwrap();
}

#[test]
fn the_ledger_continues_by_itself_when_the_disk_has_room_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.db");
    let child = limited(300, &["wait", path.to_str().unwrap()]);
    let mut said = lines_until(&child, "full");
    if !unlimit(&child) {
        return skipped("prlimit");
    }
    said.extend(lines_until(&child, "again"));
    said.extend(child.kill());
    let heard = Heard::new(&said, "room again");
    assert!(!heard.open_questions.is_empty());
    settle(&path, &heard, "room again");
}

#[test]
fn the_close_of_a_season_continues_when_the_disk_has_room_again() {
    const ACCOUNTS: u64 = 6_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.db");
    let ledger = Ledger::open(&path).unwrap();
    let requests = (1..=ACCOUNTS).map(|id| Request::new(OTHER_BOOK, grant(member(id), 5))).collect();
    ledger.submit_all(requests).wait().unwrap();
    ledger.close().unwrap();
    // The command fits in the log, and the first step of the close does not.
    let child = limited(300, &["season", path.to_str().unwrap()]);
    lines_until(&child, "closing");
    // The writer retries the close, and now finds room.
    assert_eq!(child.line(Duration::from_millis(300)), None, "the season cannot close");
    if !unlimit(&child) {
        return skipped("prlimit");
    }
    lines_until(&child, "closed");
    child.kill();
    let closed = number(&raw(&path), "SELECT count(*) FROM events WHERE kind = 'balance_closed'");
    assert_eq!(closed.unsigned_abs(), ACCOUNTS, "once per account");
    verified(&path);
}

/// The child of the tests above; it does nothing in a normal run.
#[test]
fn child() {
    let Some(instructions) = child::instructions() else { return };
    let [what, path, more @ ..] = instructions.as_slice() else {
        panic!("not enough instructions: {instructions:?}")
    };
    let path = Path::new(path);
    match what.as_str() {
        "open" => child::report(&Ledger::open(path).unwrap_err().to_string()),
        "fill" => {
            fill_disk(path, more[0].parse().unwrap());
        }
        "full" => {
            let tally = fill_disk(path, more[0].parse().unwrap());
            assert!(tally.again > 0, "nothing was applied after the first failure");
            for problem in &tally.problems {
                assert!(
                    problem.contains("the disk is full") && problem.contains("bytes are free in"),
                    "{problem}"
                );
            }
        }
        "wait" => wait_for_room(path),
        "season" => close(path),
        other => panic!("unknown instruction {other}"),
    }
}

/// Submits until a command fails, and then some more. Compares the served state with the stored events.
fn fill_disk(path: &Path, seed: u64) -> Tally {
    // Frequent checkpoints, so that they fail too.
    let ledger = Ledger::open_with(path, Options::default().checkpoint_every(2_000)).unwrap();
    let mut chance = SplitMix64::new(seed);
    let mut tally = Tally::default();
    let mut tries = 0;
    for commit in 0.. {
        let size = if chance.below(3) == 0 { 1 } else { 1 + chance.below(COMMIT) };
        let keys: Vec<String> = (0..size).map(|n| format!("{commit}:{n}")).collect();
        submit(&ledger, &keys, &mut tally);
        tries += u64::from(tally.failed > 0);
        if tally.failed > 0 || commit % 50 == 0 {
            tally.assert_served(&ledger, path);
        }
        if tries > TRIES {
            break;
        }
    }
    // Stopped or not, the ledger closes without hanging, and the close reports that it had stopped.
    let stopped = submit(&ledger, &["last".to_owned()], &mut tally);
    assert_eq!(ledger.close().is_err(), stopped, "closing a stopped ledger is an error");
    tally
}

/// Submits until a command fails, and then until one succeeds.
fn wait_for_room(path: &Path) {
    let ledger = Ledger::open(path).unwrap();
    let mut tally = Tally::default();
    let mut next = 0;
    let end = child::end_of_life();
    let mut one = |tally: &mut Tally| {
        next += 1;
        submit(&ledger, &[format!("one:{next}")], tally);
    };
    while tally.failed == 0 {
        one(&mut tally);
    }
    tally.assert_served(&ledger, path);
    child::report("full");
    let acknowledged = tally.acknowledged;
    while tally.acknowledged == acknowledged && Instant::now() < end {
        thread::park_timeout(Duration::from_millis(5));
        one(&mut tally);
    }
    tally.assert_served(&ledger, path);
    child::report("again");
    drop(ledger);
}

fn close(path: &Path) {
    let ledger = Ledger::open(path).unwrap();
    ledger.submit(Request::new(OTHER_BOOK, close_season())).wait().unwrap().receipt().unwrap();
    child::report("closing");
    let phase = || ledger.read(OTHER_BOOK, |book| (book.season().phase, book.season().number));
    eventually("the season closes", || phase() == (Phase::Open, 2));
    child::report("closed");
    let end = child::end_of_life();
    while Instant::now() < end {
        thread::park_timeout(Duration::from_secs(1));
    }
}

/// Submits grants at once and reports the result of each. Returns whether the ledger had stopped.
fn submit(ledger: &Ledger, keys: &[String], tally: &mut Tally) -> bool {
    let mut requests: Vec<_> = keys.iter().map(|key| keyed(key, grant_of(key))).collect();
    // The last one alone, so that this thread commits it.
    let last = requests.pop();
    let mut answers = match ledger.submit_all(requests).wait() {
        Ok(answers) => answers,
        Err(error) => keys.iter().skip(1).map(|_| Err(error.clone())).collect(),
    };
    answers.extend(last.map(|alone| ledger.submit_and_wait(alone)));
    let mut stopped = false;
    for (key, answer) in keys.iter().zip(answers) {
        tally.problems.extend(answer.as_ref().err().map(ToString::to_string));
        let said = match answer {
            Ok(Outcome::Applied(receipt)) => {
                tally.acknowledged += 1;
                tally.again += u64::from(tally.failed > 0);
                format!("ack {key} {}", receipt.position.unwrap())
            }
            Err(SubmitError::Unknown { .. }) => {
                tally.unknown += 1;
                format!("open {key} unknown")
            }
            Err(SubmitError::NotApplied { .. }) => format!("open {key} not-applied"),
            Err(SubmitError::Stopped { .. }) => {
                stopped = true;
                format!("open {key} stopped")
            }
            other => panic!("{key}: {other:?}"),
        };
        tally.failed += u64::from(said.starts_with("open"));
        child::report(&said);
    }
    stopped
}

/// The grant of a key: the member varies, the amount is fixed.
fn grant_of(key: &str) -> ledger_core::Command {
    grant([ANNA, BEN, CLEO][key.len() % 3], EACH)
}

/// The answers that a child got.
#[derive(Default)]
struct Tally {
    acknowledged: u64,
    /// The acknowledged ones after the first failure.
    again: u64,
    unknown: u64,
    failed: u64,
    /// The error texts.
    problems: BTreeSet<String>,
}

impl Tally {
    /// The served events are the stored ones: all acknowledged commands, and some of those with an unknown outcome.
    #[track_caller]
    fn assert_served(&self, ledger: &Ledger, path: &Path) {
        let served: i64 = [ANNA, BEN, CLEO].map(|member| ledger.balance(BOOK, member).0).iter().sum();
        let connection = raw(path);
        assert_eq!(
            served,
            number(&connection, "SELECT coalesce(sum(amount), 0) FROM events"),
            "memory and disk"
        );
        assert_eq!(ledger.head().0.cast_signed(), number(&connection, "SELECT count(*) FROM events"));
        let count = served / EACH;
        let least = self.acknowledged.cast_signed();
        let most = (self.acknowledged + self.unknown).cast_signed();
        assert!((least..=most).contains(&count), "{count} are served, {least} were acknowledged");
        assert_conserved(ledger);
    }
}

/// The report of a child.
struct Heard {
    acknowledged: Vec<(String, u64)>,
    open_questions: BTreeSet<String>,
}

impl Heard {
    #[track_caller]
    fn new(said: &[String], what: &str) -> Heard {
        let mut heard = Heard { acknowledged: Vec::new(), open_questions: BTreeSet::new() };
        for line in said {
            match line.split(' ').collect::<Vec<_>>().as_slice() {
                ["ack", key, position] => {
                    heard.acknowledged.push(((*key).to_owned(), position.parse().unwrap()));
                }
                ["open", key, _] => {
                    heard.open_questions.insert((*key).to_owned());
                }
                ["full" | "again"] => {}
                _ => panic!("{what}: the child reported {}", said.join("\n")),
            }
        }
        heard
    }
}

/// On a disk with room, every acknowledged command is stored, and repeating settles the open ones.
#[track_caller]
fn settle(path: &Path, heard: &Heard, what: &str) {
    verified(path);
    let ledger = Ledger::open(path).unwrap();
    let ask = |keys: Vec<&String>| {
        let requests = keys.into_iter().map(|key| keyed(key, grant_of(key))).collect();
        let outcomes = ledger.submit_all(requests).wait().unwrap();
        outcomes.into_iter().map(Result::unwrap).collect::<Vec<Outcome>>()
    };
    let asked = ask(heard.acknowledged.iter().map(|(key, _)| key).collect());
    for ((key, position), outcome) in heard.acknowledged.iter().zip(asked) {
        match outcome {
            Outcome::AlreadyApplied(receipt) => {
                assert_eq!(receipt.position.unwrap().0, *position, "{what}: {key}");
            }
            other => panic!("{what}: {key} was acknowledged, and is {other:?}"),
        }
    }
    let settled = ask(heard.open_questions.iter().collect());
    for (first, again) in settled.into_iter().zip(ask(heard.open_questions.iter().collect())) {
        let (first, again) = (first.receipt().unwrap(), already_applied(again));
        assert_eq!(again.position, first.position, "{what}: the repeated command is applied once");
    }
    let keys = heard.acknowledged.len() + heard.open_questions.len();
    let served = [ANNA, BEN, CLEO].map(|member| ledger.balance(BOOK, member).0).iter().sum();
    assert_eq!(Points(served), Points(EACH * keys as i64), "{what}: every key once");
    ledger.close().unwrap();
    verified(path);
}

/// A child whose files cannot grow past a limit, which it notices by an error and not by a signal.
/// It is the soft limit, so that it can be lifted again.
#[track_caller]
fn limited(kilobytes: u64, tell: &[&str]) -> Running {
    // The unit of `ulimit -f` is 512 bytes in a POSIX shell and 1,024 in others; the limits above suit both.
    child::start_limited(&format!("trap '' XFSZ; ulimit -S -f {}", kilobytes * 2), "faults::child", tell)
}

/// Lifts the limit of a running child; `false` where the program for it is not installed.
#[track_caller]
fn unlimit(child: &Running) -> bool {
    let lifted =
        Process::new("prlimit").args(["--fsize=unlimited", "--pid", &child.id().to_string()]).status();
    match lifted {
        Ok(status) => {
            assert!(status.success());
            true
        }
        Err(_) => false,
    }
}

/// The lines of a child before this word.
#[track_caller]
fn lines_until(child: &Running, word: &str) -> Vec<String> {
    let mut said = Vec::new();
    loop {
        match child.line(PATIENCE) {
            Some(line) if line == word => return said,
            Some(line) => said.push(line),
            None => panic!("the child did not report {word}, but {}", said.join("\n")),
        }
    }
}
