//! `playground`: the tour without a terminal, `--stay`, and files that it must not touch.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::{World, field, number, text};

/// A playground that runs until SIGTERM.
struct Playing {
    program: Child,
    said: serde_json::Value,
}

impl Playing {
    fn start(world: &World, line: &str) -> Playing {
        let mut command = world.tallybook(&format!("playground --stay --json {line}"));
        let mut program = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut first).unwrap();
        Playing { program, said: serde_json::from_str(&first).unwrap() }
    }

    /// Stops it like a service manager, and asserts status 0.
    fn stop(mut self) {
        let stop = format!("kill -TERM {}", self.program.id());
        assert!(Command::new("sh").args(["-c", &stop]).status().unwrap().success());
        assert_eq!(self.program.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn without_a_terminal_the_playground_runs_the_tour_and_ends() {
    let world = World::new();
    let answer = world.run("playground").has(0);
    for piece in [
        "the real bot on a Discord of this machine",
        "Emil /claim ",
        "Code redeemed",
        "Dieser Code wurde schon eingelöst",
        "Points granted",
        "Leaderboard: all time",
        "Page 2 of 3",
        "All 6 things were as they should be",
    ] {
        assert!(answer.stdout.contains(piece), "{piece}\n{}", answer.stdout);
    }
    assert_eq!(answer.stderr, "");
    assert_eq!(std::fs::read_dir(world.path("")).unwrap().count(), 0, "no file is left");
}

#[test]
fn with_json_the_tour_answers_in_one_line() {
    let told = World::new().done("playground --tour");
    assert_eq!((number(&told, "steps"), text(&told, "outcome")), (6, "done"));
}

#[cfg(unix)]
#[test]
fn with_stay_the_playground_runs_until_sigterm_and_reuses_its_file() {
    let world = World::new();
    let playing = Playing::start(&world, "--db kept.db");
    assert!(text(&playing.said, "page").starts_with("http://127.0.0.1:"), "{}", playing.said);
    let book = text(&playing.said, "book").to_owned();
    playing.stop();
    let before = number(&world.done("verify --db kept.db"), "events");
    let playing = Playing::start(&world, "--db kept.db");
    assert_eq!(text(&playing.said, "book"), book, "the same community");
    playing.stop();
    assert_eq!(
        number(&world.done("verify --db kept.db"), "events"),
        before,
        "the scenario is not created twice"
    );
}

#[test]
fn a_ledger_that_is_no_playground_stays_unchanged() {
    let world = World::new();
    world.done("grant --book 1 --member 42 --amount 5 --reason r --db mine.db");
    let refused = world.json(2, "playground --tour --db mine.db");
    assert!(text(&refused, "error").contains("is not a playground of ours"), "{refused}");
    assert_eq!(field(&world.done("balance --book 1 --member 42 --db mine.db"), "balance"), 5);
}
