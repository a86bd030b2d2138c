//! Adapter data beside the journal: overwritten, deleted, covered by no seal, and deleted with the member.

use ledger_core::MemberId;
use ledger_core::testkit::{ANNA, BEN, BOOK, CLEO, OTHER_BOOK, forget, grant};
use ledger_store::{
    AdapterKey, AdapterValue, Ledger, MAX_ADAPTER_VALUE_CHARS, Overwrite, Owner, Request, load, restore,
};

use crate::support::{World, applied, number, verified};

const NAME: AdapterKey = AdapterKey::new("discord.display_name");
const QUIET: AdapterKey = AdapterKey::new("discord.no_direct_messages");

fn of_member(member: MemberId) -> Owner {
    Owner::Member(BOOK, member)
}

#[track_caller]
fn write(world: &World, owner: Owner, name: AdapterKey, value: &str) {
    world.ledger().adapter_data().put([AdapterValue::new(owner, name, value).unwrap()]).wait().unwrap();
}

fn read(world: &World, owner: Owner, name: AdapterKey) -> Option<String> {
    world.ledger().adapter_data().get(owner, name).unwrap()
}

#[test]
fn values_survive_a_restart() {
    let mut world = World::new();
    write(&world, of_member(ANNA), NAME, "Anna");
    write(&world, Owner::Book(BOOK), NAME, "The choir");
    write(&world, Owner::Ledger, NAME, "Everybody");
    world.reopen();
    assert_eq!(read(&world, of_member(ANNA), NAME).as_deref(), Some("Anna"));
    assert_eq!(read(&world, Owner::Book(BOOK), NAME).as_deref(), Some("The choir"));
    assert_eq!(read(&world, Owner::Ledger, NAME).as_deref(), Some("Everybody"));
    assert_eq!(read(&world, of_member(BEN), NAME), None);
    assert_eq!(read(&world, of_member(ANNA), QUIET), None);
    assert_eq!(read(&world, Owner::Member(OTHER_BOOK, ANNA), NAME), None);
}

#[test]
fn a_value_replaces_the_earlier_one() {
    let world = World::new();
    write(&world, of_member(ANNA), NAME, "Anna");
    write(&world, of_member(ANNA), NAME, "Anna of the altos");
    assert_eq!(read(&world, of_member(ANNA), NAME).as_deref(), Some("Anna of the altos"));
    world.ledger().adapter_data().delete(of_member(ANNA), NAME).wait().unwrap();
    assert_eq!(read(&world, of_member(ANNA), NAME), None);
}

#[test]
fn one_call_reads_the_values_of_many_members() {
    let world = World::new();
    let names = [(CLEO, "Cleo"), (ANNA, "Anna")];
    let kept = names.map(|(member, name)| AdapterValue::new(of_member(member), NAME, name).unwrap());
    world.ledger().adapter_data().put(kept).wait().unwrap();
    write(&world, of_member(ANNA), QUIET, "yes");
    write(&world, Owner::Book(BOOK), NAME, "The choir");
    let page = world.ledger().adapter_data().of_members(BOOK, &[BEN, CLEO, ANNA], NAME).unwrap();
    assert_eq!(page, [None, Some("Cleo".to_owned()), Some("Anna".to_owned())]);
    let all = world.ledger().adapter_data().of_all_members(BOOK, NAME).unwrap();
    assert_eq!(all, [(ANNA, "Anna".to_owned()), (CLEO, "Cleo".to_owned())]);
}

#[test]
fn an_unchanged_value_is_not_written_again() {
    let world = World::new();
    write(&world, of_member(ANNA), NAME, "Anna");
    let watcher = world.raw();
    let version = || number(&watcher, "PRAGMA data_version");
    let before = version();
    for _ in 0..10 {
        write(&world, of_member(ANNA), NAME, "Anna");
    }
    assert_eq!(version(), before);
    write(&world, of_member(ANNA), NAME, "Anne");
    assert_ne!(version(), before);
}

#[test]
fn the_last_of_several_pending_values_wins() {
    let world = World::new();
    let value = |n: u32| if n.is_multiple_of(2) { "even" } else { "odd" };
    for round in 0..20 {
        let pending: Vec<_> = (round..round + 20)
            .map(|n| {
                world
                    .ledger()
                    .adapter_data()
                    .put([AdapterValue::new(of_member(ANNA), NAME, value(n)).unwrap()])
            })
            .collect();
        for answer in pending {
            answer.wait().unwrap();
        }
        assert_eq!(read(&world, of_member(ANNA), NAME).as_deref(), Some(value(round + 19)));
    }
}

#[test]
fn another_process_sees_the_value() {
    let world = World::new();
    let other = world.another();
    write(&world, of_member(ANNA), NAME, "Anna");
    assert_eq!(other.adapter_data().get(of_member(ANNA), NAME).unwrap().as_deref(), Some("Anna"));
    other.adapter_data().put([AdapterValue::new(of_member(ANNA), NAME, "Anne").unwrap()]).wait().unwrap();
    assert_eq!(read(&world, of_member(ANNA), NAME).as_deref(), Some("Anne"));
}

#[test]
fn seal_digest_and_verify_ignore_the_values() {
    let world = World::new();
    world.grant(ANNA, 5);
    let before = (world.ledger().seal(), world.ledger().digest(), world.verify());
    write(&world, of_member(ANNA), NAME, "Anna");
    assert_eq!((world.ledger().seal(), world.ledger().digest(), world.verify()), before);
    world.raw().execute("UPDATE kept SET value = 'another'", []).unwrap();
    world.verify();
}

#[test]
fn forgetting_a_member_deletes_their_values_and_no_others() {
    let world = World::new();
    world.grant(ANNA, 5);
    world.grant(BEN, 5);
    applied(world.ledger().submit(Request::new(OTHER_BOOK, grant(ANNA, 5))).wait().unwrap());
    for owner in [of_member(ANNA), of_member(BEN), Owner::Member(OTHER_BOOK, ANNA), Owner::Book(BOOK)] {
        write(&world, owner, NAME, "a value");
        write(&world, owner, QUIET, "yes");
    }
    world.apply(forget(ANNA));
    assert_eq!((read(&world, of_member(ANNA), NAME), read(&world, of_member(ANNA), QUIET)), (None, None));
    for owner in [of_member(BEN), Owner::Member(OTHER_BOOK, ANNA), Owner::Book(BOOK)] {
        assert_eq!(read(&world, owner, NAME).as_deref(), Some("a value"));
    }
    write(&world, of_member(ANNA), NAME, "who came back");
    assert_eq!(read(&world, of_member(ANNA), NAME).as_deref(), Some("who came back"));
}

#[test]
fn values_of_a_member_without_an_account_can_be_deleted() {
    let world = World::new();
    write(&world, of_member(ANNA), NAME, "Anna who never had a point");
    world.ledger().adapter_data().delete_member(BOOK, ANNA).unwrap();
    assert_eq!(read(&world, of_member(ANNA), NAME), None);
    assert!(!world.ledger().erasure_pending());
    let bytes = std::fs::read(world.path()).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("who never had a point"));
}

#[test]
fn a_restore_does_not_bring_back_deleted_members() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    for (member, name) in [(ANNA, "Anna"), (BEN, "Ben"), (CLEO, "Cleo")] {
        write(&world, of_member(member), NAME, name);
    }
    let backup = world.file("backup.db");
    world.ledger().backup(&backup, &mut |_| {}).unwrap();
    world.apply(forget(ANNA));
    // Ben has no account when the backup is made.
    world.grant(BEN, 5);
    world.apply(forget(BEN));
    let path = world.path();
    world.close();
    restore(&backup, &path, Overwrite::Anything, &mut |_| {}).unwrap();
    // The restore forgot them again at the machine's time, which is later than this world's.
    let restored = Ledger::open(&path).unwrap();
    let names = restored.adapter_data().of_members(BOOK, &[ANNA, BEN, CLEO], NAME).unwrap();
    assert_eq!(names, [None, None, Some("Cleo".to_owned())]);
    restored.close().unwrap();
    verified(&path);
}

#[test]
fn an_export_leaves_the_values_out() {
    let world = World::new();
    world.grant(ANNA, 5);
    write(&world, of_member(ANNA), NAME, "Anna");
    let mut text = Vec::new();
    ledger_store::export(&world.path(), &mut text, &mut |_| {}).unwrap();
    let path = world.file("loaded.db");
    load(&mut text.as_slice(), &path, &mut |_| {}).unwrap();
    assert_eq!(number(&crate::support::raw(&path), "SELECT count(*) FROM kept"), 0);
}

#[test]
fn a_value_that_is_too_long_is_refused() {
    let long = "n".repeat(MAX_ADAPTER_VALUE_CHARS + 1);
    let says = AdapterValue::new(Owner::Ledger, NAME, &long).unwrap_err().to_string();
    assert!(says.contains("at most 4000"), "{says}");
}

#[test]
fn a_pending_write_ends_with_an_error_when_the_ledger_closes() {
    let world = World::new();
    let ledger = world.ledger().clone();
    ledger.close().unwrap();
    let late = world.ledger().adapter_data().put([AdapterValue::new(Owner::Ledger, NAME, "late").unwrap()]);
    assert!(late.wait().unwrap_err().to_string().contains("stopped"));
    let late = world.ledger().adapter_data().delete(Owner::Ledger, NAME);
    assert!(late.wait().unwrap_err().to_string().contains("stopped"));
}

#[test]
fn many_simultaneous_values_are_all_written() {
    let world = World::new();
    let pending: Vec<_> = (1..=2_000)
        .map(|id| {
            let owner = of_member(MemberId::new(id).unwrap());
            world
                .ledger()
                .adapter_data()
                .put([AdapterValue::new(owner, NAME, &format!("member {id}")).unwrap()])
        })
        .collect();
    for answer in pending {
        answer.wait().unwrap();
    }
    assert_eq!(world.ledger().adapter_data().of_all_members(BOOK, NAME).unwrap().len(), 2_000);
}

#[test]
fn a_forgotten_member_gets_no_value_that_needs_an_account() {
    let world = World::new();
    let late = || AdapterValue::new(of_member(ANNA), NAME, "Anna").unwrap().if_member_has_account();
    let keep_late = || world.ledger().adapter_data().put([late()]).wait().unwrap();
    keep_late();
    assert_eq!(read(&world, of_member(ANNA), NAME), None, "she has no account");
    world.grant(ANNA, 5);
    keep_late();
    assert_eq!(read(&world, of_member(ANNA), NAME).as_deref(), Some("Anna"));
    // Her name was fetched before the forget, and is written after it.
    world.apply(forget(ANNA));
    keep_late();
    assert_eq!(read(&world, of_member(ANNA), NAME), None);
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM kept WHERE member <> 0"), 0);
    // Another process forgets her, and this one has not noticed yet.
    world.grant(BEN, 5);
    let another = world.another();
    another.submit(Request::new(BOOK, forget(BEN))).wait().unwrap().receipt().unwrap();
    world
        .ledger()
        .adapter_data()
        .put([AdapterValue::new(of_member(BEN), NAME, "Ben").unwrap().if_member_has_account()])
        .wait()
        .unwrap();
    assert_eq!(read(&world, of_member(BEN), NAME), None);
    write(&world, of_member(CLEO), QUIET, "yes");
    assert_eq!(read(&world, of_member(CLEO), QUIET).as_deref(), Some("yes"), "preferences need no account");
}
