//! Forgetting: afterwards no file contains the bytes, and sums, seals and order still hold.

use std::fs;
use std::path::Path;

use ledger_core::testkit::{
    BEN, BOOK, CLEO, DORA, because, code, deduct, grant, order, order_key, redeem, reissue, reverse, setting,
    void,
};
use ledger_core::testkit::{forget, forget_order, transfer};
use ledger_core::{Asker, Command, Email, EventKind, MemberId, Order};
use ledger_store::{AdapterKey, AdapterValue, Owner, Request};

use crate::support::{
    World, applied, assert_conserved, eventually, member, number, order_from, position_of, refused,
};

/// An id and texts that cannot occur by accident.
const VERA: u64 = 8_412_345_678_901_234_567;
const WORDS: &str = "for the unforgettable xylophone solo";
/// Longer than its replacement, so that old bytes would remain behind the new ones.
const LONG: &str = "Vera came last, stayed longest, tuned every single instrument, carried the chairs, found the \
                    lost cymbal under the stage, and was thanked by everybody who was still awake by then: this is \
                    for the unforgettable xylophone solo, and for the second one, which went on until the lights \
                    went out and the neighbours came over to ask what it was and whether there would be more of it.";
const MAIL: &str = "vera.vanishing@example.com";
const NAME: AdapterKey = AdapterKey::new("discord.display_name");
const NICK: AdapterKey = AdapterKey::new("discord.nickname");

fn vera() -> MemberId {
    member(VERA)
}

/// The files in the world's folder that contain a text, or a number in SQLite's form or in decimal.
fn files_with(world: &World, needles: &[&[u8]]) -> Vec<String> {
    let folder = world.path();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let holds = |needle: &&&[u8]| bytes.windows(needle.len()).any(|window| window == **needle);
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            found.extend(
                needles
                    .iter()
                    .filter(holds)
                    .map(|needle| format!("{name} holds {}", String::from_utf8_lossy(needle))),
            );
        }
    }
    found
}

fn traces(world: &World) -> Vec<String> {
    let id = VERA.to_string();
    files_with(world, &[id.as_bytes(), &VERA.to_be_bytes(), WORDS.as_bytes(), MAIL.as_bytes()])
}

/// Stores all possible data about a member: as holder, as actor and as buyer, in the journal and in a checkpoint.
fn store_data_about_vera(world: &World) {
    world.submit_keyed("show:1", Command::grant(VERA, 100, WORDS).unwrap());
    world.apply(Command::grant(VERA, 1, LONG).unwrap());
    world.submit_as(vera(), Command::grant(102, 30, WORDS).unwrap());
    world.apply(order_from(MAIL, "5001", "29.90"));
    world.apply(because(reissue("5001", 2), WORDS));
    world.apply(redeem(vera(), code("5001", 2)));
    world.submit_as(vera(), because(setting("claim_guesses_per_hour", "9"), WORDS));
    world.apply(transfer(vera(), BEN, 20));
    world.submit(redeem(vera(), code("nothing", 1)));
    for name in ["Vera", WORDS, LONG, "Vera again"] {
        world
            .ledger()
            .adapter_data()
            .put([AdapterValue::new(Owner::Member(BOOK, vera()), NAME, name).unwrap()])
            .wait()
            .unwrap();
    }
    world
        .ledger()
        .adapter_data()
        .put([AdapterValue::new(Owner::Member(BOOK, vera()), NICK, LONG).unwrap()])
        .wait()
        .unwrap();
    let spent = position_of(world.apply(deduct(vera(), 5)));
    world.apply(reverse(spent.0));
    world.ledger().checkpoint().unwrap();
    world.grant(BEN, 1);
}

#[test]
fn after_a_forget_no_file_and_no_fresh_backup_contains_the_member() {
    let world = World::new();
    store_data_about_vera(&world);
    assert!(traces(&world).len() >= 4, "the search finds existing traces: {:?}", traces(&world));
    let balances = || {
        let sql =
            "SELECT group_concat(balance) FROM (SELECT sum(CASE WHEN credit = n THEN amount ELSE -amount END)
                     AS balance FROM events, (SELECT DISTINCT credit AS n FROM events WHERE credit > 0)
                     WHERE n IN (debit, credit) GROUP BY n)";
        world.raw().query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
    };
    let before = balances();
    world.apply(forget(vera()));
    assert!(!world.ledger().erasure_pending());
    assert_eq!(traces(&world), Vec::<String>::new());
    world.ledger().backup(&world.file("backup.db"), &mut |_| {}).unwrap();
    assert_eq!(traces(&world), Vec::<String>::new(), "in a fresh backup");
    assert_eq!(balances(), before, "sums hold");
    assert_conserved(world.ledger());
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn the_traces_stay_away_after_closing_opening_and_rebuilding() {
    let mut world = World::new();
    store_data_about_vera(&world);
    world.apply(forget(vera()));
    let digest = world.ledger().digest();
    world.reopen();
    assert_eq!(world.ledger().digest(), digest);
    world.reopen_without_checkpoint();
    assert_eq!(world.ledger().digest(), digest);
    world.ledger().rebuild(&mut |_| {}).unwrap();
    assert_eq!(traces(&world), Vec::<String>::new());
    world.verify();
}

#[test]
fn the_account_stays_as_a_number_without_a_person() {
    let world = World::new();
    store_data_about_vera(&world);
    let (no, balance) = world.ledger().read(BOOK, |book| {
        let (no, account) = book.member(vera()).unwrap();
        (no, account.balance.points)
    });
    world.apply(forget(vera()));
    assert_eq!(world.balance(vera()), 0);
    assert!(world.history(vera()).is_empty());
    world.ledger().read(BOOK, |book| {
        let account = book.account(no).unwrap();
        assert_eq!((account.member, account.balance.points), (None, balance));
    });
    assert_eq!(world.refused(forget(vera())), "unknown_member");
    assert_eq!(world.refused(deduct(vera(), 1)), "insufficient_balance");
    world.grant(vera(), 7);
    assert_eq!(world.balance(vera()), 7, "a returning member starts at 0");
    let next = world.ledger().read(BOOK, |book| book.account_of(vera())).unwrap();
    assert!(next > no);
    world.verify();
}

#[test]
fn entries_of_other_members_stay_and_lose_their_reasons_about_the_forgotten_member() {
    let world = World::new();
    world.grant(BEN, 5);
    store_data_about_vera(&world);
    world.apply(forget(vera()));
    let history = world.history(BEN);
    let received = history.iter().find(|entry| entry.kind == EventKind::PointsTransferred).unwrap();
    assert_eq!((received.change.0, received.other.unwrap().1), (20, None));
    assert_eq!(received.reason, None, "the reason was about her");
    let granted_by_her = history.iter().find(|entry| entry.change.0 == 30).unwrap();
    assert_eq!((granted_by_her.actor_member, granted_by_her.reason.as_ref()), (None, None));
    let own = history.iter().find(|entry| entry.change.0 == 5).unwrap();
    assert!(own.reason.is_some());
}

#[test]
fn forgetting_clears_the_members_fingerprints() {
    let world = World::new();
    store_data_about_vera(&world);
    let kept = "SELECT count(*) FROM events WHERE fingerprint IS NOT NULL";
    world.submit_keyed("other", grant(CLEO, 1));
    assert_eq!(number(&world.raw(), kept), 2);
    world.apply(forget(vera()));
    assert_eq!(number(&world.raw(), kept), 1, "only the other member's");
}

#[test]
fn an_order_can_be_forgotten_by_its_key_redeemed_or_not() {
    for redeemed in [true, false] {
        let world = World::new();
        world.apply(order_from(MAIL, "5001", "29.90"));
        world.apply(because(reissue("5001", 2), WORDS));
        if redeemed {
            world.apply(redeem(BEN, code("5001", 2)));
        } else {
            world.apply(Command::VoidClaim { order: order_key("5001"), reason: WORDS.parse().unwrap() });
        }
        assert!(!traces(&world).is_empty());
        let address = || world.ledger().order_email(BOOK, &order_key("5001")).unwrap();
        assert_eq!(address().map(|email| email.to_string()).as_deref(), Some(MAIL));
        world.apply(forget_order("5001"));
        assert_eq!(address(), None);
        assert_eq!(traces(&world), Vec::<String>::new());
        world.apply(order_from(MAIL, "5001", "29.90"));
        assert_eq!(traces(&world), Vec::<String>::new(), "importing it again restores nothing");
        world.verify();
    }
}

#[test]
fn an_address_is_forgotten_in_all_its_orders() {
    let world = World::new();
    for id in ["5001", "5002"] {
        world.apply(order_from(MAIL, id, "10"));
    }
    world.apply(order_from("VERA.Vanishing@Example.com", "5003", "10"));
    world.apply(order_from("vera.remaining@example.com", "5004", "10"));
    world.apply(order("5005", "10"));
    world.apply(redeem(BEN, code("5001", 1)));
    world.apply(void("5002"));
    let email: Email = MAIL.parse().unwrap();
    assert_eq!(world.ledger().forget_email(BOOK, &email, Asker::CommandLine).unwrap(), 3);
    assert_eq!(traces(&world), Vec::<String>::new());
    let upper = files_with(&world, &[b"VERA.Vanishing@Example.com"]);
    assert_eq!(upper, Vec::<String>::new());
    let with_address: Vec<String> = world.ledger().read(BOOK, |book| {
        let has = |order: &&Order| world.ledger().order_email(BOOK, &order.key).unwrap().is_some();
        book.orders().filter(has).map(|order| order.key.id.to_string()).collect()
    });
    assert_eq!(with_address, ["5004"]);
    assert_eq!(
        world.ledger().forget_email(BOOK, &email, Asker::CommandLine).unwrap(),
        0,
        "a second time finds nothing"
    );
    world.verify();
}

#[test]
fn a_member_of_two_books_is_forgotten_only_in_the_given_book() {
    let world = World::new();
    let other = ledger_core::testkit::OTHER_BOOK;
    world.apply(Command::grant(VERA, 5, WORDS).unwrap());
    applied(world.ledger().submit(Request::new(other, grant(vera(), 6))).wait().unwrap());
    world.apply(forget(vera()));
    assert_eq!((world.balance(vera()), world.ledger().balance(other, vera()).0), (0, 6));
    assert!(files_with(&world, &[WORDS.as_bytes()]).is_empty());
    assert!(!files_with(&world, &[VERA.to_string().as_bytes()]).is_empty(), "the other book knows her");
    applied(world.ledger().submit(Request::new(other, forget(vera()))).wait().unwrap());
    assert_eq!(traces(&world), Vec::<String>::new());
    world.verify();
}

#[test]
fn erasure_is_pending_during_another_read_and_finishes_later() {
    let world = World::new();
    store_data_about_vera(&world);
    let reader = world.raw();
    reader.execute_batch("BEGIN").unwrap();
    assert!(number(&reader, "SELECT count(*) FROM events") > 0);
    world.apply(forget(vera()));
    assert!(world.ledger().erasure_pending());
    assert!(!traces(&world).is_empty(), "the reader still needs the old pages");
    assert_eq!(world.balance(vera()), 0, "but she is no longer served");
    reader.execute_batch("COMMIT").unwrap();
    eventually("the erasure is finished", || !world.ledger().erasure_pending());
    assert_eq!(traces(&world), Vec::<String>::new());
    world.verify();
}

#[test]
fn a_forget_in_a_batch_of_other_commands_works() {
    let world = World::new();
    store_data_about_vera(&world);
    world.apply(Command::Batch(vec![grant(DORA, 3), forget(vera()), grant(CLEO, 4)]));
    assert_eq!(traces(&world), Vec::<String>::new());
    assert_eq!((world.balance(DORA), world.balance(CLEO)), (3, 4));
    world.verify();
}

#[test]
fn a_refused_batch_forgets_no_member() {
    let world = World::new();
    store_data_about_vera(&world);
    let batch = Command::Batch(vec![forget(vera()), deduct(CLEO, 4)]);
    assert_eq!(refused(world.submit(batch)).name(), "insufficient_balance");
    assert_eq!(world.balance(vera()), 110);
    assert!(!traces(&world).is_empty());
    world.verify();
}

#[test]
fn forgetting_is_refused_until_the_season_is_closed() {
    let world = World::new();
    world.apply(order_from(MAIL, "5001", "10"));
    let closing = ledger_core::testkit::close_season();
    let forgetting = forget_order("5001");
    let requests = vec![Request::new(BOOK, closing), Request::new(BOOK, forgetting)];
    let outcomes = world.ledger().submit_all(requests).wait().unwrap();
    assert_eq!(refused(outcomes.into_iter().last().unwrap().unwrap()).name(), "season_closing");
    world.ledger().forget_email(BOOK, &MAIL.parse().unwrap(), Asker::System).unwrap();
    assert_eq!(traces(&world), Vec::<String>::new());
}

#[test]
fn the_search_for_traces_finds_existing_ones() {
    let world = World::new();
    world.grant(vera(), 1);
    world.ledger().checkpoint().unwrap();
    let found = traces(&world);
    assert!(Path::new(&world.path()).exists());
    assert!(found.iter().any(|trace| trace.contains(&VERA.to_string())), "as text: {found:?}");
    let as_number = files_with(&world, &[&VERA.to_be_bytes()]);
    assert!(!as_number.is_empty(), "as a number of the checkpoint");
}
