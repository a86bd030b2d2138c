//! A forgotten member gets no more deliveries, and no delivery ever stored their name.

use std::time::Duration;

use ledger_core::testkit::{ANNA, BEN, forget};
use ledger_store::OutboxWorker;

use super::{LOG, Plan, assert_idle, for_receivers, next};
use crate::support::{World, number};

fn messages(world: &World) -> OutboxWorker<Plan> {
    world.ledger().open_outbox(LOG, for_receivers as Plan).unwrap()
}

#[test]
fn forgetting_a_member_deletes_their_pending_deliveries() {
    let world = World::new();
    let mut log = messages(&world);
    for member in [ANNA, ANNA, BEN] {
        world.grant(member, 1);
    }
    for _ in 0..3 {
        next(&mut log).failed("down", Some(Duration::from_secs(10)));
    }
    assert_idle(&mut log);
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM deliveries WHERE account = 1"), 2);
    world.apply(forget(ANNA));
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM deliveries WHERE account = 1"), 0);
    world.clock.advance(10);
    let delivery = next(&mut log);
    let to = world.ledger().read(delivery.book(), |book| {
        delivery.account().and_then(|no| book.account(no)).and_then(|account| account.member)
    });
    assert_eq!(to, Some(BEN));
    delivery.done();
    assert_idle(&mut log);
}

#[test]
fn a_delivery_planned_before_a_forget_is_not_handed_out() {
    let world = World::new();
    let mut log = messages(&world);
    assert_idle(&mut log);
    world.grant(ANNA, 1);
    world.apply(forget(ANNA));
    assert_idle(&mut log);
    assert_idle(&mut log);
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM deliveries"), 0);
}
