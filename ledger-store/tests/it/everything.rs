//! A book's history with every kind of event in each of its stored shapes, for tests of golden files, views and
//! checkpoints. Commands and times are fixed, so the stored rows are too. No test lives here.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, CLEO, DORA, OTHER_BOOK, achievement, award, batch, because, change, change_settings,
    close_season, code, deduct, define, expire, forget, forget_order, grant, order, redeem, reissue, retire,
    reverse, revoke, set_balance, setting, transfer, void,
};
use ledger_core::{AchievementSpec, Asker, Command, Label, MemberId, Phase, RequestKey};
use ledger_store::Request;

use crate::support::{World, applied, eventually, member, order_from, position_of, refused};

/// Runs the history on a new, empty ledger.
#[track_caller]
pub(crate) fn lived() -> World {
    let world = World::new();
    live(&world);
    world
}

/// Runs the history.
#[track_caller]
pub(crate) fn live(world: &World) {
    rules(world);
    points(world);
    orders(world);
    season(world);
    next_season(world);
    reasons(world);
    clock(world);
}

fn rules(world: &World) {
    world.apply(change_settings(&[("transfer_minimum", "2"), ("discord.log_channel", "42")]));
    world.apply(setting("utc_offset", "+02:00"));
    world.apply(define(achievement("regular", "entries:3", 50)));
    world.apply(define(described("helper", "by_hand", 0, "Helped others")));
    world.apply(define(achievement("old", "balance:1000000", 5)));
    world.apply(change(described("regular", "entries:4", 40, "Comes \"often\"")));
    world.apply(change(achievement("old", "orders:9", 5)));
    world.apply(retire("old"));
    tick(world);
}

fn points(world: &World) {
    let ledger = world.ledger();
    let admin = Asker::Member(DORA);
    let welcome =
        Request::new(BOOK, grant(ANNA, 120)).asker(admin).key(RequestKey::new("welcome:101").unwrap());
    applied(ledger.submit(welcome).wait().unwrap());
    world.apply(Command::grant(102, 80, "said \"hi\" \\ and sang: ♪ für alle").unwrap());
    let earlier = world.now().plus_seconds(-86_400);
    let imported = Request::new(BOOK, grant(CLEO, 15)).asker(Asker::Import).occurred_at(earlier);
    applied(ledger.submit(imported).wait().unwrap());
    tick(world);
    let spent = Request::new(BOOK, deduct(ANNA, 20)).asker(Asker::CommandLine);
    let spent = position_of(applied(ledger.submit(spent).wait().unwrap()));
    let given = world.transfer(ANNA, BEN, 30);
    world.submit_as(BEN, transfer(BEN, CLEO, 10));
    tick(world);
    world.grant(eve(), 9);
    world.reverse(spent);
    world.reverse(given);
    world.apply(set_balance(BEN, 90));
    world.apply(set_balance(CLEO, 20));
    let granted = position_of(world.submit_as(DORA, grant(CLEO, 7)));
    world.submit_as(DORA, reverse(granted.0));
    world.submit_as(DORA, award(BEN, "helper"));
    world.apply(award(CLEO, "helper"));
    world.apply(revoke(CLEO, "helper"));
    let other = Request::new(OTHER_BOOK, batch([grant(ANNA, 3), grant(BEN, 4), transfer(ANNA, BEN, 3)]));
    applied(ledger.submit(other.asker(Asker::Web)).wait().unwrap());
    tick(world);
}

fn orders(world: &World) {
    for id in ["5001", "5002", "5003", "5004", "5005", "5006"] {
        world.apply(order(id, "29.90"));
    }
    world.apply(order_from("b.buyer@example.com", "5007", "10"));
    world.apply(order_from("k.customer@example.com", "5008", "12.50"));
    world.apply(order_from("e.forgetful@example.com", "5010", "4"));
    world.apply(without_currency("5009", "8.00"));
    tick(world);
    let receipt = world.apply(redeem(ANNA, code("5001", 1)));
    world.reverse(position_of(receipt));
    world.apply(redeem(ANNA, code("5002", 1)));
    world.apply(redeem(BEN, code("5003", 1)));
    world.apply(redeem(eve(), code("5010", 1)));
    world.apply(order("5002", "35.00"));
    world.apply(order("5003", "9.99"));
    world.apply(order("5004", "30.00"));
    world.apply(without_currency("5009", "9.00"));
    world.apply(reissue("5004", 2));
    world.apply(void("5005"));
    world.apply(expire("5006"));
    assert_eq!(refused(world.submit(redeem(CLEO, code("nothing", 1)))).name(), "unknown_code");
    world.apply(forget_order("5008"));
    tick(world);
}

fn season(world: &World) {
    world.apply(close_season());
    eventually("the season is closed", || {
        world.ledger().read(BOOK, |book| book.season().phase == Phase::Open && book.season().number == 2)
    });
    tick(world);
}

fn next_season(world: &World) {
    world.grant(ANNA, 11);
    world.grant(CLEO, 12);
    world.apply(forget(eve()));
    world.submit_as(ANNA, grant(BEN, 13));
    tick(world);
}

/// Every command with an optional reason, with a reason.
fn reasons(world: &World) {
    world.apply(because(define(achievement("late", "by_hand", 3)), "so they wanted"));
    world.apply(because(change(described("late", "entries:9", 3, "Came late")), "said \"too easy\" \\ ♪"));
    world.apply(because(retire("late"), "nobody came late"));
    world.apply(because(reissue("5004", 3), "the letter was lost"));
    world.apply(because(setting("transfer_minimum", "3"), "too many small ones"));
    tick(world);
}

/// The clock is a day ahead for one grant.
fn clock(world: &World) {
    world.clock.advance(86_400);
    world.grant(ANNA, 11);
    world.clock.jump(-86_400);
    applied(world.ledger().correct_clock(None).unwrap());
    tick(world);
}

/// The member who is forgotten at the end.
fn eve() -> MemberId {
    member(105)
}

fn tick(world: &World) {
    world.clock.advance(3_600);
}

fn described(key: &str, rule: &str, reward: i64, description: &str) -> AchievementSpec {
    AchievementSpec { description: Some(Label::new(description).unwrap()), ..achievement(key, rule, reward) }
}

fn without_currency(id: &str, amount: &str) -> Command {
    let Command::RecordOrder(mut order) = order(id, amount) else { unreachable!("`order` records an order") };
    order.currency = None;
    Command::RecordOrder(order)
}
