//! History: pages of postings, newest first, with the balances after them.

use std::collections::BTreeSet;

use ledger_core::testkit::{
    ANNA, BEN, BOOK, CLEO, DORA, OTHER_BOOK, adopt_starter_set, code, grant, order, redeem,
};
use ledger_core::{Actor, Asker, EventKind, Points, Position};
use ledger_store::{Cursor, HistoryEntry, HistoryQuery, Request};

use crate::naive::{self, Side};
use crate::support::{World, applied, member, position_of};

/// All pages in order; `turn` can change the cursor between two pages.
#[track_caller]
fn pages(world: &World, first: HistoryQuery, turn: impl Fn(Cursor) -> Cursor) -> Vec<HistoryEntry> {
    let mut query = first;
    let mut entries = Vec::new();
    loop {
        let page = world.ledger().history(&query).unwrap();
        assert!(page.entries.len() <= query.limit);
        assert!(page.next.is_none() || page.entries.len() == query.limit, "a page before the last is full");
        entries.extend(page.entries);
        match page.next {
            Some(cursor) => query = query.before(turn(cursor)),
            None => return entries,
        }
    }
}

fn without_balance(cursor: Cursor) -> Cursor {
    Cursor { balance: None, ..cursor }
}

/// Compares entries with sides of postings, and the flags with the reversed ones.
#[track_caller]
fn assert_same(entries: &[HistoryEntry], sides: &[&Side], reversed: &BTreeSet<u64>) {
    let positions =
        |entries: &[HistoryEntry]| entries.iter().map(|entry| entry.position.0).collect::<Vec<_>>();
    assert_eq!(positions(entries), sides.iter().map(|side| side.position).collect::<Vec<_>>());
    for (entry, side) in entries.iter().zip(sides) {
        let seen = Side {
            position: entry.position.0,
            at: entry.at,
            kind: entry.kind.as_str(),
            member: entry.member.expect("no member was forgotten"),
            other: entry.other.and_then(|(_, member)| member),
            change: entry.change.0,
            balance: entry.balance.0,
        };
        assert_eq!(seen, **side);
        assert_eq!(
            entry.reversed,
            reversed.contains(&side.position),
            "whether {} was reversed",
            side.position
        );
    }
}

#[test]
fn pages_of_any_size_equal_the_naive_book() {
    for seed in 1..=3 {
        let world = World::new();
        let naive = naive::at_random(&world, seed, 200, |_| {});
        for limit in [1, 3, 7, 1_000] {
            let whole = pages(&world, HistoryQuery::of(BOOK).limit(limit), |cursor| cursor);
            assert_same(&whole, &naive.whole_history(), &naive.reversed);
            for member in naive::members() {
                let query = HistoryQuery::of(BOOK).member(member).limit(limit);
                let expected = naive.history(member);
                assert_same(&pages(&world, query, |cursor| cursor), &expected, &naive.reversed);
                assert_same(&pages(&world, query, without_balance), &expected, &naive.reversed);
            }
        }
    }
}

#[test]
fn a_page_stays_the_same_when_new_entries_arrive() {
    let world = World::new();
    let naive = naive::at_random(&world, 7, 120, |_| {});
    let anna = naive.sides[0].member;
    let first = world.ledger().history(&HistoryQuery::of(BOOK).member(anna).limit(4)).unwrap();
    let cursor = first.next.expect("there is more");
    let second = HistoryQuery::of(BOOK).member(anna).limit(4).before(cursor);
    let before = world.ledger().history(&second).unwrap();
    world.apply_all((0..20).map(|_| grant(anna, 5)));
    assert_eq!(world.ledger().history(&second).unwrap(), before);
    let walked = world.ledger().history(&second.before(without_balance(cursor))).unwrap();
    assert_eq!(walked, before, "without the balance, a walk finds it");
}

#[test]
fn a_cursor_at_another_members_entry_continues_at_the_next_own_entry() {
    let mut world = World::new();
    let anna = world.grant(ANNA, 1);
    let ben = world.grant(BEN, 2);
    world.grant(ANNA, 4);
    let ask = |world: &World, member, cursor| {
        let query = HistoryQuery::of(BOOK).member(member).before(cursor);
        let page = world.ledger().history(&query).unwrap();
        page.entries.iter().map(|entry| (entry.position, entry.balance.0)).collect::<Vec<_>>()
    };
    for balance in [None, Some(Points(77))] {
        assert_eq!(ask(&world, ANNA, Cursor { position: ben, balance }), [(anna, 1)]);
        assert_eq!(ask(&world, BEN, Cursor { position: Position(1), balance }), []);
    }
    let beyond = Cursor { position: Position(1_000), balance: None };
    assert_eq!(ask(&world, BEN, beyond), [(ben, 2)]);
    let whole = HistoryQuery::of(BOOK).before(beyond);
    assert_eq!(world.ledger().history(&whole).unwrap().entries.len(), 3);
    let elsewhere = Request::new(OTHER_BOOK, grant(ANNA, 9));
    let elsewhere = position_of(applied(world.ledger().submit(elsewhere).wait().unwrap()));
    world.grant(BEN, 1);
    world.reopen();
    let query = HistoryQuery::of(BOOK).before(Cursor { position: elsewhere, balance: None });
    assert_eq!(world.ledger().history(&query).unwrap().entries.len(), 3, "a position of another book");
}

#[test]
fn an_unknown_member_and_an_empty_book_have_no_history() {
    let world = World::new();
    let page = world.ledger().history(&HistoryQuery::of(BOOK)).unwrap();
    assert_eq!((page.entries.len(), page.next), (0, None));
    world.grant(ANNA, 1);
    let page = world.ledger().history(&HistoryQuery::of(BOOK).member(member(5))).unwrap();
    assert_eq!((page.entries.len(), page.next), (0, None));
}

#[test]
fn a_history_entry_has_actor_kind_reason_and_time() {
    let world = World::new();
    world.apply(adopt_starter_set());
    world.apply(order("5001", "29.90"));
    let earlier = world.now().plus_seconds(-3_600);
    let asked = Request::new(BOOK, grant(ANNA, 60)).asker(Asker::Member(DORA)).occurred_at(earlier);
    applied(world.ledger().submit(asked).wait().unwrap());
    world.apply(redeem(BEN, code("5001", 1)));
    let given = world.transfer(ANNA, CLEO, 10);
    let undone = world.reverse(given);
    let entries = world.history(ANNA);
    let [back, given_entry, .., granted] = &entries[..] else { panic!("{entries:?}") };
    assert_eq!((granted.actor_member, granted.occurred_at), (Some(DORA), Some(earlier)));
    assert_eq!(
        (granted.at, granted.reason.as_ref().map(|reason| reason.as_str())),
        (world.now(), Some("a test"))
    );
    assert_eq!(
        (given_entry.other.map(|(_, member)| member), given_entry.change),
        (Some(Some(CLEO)), Points(-10))
    );
    assert!(given_entry.reversed && !back.reversed && !granted.reversed);
    assert_eq!((back.position, back.about.as_deref()), (undone, Some(given.to_string().as_str())));
    let reward =
        entries.iter().find(|entry| entry.kind == EventKind::AchievementUnlocked).expect("first points");
    assert!(reward.about.is_some() && reward.actor == Actor::System && reward.reason.is_none());
    let claimed =
        world.history(BEN).into_iter().find(|entry| entry.kind == EventKind::ClaimRedeemed).unwrap();
    assert_eq!((claimed.about.as_deref(), claimed.change), (Some("5001"), Points(29)));
}

#[test]
fn a_limit_is_clamped_between_one_and_the_maximum() {
    let world = World::new();
    world.apply_all((0..1_200).map(|_| grant(ANNA, 1)));
    let ask = |limit| world.ledger().history(&HistoryQuery::of(BOOK).limit(limit)).unwrap().entries.len();
    assert_eq!((ask(0), ask(1), ask(usize::MAX)), (1, 1, ledger_store::MAX_HISTORY));
}
