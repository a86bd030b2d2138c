//! Journeys: the real binary serves the real bot, on a ledger in a file, to people on a local Discord. Failures on the
//! way (broken connections, killed processes, double deliveries) must change no balance.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use local_discord::{Answer, LocalDiscord, Member, Mention, Scenario, SessionCounts, WAIT_TIMEOUT};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::cli::{World, list, number, text};

/// The names of signals for the program `kill`.
#[derive(Clone, Copy)]
enum Signal {
    Term,
    Kill,
}

/// A community, the process that serves it, and the ledger between them.
struct Journey {
    files: World,
    runtime: Runtime,
    discord: LocalDiscord,
    served: Option<Child>,
    starts: u64,
}

impl Journey {
    /// Returns when the bot is connected and its commands are registered.
    fn new() -> Journey {
        let runtime = Runtime::new().unwrap();
        let discord = runtime.block_on(LocalDiscord::start(Scenario::sample())).unwrap();
        let mut journey = Journey { files: World::new(), runtime, discord, served: None, starts: 0 };
        journey.serve();
        journey
    }

    fn serve(&mut self) {
        let mut command: Command = self.files.tallybook("serve");
        command.env("BOT_TOKEN", self.discord.token()).env("DISCORD_API_URL", self.discord.api_url());
        self.served = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        self.starts += 1;
        let begun = SessionCounts { identified: self.starts, ..self.discord.sessions() };
        self.runtime.block_on(self.discord.wait_for_sessions(begun, WAIT_TIMEOUT * 2)).unwrap();
        self.runtime.block_on(self.discord.wait_for_bot(WAIT_TIMEOUT * 2)).unwrap();
    }

    /// Ends the process with a signal, and returns its exit status.
    fn end(&mut self, signal: Signal) -> Option<i32> {
        let mut served = self.served.take().expect("the process is running");
        match signal {
            Signal::Kill => served.kill().unwrap(),
            Signal::Term => {
                let told = Command::new("kill").args(["-TERM", &served.id().to_string()]).status().unwrap();
                assert!(told.success());
            }
        }
        served.wait().unwrap().code()
    }

    fn restart(&mut self, signal: Signal) {
        self.end(signal);
        self.serve();
    }

    /// The book of the server.
    fn book(&self) -> String {
        self.discord.first_server().to_string()
    }

    /// Runs a line of the command line for this book.
    fn done(&self, line: &str) -> Value {
        self.files.done(&format!("{line} --book {}", self.book()))
    }

    fn member(&self, name: &str) -> Member {
        self.discord.member(name)
    }

    fn balance(&self, name: &str) -> i64 {
        number(&self.done(&format!("balance --member {}", self.member(name).id())), "balance")
    }

    #[track_caller]
    fn uses(&self, name: &str, command: &str) -> Answer {
        self.runtime.block_on(self.member(name).slash(command).send()).unwrap()
    }

    #[track_caller]
    fn claims(&self, name: &str, code: &str) -> Answer {
        self.runtime.block_on(self.member(name).slash("claim").option("code", code).send()).unwrap()
    }

    #[track_caller]
    fn gives(&self, from: &str, to: &str, amount: i64) -> Answer {
        let slash = self.member(from).slash("give").option("member", Mention(to)).option("amount", amount);
        self.runtime.block_on(slash.send()).unwrap()
    }

    /// The claimable orders: their codes and their points.
    fn codes(&self) -> Vec<(String, i64)> {
        let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/orders.csv");
        self.done(&format!("import {sample}"));
        let orders = self.done("orders --show-codes");
        let claimable = list(&orders, "orders").iter().filter(|order| order["status"] == "claimable");
        claimable.map(|order| (text(order, "code").to_owned(), number(order, "points"))).collect()
    }

    #[track_caller]
    fn verifies(&self) {
        assert_eq!(self.files.done("verify")["ok"], true);
    }
}

impl Drop for Journey {
    fn drop(&mut self) {
        if let Some(mut served) = self.served.take() {
            // Fails if the process has already ended, which the test reports then.
            let _ended = served.kill().and_then(|()| served.wait());
        }
    }
}

#[test]
fn an_order_becomes_a_code_and_the_code_becomes_points_once() {
    let journey = Journey::new();
    let (code, points) = journey.codes().swap_remove(0);
    let answer = journey.claims("Cleo", &code);
    assert!(answer.ephemeral, "only the claimer sees the answer to a claim");
    assert_eq!(journey.balance("Cleo"), points);
    assert!(journey.uses("Cleo", "points").text().contains(&points.to_string()));
    assert!(journey.uses("Anna", "leaderboard").text().contains("Cleo"));
    journey.claims("Emil", &code);
    assert_eq!((journey.balance("Cleo"), journey.balance("Emil")), (points, 0));
    journey.verifies();
}

#[test]
fn a_command_delivered_twice_is_paid_once() {
    let journey = Journey::new();
    let (code, points) = journey.codes().swap_remove(0);
    journey.discord.deliver_interactions_twice(1);
    journey.claims("Cleo", &code);
    journey.discord.deliver_interactions_twice(1);
    journey.gives("Cleo", "Emil", 1);
    // Everything delivered before this command is done when this one is.
    journey.uses("Cleo", "points");
    assert_eq!((journey.balance("Cleo"), journey.balance("Emil")), (points - 1, 1));
}

#[test]
fn a_broken_connection_is_resumed_and_loses_nothing() {
    let journey = Journey::new();
    let (code, points) = journey.codes().swap_remove(0);
    let resumed = journey.discord.sessions().resumed;
    journey.discord.break_connections();
    let begun = SessionCounts { resumed: resumed + 1, ..journey.discord.sessions() };
    journey.runtime.block_on(journey.discord.wait_for_sessions(begun, WAIT_TIMEOUT * 2)).unwrap();
    journey.claims("Cleo", &code);
    assert_eq!(journey.balance("Cleo"), points);
}

#[test]
fn a_restart_loses_nothing_and_ends_with_status_0() {
    let mut journey = Journey::new();
    let (code, points) = journey.codes().swap_remove(0);
    journey.claims("Cleo", &code);
    assert_eq!(journey.end(Signal::Term), Some(0));
    journey.serve();
    journey.claims("Cleo", &code);
    assert_eq!(journey.balance("Cleo"), points);
    journey.verifies();
}

#[test]
fn every_answered_command_survives_a_kill() {
    let mut journey = Journey::new();
    let codes = journey.codes();
    let mut expected = 0;
    for (round, (code, points)) in codes.iter().take(5).enumerate() {
        journey.claims("Cleo", code);
        expected += points;
        // A command is running during the kill; only the journal knows whether it was executed.
        let (under_way, more) = &codes[100 + round];
        let slash = journey.member("Dora").slash("claim").option("code", under_way.as_str());
        slash.start().unwrap();
        journey.restart(Signal::Kill);
        assert_eq!(journey.balance("Cleo"), expected, "round {round}");
        let before = journey.balance("Dora");
        journey.claims("Dora", under_way);
        let after = journey.balance("Dora");
        assert!(after == before || after == before + more, "round {round}: {before} became {after}");
    }
    let all: i64 = codes[100..105].iter().map(|(_, points)| points).sum();
    assert_eq!(
        journey.balance("Dora"),
        all,
        "each of her commands counts once, whether the kill came before or after it"
    );
    journey.verifies();
}

#[test]
fn stopping_takes_at_most_ten_seconds() {
    let mut journey = Journey::new();
    let start = std::time::Instant::now();
    assert_eq!(journey.end(Signal::Term), Some(0));
    assert!(start.elapsed() < Duration::from_secs(10));
}
