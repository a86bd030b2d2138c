//! `demo`: its page with every step, and the commands that it suggests.

use super::{World, field, list, number, text};

#[test]
fn the_demo_shows_every_step_on_one_page() {
    let world = World::new();
    let answer = world.run("demo").has(0);
    for piece in [
        "A shop's export is imported",
        "the same file again: 0 new",
        "Each order has a code",
        "no, this code was redeemed already",
        "has a slip in it",
        "unlocked First points +50",
        "was applied already",
        "Ida gives 40 to Ben",
        "which is reversed",
        "The leaderboard",
        "Ida's history",
        "nothing missing, nothing changed",
        "Try next:",
    ] {
        assert!(answer.stdout.contains(piece), "{piece}\n{}", answer.stdout);
    }
    let lines = answer.stdout.lines().count();
    assert!((40..=80).contains(&lines), "{lines} lines");
    assert!(!answer.stdout.contains('\u{1b}'), "no colours without a terminal");
    assert_eq!(answer.stderr, "");
}

#[test]
fn the_commands_that_the_demo_suggests_work() {
    let world = World::new();
    let answer = world.done("demo");
    let suggested = list(&answer, "next");
    assert_eq!(suggested.len(), 3);
    for line in suggested {
        let line = line.as_str().unwrap().strip_prefix("tallybook ").unwrap();
        let shown = world.run(line).has(0);
        assert!(shown.stdout.lines().count() >= 2, "{line}\n{}", shown.stdout);
    }
    assert_eq!(text(&answer, "database"), "tallybook-demo.db");
    let whole = world.done("verify --db tallybook-demo.db");
    assert!(number(&whole, "events") > number(&answer, "events"), "a suggested command redeemed a code");
}

#[test]
fn the_demo_overwrites_its_own_file_and_no_other() {
    let world = World::new();
    world.done("demo");
    let again = world.run("demo").has(0);
    assert!(again.stdout.contains("the demonstration that was there is made anew"), "{}", again.stdout);
    world.done("grant --book 1 --member 42 --amount 5 --reason r --db mine.db");
    world.file("notes.txt", "not a database");
    for file in ["mine.db", "notes.txt"] {
        let answer = world.json(2, &format!("demo --db {file}"));
        assert!(text(&answer, "error").contains("is not a demonstration of ours"), "{answer}");
    }
    assert_eq!(field(&world.done("balance --book 1 --member 42 --db mine.db"), "balance"), 5);
}
