//! The correction: recorded time goes on at the clock, in every book, once.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, OTHER_BOOK, change_settings, close_season, correct_clock, forget, grant, transfer,
};
use ledger_core::{BookId, By, Event, Phase, Position, RequestKey, Timestamp};
use ledger_store::{
    Clock, Ledger, Options, Outcome, Overwrite, Page, Request, SubmitError, SystemClock, export, load,
    restore,
};

use super::{MINUTE, asked, in_2031, once_ahead, problem, recorded_at, today};
use crate::support::{
    World, already_applied, applied, assert_conserved, eventually, position_of, refused, verified,
};

fn key(name: &str) -> Option<RequestKey> {
    Some(RequestKey::new(name).unwrap())
}

fn last_at(world: &World, book: BookId) -> Timestamp {
    world.ledger().read(book, |book| book.last_at())
}

#[track_caller]
fn not_ahead(outcome: Outcome) {
    assert_eq!(refused(outcome).name(), "clock_not_ahead");
}

#[test]
fn recorded_time_goes_on_at_the_clock() {
    let mut world = once_ahead();
    let receipt = applied(world.ledger().correct_clock(None).unwrap());
    assert_eq!(receipt.positions(), [Position(4)]);
    let corrected = world.ledger().event(Position(4)).unwrap().unwrap();
    assert_eq!(corrected.event, Event::ClockCorrected { from: in_2031(), to: today() });
    assert_eq!((corrected.at, corrected.book), (today(), BOOK));
    assert_eq!(world.ledger().clock().unwrap().problem, None);
    world.clock.advance(7);
    assert_eq!(recorded_at(world.ledger()), today().plus_seconds(7));
    assert_eq!(world.balance(ANNA), 16);
    assert_conserved(world.ledger());
    let (seal, digest) = (world.ledger().seal(), world.ledger().digest());
    assert_eq!((world.verify().seal, world.verify().digest), (seal, digest));
    world.reopen();
    assert_eq!((world.ledger().seal(), world.ledger().digest()), (seal, digest));
    world.reopen_without_checkpoint();
    assert_eq!(world.ledger().digest(), digest);
    world.clock.advance(1);
    assert_eq!(recorded_at(world.ledger()), today().plus_seconds(8), "the last event counts, not the latest");
}

#[test]
fn a_corrected_journal_can_be_exported_loaded_backed_up_and_restored() {
    let world = once_ahead();
    applied(world.ledger().correct_clock(key("corrected")).unwrap());
    world.grant(ANNA, 1);
    let (loaded, copy, restored) =
        (world.file("loaded.db"), world.file("copy.db"), world.file("restored.db"));
    let mut text = Vec::new();
    export(&world.path(), &mut text, &mut |_| {}).unwrap();
    load(&mut &text[..], &loaded, &mut |_| {}).unwrap();
    world.ledger().backup(&copy, &mut |_| {}).unwrap();
    restore(&copy, &restored, Overwrite::OnlyOlder, &mut |_| {}).unwrap();
    for file in [&loaded, &copy, &restored] {
        assert_eq!(verified(file).seal, world.ledger().seal());
    }
    let ledger = Ledger::open_with(&loaded, Options::default().clock(world.clock.clone())).unwrap();
    assert_eq!(ledger.digest(), world.ledger().digest());
    already_applied(ledger.correct_clock(key("corrected")).unwrap());
    world.clock.advance(5);
    assert_eq!(recorded_at(&ledger), today().plus_seconds(5));
}

#[test]
fn every_book_that_is_ahead_is_corrected_in_one_commit() {
    let third = BookId::new(9).unwrap();
    let mut world = World::new();
    let grant_in = |world: &World, book, member| {
        applied(world.ledger().submit_and_wait(Request::new(book, grant(member, 1))).unwrap())
    };
    grant_in(&world, third, BEN);
    world.clock.advance(MINUTE);
    grant_in(&world, OTHER_BOOK, BEN);
    world.clock.set(in_2031());
    grant_in(&world, BOOK, ANNA);
    world.close();
    world.clock.jump((today().micros() - in_2031().micros()) / 1_000_000);
    world.open();
    let receipt = applied(world.ledger().correct_clock(None).unwrap());
    // The other book is ahead by a minute only, but afterwards no book may be ahead of the journal.
    assert_eq!(receipt.positions(), [Position(7), Position(8)]);
    assert_eq!([BOOK, OTHER_BOOK, third].map(|book| last_at(&world, book)), [today(); 3]);
    assert_eq!(world.ledger().event(Position(9)).unwrap(), None);
    for book in [third, OTHER_BOOK, BOOK] {
        world.clock.advance(1);
        grant_in(&world, book, ANNA);
        assert_eq!(last_at(&world, book), world.now());
    }
    assert_eq!(world.verify().digest, world.ledger().digest());
    world.reopen_without_checkpoint();
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_correction_is_refused_where_nothing_is_far_ahead() {
    let world = World::new();
    not_ahead(world.ledger().correct_clock(None).unwrap());
    world.grant(ANNA, 1);
    not_ahead(world.ledger().correct_clock(None).unwrap());
    world.clock.jump(-5 * MINUTE);
    not_ahead(world.ledger().correct_clock(None).unwrap());
    world.clock.jump(-1);
    applied(world.ledger().correct_clock(None).unwrap());
    not_ahead(world.ledger().correct_clock(None).unwrap());
    assert_eq!(world.ledger().head(), Position(3));
}

#[test]
fn a_correction_under_a_key_is_made_once() {
    let world = once_ahead();
    applied(world.submit_keyed_while_ahead("used"));
    let first = applied(world.ledger().correct_clock(key("corrected")).unwrap());
    let again = already_applied(world.ledger().correct_clock(key("corrected")).unwrap());
    assert_eq!(again, first);
    let other = refused(world.ledger().correct_clock(key("used")).unwrap());
    assert_eq!(other.name(), "key_reused");
    let grant = crate::support::keyed("corrected", grant(ANNA, 1));
    assert_eq!(refused(world.ledger().submit_and_wait(grant).unwrap()).name(), "key_reused");
}

#[test]
fn a_correction_as_a_plain_command_is_refused() {
    let world = World::new();
    world.grant(ANNA, 1);
    assert_eq!(world.refused(correct_clock()), "clock_not_ahead");
    let ahead = once_ahead();
    let request = Request::new(BOOK, correct_clock());
    let answer = ahead.ledger().submit_and_wait(request);
    assert!(matches!(answer, Err(SubmitError::Clock(_))), "{answer:?}");
}

#[test]
fn the_close_of_a_season_waits_for_the_correction() {
    let world = once_ahead();
    let answer = world.ledger().submit_and_wait(Request::new(BOOK, close_season()));
    assert!(matches!(answer, Err(SubmitError::Clock(_))), "{answer:?}");
    applied(world.ledger().correct_clock(None).unwrap());
    world.apply(close_season());
    eventually("the season is closed", || {
        world.ledger().read(BOOK, |book| book.season().phase == Phase::Open && book.season().number == 2)
    });
    assert_eq!((world.balance(ANNA), last_at(&world, BOOK)), (0, today()));
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_restored_backup_forgets_again_although_its_last_event_is_ahead() {
    let mut world = World::new();
    // Restoring uses the clock of the machine.
    world.clock.set(SystemClock.now());
    world.clock.advance(5 * 365 * 86_400);
    world.grant(ANNA, 5);
    world.grant(BEN, 6);
    let copy = world.file("copy.db");
    world.ledger().backup(&copy, &mut |_| {}).unwrap();
    world.apply(forget(ANNA));
    world.close();
    let restored = restore(&copy, &world.path(), Overwrite::Anything, &mut |_| {}).unwrap();
    assert_eq!(restored.forgotten_again, 1);
    world.open();
    assert_eq!((world.balance(ANNA), world.balance(BEN)), (0, 6));
    assert_eq!(world.verify().events, 5);
}

#[test]
fn a_time_that_lies_back_is_recorded_beside_a_corrected_time() {
    let world = once_ahead();
    assert!(matches!(asked(world.ledger(), 1), Err(SubmitError::Clock(_))));
    let placed = today().plus_seconds(-86_400);
    let imported = || Request::new(BOOK, grant(ANNA, 1)).occurred_at(placed);
    let answer = world.ledger().submit_and_wait(imported());
    assert!(
        matches!(answer, Err(SubmitError::Clock(_))),
        "a cause in the past does not make the clock right"
    );
    applied(world.ledger().correct_clock(None).unwrap());
    let position = position_of(applied(world.ledger().submit_and_wait(imported()).unwrap()));
    let recorded = world.ledger().event(position).unwrap().unwrap();
    assert_eq!((recorded.at, recorded.occurred_at), (today(), Some(placed)));
}

#[test]
fn cooldowns_caps_and_the_boards_of_the_week_go_on_after_the_correction() {
    let mut world = World::new();
    world.apply(change_settings(&[("transfer_cooldown", "90"), ("transfer_daily_cap", "50")]));
    world.apply_all([grant(ANNA, 200), grant(BEN, 3)]);
    world.close();
    world.clock.set(in_2031());
    world.open();
    world.transfer(ANNA, BEN, 40);
    world.grant(BEN, 7);
    world.close();
    world.clock.jump((today().micros() - in_2031().micros()) / 1_000_000);
    world.open();
    applied(world.ledger().correct_clock(None).unwrap());
    world.transfer(ANNA, BEN, 40);
    assert_eq!(world.refused(transfer(ANNA, BEN, 1)), "transfer_cooldown");
    world.clock.advance(90);
    assert_eq!(world.refused(transfer(ANNA, BEN, 11)), "over_daily_cap");
    world.transfer(ANNA, BEN, 10);
    let last = world.grant(BEN, 5);
    assert!(world.ledger().wait_for_boards(last, crate::support::PATIENCE));
    let board = world.ledger().leaderboard(BOOK, By::Week, Page::From { rank: 1, limit: 9 });
    let points: Vec<i64> = board.entries.iter().map(|entry| entry.points.0).collect();
    assert_eq!(points, [200, 8], "this week's points, without those of 2031");
}

#[test]
fn time_may_be_corrected_again_and_again() {
    let world = World::new();
    for round in 1..=3 {
        world.clock.advance(86_400);
        world.grant(ANNA, 1);
        world.clock.jump(-86_400);
        let _ = problem(world.ledger());
        applied(world.ledger().correct_clock(None).unwrap());
        assert_eq!(recorded_at(world.ledger()), today(), "round {round}");
    }
    assert_eq!(world.verify().digest, world.ledger().digest());
}

impl World {
    /// A request under a key that was applied while the clock was ahead.
    #[track_caller]
    fn submit_keyed_while_ahead(&self, key: &str) -> Outcome {
        let to_2031 = (in_2031().micros() - today().micros()) / 1_000_000;
        self.clock.jump(to_2031);
        self.ledger().trust_clock().unwrap();
        let outcome = self.submit_keyed(key, grant(ANNA, 1));
        self.clock.jump(-to_2031);
        outcome
    }
}
