//! A large commit is gathered on two threads. Its result equals that of the same requests made one by one.

use ledger_core::testkit::{ANNA, BEN, BOOK, SplitMix64, batch, deduct, grant, transfer};
use ledger_core::{Command, Points, Position, RequestKey};
use ledger_store::{Outcome, Request};

use crate::support::{World, assert_conserved, keyed, member, number};

const MANY: u64 = 600;

#[test]
fn a_large_commit_of_grants_is_one_commit() {
    let world = World::new();
    world.apply_all((0..MANY).map(|n| grant(member(n % 50 + 1), 2)));
    assert_eq!(world.ledger().read(BOOK, |book| book.totals().outstanding), Points(2 * MANY as i64));
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM seals"), 1);
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_used_key_is_found_in_the_middle_of_a_large_commit() {
    let world = World::new();
    let first = world.submit_keyed("invoice:300", grant(ANNA, 7));
    let Outcome::Applied(first) = first else { panic!("{first:?}") };
    let requests = (0..MANY).map(|n| keyed(&format!("invoice:{n}"), grant(ANNA, 7))).collect();
    let outcomes = world.ledger().submit_all(requests).wait().unwrap();
    for (n, outcome) in outcomes.into_iter().enumerate() {
        match (n, outcome.unwrap()) {
            (300, Outcome::AlreadyApplied(receipt)) => assert_eq!(receipt.position, first.position),
            (300, other) => panic!("paid twice: {other:?}"),
            (_, outcome) => assert!(matches!(outcome, Outcome::Applied(_)), "number {n}: {outcome:?}"),
        }
    }
    assert_eq!(world.balance(ANNA), 7 * MANY as i64);
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_key_that_occurs_twice_in_a_large_commit_counts_once() {
    let world = World::new();
    let requests = (0..MANY).map(|n| keyed(&format!("invoice:{}", n % 400), grant(BEN, 1))).collect();
    let outcomes = world.ledger().submit_all(requests).wait().unwrap();
    let again = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Outcome::AlreadyApplied(_)))).count();
    assert_eq!((again, world.balance(BEN)), (200, 400));
}

#[test]
fn a_request_that_needs_the_journal_does_not_affect_the_others() {
    let world = World::new();
    let position = world.grant(ANNA, 100);
    let command = |n: u64| match n {
        300 => Command::reverse(position, "a slip").unwrap(),
        301 => Command::ForgetMember { member: BEN },
        302 => deduct(ANNA, 1_000_000),
        303 => batch([grant(ANNA, 1), Command::reverse(Position(position.0 + 1), "another").unwrap()]),
        _ => grant(BEN, 1),
    };
    let requests = (0..MANY).map(|n| Request::new(BOOK, command(n))).collect();
    let outcomes = world.ledger().submit_all(requests).wait().unwrap();
    let refused: Vec<usize> = (0..outcomes.len())
        .filter(|n| matches!(outcomes[*n].as_ref().unwrap(), Outcome::Refused(_)))
        .collect();
    assert_eq!(refused, [302, 303]);
    assert_eq!((world.balance(ANNA), world.balance(BEN)), (0, 296));
    assert_conserved(world.ledger());
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_large_commit_equals_the_same_requests_one_by_one() {
    for seed in 1..=12 {
        let requests = random_requests(seed);
        let (at_once, one_by_one) = (World::new(), World::new());
        let together = at_once.ledger().submit_all(requests.clone()).wait().unwrap();
        let alone = requests.into_iter().map(|request| one_by_one.ledger().submit(request).wait());
        for (n, (together, alone)) in together.into_iter().zip(alone).enumerate() {
            assert_eq!(together.unwrap(), alone.unwrap(), "seed {seed}, number {n}");
        }
        assert_eq!(at_once.ledger().digest(), one_by_one.ledger().digest(), "seed {seed}");
        assert_eq!(at_once.verify().digest, at_once.ledger().digest(), "seed {seed}");
    }
}

/// Some requests are refused, some have keys, few keys repeat, and few commands need the journal, so the second thread
/// stops at another place for each seed.
fn random_requests(seed: u64) -> Vec<Request> {
    let mut random = SplitMix64::new(seed);
    let rare = 100 * seed;
    (0..MANY)
        .map(|n| {
            let (one, other) = (member(random.below(20) + 1), member(random.below(20) + 21));
            let amount = random.below(50) as i64 + 1;
            let command = match random.below(rare) {
                0 => deduct(one, 1_000_000),
                1 => Command::reverse(Position(random.below(n + 1) + 1), "a slip").unwrap(),
                2 => transfer(one, other, amount),
                n if n.is_multiple_of(3) => grant(other, amount),
                _ => grant(one, amount),
            };
            let request = Request::new(BOOK, command);
            let number = if random.below(rare) == 0 { random.below(n + 1) } else { n };
            match random.below(3) {
                0 => request,
                _ => request.key(RequestKey::new(&format!("import:{number}")).unwrap()),
            }
        })
        .collect()
}
