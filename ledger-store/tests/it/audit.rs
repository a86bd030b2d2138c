//! The audit of a book: filters by member, steward and kind, pages, and a bound on each search.

use ledger_core::testkit::{ANNA, BEN, BOOK, CLEO, DORA, OTHER_BOOK, forget, grant, setting};
use ledger_core::{Actor, Asker, EventKind, Position};
use ledger_store::{AuditPage, AuditQuery, PageEnd, Request};

use crate::everything;
use crate::support::{World, applied, position_of};

#[track_caller]
fn audit(world: &World, query: AuditQuery) -> AuditPage {
    world.ledger().audit(&query).unwrap()
}

fn positions(page: &AuditPage) -> Vec<Position> {
    page.entries.iter().map(|entry| entry.recorded.position).collect()
}

fn all() -> AuditQuery {
    AuditQuery::of(BOOK).limit(1_000)
}

#[test]
fn the_audit_lists_all_events_of_a_book_newest_first() {
    let world = everything::lived();
    let page = audit(&world, all());
    let mut of_book: Vec<Position> = world
        .ledger()
        .events(Position::START, 1_000)
        .unwrap()
        .into_iter()
        .filter(|recorded| recorded.book == BOOK)
        .map(|recorded| recorded.position)
        .collect();
    of_book.reverse();
    assert_eq!(positions(&page), of_book);
    assert_eq!((page.end, page.next), (PageEnd::Beginning, None));
    assert!(audit(&world, AuditQuery::of(OTHER_BOOK).limit(1_000)).entries.len() > 3);
}

#[test]
fn filters_by_member_steward_and_kind_equal_a_plain_filter() {
    let world = everything::lived();
    let events = world.ledger().events(Position::START, 1_000).unwrap();
    let no = |member| world.ledger().read(BOOK, |book| book.account_of(member)).unwrap();
    for member in [None, Some(ANNA), Some(BEN), Some(CLEO)] {
        for by in [None, Some(DORA), Some(BEN)] {
            for kind in EventKind::ALL.iter().copied().map(Some).chain([None]) {
                let mut query = all();
                query = member.map_or(query, |member| query.member(member));
                query = by.map_or(query, |by| query.by_member(by));
                query = kind.map_or(query, |kind| query.kind(kind));
                let mut expected: Vec<Position> = events
                    .iter()
                    .filter(|event| event.book == BOOK)
                    .filter(|e| member.is_none_or(|m| e.event.sides().accounts().any(|side| side == no(m))))
                    .filter(|event| by.is_none_or(|by| event.actor == Actor::Account(no(by))))
                    .filter(|event| kind.is_none_or(|kind| event.event.kind() == kind))
                    .map(|event| event.position)
                    .collect();
                expected.reverse();
                assert_eq!(positions(&audit(&world, query)), expected, "{query:?}");
                let mut paged = Vec::new();
                let mut next = query.limit(1).look_at(3);
                loop {
                    let page = audit(&world, next);
                    assert!(page.entries.len() <= 1);
                    paged.extend(positions(&page));
                    match page.next {
                        Some(position) => next = next.before(position),
                        None => break,
                    }
                }
                assert_eq!(paged, expected, "page by page: {query:?}");
            }
        }
    }
}

#[test]
fn an_entry_names_the_actor_the_kind_and_the_members() {
    let world = World::new();
    world.grant(ANNA, 10);
    let given = position_of(world.submit_as(DORA, ledger_core::testkit::transfer(ANNA, BEN, 4)));
    world.reverse(given);
    let page = audit(&world, all().kind(EventKind::PointsTransferred));
    let entry = &page.entries[0];
    let who: Vec<_> = entry.about.iter().map(|(_, member)| *member).collect();
    assert_eq!((entry.actor_member, who, entry.reversed), (Some(DORA), vec![Some(ANNA), Some(BEN)], true));
}

#[test]
fn a_long_search_without_results_returns_a_cursor() {
    let world = World::new();
    world.submit_as(DORA, setting("transfers", "off"));
    world.apply_all((0..500).map(|_| grant(ANNA, 1)));
    let query = all().by_member(DORA).look_at(100);
    let page = audit(&world, query);
    assert_eq!((page.entries.len(), page.end), (0, PageEnd::Searched));
    let mut next = page.next;
    let mut pages = 1;
    let mut found = Vec::new();
    while let Some(position) = next {
        let page = audit(&world, query.before(position));
        found.extend(positions(&page));
        next = page.next;
        pages += 1;
    }
    assert_eq!((found.len(), pages), (1, 6));
}

#[test]
fn unknown_and_forgotten_members_are_not_found() {
    let world = World::new();
    world.grant(ANNA, 1);
    assert!(audit(&world, all().member(BEN)).entries.is_empty());
    assert!(audit(&world, all().by_member(BEN)).entries.is_empty());
    world.apply(forget(ANNA));
    assert!(audit(&world, all().member(ANNA)).entries.is_empty());
    let page = audit(&world, all());
    assert_eq!(page.entries.len(), 3, "the events are still listed, without her");
    assert!(page.entries.iter().all(|entry| entry.about.iter().all(|(_, member)| member.is_none())));
}

#[test]
fn the_audit_can_be_filtered_by_the_command_line() {
    let world = World::new();
    world.grant(ANNA, 1);
    let request = Request::new(BOOK, grant(ANNA, 2)).asker(Asker::CommandLine);
    let at = position_of(applied(world.ledger().submit(request).wait().unwrap()));
    assert_eq!(positions(&audit(&world, all().by(Actor::CommandLine))), [at]);
}

#[test]
fn a_cursor_of_another_search_continues_at_its_position() {
    let world = World::new();
    let first = world.grant(ANNA, 1);
    let of_ben = world.grant(BEN, 1);
    let second = world.grant(ANNA, 1);
    let query = all().kind(EventKind::PointsGranted);
    assert_eq!(positions(&audit(&world, query.member(ANNA).before(of_ben))), [first]);
    assert_eq!(positions(&audit(&world, query.before(Position(9_999)))), [second, of_ben, first]);
    assert_eq!(positions(&audit(&world, query.before(Position(1)))), []);
}
