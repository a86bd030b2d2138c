//! A full disk and failing writes in the middle of commits: a child whose files may not grow past a limit, so that the
//! kernel refuses the write, or whose writes and flushes fail as they do on a full or a dying disk. Nothing is shown that is not stored, nothing acknowledged is lost, and asking
//! again with the same key settles what was left open.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::thread;
use std::time::{Duration, Instant};

use ledger_core::testkit::{ANNA, BEN, BOOK, CLEO, OTHER_BOOK, SplitMix64, close_season, grant};
use ledger_core::{Phase, Points};
use ledger_store::{Ledger, Options, Outcome, Request, SubmitError};

use crate::child::{self, Running, skipped};
use crate::support::{
    PATIENCE, already_applied, assert_conserved, eventually, keyed, member, number, raw, verified,
};

/// What every keyed grant of these tests gives.
const EACH: i64 = 3;

/// Requests that go into one commit at most.
const COMMIT: u64 = 120;

/// Commands that a child tries after the first that failed.
const TRIES: u64 = 15;

#[test]
fn a_file_that_cannot_grow_loses_nothing_and_shows_nothing_that_is_not_stored() {
    let mut chance = SplitMix64::new(3);
    // From hardly room for the schema to where the log is copied back and the database file is what cannot grow.
    for kilobytes in [90, 120, 200, 333, 1_000, 4_500, 5_000, 6_000] {
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

/// What the system says of a full disk is another error than that of a limit, and has a sentence of its own.
#[test]
fn a_full_disk_is_named_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Some(library) = preloaded(folder.path(), "full_disk", include_str!("full_disk.c")) else {
        return skipped("a C compiler for Linux");
    };
    // Sooner and later, so that it is met in commits, in checkpoints, and while the log is copied back.
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

/// The kernel wrote, but could not flush: whether it is there only the next look at the file says.
#[test]
fn a_flush_that_fails_is_unknown_and_asking_again_settles_it() {
    let folder = tempfile::tempdir().unwrap();
    let Some(library) = preloaded(folder.path(), "failing_flush", include_str!("failing_flush.c")) else {
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
fn a_disk_without_room_for_a_new_ledger_is_a_sentence_and_not_half_a_ledger() {
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
fn when_there_is_room_again_it_goes_on_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.db");
    let child = limited(300, &["wait", path.to_str().unwrap()]);
    let mut said = until(&child, "full");
    if !unlimit(&child) {
        return skipped("prlimit");
    }
    said.extend(until(&child, "again"));
    said.extend(child.kill());
    let heard = Heard::new(&said, "room again");
    assert!(!heard.open_questions.is_empty());
    settle(&path, &heard, "room again");
}

#[test]
fn the_close_of_a_season_goes_on_when_there_is_room_again() {
    const ACCOUNTS: u64 = 6_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.db");
    let ledger = Ledger::open(&path).unwrap();
    let requests = (1..=ACCOUNTS).map(|id| Request::new(OTHER_BOOK, grant(member(id), 5))).collect();
    ledger.submit_all(requests).wait().unwrap();
    ledger.close().unwrap();
    // The command fits in the log, the first step of what follows from it does not.
    let child = limited(300, &["season", path.to_str().unwrap()]);
    until(&child, "closing");
    // It is tried again and again, and finds room now.
    assert_eq!(child.line(Duration::from_millis(300)), None, "the season cannot close");
    if !unlimit(&child) {
        return skipped("prlimit");
    }
    until(&child, "closed");
    child.kill();
    let closed = number(&raw(&path), "SELECT count(*) FROM events WHERE kind = 'balance_closed'");
    assert_eq!(closed.unsigned_abs(), ACCOUNTS, "once per account");
    verified(&path);
}

/// The other side of the tests above. Without being told what to do it does nothing.
#[test]
fn child() {
    let Some(told) = child::told() else { return };
    let [what, path, more @ ..] = told.as_slice() else { panic!("told too little: {told:?}") };
    let path = Path::new(path);
    match what.as_str() {
        "open" => child::say(&Ledger::open(path).unwrap_err().to_string()),
        "fill" => {
            fill(path, more[0].parse().unwrap());
        }
        "full" => {
            let tally = fill(path, more[0].parse().unwrap());
            assert!(tally.again > 0, "nothing was applied after the first that failed");
            for problem in &tally.problems {
                assert!(problem.contains("the disk is full; make room"), "{problem}");
            }
        }
        "wait" => wait_for_room(path),
        "season" => close(path),
        other => panic!("nothing is known about {other}"),
    }
}

/// Submits until something fails, and then goes on for a while. Holds what is read against what is stored.
fn fill(path: &Path, seed: u64) -> Tally {
    // Checkpoints are written every now and then, so that they fail as well.
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
    // Whether it stopped or goes on, it ends without hanging, and says so if it had stopped.
    let stopped = submit(&ledger, &["last".to_owned()], &mut tally);
    assert_eq!(ledger.close().is_err(), stopped, "a ledger that stopped says so when it is closed");
    tally
}

/// Submits until it fails, and then until it does not fail any more.
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
    child::say("full");
    let acknowledged = tally.acknowledged;
    while tally.acknowledged == acknowledged && Instant::now() < end {
        thread::park_timeout(Duration::from_millis(5));
        one(&mut tally);
    }
    tally.assert_served(&ledger, path);
    child::say("again");
    drop(ledger);
}

fn close(path: &Path) {
    let ledger = Ledger::open(path).unwrap();
    ledger.submit(Request::new(OTHER_BOOK, close_season())).wait().unwrap().receipt().unwrap();
    child::say("closing");
    let phase = || ledger.read(OTHER_BOOK, |book| (book.season().phase, book.season().number));
    eventually("the season closes", || phase() == (Phase::Open, 2));
    child::say("closed");
    let end = child::end_of_life();
    while Instant::now() < end {
        thread::park_timeout(Duration::from_secs(1));
    }
}

/// Submits grants in one go and says what came of each. Whether the ledger had stopped.
fn submit(ledger: &Ledger, keys: &[String], tally: &mut Tally) -> bool {
    let mut requests: Vec<_> = keys.iter().map(|key| keyed(key, meant_by(key))).collect();
    // The last alone: it is committed on this thread.
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
        child::say(&said);
    }
    stopped
}

/// The grant that a key stands for: to somebody, but always as much.
fn meant_by(key: &str) -> ledger_core::Command {
    grant([ANNA, BEN, CLEO][key.len() % 3], EACH)
}

/// What a child was answered.
#[derive(Default)]
struct Tally {
    acknowledged: u64,
    /// Of these, after something had failed.
    again: u64,
    unknown: u64,
    failed: u64,
    /// What was said of those that failed.
    problems: BTreeSet<String>,
}

impl Tally {
    /// What is served is what is stored; and that is what was acknowledged, and of the rest at most what is unknown.
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

/// What a child had said when it ended.
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
                _ => panic!("{what}: the child said {}", said.join("\n")),
            }
        }
        heard
    }
}

/// With room enough everything acknowledged is there, and what was left open is settled by asking again.
#[track_caller]
fn settle(path: &Path, heard: &Heard, what: &str) {
    verified(path);
    let ledger = Ledger::open(path).unwrap();
    let ask = |keys: Vec<&String>| {
        let requests = keys.into_iter().map(|key| keyed(key, meant_by(key))).collect();
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
        assert_eq!(again.position, first.position, "{what}: asking twice is applied once");
    }
    let keys = heard.acknowledged.len() + heard.open_questions.len();
    let served = [ANNA, BEN, CLEO].map(|member| ledger.balance(BOOK, member).0).iter().sum();
    assert_eq!(Points(served), Points(EACH * keys as i64), "{what}: every key once");
    ledger.close().unwrap();
    verified(path);
}

/// A child whose files may not grow past a limit, and that is told so by an error and not by a signal.
/// Only the soft limit, so that it can be lifted again.
#[track_caller]
fn limited(kilobytes: u64, tell: &[&str]) -> Running {
    // The unit of `ulimit -f` is 512 bytes in a POSIX shell and 1,024 in others: the limits above stand for either.
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

/// Builds a library that stands in front of the C library.
#[track_caller]
fn preloaded(folder: &Path, name: &str, code: &str) -> Option<PathBuf> {
    let (source, library) = (folder.join(format!("{name}.c")), folder.join(format!("{name}.so")));
    std::fs::write(&source, code).unwrap();
    let built =
        Process::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source]).arg("-ldl").status();
    match built {
        Ok(status) if cfg!(target_os = "linux") => {
            assert!(status.success());
            Some(library)
        }
        _ => None,
    }
}

/// What a child says until it says this word, the word left out.
#[track_caller]
fn until(child: &Running, word: &str) -> Vec<String> {
    let mut said = Vec::new();
    loop {
        match child.line(PATIENCE) {
            Some(line) if line == word => return said,
            Some(line) => said.push(line),
            None => panic!("the child never said {word}, but {}", said.join("\n")),
        }
    }
}
