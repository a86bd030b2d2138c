//! SIGKILL at any moment: every acknowledged command is stored once, and the file is intact.
//! `CRASH_KILLS` is the number of kills (default 20), `CRASH_SEED` repeats a run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ledger_core::testkit::{
    OTHER_BOOK, SplitMix64, adopt_starter_set, batch, close_season, code, deduct, forget, grant, order,
    redeem, transfer,
};
use ledger_core::{Amount, Command, MemberId, Phase, Points, Reason};
use ledger_store::{Ledger, Options, Outcome, Request};

use crate::child::{self, Running};
use crate::support::{PATIENCE, eventually, keyed, member, number, raw, verified};

/// The number of kills for one file.
const KILLS_PER_FILE: u64 = 6;

/// The submitting threads of a child, and the pending requests of each.
const THREADS: u64 = 4;
const ON_THE_WAY: u64 = 6;

/// The members that get and give points.
const MEMBERS: u64 = 30;

#[test]
fn every_command_acknowledged_before_a_kill_is_stored_once() {
    let seed = seed();
    let mut chance = SplitMix64::new(seed);
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Acknowledged::default();
    for kill in 0..kills() {
        let path = folder.path().join(format!("{}.db", kill / KILLS_PER_FILE));
        if kill % KILLS_PER_FILE == 0 {
            acknowledged = Acknowledged::default();
        }
        let what = format!("kill {kill} with CRASH_SEED={seed}");
        let run = format!("{kill}");
        acknowledged.record(&run_and_kill(&path, &run, &mut chance), &what);
        if path.exists() {
            check(&path, &run, &acknowledged, &what);
        }
    }
}

#[test]
fn a_killed_season_close_continues_at_the_next_open() {
    const ACCOUNTS: u64 = 11_000;
    let seed = seed();
    let mut chance = SplitMix64::new(seed);
    let folder = tempfile::tempdir().unwrap();
    let before = folder.path().join("before.db");
    let ledger = Ledger::open(&before).unwrap();
    let requests = (1..=ACCOUNTS).map(|id| Request::new(OTHER_BOOK, grant(member(id), 5))).collect();
    ledger.submit_all(requests).wait().unwrap();
    ledger.close().unwrap();
    let mut broken_off = 0;
    for kill in 0..kills().div_ceil(10) {
        let what = format!("season {kill} with CRASH_SEED={seed}");
        let path = folder.path().join(format!("{kill}.db"));
        std::fs::copy(&before, &path).unwrap();
        let child = child::start("crash::child", &["season", path.to_str().unwrap()]);
        assert_eq!(child.line(PATIENCE).as_deref(), Some("closing"), "{what}");
        child.lines(1, Duration::from_micros(chance.below(400_000)));
        child.kill();
        let ledger = Ledger::open(&path).unwrap();
        let season = ledger.read(OTHER_BOOK, |book| book.season());
        broken_off += usize::from(season.phase != Phase::Open);
        if season.phase == Phase::Open && season.number == 1 {
            ledger.submit(Request::new(OTHER_BOOK, close_season())).wait().unwrap();
        }
        eventually("the season closes", || {
            ledger.read(OTHER_BOOK, |book| book.season().phase == Phase::Open && book.season().number == 2)
        });
        let left = ledger.read(OTHER_BOOK, |book| {
            book.accounts().filter(|(_, account)| account.balance.points != Points::ZERO).count()
        });
        assert_eq!(left, 0, "{what}");
        ledger.close().unwrap();
        let closed = number(&raw(&path), "SELECT count(*) FROM events WHERE kind = 'balance_closed'");
        assert_eq!(closed.unsigned_abs(), ACCOUNTS, "{what}: once per account");
        verified(&path);
    }
    // For --nocapture: chance decides how many kills hit a half closed season.
    child::report(&format!("{broken_off} seasons were half closed when they were killed"));
}

#[test]
fn several_processes_can_create_the_same_new_file() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..5 {
        let path = folder.path().join(format!("{n}.db"));
        let tell = ["work", path.to_str().unwrap(), "0", "100000"];
        let children: Vec<Running> = (0..3).map(|_| child::start("crash::child", &tell)).collect();
        for child in children {
            assert_eq!(child.line(PATIENCE).as_deref(), Some("open"), "file {n}: {:?}", child.kill());
        }
        verified(&path);
    }
}

/// The child of the tests above; it does nothing in a normal run.
#[test]
fn child() {
    let Some(instructions) = child::instructions() else { return };
    let [what, path, more @ ..] = instructions.as_slice() else {
        panic!("not enough instructions: {instructions:?}")
    };
    match what.as_str() {
        "work" => work(Path::new(path), &more[0], more[1].parse().unwrap()),
        "season" => close(Path::new(path)),
        other => panic!("unknown instruction {other}"),
    }
}

/// Submits from several threads for ever, and reports each key after its receipt.
fn work(path: &Path, run: &str, checkpoint_every: u64) {
    let ledger = Ledger::open_with(path, Options::default().checkpoint_every(checkpoint_every)).unwrap();
    child::report("open");
    ledger.submit(keyed("starter", adopt_starter_set())).wait().unwrap();
    thread::scope(|scope| {
        for number in 0..THREADS {
            let ledger = &ledger;
            scope.spawn(move || submit_for_ever(ledger, &format!("{run}-{number}")));
        }
        scope.spawn(|| forget_for_ever(&ledger, run));
    });
}

fn submit_for_ever(ledger: &Ledger, name: &str) {
    let end = child::end_of_life();
    let mut next = 0;
    while Instant::now() < end {
        let keys: Vec<String> = (next..next + ON_THE_WAY).map(|n| format!("{name}-{n}")).collect();
        next += ON_THE_WAY;
        let answers: Vec<_> =
            keys.iter().map(|key| (key, ledger.submit(keyed(key, command_of(key).0)))).collect();
        for (key, answer) in answers {
            acknowledge(key, answer.wait().unwrap());
        }
        // One more, committed on this thread if no other request is pending.
        let alone = format!("{name}-{next}");
        next += 1;
        acknowledge(&alone, ledger.submit_and_wait(keyed(&alone, command_of(&alone).0)).unwrap());
    }
}

/// Adds members, writes texts about them, and forgets them.
fn forget_for_ever(ledger: &Ledger, run: &str) {
    let end = child::end_of_life();
    for n in 0.. {
        let (id, marker) = temporary_member(run, n);
        let about = Command::Grant {
            member: id,
            amount: Amount::new(7).unwrap(),
            reason: Reason::new(&format!("written about {marker}")).unwrap(),
        };
        acknowledge("-", ledger.submit(Request::new(OTHER_BOOK, about)).wait().unwrap());
        ledger.submit(Request::new(OTHER_BOOK, forget(id))).wait().unwrap().receipt().unwrap();
        child::report(&format!("forgot {marker}"));
        if Instant::now() > end {
            return;
        }
    }
}

/// A member who will be forgotten, and a word that occurs only in a text about them.
fn temporary_member(run: &str, n: u64) -> (MemberId, String) {
    let id = 1_000_000 + run.parse::<u64>().unwrap() * 100_000 + n;
    (member(id), format!("passer-{id}"))
}

fn acknowledge(key: &str, outcome: Outcome) {
    match outcome {
        Outcome::Applied(receipt) | Outcome::AlreadyApplied(receipt) => {
            child::report(&format!("ack {key} {}", receipt.position.unwrap()));
        }
        // Some members lack the points for their transfer.
        Outcome::Refused(_) => {}
    }
}

fn close(path: &Path) {
    let ledger = Ledger::open(path).unwrap();
    child::report("closing");
    ledger.submit(Request::new(OTHER_BOOK, close_season())).wait().unwrap();
    let end = child::end_of_life();
    while Instant::now() < end {
        thread::park_timeout(Duration::from_secs(1));
    }
}

/// The command of a key, in the parent and in the child, and the amount of the posting that has the key.
fn command_of(key: &str) -> (Command, i64) {
    let hash = key.bytes().fold(7_u64, |hash, byte| hash.wrapping_mul(1_000_003) ^ u64::from(byte));
    let mut chance = SplitMix64::new(hash);
    let mut anybody = || member(1 + chance.below(MEMBERS));
    let (one, two) = (anybody(), anybody());
    let amount = 1 + chance.below(400).cast_signed();
    match chance.below(10) {
        0..5 => (grant(one, amount), amount),
        5..7 if one != two => (transfer(one, two, amount), amount),
        7 => (deduct(one, amount), amount),
        8 => (batch([grant(one, amount), grant(two, 3), grant(one, 4)]), amount),
        _ => (batch([order(key, "12.50"), redeem(one, code(key, 1))]), 0),
    }
}

/// Lets one or two children work on a file, kills them, and returns all their lines.
fn run_and_kill(path: &Path, run: &str, chance: &mut SplitMix64) -> Vec<String> {
    let every = if chance.below(2) == 0 { "40" } else { "100000" };
    let start = |run: &str| child::start("crash::child", &["work", path.to_str().unwrap(), run, every]);
    let first = start(run);
    // Sometimes a second process works on the same file, and continues after the first is killed.
    let second = (chance.below(5) == 0).then(|| start(&format!("9{run}")));
    let mut said = run_for_a_while(&first, chance);
    said.extend(first.kill());
    if let Some(second) = second {
        said.extend(second.lines(chance.below(200) as usize, Duration::from_millis(100)));
        said.extend(second.kill());
    }
    said
}

/// Lets a child run for a random number of lines or a random time, possibly ending before it has opened the file.
fn run_for_a_while(child: &Running, chance: &mut SplitMix64) -> Vec<String> {
    match chance.below(4) {
        0 => child.lines(usize::MAX, Duration::from_micros(chance.below(60_000))),
        1 => {
            let mut said = child.lines(1, PATIENCE);
            said.extend(child.lines(usize::MAX, Duration::from_micros(chance.below(20_000))));
            said
        }
        _ => child.lines(1 + chance.below(200) as usize, PATIENCE),
    }
}

/// The commands that the children of one file acknowledged before they were killed.
#[derive(Default)]
struct Acknowledged {
    keys: BTreeMap<String, u64>,
    forgotten: Vec<String>,
}

impl Acknowledged {
    #[track_caller]
    fn record(&mut self, said: &[String], what: &str) {
        let mut unexpected = Vec::new();
        for line in said {
            match line.split(' ').collect::<Vec<_>>().as_slice() {
                ["ack", "-", _] | ["open"] => {}
                ["ack", key, position] => {
                    self.keys.insert((*key).to_owned(), position.parse().unwrap());
                }
                ["forgot", marker] => self.forgotten.push((*marker).to_owned()),
                _ => unexpected.push(line.as_str()),
            }
        }
        assert!(unexpected.is_empty(), "{what}: a child reported: {}", unexpected.join("\n"));
    }
}

#[track_caller]
fn check(path: &Path, run: &str, acknowledged: &Acknowledged, what: &str) {
    static ROUND: AtomicU64 = AtomicU64::new(0);
    // After a kill, the file must verify both before and after the next opening.
    if ROUND.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) && std::fs::metadata(path).unwrap().len() > 0 {
        assert_verifies(path, what);
    }
    let ledger = Ledger::open(path).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_forgotten(path, &acknowledged.forgotten, what);
    assert_there_once(path, &acknowledged.keys, what);
    assert_balances(path, &ledger, what);
    repeat_commands(&ledger, run, &acknowledged.keys, what);
    ledger.close().unwrap();
    assert_there_once(path, &acknowledged.keys, what);
    assert_verifies(path, what);
}

#[track_caller]
fn assert_verifies(path: &Path, what: &str) {
    if let Err(error) = ledger_store::verify(path, &ledger_store::VerifyOptions::default(), &mut |_| {}) {
        // A kill before the first transaction leaves an empty file, which the error must name.
        let nothing = ["it is empty", "a write to it was broken off"]
            .iter()
            .any(|words| error.to_string().contains(words));
        assert!(nothing, "{what}: {error} at {:?}", error.position());
    }
}

#[track_caller]
fn assert_there_once(path: &Path, keys: &BTreeMap<String, u64>, what: &str) {
    let connection = raw(path);
    let sql = "SELECT request_key, position, amount FROM events WHERE book = 1 AND request_key IS NOT NULL";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    let mut found: BTreeMap<String, Vec<(i64, i64)>> = BTreeMap::new();
    for row in rows {
        let (key, at): (String, (i64, i64)) = row.unwrap();
        found.entry(key).or_default().push(at);
    }
    for (key, position) in keys {
        let expected = (position.cast_signed(), command_of(key).1);
        assert_eq!(found.get(key), Some(&vec![expected]), "{what}: {key} was acknowledged");
    }
}

/// Compares every balance with the plain sum over the journal.
#[track_caller]
fn assert_balances(path: &Path, ledger: &Ledger, what: &str) {
    let connection = raw(path);
    let sql = "SELECT book, account, sum(change) FROM (
                 SELECT book, credit AS account, amount AS change FROM events
                 UNION ALL SELECT book, debit, -amount FROM events)
               GROUP BY book, account";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let mut sums = BTreeMap::new();
    for row in rows {
        let (book, account, sum): (i64, u32, i64) = row.unwrap();
        sums.insert((book.unsigned_abs(), account), sum);
    }
    let mut served = BTreeMap::new();
    for book in ledger.books() {
        ledger.read(book, |state| {
            let accounts = state.accounts();
            served.extend(accounts.map(|(no, account)| ((book.number(), no.0), account.balance.points.0)));
        });
    }
    assert_eq!(served, sums, "{what}: the served balances equal the sums of the journal");
}

/// Repeats the commands: an acknowledged one gives its first receipt, a pending one is settled now, once.
#[track_caller]
fn repeat_commands(ledger: &Ledger, run: &str, keys: &BTreeMap<String, u64>, what: &str) {
    let ask = |keys: &[String]| {
        let requests = keys.iter().map(|key| keyed(key, command_of(key).0)).collect();
        let outcomes = ledger.submit_all(requests).wait().unwrap().into_iter();
        outcomes.map(Result::unwrap).collect::<Vec<Outcome>>()
    };
    let of_this_run = |key: &str| key.strip_prefix(run).is_some_and(|rest| rest.starts_with('-'));
    let asked: Vec<String> = keys.keys().filter(|key| of_this_run(key)).cloned().collect();
    for (key, outcome) in asked.iter().zip(ask(&asked)) {
        match outcome {
            Outcome::AlreadyApplied(receipt) => {
                assert_eq!(receipt.position.unwrap().0, keys[key], "{what}: {key} has moved");
            }
            other => panic!("{what}: {key} was acknowledged, and is {other:?}"),
        }
    }
    let mut on_the_way = Vec::new();
    for thread in 0..THREADS {
        let last = asked.iter().filter_map(|key| key.strip_prefix(&format!("{run}-{thread}-")));
        let next = last.map(|n| n.parse::<u64>().unwrap() + 1).max().unwrap_or(0);
        on_the_way.extend((next..next + ON_THE_WAY).map(|n| format!("{run}-{thread}-{n}")));
    }
    let first = ask(&on_the_way);
    for ((key, first), again) in on_the_way.iter().zip(first).zip(ask(&on_the_way)) {
        if let Ok(receipt) = first.receipt() {
            let once = matches!(&again, Outcome::AlreadyApplied(again) if again.position == receipt.position);
            assert!(once, "{what}: {key} was applied, and then it was {again:?}");
        }
    }
}

/// After the next opening no file contains a forgotten member, even if the kill came between the commit of the forget
/// and its answer.
#[track_caller]
fn assert_forgotten(path: &Path, forgotten: &[String], what: &str) {
    let connection = raw(path);
    let mut statement =
        connection.prepare("SELECT private FROM events WHERE book = 2 AND private LIKE '%passer-%'").unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let known: BTreeSet<String> = rows.flat_map(|text| markers(&text.unwrap())).collect();
    assert!(
        forgotten.iter().all(|marker| !known.contains(marker)),
        "{what}: a forgotten member is still known"
    );
    for suffix in ["", "-wal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let Ok(bytes) = std::fs::read(PathBuf::from(&name)) else { continue };
        for marker in markers(&String::from_utf8_lossy(&bytes)) {
            assert!(known.contains(&marker), "{what}: {marker} is still in {}", name.display());
        }
    }
}

/// The words in a text that mark members who will be forgotten.
fn markers(text: &str) -> Vec<String> {
    let found = text.match_indices("passer-").map(|(at, word)| {
        let digits = text[at + word.len()..].chars().take_while(char::is_ascii_digit);
        format!("{word}{}", digits.collect::<String>())
    });
    found.collect()
}

pub(crate) fn kills() -> u64 {
    from_environment("CRASH_KILLS").unwrap_or(20)
}

pub(crate) fn seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    from_environment("CRASH_SEED").unwrap_or(now.as_micros() as u64)
}

#[track_caller]
fn from_environment(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} must be a whole number, and is {value}")))
}
