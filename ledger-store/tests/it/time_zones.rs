//! Books whose offset follows a time zone: the writer changes it by an event, in the commit of the next request.

use std::sync::Arc;

use ledger_core::testkit::{
    ANNA, BEN, BOOK, OTHER_BOOK, change_settings, close_season, code, grant, redeem, setting, utc,
};
use ledger_core::{Actor, Asker, Event, Position, Timestamp, UtcOffset};
use ledger_store::{Request, TimeZones};

use crate::support::{World, already_applied, applied, keyed, position_of, refused};

/// A zone that begins and ends its summer time at two moments of 2026.
struct Harbour;

fn summer_begins() -> Timestamp {
    utc(2026, 3, 29, 1, 0)
}

fn summer_ends() -> Timestamp {
    utc(2026, 10, 25, 1, 0)
}

impl TimeZones for Harbour {
    fn offset(&self, zone: &str, at: Timestamp) -> Option<UtcOffset> {
        let summer = (summer_begins()..summer_ends()).contains(&at);
        (zone == "Harbour").then(|| if summer { "+02:00" } else { "+01:00" }.parse().unwrap())
    }

    fn near(&self, _: &str) -> Option<String> {
        Some("Harbour".to_owned())
    }
}

fn world() -> World {
    let world = World::with(|options| options.time_zones(Arc::new(Harbour)));
    applied(world.submit(setting("time_zone", "Harbour")));
    world
}

fn offset(world: &World) -> String {
    world.ledger().read(BOOK, |book| book.settings().utc_offset.to_string())
}

/// Asserts that an event changed the offset, by the ledger itself.
#[track_caller]
fn assert_moves(world: &World, position: u64, to: &str) {
    let recorded = world.ledger().event(Position(position)).unwrap().unwrap();
    let Event::SettingsChanged { changes, .. } = &recorded.event else { panic!("{recorded:?}") };
    let changes: Vec<(&str, &str)> = changes.iter().map(|c| (c.name.as_str(), &*c.value)).collect();
    assert_eq!((recorded.actor, changes), (Actor::System, vec![("utc_offset", to)]));
}

#[test]
fn a_zone_sets_the_offset_in_the_same_commit() {
    let world = world();
    assert_eq!((world.ledger().head(), offset(&world).as_str()), (Position(2), "+01:00"));
    assert_moves(&world, 2, "+01:00");
}

#[test]
fn the_first_event_after_a_change_counts_at_the_new_offset() {
    let mut world = world();
    let mut positions = Vec::new();
    for (now, expected) in [
        (summer_begins().plus_seconds(-1), "+01:00"),
        (summer_begins(), "+02:00"),
        (summer_ends().plus_seconds(-1), "+02:00"),
        (summer_ends(), "+01:00"),
    ] {
        world.clock.set(now);
        positions.push(world.grant(ANNA, 1).0);
        assert_eq!(offset(&world), expected);
    }
    // Anna's account takes a position before her first grant.
    assert_eq!(positions, [4, 6, 7, 9]);
    assert_moves(&world, 5, "+02:00");
    assert_moves(&world, 8, "+01:00");
    let digest = world.ledger().digest();
    world.reopen_without_checkpoint();
    assert_eq!((world.ledger().digest(), offset(&world).as_str()), (digest, "+01:00"));
    world.close();
    world.verify();
}

#[test]
fn requests_keep_their_receipts_and_keys() {
    let world = world();
    applied(world.submit_keyed("one", grant(ANNA, 1)));
    world.clock.set(summer_begins());
    let requests =
        vec![keyed("two", grant(ANNA, 2)), keyed("three", grant(BEN, 3)), keyed("one", grant(ANNA, 1))];
    let mut outcomes = world.ledger().submit_all(requests).wait().unwrap().into_iter().map(Result::unwrap);
    assert_eq!(position_of(applied(outcomes.next().unwrap())), Position(6), "after the change of the offset");
    assert_eq!(position_of(applied(outcomes.next().unwrap())), Position(8));
    assert_eq!(position_of(already_applied(outcomes.next().unwrap())), Position(4));
    assert_eq!(already_applied(world.submit_keyed("two", grant(ANNA, 2))).position, Some(Position(6)));
    assert_moves(&world, 5, "+02:00");
}

#[test]
fn a_refused_request_moves_the_offset_too_and_other_books_stay() {
    let world = world();
    world.clock.set(summer_begins());
    applied(world.ledger().submit_and_wait(Request::new(OTHER_BOOK, grant(ANNA, 1))).unwrap());
    assert_eq!(offset(&world), "+01:00");
    assert_eq!(world.refused(redeem(ANNA, code("none", 1))), "unknown_code");
    assert_eq!(offset(&world), "+02:00");
}

#[test]
fn a_book_whose_season_is_being_closed_moves_its_offset_afterwards() {
    let world = world();
    world.grant(ANNA, 5);
    world.clock.set(summer_begins());
    applied(world.submit(close_season()));
    world.grant(BEN, 1);
    assert_eq!(offset(&world), "+02:00");
}

#[test]
fn an_unknown_zone_is_refused_wherever_it_is_set() {
    let world = World::with(|options| options.time_zones(Arc::new(Harbour)));
    assert_eq!(world.refused(setting("time_zone", "Mars")), "unknown_time_zone");
    assert_eq!(
        world.refused(change_settings(&[("transfers", "off"), ("time_zone", "Mars")])),
        "unknown_time_zone"
    );
    let several = ledger_core::testkit::batch([grant(ANNA, 1), setting("time_zone", "Mars")]);
    assert_eq!(world.refused(several), "unknown_time_zone");
    let replaced = ledger_core::testkit::replace_setting("time_zone", "", "Mars");
    let refusal = refused(world.submit_keyed("once", replaced));
    assert_eq!(refusal.to_string(), "there is no time zone Mars; did you mean Harbour?");
    assert_eq!(world.ledger().head(), Position(0));
    let without = World::new();
    assert_eq!(without.refused(setting("time_zone", "Harbour")), "unknown_time_zone");
}

#[test]
fn an_offset_by_hand_waits_until_the_zone_is_cleared() {
    let world = world();
    let by_hand = |value| {
        let request = Request::new(BOOK, setting("utc_offset", value)).asker(Asker::CommandLine);
        world.ledger().submit_and_wait(request).unwrap()
    };
    assert_eq!(refused(by_hand("+03:00")).name(), "offset_follows_time_zone");
    applied(world.submit(setting("time_zone", "")));
    applied(by_hand("+03:00"));
    assert_eq!(offset(&world), "+03:00");
}

#[test]
fn a_quiet_book_follows_when_the_program_asks() {
    let world = world();
    world.clock.set(summer_begins());
    assert_eq!((world.ledger().follow_time_zones().unwrap(), offset(&world).as_str()), (1, "+02:00"));
    assert_eq!(world.ledger().follow_time_zones().unwrap(), 0);
}

#[test]
fn a_correction_of_the_clock_comes_before_the_change_of_the_offset() {
    let world = world();
    let ahead = 180 * 86_400;
    world.clock.advance(ahead);
    world.grant(ANNA, 1);
    assert_eq!(offset(&world), "+02:00", "summer, by a clock that is ahead");
    let before = world.ledger().head();
    world.clock.jump(-ahead);
    let corrected = applied(world.ledger().correct_clock(None).unwrap());
    assert_eq!((corrected.positions(), world.ledger().head()), (vec![before.next()], before.next()));
    world.grant(ANNA, 1);
    assert_eq!(offset(&world), "+01:00");
    assert_moves(&world, before.0 + 2, "+01:00");
    assert_eq!(world.verify().digest, world.ledger().digest());
}
