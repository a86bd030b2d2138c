//! `serve` with a token: the real binary's bot on a local Discord, from the start to SIGTERM.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use local_discord::{LocalDiscord, Scenario, WAIT_TIMEOUT};

use super::{World, number};

/// The time after which a service manager kills.
const ALLOWED_TO_STOP: Duration = Duration::from_secs(10);

fn start(world: &World, discord: &LocalDiscord) -> Child {
    let mut command = world.tallybook("");
    command
        .env("BOT_TOKEN", discord.token())
        .env("DISCORD_API_URL", discord.api_url())
        .env("LOG_FILE", "log");
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn terminate(mut serving: Child) {
    let began = Instant::now();
    let stop = format!("kill -TERM {}", serving.id());
    assert!(Command::new("sh").args(["-c", &stop]).status().unwrap().success());
    assert_eq!(serving.wait().unwrap().code(), Some(0));
    assert!(began.elapsed() < ALLOWED_TO_STOP, "{:?}", began.elapsed());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn with_a_token_the_bot_answers_until_sigterm() {
    let world = World::new();
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    let serving = start(&world, &discord);
    discord.wait_for_bot(WAIT_TIMEOUT).await.unwrap();
    let anna = discord.member("Anna");
    let said = "quicksilver-thistle";
    let granted = anna.asks(&format!("!grant {} 25 {said}", discord.member("Ben").mention())).await.unwrap();
    assert!(granted.text().contains("25"), "{}", granted.text());
    terminate(serving);
    let (book, ben) = (discord.first_server(), discord.member("Ben").id());
    let balance = world.done(&format!("balance --book {book} --member {ben}"));
    assert_eq!(number(&balance, "balance"), 25);
    let history = world.done(&format!("history --book {book} --limit 1"));
    assert!(history.to_string().contains(said), "{history}");
    // By default the log contains neither people's texts nor the token.
    let log = std::fs::read_to_string(world.path("log")).unwrap();
    assert!(log.contains("serving tallybook.db") && log.contains("stopping"), "{log}");
    assert!(!log.contains(said) && !log.contains(&discord.token()), "{log}");
    world.done("verify");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_unknown_to_discord_ends_the_run_with_instructions() {
    let world = World::new();
    let discord = LocalDiscord::start(Scenario::small()).await.unwrap();
    world.file(".env", format!("BOT_TOKEN=of-another-bot\nDISCORD_API_URL={}\n", discord.api_url()));
    let answer = world.run("serve").has(2);
    assert!(answer.stderr.contains("does not accept the bot token"), "{}", answer.stderr);
    assert!(!answer.stderr.contains("of-another-bot"), "{}", answer.stderr);
}

/// A port on which connections are closed at once, as while Discord is down.
struct Down(TcpListener);

impl Down {
    fn new() -> Down {
        Down(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    /// Waits for connections, and closes each.
    fn refuse(&self, connections: usize) {
        for connection in self.0.incoming().take(connections) {
            connection.unwrap();
        }
    }
}

/// Reads the log of a running `serve` up to a line that holds this text.
#[track_caller]
fn read_until(log: &mut impl BufRead, piece: &str) -> String {
    let mut read = String::new();
    while log.read_line(&mut read).unwrap() > 0 {
        if read.lines().next_back().is_some_and(|line| line.contains(piece)) {
            return read;
        }
    }
    panic!("the log ended without “{piece}”:\n{read}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_bot_starts_once_discord_can_be_reached_and_backups_do_not_wait_for_it() {
    let world = World::new();
    let down = Down::new();
    let port = down.port();
    let token = LocalDiscord::start(Scenario::small()).await.unwrap().token();
    let mut command = world.tallybook("serve");
    command.env("BOT_TOKEN", token).env("DISCORD_API_URL", format!("http://127.0.0.1:{port}"));
    command.env("ENABLE_BACKUP", "true").stdout(Stdio::null()).stderr(Stdio::piped());
    let mut serving = command.spawn().unwrap();
    let log = BufReader::new(serving.stderr.take().unwrap());
    let waiting = tokio::task::spawn_blocking(move || {
        let mut log = log;
        down.refuse(2);
        let read = read_until(&mut log, "trying again in 2 s");
        if !read.contains("backed up to ") {
            read_until(&mut log, "backed up to ");
        }
        (log, read)
    });
    let (log, read) = waiting.await.unwrap();
    let tries: Vec<&str> = read.lines().filter(|line| line.contains("cannot be reached")).collect();
    assert_eq!(tries.len(), 2, "one line for each try: {read}");
    assert!(tries[0].contains(&format!("cannot be reached at http://127.0.0.1:{port}: ")), "{read}");
    assert!(tries[0].ends_with("; trying again in 1 s"), "{read}");

    let discord = LocalDiscord::start_at(port, Scenario::small()).await.unwrap();
    discord.wait_for_bot(WAIT_TIMEOUT).await.unwrap();
    let anna = discord.member("Anna");
    let granted = anna.asks(&format!("!grant {} 25 welcome", discord.member("Ben").mention())).await.unwrap();
    assert!(granted.text().contains("25"), "{}", granted.text());
    // The rest of the log is read, so that the process never waits for its reader.
    let rest = std::thread::spawn(move || std::io::read_to_string(log));
    terminate(serving);
    assert!(rest.join().unwrap().unwrap().contains("stopping"));
}

#[cfg(unix)]
#[test]
fn a_bot_that_waits_for_discord_ends_at_once_on_sigterm() {
    let world = World::new();
    // Port 9 (discard) has no listener on today's machines.
    world.file(".env", "BOT_TOKEN=t\nDISCORD_API_URL=http://127.0.0.1:9\n");
    let mut serving = world.tallybook("serve").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(serving.stderr.take().unwrap());
    read_until(&mut log, "cannot be reached at http://127.0.0.1:9");
    terminate(serving);
}

#[test]
fn a_folder_of_fonts_that_is_not_there_is_told_at_the_start() {
    let world = World::new();
    world.file(".env", "BOT_TOKEN=t\nDISCORD_API_URL=http://127.0.0.1:9\nCARD_FONTS=no-fonts\n");
    let serving = world.tallybook("serve").output().unwrap();
    let told = String::from_utf8_lossy(&serving.stderr);
    assert_eq!(serving.status.code(), Some(2), "{told}");
    assert!(told.contains("the folder of fonts no-fonts cannot be read"), "{told}");
}
