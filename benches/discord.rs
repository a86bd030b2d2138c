//! The bot on loopback: the real client library, a local Discord, and a ledger on disk that flushes every commit
//! (`synchronous=FULL`, WAL). The local Discord shares the cores with the bot, so the figures are upper bounds
//! for the bot.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

#[path = "common/bare.rs"]
mod bare;
#[path = "common/chatter.rs"]
mod chatter;
mod common;
#[path = "common/processor.rs"]
mod processor;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use adapter_discord::{Bot, BotConfig, Codes, IssuedCode, NotACode, Running, Token};
use bare::Bare;
use chatter::Chatter;
use common::{REASON, Size, grouped, head, line, percentiles, timed};
use ledger_core::{BookId, CodeHash, Command, OrderKey};
use ledger_store::{Ledger, Request};
use local_discord::{LocalDiscord, Member, Mention, NoAnswer, Scenario, Slash};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// Members who use the bot at once.
const MEMBERS: usize = 64;

/// The time after which Discord shows a command without an answer as failed.
const TOO_LATE: Duration = Duration::from_secs(3);

/// The name of the local Discord's threads.
const DISCORDS: &str = "outside";

/// Messages that the bot gets before the bench waits for it.
const WAITING: u64 = 10_000;

/// How often the bot and the bare client take turns.
const ROUNDS: usize = 5;

/// The timeout of every step.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() {
    let size = Size::from_env();
    println!("the bot on loopback, {size:?}: every commit flushed, WAL, synchronous=FULL");
    head("the bot and the local Discord share two cores");
    let place = Place::open();
    one_at_a_time(size, &place, "/points, one member at a time", |place, n| {
        place.members[n % MEMBERS].slash("points")
    });
    one_at_a_time(size, &place, "/give, one member at a time", give);
    many_at_once(size, &place);
    place.close();
    // A fresh bot that only listens.
    no_command(size, Place::open());
}

/// A community with its bot. The local Discord has its own runtime, so that its threads can be recognised by name.
struct Place {
    discord: LocalDiscord,
    members: Vec<Member>,
    running: Running,
    outside: Runtime,
    inside: Runtime,
    _folder: TempDir,
}

impl Place {
    fn open() -> Place {
        let outside =
            Builder::new_multi_thread().worker_threads(2).thread_name(DISCORDS).enable_all().build();
        let inside = Builder::new_multi_thread().worker_threads(2).thread_name("bot").enable_all().build();
        let (outside, inside) = (outside.expect("a runtime starts"), inside.expect("a runtime starts"));
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::open(folder.path().join("points.db")).expect("a new ledger opens");
        let discord = outside.block_on(LocalDiscord::start(scenario())).expect("a local Discord starts");
        let members = members(&discord);
        let book = BookId::new(discord.first_server().0).expect("a book");
        let grants = members
            .iter()
            .map(|member| Command::grant(member.id().0, 1_000_000, "a start").expect("a grant"))
            .map(|command| Request::new(book, command))
            .collect();
        for outcome in ledger.submit_all(grants).wait().expect("the ledger answers") {
            outcome.expect("stored").receipt().expect("granted");
        }
        let mut config = BotConfig::new(Token::new(&discord.token()));
        config.api_url = Some(discord.api_url());
        let mut running =
            inside.block_on(Bot::start(config, ledger, Arc::new(NoCodes))).expect("the bot starts");
        inside.block_on(running.ready());
        outside.block_on(discord.wait_for_bot(PATIENCE)).expect("the bot connects");
        Place { discord, members, running, outside, inside, _folder: folder }
    }

    fn close(self) {
        self.inside.block_on(self.running.stop());
    }
}

fn scenario() -> Scenario {
    let harbour = Scenario::new().server("Harbour").channel("general").member("Anna");
    (0..MEMBERS).fold(harbour, |scenario, n| scenario.member(&name(n)))
}

fn members(discord: &LocalDiscord) -> Vec<Member> {
    (0..MEMBERS).map(|n| discord.member(&name(n))).collect()
}

fn name(n: usize) -> String {
    format!("Member {n}")
}

fn give(place: &Place, n: usize) -> Slash {
    let to = name((n + 1) % MEMBERS);
    place.members[n % MEMBERS]
        .slash("give")
        .option("member", Mention(&to))
        .option("amount", 1)
        .option("note", REASON)
}

fn one_at_a_time(size: Size, place: &Place, what: &str, command: impl Fn(&Place, usize) -> Slash) {
    let count = size.pick(20, 500, 3_000);
    let mut waits: Vec<Duration> = (0..count)
        .map(|n| {
            let start = Instant::now();
            place.outside.block_on(command(place, n).send()).expect("an answer");
            start.elapsed()
        })
        .collect();
    let (p50, p99) = percentiles(&mut waits);
    let figure = format!("{:.2} ms, p99 {:.2}", p50 / 1e3, p99 / 1e3);
    line(&format!("{what} (x {})", grouped(count as u64)), &figure, "", "", "3 ms, p99 15");
}

/// Sends commands at fixed times, whether or not the earlier ones are answered.
fn many_at_once(size: Size, place: &Place) {
    let (rate, seconds) = size.pick((50, 1), (1_000, 5), (1_000, 60));
    let lost = Arc::new(AtomicU64::new(0));
    let answers = async {
        let mut tasks = JoinSet::new();
        let mut tick = interval(Duration::from_secs(1) / rate);
        tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
        for n in 0..(rate * seconds) as usize {
            let due = tick.tick().await;
            let slash =
                if n.is_multiple_of(5) { give(place, n) } else { place.members[n % MEMBERS].slash("points") };
            let lost = Arc::clone(&lost);
            tasks.spawn(async move {
                let answer: Result<_, NoAnswer> = slash.timeout(PATIENCE).send().await;
                if answer.is_err() {
                    lost.fetch_add(1, Ordering::Relaxed);
                }
                due.elapsed()
            });
        }
        tasks.join_all().await
    };
    let (mut waits, took) = timed(|| place.outside.block_on(answers));
    let commands = waits.len() as u64;
    let per_second = commands as f64 / took.as_secs_f64();
    let late = waits.iter().filter(|wait| **wait > TOO_LATE).count();
    let (p50, p99) = percentiles(&mut waits);
    let what = format!("{rate} commands a second for {seconds} s (one in five /give)");
    line(&what, &format!("{per_second:.0}/s"), "", "", &format!("{rate}/s"));
    println!(
        "    p50 {:.1} ms, p99 {:.1} ms (to reach: under 1 s); {} lost, {late} late (to reach: none)",
        p50 / 1e3,
        p99 / 1e3,
        lost.load(Ordering::Relaxed)
    );
}

/// The processor time of a message that is no command, compared with that of a client of the same library with an empty
/// handler. Each has a local Discord of its own, and they take turns, so that both meet the same load of the machine.
fn no_command(size: Size, place: Place) {
    let count: u64 = size.pick(40, 4_000, 20_000);
    let discord = place.outside.block_on(LocalDiscord::start(scenario())).expect("a local Discord starts");
    let bare = Bare::start(&discord);
    let (to_bot, to_bare) =
        (Chatter::among(&place.discord, &place.members), Chatter::among(&discord, &members(&discord)));
    let (mut with_bot, mut without) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        with_bot.push(cost(&place.discord, &to_bot, count, || {
            let last = place.members[0].slash("points").timeout(PATIENCE);
            place.outside.block_on(last.send()).expect("an answer");
        }));
        without.push(cost(&discord, &to_bare, count, || bare.wait_for_last(&discord)));
    }
    bare.stop();
    // Before its runtime goes.
    drop(discord);
    place.close();
    let each = |costs: &mut [Duration]| percentiles(costs).0 / count as f64;
    let (with_bot, without) = (each(&mut with_bot), each(&mut without));
    let what = format!("a message that is no command (x {ROUNDS} x {})", grouped(count));
    let micros = |each: f64| format!("{each:.1} µs");
    let reached = format!("{:.2}", with_bot / without);
    line(&what, &micros(with_bot), &micros(without), &reached, "at most 1.1");
    println!(
        "    processor time of all threads but the local Discord's, medians of {ROUNDS} rounds; {} bytes each; \
         {} commands in each round",
        to_bot.wire_len(),
        count.div_ceil(WAITING)
    );
    println!(
        "    the limit is a client of the same library with an empty handler, on the same kind of runtime"
    );
}

/// The processor time of all threads except the local Discord's, until the last message is received.
fn cost(discord: &LocalDiscord, chatter: &Chatter, count: u64, wait_for_last: impl Fn()) -> Duration {
    let before = processor::time_except_threads(DISCORDS);
    for n in 1..=count {
        discord.dispatch_raw("MESSAGE_CREATE", chatter.message(n));
        if n.is_multiple_of(WAITING) || n == count {
            wait_for_last();
        }
    }
    processor::time_except_threads(DISCORDS).saturating_sub(before)
}

/// Claim codes for a bench without claims.
struct NoCodes;

impl Codes for NoCodes {
    fn read(&self, _: &str) -> Result<Vec<CodeHash>, NotACode> {
        Err(NotACode::Off)
    }

    fn issue(&self, _: BookId, _: &OrderKey, _: u32) -> Result<IssuedCode, String> {
        Err("there are no codes in a bench".to_owned())
    }
}
