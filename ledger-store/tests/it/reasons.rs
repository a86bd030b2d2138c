//! Reasons that were used before: the last first, each once, and none of somebody who was forgotten.

use ledger_core::Command;
use ledger_core::testkit::{
    ANNA, BEN, BOOK, DORA, OTHER_BOOK, achievement, because, change, define, forget, grant, order, reissue,
    retire, setting,
};
use ledger_store::Request;

use crate::support::{World, applied};

fn give(member: ledger_core::MemberId, reason: &str) -> Command {
    Command::grant(member.number(), 1, reason).unwrap()
}

fn reasons(world: &World, beginning: &str) -> Vec<String> {
    let found = world.ledger().reasons(BOOK, beginning, 25).unwrap();
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn the_last_used_comes_first_and_each_once() {
    let world = World::new();
    for reason in ["Won the quiz", "Came early", "Won the quiz", "Washed up"] {
        world.apply(give(ANNA, reason));
    }
    assert_eq!(reasons(&world, ""), ["Washed up", "Won the quiz", "Came early"]);
    assert_eq!(reasons(&world, "w"), ["Washed up", "Won the quiz"]);
    assert_eq!(reasons(&world, "WON "), ["Won the quiz"]);
    assert!(reasons(&world, "quiz").is_empty());
    world.apply(give(BEN, "Came early"));
    assert_eq!(reasons(&world, ""), ["Came early", "Washed up", "Won the quiz"], "what is new is added");
    assert_eq!(world.ledger().reasons(BOOK, "", 2).unwrap().len(), 2);
}

#[test]
fn what_members_write_to_each_other_is_not_among_them_nor_what_another_book_says() {
    let world = World::new();
    world.apply(give(ANNA, "a start"));
    world.apply(Command::transfer(ANNA.number(), BEN.number(), 1, "for the cinema").unwrap());
    let elsewhere = Request::new(OTHER_BOOK, give(ANNA, "of the other book"));
    applied(world.ledger().submit(elsewhere).wait().unwrap());
    assert_eq!(reasons(&world, ""), ["a start"]);
}

#[test]
fn those_that_nobody_had_to_give_are_among_them() {
    let world = World::new();
    world.apply(because(define(achievement("a", "by_hand", 0)), "they asked for it"));
    world.apply(because(change(achievement("a", "entries:1", 0)), "too hard"));
    world.apply(because(retire("a"), "nobody has it"));
    world.apply(order("5001", "30"));
    world.apply(because(reissue("5001", 2), "the letter was lost"));
    world.submit_as(DORA, because(setting("transfers", "off"), "too much trouble"));
    world.apply(setting("transfers", "on"));
    let all = ["too much trouble", "the letter was lost", "nobody has it", "too hard", "they asked for it"];
    assert_eq!(reasons(&world, ""), all);
    world.apply(forget(DORA));
    assert_eq!(reasons(&world, ""), all[1..], "who is forgotten said nothing");
}

#[test]
fn nothing_that_was_said_of_somebody_who_was_forgotten_appears() {
    let world = World::new();
    world.apply(give(ANNA, "for singing too loud"));
    world.apply(give(BEN, "for the chairs"));
    assert_eq!(reasons(&world, ""), ["for the chairs", "for singing too loud"]);
    world.apply(forget(ANNA));
    assert_eq!(reasons(&world, ""), ["for the chairs"]);
}

#[test]
fn nor_when_it_was_long_ago_that_it_was_looked() {
    let world = World::new();
    world.apply(give(ANNA, "for singing too loud"));
    assert_eq!(reasons(&world, "").len(), 1);
    world.apply(forget(ANNA));
    world.apply_all((0..2_500).map(|_| grant(BEN, 1)));
    assert!(reasons(&world, "for singing").is_empty());
}

#[test]
fn an_empty_book_has_none() {
    assert!(reasons(&World::new(), "").is_empty());
}
