//! `serve` with a token: the real binary's bot on a local Discord, from the start to SIGTERM.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use local_discord::{LocalDiscord, Scenario, WAIT_TIMEOUT};

use super::{World, number, text};

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

#[test]
fn an_unreachable_discord_is_named() {
    let world = World::new();
    // Port 9 (discard) has no listener on today's machines.
    world.file(".env", "BOT_TOKEN=t\nDISCORD_API_URL=http://127.0.0.1:9\n");
    let answer = world.run("serve").has(3);
    assert!(answer.stderr.contains("cannot be reached at http://127.0.0.1:9"), "{}", answer.stderr);
    let json = world.run("serve --json").has(3);
    let last: serde_json::Value = serde_json::from_str(json.stdout.lines().last().unwrap()).unwrap();
    assert!(text(&last, "error").contains("cannot be reached"), "{last}");
}
