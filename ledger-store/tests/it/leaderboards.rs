//! Leaderboards: pages, the page around a member, ranks, ties, and boards that follow the commits.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, CLEO, DORA, OTHER_BOOK, deduct, forget, grant, setting, transfer,
};
use ledger_core::{AccountParts, By, MemberId, Period, Position, Recent, Score};
use ledger_store::{Ledger, MAX_PAGE, Page};

use crate::support::{PATIENCE, World, member};
use crate::{everything, naive};

#[track_caller]
fn wait_for_boards(ledger: &Ledger) {
    assert!(ledger.wait_for_boards(ledger.head(), PATIENCE), "the boards do not catch up");
}

/// Ranks, members and points of a page, after the boards caught up.
#[track_caller]
fn page(world: &World, by: By, page: Page) -> Vec<(usize, Option<MemberId>, i64)> {
    wait_for_boards(world.ledger());
    let board = world.ledger().leaderboard(BOOK, by, page);
    assert!(board.position >= world.ledger().head());
    board.entries.iter().map(|entry| (entry.rank, entry.member, entry.points.0)).collect()
}

fn from(rank: usize, limit: usize) -> Page {
    Page::From { rank, limit }
}

#[test]
fn pages_and_ranks_equal_sorting_also_after_reopening() {
    for seed in 21..=23 {
        let mut world = World::new();
        let naive = naive::at_random(&world, seed, 250, |_| {});
        for round in ["while it was open", "after reopening", "without a checkpoint"] {
            let ranking = naive.ranking();
            let expected: Vec<_> =
                (1..).zip(&ranking).map(|(rank, (who, points))| (rank, Some(*who), *points)).collect();
            assert_eq!(page(&world, By::Balance, from(1, 100)), expected, "{round}");
            assert_eq!(page(&world, By::Balance, from(3, 2)), expected[2..4], "{round}");
            for (rank, who, points) in &expected {
                let place = world.ledger().rank(BOOK, By::Balance, who.unwrap()).expect("on the board");
                assert_eq!((place.rank, place.points.0), (*rank, *points), "{round}");
            }
            match round {
                "while it was open" => world.reopen(),
                _ => world.reopen_without_checkpoint(),
            }
        }
    }
}

#[test]
fn every_board_equals_sorting_the_accounts() {
    let world = World::new();
    world.apply(setting("utc_offset", "+05:30"));
    for seed in 31..=33 {
        random_commands(&world, seed);
        wait_for_boards(world.ledger());
        for by in By::ALL {
            assert_eq!(page(&world, by, from(1, 100)), sorted(&world, by), "{by:?}");
        }
        world.clock.advance(9 * 86_400);
        assert_eq!(page(&world, By::Week, from(1, 10)), [], "a new week starts with an empty board");
    }
}

#[test]
fn a_grant_at_a_wrong_clock_empties_no_board_of_the_right_time() {
    let world = World::new();
    world.grant(ANNA, 10);
    let right = world.now();
    world.clock.set(right.plus_seconds(5 * 365 * 86_400));
    world.grant(BEN, 1);
    for by in [By::Week, By::Month] {
        assert_eq!(page(&world, by, from(1, 10)), [(1, Some(BEN), 1)], "{by:?} of the wrong time");
    }
    world.clock.set(right);
    for by in [By::Week, By::Month] {
        assert_eq!(page(&world, by, from(1, 10)), [(1, Some(ANNA), 10)], "{by:?} of the right time");
        assert_eq!(world.ledger().rank(BOOK, by, ANNA).unwrap().rank, 1);
        assert_eq!(world.ledger().rank(BOOK, by, BEN), None);
    }
    world.clock.advance(7 * 86_400);
    assert_eq!(page(&world, By::Week, from(1, 10)), []);
    assert_eq!(page(&world, By::LastWeek, from(1, 10)), [(1, Some(ANNA), 10)]);
}

#[test]
fn the_last_week_and_month_are_kept_by_every_way_of_opening() {
    let mut world = World::new();
    world.grant(ANNA, 10);
    world.clock.advance(7 * 86_400);
    world.grant(BEN, 3);
    world.clock.advance(25 * 86_400);
    world.grant(CLEO, 2);
    for round in ["while it was open", "after reopening", "without a checkpoint"] {
        assert_eq!(page(&world, By::Month, from(1, 10)), [(1, Some(CLEO), 2)], "{round}");
        assert_eq!(
            page(&world, By::LastMonth, from(1, 10)),
            [(1, Some(ANNA), 10), (2, Some(BEN), 3)],
            "{round}"
        );
        assert_eq!(page(&world, By::LastWeek, from(1, 10)), [], "{round}");
        match round {
            "while it was open" => world.reopen(),
            _ => world.reopen_without_checkpoint(),
        }
    }
}

fn random_commands(world: &World, seed: u64) {
    let mut chance = ledger_core::testkit::SplitMix64::new(seed);
    for _ in 0..60 {
        let (who, amount) = (member(1 + chance.below(8)), 1 + chance.below(6) as i64);
        let command = if chance.below(4) == 0 { deduct(who, amount) } else { grant(who, amount) };
        world.submit(command);
        world.clock.advance(600);
    }
}

fn of<P: Period>(earned: &Recent<P, Score>, period: P) -> Score {
    let kept = [(earned.current, earned.in_current), (earned.last, earned.in_last)];
    kept.into_iter().find(|(kept, _)| *kept == period).map(|(_, score)| score).unwrap_or_default()
}

/// The accounts sorted by a board's points, the slow way.
fn sorted(world: &World, by: By) -> Vec<(usize, Option<MemberId>, i64)> {
    world.ledger().read(BOOK, |book| {
        let today = world.now().day(book.settings().utc_offset);
        let mut scores = Vec::new();
        for (no, account) in book.accounts().filter(|(no, _)| !no.is_treasury()) {
            let parts = AccountParts::from(account);
            let score = match by {
                By::Balance => parts.balance,
                By::Earned => parts.earned,
                By::Week => of(&parts.weeks, today.week()),
                By::Month => of(&parts.months, today.month()),
                By::LastWeek => of(&parts.weeks, today.week().previous()),
                By::LastMonth => of(&parts.months, today.month().previous()),
            };
            if score.points.0 > 0 {
                scores.push((-score.points.0, score.since, no, account.member));
            }
        }
        scores.sort_unstable();
        (1..).zip(scores).map(|(rank, (points, _, _, member))| (rank, member, -points)).collect()
    })
}

#[test]
fn among_equal_balances_the_earlier_one_ranks_higher() {
    let world = World::new();
    world.grant(ANNA, 10);
    world.grant(BEN, 10);
    world.grant(CLEO, 10);
    world.grant(ANNA, 5);
    world.deduct(ANNA, 5);
    let names = page(&world, By::Balance, from(1, 10));
    assert_eq!(names, [(1, Some(BEN), 10), (2, Some(CLEO), 10), (3, Some(ANNA), 10)]);
}

#[test]
fn members_without_points_are_not_on_the_board() {
    let world = World::new();
    world.grant(ANNA, 10);
    world.grant(BEN, 10);
    world.transfer(ANNA, BEN, 10);
    assert_eq!(page(&world, By::Balance, from(1, 10)), [(1, Some(BEN), 20)]);
    assert_eq!(world.ledger().leaderboard(BOOK, By::Balance, from(1, 10)).members, 1);
    assert_eq!(world.ledger().rank(BOOK, By::Balance, ANNA), None);
    assert_eq!(world.ledger().rank(BOOK, By::Balance, DORA), None);
    assert!(world.ledger().rank(BOOK, By::Earned, ANNA).is_some(), "spending does not change earned points");
}

#[test]
fn the_page_around_a_member_centres_on_them_unless_an_end_is_near() {
    let world = World::new();
    world.apply_all((1..=20).map(|n| grant(member(n), 100 - n as i64)));
    let around = |n, limit| {
        let entries = page(&world, By::Balance, Page::Around { member: member(n), limit });
        entries.iter().map(|(rank, _, _)| *rank).collect::<Vec<_>>()
    };
    assert_eq!(around(10, 5), [8, 9, 10, 11, 12]);
    assert_eq!(around(1, 5), [1, 2, 3, 4, 5]);
    assert_eq!(around(2, 5), [1, 2, 3, 4, 5]);
    assert_eq!(around(20, 5), [16, 17, 18, 19, 20]);
    assert_eq!(around(19, 5), [16, 17, 18, 19, 20]);
    assert_eq!(around(7, 1), [7]);
    assert_eq!(around(7, 100), (1..=20).collect::<Vec<_>>());
    assert!(around(7, 0).is_empty());
    assert!(around(99, 5).is_empty(), "a member who is not on the board");
}

#[test]
fn pages_beyond_the_end_are_empty_and_large_pages_are_cut() {
    let world = World::new();
    world.apply_all((1..=1_200).map(|n| grant(member(n), 5)));
    assert_eq!(page(&world, By::Balance, from(1_201, 5)), []);
    assert_eq!(page(&world, By::Balance, from(usize::MAX, usize::MAX)), []);
    assert_eq!(page(&world, By::Balance, from(0, 1)), [(1, Some(member(1)), 5)]);
    assert_eq!(page(&world, By::Balance, from(1, usize::MAX)).len(), MAX_PAGE);
    assert_eq!(world.ledger().leaderboard(BOOK, By::Balance, from(1, 1)).members, 1_200);
    assert_eq!(world.ledger().leaderboard(OTHER_BOOK, By::Balance, from(1, 5)).entries, []);
}

#[test]
fn a_forgotten_member_keeps_their_place_without_a_name() {
    let world = World::new();
    world.grant(ANNA, 10);
    world.grant(BEN, 5);
    world.apply(forget(ANNA));
    assert_eq!(page(&world, By::Balance, from(1, 10)), [(1, None, 10), (2, Some(BEN), 5)]);
    assert_eq!(world.ledger().rank(BOOK, By::Balance, ANNA), None);
}

#[test]
fn waiting_for_boards_ends_when_they_arrive_or_the_timeout_passes() {
    let world = World::new();
    for n in 1..=100 {
        let position = world.grant(ANNA, 1);
        assert!(world.ledger().wait_for_boards(position, PATIENCE));
        assert!(world.ledger().boards_at() >= position);
        let place = world.ledger().rank(BOOK, By::Balance, ANNA).expect("on the board");
        assert_eq!(place.points.0, n, "after waiting for its position, a caller sees its points");
    }
    let never = Position(world.ledger().head().0 + 1);
    assert!(!world.ledger().wait_for_boards(never, std::time::Duration::from_millis(5)));
}

#[test]
fn a_page_is_consistent_while_points_move() {
    let world = World::new();
    world.apply_all((1..=50).map(|n| grant(member(n), 1_000)));
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for round in 0..20 {
                let give =
                    |n: u64| transfer(member(1 + (n + round) % 50), member(1 + (n * 7 + round + 1) % 50), 3);
                let moves = (0..50).filter(|n| (n + round) % 50 != (n * 7 + round + 1) % 50).map(give);
                world.apply_all(moves);
            }
        });
        while !writer.is_finished() {
            let board = world.ledger().leaderboard(BOOK, By::Balance, from(1, 50));
            let ranks: Vec<usize> = board.entries.iter().map(|entry| entry.rank).collect();
            assert_eq!(ranks, (1..=ranks.len()).collect::<Vec<_>>());
            assert!(board.entries.windows(2).all(|pair| pair[0].points >= pair[1].points));
            assert!(
                world.ledger().rank(BOOK, By::Balance, member(25)).is_some(),
                "never lost between two places"
            );
        }
    });
    assert_eq!(page(&world, By::Balance, from(1, 100)), sorted(&world, By::Balance));
}

#[test]
fn the_boards_of_a_full_history_are_right_after_every_way_of_opening() {
    let mut world = everything::lived();
    let boards = |world: &World| By::ALL.map(|by| page(world, by, from(1, 50)));
    let live = boards(&world);
    assert_eq!(live[0], sorted(&world, By::Balance));
    world.reopen();
    assert_eq!(boards(&world), live);
    world.reopen_without_checkpoint();
    assert_eq!(boards(&world), live);
}
