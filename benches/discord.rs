//! The bot on loopback: the real client library, a local Discord, a ledger on disk with every flush
//! (`synchronous=FULL`, WAL). The local Discord shares the machine's cores with the bot, so what is shown is an upper
//! bound of what the bot itself takes.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

mod common;

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use adapter_discord::{Bot, BotConfig, Codes, IssuedCode, NotACode, Running, Token};
use common::{REASON, Size, grouped, head, line, percentiles, timed};
use ledger_core::{BookId, CodeHash, Command, OrderKey};
use ledger_store::{Ledger, Request};
use local_discord::{LocalDiscord, Member, Mention, NotShown, Scenario, Slash};
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// People who use the bot at once.
const MEMBERS: usize = 64;

/// Discord shows a command as failed when nothing came back by then.
const TOO_LATE: Duration = Duration::from_secs(3);

/// How long anything may take before the bench gives up.
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
    no_command(size, &place);
    place.close();
}

/// A community with its bot. The bot has a runtime of its own, so that its threads can be told from the others.
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
            Builder::new_multi_thread().worker_threads(2).thread_name("outside").enable_all().build();
        let inside = Builder::new_multi_thread().worker_threads(2).thread_name("bot").enable_all().build();
        let (outside, inside) = (outside.expect("a runtime starts"), inside.expect("a runtime starts"));
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::open(folder.path().join("points.db")).expect("a new ledger opens");
        let scenario = (0..MEMBERS)
            .fold(Scenario::new().server("Harbour").channel("general").member("Anna"), |scenario, n| {
                scenario.member(&name(n))
            });
        let discord = outside.block_on(LocalDiscord::start(scenario)).expect("a local Discord starts");
        let members: Vec<Member> = (0..MEMBERS).map(|n| discord.member(&name(n))).collect();
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

/// Commands come at their times, whether or not the ones before are answered.
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
                let answer: Result<_, NotShown> = slash.patience(PATIENCE).send().await;
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

/// The processor time of the bot's own threads, per message that is no command.
fn no_command(size: Size, place: &Place) {
    let count: u64 = size.pick(200, 20_000, 100_000);
    let server = place.discord.first_server().to_string();
    let talker = &place.members[0];
    let channel = place.discord.channel("general").id().to_string();
    let before = processor_time("bot");
    for n in 0..count {
        place.discord.dispatch_raw(
            "MESSAGE_CREATE",
            json!({
                "id": (1_300_000_000_000_000_000_u64 + n).to_string(),
                "channel_id": channel,
                "guild_id": server,
                "author": {
                    "id": talker.id().to_string(), "username": "member", "discriminator": "0",
                    "global_name": null, "avatar": null
                },
                "member": { "roles": [], "joined_at": "2026-01-01T00:00:00Z", "deaf": false, "mute": false, "flags": 0 },
                "content": "the tide is out and the boats lie in the mud",
                "timestamp": "2026-01-05T12:00:00Z", "edited_timestamp": null, "tts": false,
                "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [],
                "embeds": [], "pinned": false, "type": 0
            }),
        );
        // As fast as the bot reads them, without the whole lot waiting in the socket.
        if n % 1_000 == 999 {
            place.outside.block_on(talker.slash("points").patience(PATIENCE).send()).expect("an answer");
        }
    }
    let answered = count / 1_000;
    place.outside.block_on(talker.slash("points").patience(PATIENCE).send()).expect("an answer");
    let took = processor_time("bot").saturating_sub(before);
    let figure = format!("{:.1} µs", took.as_secs_f64() * 1e6 / count as f64);
    let what = format!("a message that is no command (x {})", grouped(count));
    line(&what, &figure, "", "", "5 µs");
    println!("    processor time of the bot's threads, {answered} commands among the messages included");
}

/// Processor time of this process's threads of a name so far, in ticks of 10 ms; Linux only.
fn processor_time(name: &str) -> Duration {
    let mut ticks: HashMap<String, u64> = HashMap::new();
    for task in fs::read_dir("/proc/self/task").expect("Linux").flatten() {
        let Ok(stat) = fs::read_to_string(task.path().join("stat")) else { continue };
        let Some((front, back)) = stat.rsplit_once(')') else { continue };
        let Some((_, thread)) = front.split_once('(') else { continue };
        let used = back.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok());
        *ticks.entry(thread.to_owned()).or_default() += used.sum::<u64>();
    }
    Duration::from_millis(10 * ticks.get(name).copied().unwrap_or_default())
}

/// Nobody claims anything here.
struct NoCodes;

impl Codes for NoCodes {
    fn read(&self, _: &str) -> Result<Vec<CodeHash>, NotACode> {
        Err(NotACode::Off)
    }

    fn issue(&self, _: BookId, _: &OrderKey, _: u32) -> Result<IssuedCode, String> {
        Err("there are no codes in a bench".to_owned())
    }
}
