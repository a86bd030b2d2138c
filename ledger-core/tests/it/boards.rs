//! Leaderboards: ties, zeros, pages, ranks, and past periods.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, CLEO, Workload, close_season, deduct, forget, grant, reverse, setting, transfer, utc,
};
use ledger_core::{By, Command, MemberId};

use crate::live::Live;

/// The boards that count what was earned at the time of these tests.
const NOW: [By; 4] = [By::Balance, By::Earned, By::Week, By::Month];

/// Ranks, members and points of a page.
#[track_caller]
fn page(live: &Live, by: By, from: usize, limit: usize) -> Vec<(usize, u64, i64)> {
    live.check_boards(BOOK);
    let (book, boards) = (&live.books[&BOOK].0, live.boards(BOOK));
    let places = boards.places(by, from, limit, live.clock.now(), book.settings().utc_offset);
    let member = |no| book.account(no).and_then(|account| account.member).map_or(0, |member| member.number());
    places.into_iter().map(|place| (place.rank, member(place.account), place.points.0)).collect()
}

#[track_caller]
fn board(live: &Live, by: By) -> Vec<(u64, i64)> {
    page(live, by, 1, usize::MAX).into_iter().map(|(_, member, points)| (member, points)).collect()
}

fn after(commands: &[Command]) -> Live {
    let mut live = Live::default();
    live.accept(BOOK, commands);
    live
}

#[test]
fn more_points_rank_higher() {
    let live = after(&[grant(ANNA, 10), grant(BEN, 30), grant(CLEO, 20)]);
    assert_eq!(board(&live, By::Balance), [(102, 30), (103, 20), (101, 10)]);
}

#[test]
fn among_equal_balances_the_earlier_one_stands_above() {
    let mut live = after(&[grant(ANNA, 10), grant(BEN, 10), grant(CLEO, 10)]);
    assert_eq!(board(&live, By::Balance), [(101, 10), (102, 10), (103, 10)]);
    live.accept(BOOK, &[deduct(ANNA, 5), grant(ANNA, 5)]);
    assert_eq!(board(&live, By::Balance), [(102, 10), (103, 10), (101, 10)]);
}

#[test]
fn members_without_points_are_on_no_board() {
    let mut live = after(&[grant(ANNA, 10), grant(BEN, 10), deduct(BEN, 10)]);
    assert_eq!(board(&live, By::Balance), [(101, 10)]);
    assert_eq!(board(&live, By::Earned), [(101, 10), (102, 10)]);
    live.accept(BOOK, &[grant(BEN, 20)]);
    assert_eq!(board(&live, By::Balance), [(102, 20), (101, 10)]);
}

#[test]
fn an_empty_book_has_empty_boards() {
    let mut live = Live::default();
    live.accept(BOOK, &[setting("transfers", "off")]);
    for by in By::ALL {
        assert_eq!(board(&live, by), []);
    }
}

#[test]
fn the_treasury_is_on_no_board() {
    let live = after(&[grant(ANNA, 10), deduct(ANNA, 10)]);
    assert_eq!(board(&live, By::Balance), []);
}

#[test]
fn a_page_starts_at_any_rank() {
    let members = (1..=1_500_u64).map(|id| grant(MemberId::new(id).unwrap(), 2_000 - id as i64));
    let live = after(&members.collect::<Vec<_>>());
    assert_eq!(page(&live, By::Balance, 700, 2), [(700, 700, 1_300), (701, 701, 1_299)]);
    assert_eq!(page(&live, By::Balance, 0, 1), [(1, 1, 1_999)]);
    assert_eq!(page(&live, By::Balance, 1_500, 10), [(1_500, 1_500, 500)]);
    assert_eq!(page(&live, By::Balance, 1_501, 10), []);
    assert_eq!(page(&live, By::Balance, usize::MAX, 10), []);
    assert_eq!(page(&live, By::Balance, 5, 0), []);
}

#[test]
fn spending_points_does_not_lower_a_rank_by_earned_points() {
    let live = after(&[grant(ANNA, 50), deduct(ANNA, 50), grant(BEN, 20), transfer(BEN, CLEO, 15)]);
    assert_eq!(board(&live, By::Earned), [(101, 50), (102, 20)]);
    assert_eq!(board(&live, By::Balance), [(103, 15), (102, 5)]);
}

#[test]
fn a_new_week_begins_with_an_empty_board() {
    let mut live = after(&[grant(ANNA, 10)]);
    assert_eq!((board(&live, By::Week), board(&live, By::Month)), (vec![(101, 10)], vec![(101, 10)]));
    live.clock.set(utc(2026, 1, 12, 0, 0));
    assert_eq!((board(&live, By::Week), board(&live, By::Month)), (vec![], vec![(101, 10)]));
    live.accept(BOOK, &[grant(BEN, 1)]);
    assert_eq!(
        (board(&live, By::Week), board(&live, By::Month)),
        (vec![(102, 1)], vec![(101, 10), (102, 1)])
    );
    live.clock.set(utc(2026, 2, 1, 0, 0));
    live.accept(BOOK, &[grant(CLEO, 2)]);
    assert_eq!((board(&live, By::Week), board(&live, By::Month)), (vec![(103, 2)], vec![(103, 2)]));
}

#[test]
fn a_week_whose_only_points_were_reversed_has_an_empty_board() {
    let mut live = after(&[grant(ANNA, 10)]);
    live.clock.set(utc(2026, 1, 12, 0, 0));
    live.accept(BOOK, &[grant(BEN, 1)]);
    live.accept(BOOK, &[reverse(4)]);
    assert_eq!(board(&live, By::Week), []);
    live.accept(BOOK, &[grant(CLEO, 3)]);
    assert_eq!(board(&live, By::Week), [(103, 3)]);
}

#[test]
fn the_winners_of_the_last_week_and_month_can_be_seen_again() {
    let mut live = after(&[grant(ANNA, 10), grant(BEN, 4)]);
    assert_eq!((board(&live, By::LastWeek), board(&live, By::LastMonth)), (vec![], vec![]));
    live.clock.set(utc(2026, 1, 12, 0, 0));
    assert_eq!(board(&live, By::LastWeek), [(101, 10), (102, 4)], "before the first event of the new week");
    live.accept(BOOK, &[grant(BEN, 1), grant(CLEO, 7)]);
    assert_eq!(board(&live, By::LastWeek), [(101, 10), (102, 4)]);
    assert_eq!(board(&live, By::Week), [(103, 7), (102, 1)]);
    live.clock.set(utc(2026, 2, 1, 0, 0));
    assert_eq!(board(&live, By::LastWeek), [], "nobody earned anything in the week before");
    assert_eq!(board(&live, By::LastMonth), [(101, 10), (103, 7), (102, 5)]);
    live.accept(BOOK, &[grant(BEN, 1)]);
    assert_eq!(board(&live, By::LastMonth), [(101, 10), (103, 7), (102, 5)]);
    live.clock.set(utc(2026, 3, 1, 0, 0));
    assert_eq!(board(&live, By::LastMonth), [(102, 1)]);
}

#[test]
fn a_reversal_changes_the_board_of_the_last_week() {
    let mut live = after(&[grant(ANNA, 10), grant(BEN, 4)]);
    live.clock.set(utc(2026, 1, 12, 0, 0));
    live.accept(BOOK, &[grant(ANNA, 1), reverse(2)]);
    assert_eq!((board(&live, By::LastWeek), board(&live, By::Week)), (vec![(102, 4)], vec![(101, 1)]));
}

#[test]
fn an_offset_that_moves_over_the_end_of_a_month_and_back_loses_nothing() {
    let mut live = after(&[grant(CLEO, 1)]);
    live.clock.set(utc(2026, 1, 31, 23, 30));
    live.accept(BOOK, &[grant(ANNA, 10)]);
    live.accept(BOOK, &[setting("utc_offset", "+01:00"), grant(ANNA, 3), grant(BEN, 2)]);
    assert_eq!(board(&live, By::Month), [(101, 3), (102, 2)]);
    assert_eq!(board(&live, By::LastMonth), [(101, 10), (103, 1)]);
    live.accept(BOOK, &[setting("utc_offset", ""), grant(ANNA, 1), grant(BEN, 5)]);
    assert_eq!(board(&live, By::Month), [(101, 11), (102, 5), (103, 1)]);
    live.clock.set(utc(2026, 2, 1, 0, 0));
    assert_eq!(board(&live, By::Month), [(101, 3), (102, 2)]);
    assert_eq!(board(&live, By::LastMonth), [(101, 11), (102, 5), (103, 1)]);
}

#[test]
fn boards_equal_rebuilt_ones_after_the_offset_moves_back_over_a_boundary() {
    let mut live = after(&[grant(CLEO, 1)]);
    live.clock.set(utc(2026, 1, 12, 0, 30));
    live.accept(BOOK, &[grant(ANNA, 10)]);
    live.accept(BOOK, &[setting("utc_offset", "-05:00"), grant(ANNA, 1), grant(BEN, 2)]);
    assert_eq!(board(&live, By::Week), [(102, 2), (103, 1), (101, 1)]);
    live.clock.set(utc(2026, 1, 12, 12, 0));
    assert_eq!(board(&live, By::Week), [(101, 10)]);
    live.accept(BOOK, &[grant(BEN, 2)]);
    assert_eq!(board(&live, By::Week), [(101, 10), (102, 2)]);
    assert_eq!(board(&live, By::LastWeek), [(102, 2), (103, 1), (101, 1)]);
}

#[test]
fn the_close_of_a_season_empties_only_the_board_of_balances() {
    let live = after(&[grant(ANNA, 10), grant(BEN, 5), close_season()]);
    assert_eq!((board(&live, By::Balance), board(&live, By::Earned).len()), (vec![], 2));
}

#[test]
fn who_was_forgotten_is_on_no_board_and_the_others_move_up() {
    let mut live = after(&[grant(ANNA, 70), grant(BEN, 30), grant(CLEO, 20), forget(ANNA)]);
    for by in NOW {
        assert_eq!(page(&live, by, 1, 10), [(1, 102, 30), (2, 103, 20)], "{by:?}");
    }
    // A new account of the same member counts from nothing.
    live.accept(BOOK, &[grant(ANNA, 25)]);
    for by in NOW {
        assert_eq!(page(&live, by, 1, 10), [(1, 102, 30), (2, 101, 25), (3, 103, 20)], "{by:?}");
    }
}

#[test]
fn points_that_reach_a_forgotten_account_later_are_on_no_board() {
    let mut live = after(&[grant(ANNA, 10), transfer(ANNA, BEN, 10), forget(ANNA)]);
    let transfer =
        live.journal.iter().rev().find_map(|recorded| recorded.posting().map(|_| recorded.position));
    live.accept(BOOK, &[reverse(transfer.unwrap().0)]);
    assert_eq!(board(&live, By::Balance), []);
}

#[test]
fn equals_share_a_rank_in_the_order_in_which_they_reached_it() {
    let dora = MemberId::new(104).unwrap();
    let live = after(&[grant(ANNA, 10), grant(CLEO, 10), grant(BEN, 10), grant(dora, 5)]);
    let all = [(1, 101, 10), (1, 103, 10), (1, 102, 10), (4, 104, 5)];
    assert_eq!(page(&live, By::Balance, 1, 10), all);
    assert_eq!(page(&live, By::Balance, 2, 2), all[1..3]);
    assert_eq!(page(&live, By::Balance, 4, 2), all[3..]);
}

#[test]
fn a_stale_standing_has_no_rank() {
    let mut live = after(&[grant(ANNA, 10), grant(BEN, 5)]);
    let (no, stale) = {
        let (no, anna) = live.books[&BOOK].0.member(ANNA).unwrap();
        (no, anna.standing())
    };
    live.accept(BOOK, &[grant(ANNA, 1)]);
    let (book, boards) = &live.books[&BOOK];
    let rank = boards.rank(By::Balance, no, &stale, live.clock.now(), book.settings().utc_offset);
    assert_eq!(rank, None);
}

#[test]
fn boards_equal_rebuilt_ones_after_thousands_of_changes() {
    let mut live = Live::default();
    let mut workload = Workload::new(3_000, 0.9, 7);
    for week in 0..5 {
        for _ in 0..10 {
            let commands: Vec<Command> = workload.by_ref().take(400).collect();
            live.accept(BOOK, &commands);
        }
        live.check_boards(BOOK);
        live.clock.set(utc(2026, 1, 12 + week, 0, 0));
        live.clock.advance_days(6);
    }
}
