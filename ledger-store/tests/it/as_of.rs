//! Past balances and whole past books, by position or by time.

use ledger_core::testkit::{ANNA, BEN, BOOK, OTHER_BOOK, forget};
use ledger_core::{Book, Points, Position};
use ledger_store::AsOf;

use crate::support::{World, member};
use crate::{everything, naive};

#[test]
fn balances_at_every_position_and_time_equal_the_naive_book() {
    let world = World::new();
    let naive = naive::at_random(&world, 11, 120, |_| {});
    let head = world.ledger().head().0;
    for member in naive::members() {
        for position in 0..=head {
            let found =
                world.ledger().balance_as_of(BOOK, member, AsOf::Position(Position(position))).unwrap();
            assert_eq!(found.0, naive.balance(member, position), "of {member} at {position}");
        }
        for side in &naive.sides {
            for at in [side.at.plus_seconds(-1), side.at, side.at.plus_seconds(1)] {
                let found = world.ledger().balance_as_of(BOOK, member, AsOf::Time(at)).unwrap();
                assert_eq!(found.0, naive.balance_at(member, at), "of {member} at {at:?}");
            }
        }
    }
}

#[test]
fn a_past_book_equals_the_book_served_at_that_time() {
    let world = World::new();
    let mut then: Vec<(Position, ledger_core::Timestamp, Book)> = Vec::new();
    naive::at_random(&world, 12, 100, |_| {
        then.push(world.ledger().read(BOOK, |book| (book.head(), book.last_at(), book.clone())));
    });
    for (index, (position, at, book)) in then.iter().enumerate().step_by(9) {
        let as_of = |moment| world.ledger().book_as_of(BOOK, moment, &mut |_| {}).unwrap();
        assert_eq!(as_of(AsOf::Position(*position)), *book, "at {position}");
        if then.get(index + 1).is_some_and(|(_, later, _)| later > at) {
            assert_eq!(as_of(AsOf::Time(*at)), *book, "at {at:?}");
        }
    }
}

#[test]
fn the_book_at_the_head_is_todays_book() {
    let world = everything::lived();
    for book in world.ledger().books() {
        let today = world.ledger().read(book, Book::clone);
        for moment in [AsOf::Position(Position(u64::MAX)), AsOf::Time(world.now())] {
            let mut last = None;
            let found =
                world.ledger().book_as_of(book, moment, &mut |progress| last = Some(progress)).unwrap();
            assert_eq!(found, today);
            let head = world.ledger().head().0;
            assert_eq!(last.map(|progress| (progress.done, progress.total)), Some((head, head)));
        }
    }
}

#[test]
fn before_the_first_event_a_book_is_empty() {
    let world = World::new();
    world.grant(ANNA, 5);
    let before = AsOf::Time(world.now().plus_seconds(-1));
    for moment in [before, AsOf::Position(Position::START)] {
        assert_eq!(world.ledger().balance_as_of(BOOK, ANNA, moment).unwrap(), Points::ZERO);
        assert_eq!(world.ledger().book_as_of(BOOK, moment, &mut |_| {}).unwrap(), Book::new());
    }
}

#[test]
fn unknown_and_forgotten_members_and_other_books_have_no_past_balance() {
    let world = World::new();
    let position = world.grant(ANNA, 5);
    world.grant(BEN, 6);
    let at = |book, member| world.ledger().balance_as_of(book, member, AsOf::Position(position)).unwrap().0;
    assert_eq!((at(BOOK, ANNA), at(BOOK, BEN), at(BOOK, member(9)), at(OTHER_BOOK, ANNA)), (5, 0, 0, 0));
    world.apply(forget(ANNA));
    assert_eq!(at(BOOK, ANNA), 0);
}
