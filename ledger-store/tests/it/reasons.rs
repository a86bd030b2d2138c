//! Recently used reasons: the latest first, each once, and none about a forgotten member.

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
fn the_last_used_reason_comes_first_and_each_once() {
    let world = World::new();
    for reason in ["Won the quiz", "Came early", "Won the quiz", "Washed up"] {
        world.apply(give(ANNA, reason));
    }
    assert_eq!(reasons(&world, ""), ["Washed up", "Won the quiz", "Came early"]);
    assert_eq!(reasons(&world, "w"), ["Washed up", "Won the quiz"]);
    assert_eq!(reasons(&world, "WON "), ["Won the quiz"]);
    assert!(reasons(&world, "quiz").is_empty());
    world.apply(give(BEN, "Came early"));
    assert_eq!(reasons(&world, ""), ["Came early", "Washed up", "Won the quiz"], "new reasons are added");
    assert_eq!(world.ledger().reasons(BOOK, "", 2).unwrap().len(), 2);
}

#[test]
fn texts_of_transfers_and_of_other_books_are_not_suggested() {
    let world = World::new();
    world.apply(give(ANNA, "a start"));
    world.apply(Command::transfer(ANNA.number(), BEN.number(), 1, "for the cinema").unwrap());
    let elsewhere = Request::new(OTHER_BOOK, give(ANNA, "of the other book"));
    applied(world.ledger().submit(elsewhere).wait().unwrap());
    assert_eq!(reasons(&world, ""), ["a start"]);
}

#[test]
fn optional_reasons_are_suggested() {
    let world = World::new();
    world.apply(because(define(achievement("a", "by_hand", 0)), "they asked for it"));
    world.apply(because(change(achievement("a", "entries:1", 0)), "too hard"));
    world.apply(because(retire("a"), "too rare"));
    world.apply(order("5001", "30"));
    world.apply(because(reissue("5001", 2), "the letter was lost"));
    world.submit_as(DORA, because(setting("transfers", "off"), "too much trouble"));
    world.apply(setting("transfers", "on"));
    let all = ["too much trouble", "the letter was lost", "too rare", "too hard", "they asked for it"];
    assert_eq!(reasons(&world, ""), all);
    world.apply(forget(DORA));
    assert_eq!(reasons(&world, ""), all[1..], "a forgotten member's reasons are gone");
}

#[test]
fn reasons_about_a_forgotten_member_do_not_appear() {
    let world = World::new();
    world.apply(give(ANNA, "for singing too loud"));
    world.apply(give(BEN, "for the chairs"));
    assert_eq!(reasons(&world, ""), ["for the chairs", "for singing too loud"]);
    world.apply(forget(ANNA));
    assert_eq!(reasons(&world, ""), ["for the chairs"]);
}

#[test]
fn reasons_about_a_forgotten_member_do_not_appear_after_a_long_time() {
    let world = World::new();
    world.apply(give(ANNA, "for singing too loud"));
    assert_eq!(reasons(&world, "").len(), 1);
    world.apply(forget(ANNA));
    world.apply_all((0..2_500).map(|_| grant(BEN, 1)));
    assert!(reasons(&world, "for singing").is_empty());
}

#[test]
fn an_empty_book_has_no_reasons() {
    assert!(reasons(&World::new(), "").is_empty());
}
