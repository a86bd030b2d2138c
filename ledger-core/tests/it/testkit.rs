//! The test kit itself.

use std::collections::BTreeSet;

use ledger_core::testkit::{
    ANNA, BEN, BOOK, FixedClock, Given, MemoryLedger, OTHER_BOOK, SplitMix64, Workload, Zipf, grant,
    transfer, utc,
};
use ledger_core::{Command, Event, Points, Projection, Recorded, UtcOffset};

/// The largest transfer so far, over all books.
#[derive(Default)]
struct Generosity(i64);

impl Projection for Generosity {
    fn apply(&mut self, recorded: &Recorded) {
        if let Event::PointsTransferred { amount, .. } = recorded.event {
            self.0 = self.0.max(amount.points().0);
        }
    }
}

#[test]
fn a_projection_is_folded_from_the_first_event() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(transfer(ANNA, BEN, 60))
        .when(transfer(BEN, ANNA, 10))
        .then_projection(|generosity: &Generosity| assert_eq!(generosity.0, 60));
}

#[test]
fn several_books_share_one_journal() {
    let mut ledger = MemoryLedger::new();
    ledger.submit(BOOK, &grant(ANNA, 1)).unwrap();
    ledger.submit(OTHER_BOOK, &grant(ANNA, 2)).unwrap();
    ledger.submit(BOOK, &grant(ANNA, 4)).unwrap();
    let positions: Vec<u64> = ledger.journal().iter().map(|recorded| recorded.position.0).collect();
    assert_eq!(positions, [1, 2, 3, 4, 5]);
    assert_eq!(
        (ledger.book(BOOK).balance(ANNA), ledger.book(OTHER_BOOK).balance(ANNA)),
        (Points(5), Points(2))
    );
    assert_eq!(ledger.replayed(), *ledger.books());
}

#[test]
#[should_panic(expected = "given Deduct")]
fn a_refused_given_command_panics() {
    drop(Given::nothing().and(ledger_core::testkit::deduct(ANNA, 1)));
}

#[test]
#[should_panic(expected = "accepted, not refused as overflow")]
fn an_accepted_command_fails_then_refused() {
    drop(Given::nothing().when(grant(ANNA, 1)).then_refused("overflow"));
}

#[test]
#[should_panic(expected = "the balance of member 101")]
fn a_wrong_balance_fails_then_balance() {
    drop(Given::nothing().when(grant(ANNA, 1)).then_balance(ANNA, 2));
}

#[test]
fn dates_follow_the_calendar() {
    for (year, month, day, days) in [
        (1970, 1, 1, 0),
        (1969, 12, 31, -1),
        (2000, 2, 29, 11_016),
        (2026, 11, 22, 20_779),
        (1600, 3, 1, -135_080),
    ] {
        assert_eq!(utc(year, month, day, 0, 0).day(UtcOffset::UTC).0, days, "{year}-{month}-{day}");
        assert_eq!(utc(year, month, day, 23, 59).day(UtcOffset::UTC).0, days, "{year}-{month}-{day}");
    }
    let mut clock = FixedClock::at(utc(2026, 1, 1, 0, 0));
    assert_eq!(clock.tick().micros() - utc(2026, 1, 1, 0, 0).micros(), 1);
}

#[test]
fn draws_have_the_requested_skew() {
    const DRAWS: usize = 200_000;
    for skew in [0.0, 0.5, 0.99, 1.0, 1.5] {
        let members = 1_000_u32;
        let total: f64 = (1..=members).map(|rank| f64::from(rank).powf(-skew)).sum();
        let mut counts = vec![0_usize; members as usize + 1];
        for rank in Zipf::new(members, skew, 1).take(DRAWS) {
            counts[rank as usize] += 1;
        }
        assert_eq!(counts[0], 0);
        for rank in [1_u32, 2, 10, 100] {
            let expected = f64::from(rank).powf(-skew) / total * DRAWS as f64;
            let error = (counts[rank as usize] as f64 - expected).abs();
            assert!(error < 5.0 * expected.sqrt() + 1.0, "skew {skew}, rank {rank}: {error} off {expected}");
        }
    }
}

#[test]
fn draws_are_always_members() {
    for members in [1, 2, 3, u32::MAX] {
        for skew in [0.0, 1.0, 8.0] {
            assert!(Zipf::new(members, skew, 9).take(1_000).all(|rank| (1..=members).contains(&rank)));
        }
    }
}

#[test]
fn another_seed_gives_other_draws() {
    let draws = |seed| Zipf::new(1_000, 0.9, seed).take(20).collect::<Vec<_>>();
    assert_ne!(draws(1), draws(2));
    let mut chance = SplitMix64::new(0);
    assert_eq!(chance.next_u64(), 0xe220_a839_7b1d_cdaf, "the published sequence of seed 0");
    assert_eq!(chance.below(0), 0);
}

#[test]
fn every_member_of_a_workload_can_be_drawn() {
    for members in [1, 2, 10, 997] {
        let workload = Workload::new(members, 0.9, 3);
        let drawn: BTreeSet<u64> = (1..=members).map(|rank| workload.member(rank).number()).collect();
        let everyone: BTreeSet<u64> = workload
            .everyone()
            .map(|command| match command {
                Command::Grant { member, .. } => member.number(),
                other => panic!("not a grant: {other:?}"),
            })
            .collect();
        assert_eq!(drawn.len(), members as usize);
        assert_eq!(drawn, everyone);
    }
}

#[test]
fn a_ledger_accepts_a_whole_workload() {
    let mut ledger = MemoryLedger::new();
    for command in Workload::new(100, 1.0, 3).take(1_000) {
        ledger.submit(BOOK, &command).unwrap();
    }
    assert!(ledger.book(BOOK).totals().outstanding >= Points(1_000));
}
