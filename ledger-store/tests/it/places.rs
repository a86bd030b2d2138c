//! Places: a journal that was put back to an older state is noticed by who kept a place in it.

use std::path::Path;
use std::time::Duration;

use ledger_core::testkit::{ANNA, BEN, BOOK, grant};
use ledger_core::{Command, Position};
use ledger_store::{Ledger, Outbox, Overwrite, Place, PlaceError, Planned, Since, export, load, restore};

use crate::support::{PATIENCE, World, eventually};

impl World {
    #[track_caller]
    fn place(&self) -> Place {
        self.ledger().place(self.ledger().head()).unwrap()
    }

    /// Replaces the ledger with one of its backups.
    #[track_caller]
    fn put_back(&mut self, backup: &Path) {
        self.close();
        restore(backup, &self.path(), Overwrite::Anything, &mut |_| {}).unwrap();
        self.open();
    }

    #[track_caller]
    fn rewound_to(&self, place: &Place) -> Position {
        match self.ledger().locate(place) {
            Err(PlaceError::Rewound { common }) => common,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_place_is_found_again_after_a_restart_in_another_process_and_after_a_forgetting() {
    let mut world = World::new();
    let at = world.grant(ANNA, 5);
    let text = world.place().to_string();
    let place: Place = text.parse().unwrap();
    assert_eq!(
        (place.position(), place.seal(), place.ledger()),
        (at, world.ledger().seal(), world.ledger().id())
    );
    let next = world.grant(BEN, 6);
    world.apply(Command::ForgetMember { member: ANNA });
    world.reopen();
    let other = world.another();
    for ledger in [world.ledger(), &other] {
        assert_eq!(ledger.locate(&place).unwrap(), at);
        let mut follow = ledger.follow_from(&place).unwrap();
        // Ben's account was opened first.
        assert_eq!(follow.next(PATIENCE).unwrap().map(|recorded| recorded.position), Some(at.next()));
        assert_eq!(follow.next(PATIENCE).unwrap().map(|recorded| recorded.position), Some(next));
        assert_eq!(follow.place().unwrap(), ledger.place(next).unwrap());
    }
    other.close().unwrap();
}

#[test]
fn a_place_inside_a_commit_is_found_again() {
    let world = World::new();
    world.grant(ANNA, 1);
    world.apply_all((0..100).map(|_| grant(ANNA, 1)));
    let head = world.ledger().head();
    for at in (0..=head.0).map(Position) {
        let place = world.ledger().place(at).unwrap();
        assert_eq!(world.ledger().locate(&place).unwrap(), at);
    }
}

#[test]
fn after_an_older_backup_was_put_back_a_later_place_is_rewound() {
    let mut world = World::new();
    let kept = world.grant(ANNA, 1);
    let backup = world.file("backup.db");
    world.ledger().backup(&backup, &mut |_| {}).unwrap();
    let early = world.place();
    (0..10).for_each(|_| _ = world.grant(ANNA, 1));
    let place = world.place();
    assert_eq!((kept, place.position()), (Position(2), Position(12)));

    world.put_back(&backup);
    assert_eq!(world.rewound_to(&place), kept);
    assert_eq!(world.ledger().locate(&early).unwrap(), kept);
    let error = world.ledger().follow_from(&place).err().expect("the place is rewound");
    assert!(error.to_string().contains("the events of the place up to position 2, and not"), "{error}");

    // The old position exists again, with another event.
    (0..20).for_each(|_| _ = world.grant(BEN, 1));
    assert!(world.ledger().head() > place.position());
    assert_eq!(world.rewound_to(&place), kept);
}

#[test]
fn far_back_the_common_position_is_a_lower_bound() {
    let mut world = World::new();
    (0..60).for_each(|_| _ = world.grant(ANNA, 1));
    let kept = world.ledger().head();
    let backup = world.file("backup.db");
    world.ledger().backup(&backup, &mut |_| {}).unwrap();
    let mut places = Vec::new();
    for _ in 0..60 {
        world.grant(ANNA, 1);
        places.push(world.place());
    }
    world.put_back(&backup);
    for place in places {
        let common = world.rewound_to(&place);
        let lost = place.position().0 - kept.0;
        assert!(common <= kept, "{common} is not in both");
        assert!(
            place.position().0 - common.0 <= 4 * lost.max(16) || common == Position::START,
            "{common}, {lost}"
        );
        assert!(lost > 16 || common == kept, "the last positions are known one by one");
    }
}

#[test]
fn the_place_of_another_ledger_is_an_answer_of_its_own() {
    let (world, other) = (World::new(), World::new());
    world.grant(ANNA, 1);
    other.grant(ANNA, 1);
    match world.ledger().locate(&other.place()) {
        Err(PlaceError::OtherLedger { place, ledger }) => {
            assert_eq!((place, ledger), (other.ledger().id(), world.ledger().id()));
            assert_ne!(place, ledger);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_loaded_export_has_the_places_of_its_original() {
    let world = World::new();
    (0..5).for_each(|_| _ = world.grant(ANNA, 1));
    let place = world.place();
    let mut lines = Vec::new();
    export(&world.path(), &mut lines, &mut |_| {}).unwrap();
    let copy = world.file("copy.db");
    load(&mut lines.as_slice(), &copy, &mut |_| {}).unwrap();
    let copy = Ledger::open(copy).unwrap();
    assert_eq!(copy.id(), world.ledger().id());
    assert_eq!(copy.locate(&place).unwrap(), place.position());
}

#[test]
fn a_position_past_the_end_is_an_error_and_no_silence() {
    let world = World::new();
    let head = world.grant(ANNA, 1);
    let past = head.plus(10);
    let says = |problem: &str| {
        assert!(problem.contains("position 12") && problem.contains("the journal ends at 2"), "{problem}");
    };
    let mut follow = world.ledger().follow(past);
    says(&follow.next(PATIENCE).unwrap_err().to_string());
    says(&world.ledger().events(past, 10).unwrap_err().to_string());
    says(&world.ledger().place(past).unwrap_err().to_string());
    let late = Outbox::named("test.late").since(Since::After(past));
    let opened = world.ledger().open_outbox(late, |_, _| Vec::<Planned>::new());
    says(&opened.err().expect("the outbox begins past the end").to_string());
    assert_eq!(world.ledger().outboxes().unwrap(), []);
    // The end itself is no error.
    assert_eq!(world.ledger().events(head, 10).unwrap(), []);
    assert_eq!(world.ledger().follow(head).next(Duration::ZERO).unwrap(), None);
}

#[test]
fn a_follower_may_know_a_position_before_its_ledger_does() {
    let world = World::new();
    world.grant(ANNA, 1);
    let other = world.another();
    let at = world.grant(ANNA, 2);
    let mut follow = other.follow(at);
    assert_eq!(follow.next(Duration::ZERO).unwrap(), None);
    let next = world.grant(ANNA, 3);
    assert_eq!(follow.next(PATIENCE).unwrap().map(|recorded| recorded.position), Some(next));
    other.close().unwrap();
}

/// A position past the head is in a file whose journal was cut together with its seals.
#[test]
fn an_outbox_that_planned_past_the_end_continues_there() {
    let mut world = World::new();
    let outbox = Outbox::named("test.ahead");
    let plan = |_: &_, _: &_| vec![Planned::new("tell")];
    drop(world.ledger().open_outbox(outbox, plan).unwrap());
    world.grant(ANNA, 1);
    world.close();
    let stale = "UPDATE reactions SET position = 99;
        INSERT INTO deliveries VALUES ('test.ahead', 77, 0, 1, NULL, 'tell', 0, 'waiting', 0, 0, NULL);";
    world.raw().execute_batch(stale).unwrap();
    world.open();
    let mut worker = world.ledger().open_outbox(outbox, plan).unwrap();
    assert!(worker.next(Duration::ZERO).unwrap().is_none(), "there is no event 77");
    let next = world.grant(ANNA, 2);
    let delivery = worker.next(PATIENCE).unwrap().expect("a new event is planned");
    assert_eq!(delivery.position(), next);
    delivery.done();
}

/// The files of this process that belong to a database.
#[cfg(target_os = "linux")]
fn open_files(path: &Path) -> usize {
    let path = path.to_str().unwrap();
    let files = std::fs::read_dir("/proc/self/fd").unwrap();
    let names = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok());
    names.filter(|name| name.to_string_lossy().starts_with(path)).count()
}

#[cfg(target_os = "linux")]
#[test]
fn a_follower_does_not_keep_the_file_open_after_the_last_handle_was_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.db");
    let ledger = Ledger::open(&path).unwrap();
    let mut follow = ledger.follow(Position::START);
    let requests = (0..3_000).map(|_| ledger_store::Request::new(BOOK, grant(ANNA, 1))).collect();
    ledger.submit_all(requests).wait().unwrap();
    assert!(follow.next(PATIENCE).unwrap().is_some());
    assert!(open_files(&path) > 0);
    drop(ledger);
    eventually("the file is closed", || open_files(&path) == 0);
    assert!(!folder.path().join("points.db-wal").exists(), "the last connection removes the log");

    let mut delivered = 1;
    while follow.next(PATIENCE).unwrap().is_some() {
        delivered += 1;
        // The threads of the connection pool close what they opened.
        eventually("nothing is kept open between two reads", || open_files(&path) == 0);
    }
    assert_eq!(delivered, 3_001, "the opening of the account, and the grants");
}

#[test]
fn a_follower_of_a_closed_ledger_does_not_read_another_file_in_its_place() {
    let mut world = World::new();
    let mut follow = world.ledger().follow(Position::START);
    world.grant(ANNA, 1);
    world.close();
    let other = World::new();
    other.grant(BEN, 2);
    other.ledger().backup(&world.file("other.db"), &mut |_| {}).unwrap();
    std::fs::rename(world.file("other.db"), world.path()).unwrap();
    let error = follow.next(PATIENCE).unwrap_err().to_string();
    assert!(error.contains("was replaced after the ledger was closed"), "{error}");
}
