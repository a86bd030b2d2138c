//! Export and load of the whole journal: the loaded ledger ends at the same seal, or no file is left.

use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use ledger_core::testkit::{ANNA, forget, grant};
use ledger_store::{Ledger, Transferred, export, load};

use crate::everything;
use crate::support::{World, number, options, raw, verified};

#[track_caller]
fn exported(world: &World) -> String {
    let mut text = Vec::new();
    let exported = export(&world.path(), &mut text, &mut |_| {}).unwrap();
    assert_eq!(exported.seal, world.ledger().seal());
    String::from_utf8(text).unwrap()
}

fn loaded(world: &World, text: &str) -> (PathBuf, Result<Transferred, String>) {
    let path = world.file("loaded.db");
    let loaded = load(&mut text.as_bytes(), &path, &mut |_| {}).map_err(|error| error.to_string());
    (path, loaded)
}

/// The names in a file's folder that start with the file's name.
fn files_beside(path: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(path.parent().unwrap()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(path.file_name().unwrap().to_str().unwrap())).collect()
}

/// Asserts that a text cannot be loaded and leaves no file.
#[track_caller]
fn assert_refused(text: &str, says: &str) {
    let world = World::new();
    let (path, loaded) = loaded(&world, text);
    let problem = loaded.expect_err("the text must be refused");
    assert!(problem.contains(says), "{problem}");
    let left = files_beside(&path);
    assert!(left.is_empty(), "{left:?} was left behind: {problem}");
}

fn small_world() -> World {
    let world = World::new();
    world.submit_keyed("quiz:1", grant(ANNA, 50));
    world.grant(ANNA, 60);
    world
}

#[test]
fn an_exported_and_loaded_journal_has_the_same_seal_and_state() {
    let world = everything::lived();
    let text = exported(&world);
    assert_eq!(text.lines().count() as u64, world.ledger().head().0 + 2, "a header, the events, the seal");
    let (path, loaded) = loaded(&world, &text);
    assert_eq!(loaded.unwrap().seal, world.ledger().seal());
    assert_eq!(verified(&path).digest, world.ledger().digest());
    let ledger = Ledger::open_with(&path, options().clock(world.clock.clone())).unwrap();
    assert_eq!((ledger.digest(), ledger.seal()), (world.ledger().digest(), world.ledger().seal()));
    ledger.close().unwrap();
    let mut again = Vec::new();
    export(&path, &mut again, &mut |_| {}).unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), text, "the second export equals the first");
}

#[test]
fn a_loaded_ledger_accepts_commands_and_knows_its_keys() {
    let world = small_world();
    let (path, loaded) = loaded(&world, &exported(&world));
    loaded.unwrap();
    let ledger = Ledger::open_with(&path, options()).unwrap();
    let again = ledger.submit(crate::support::keyed("quiz:1", grant(ANNA, 50))).wait().unwrap();
    assert_eq!(crate::support::already_applied(again).balance.0, 110);
    crate::support::applied(ledger.submit(crate::support::keyed("quiz:2", grant(ANNA, 1))).wait().unwrap());
    ledger.close().unwrap();
    assert_eq!(verified(&path).events, 4);
}

#[test]
fn an_export_during_writes_is_one_moment_of_the_ledger() {
    let world = World::new();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| (0..150).for_each(|_| _ = world.grant(ANNA, 1)));
        let mut exports = 0;
        while !writer.is_finished() || exports == 0 {
            let mut text = Vec::new();
            let exported = export(&world.path(), &mut text, &mut |_| {}).unwrap();
            let lines = String::from_utf8(text).unwrap().lines().count() as u64;
            assert_eq!(lines, exported.events + 2);
            exports += 1;
        }
    });
}

#[test]
fn an_empty_journal_can_be_exported_and_loaded() {
    let world = World::new();
    let text = exported(&world);
    assert_eq!(text.lines().count(), 2);
    let (path, loaded) = loaded(&world, &text);
    assert_eq!(loaded.unwrap().events, 0);
    assert_eq!(verified(&path).seal, world.ledger().seal());
}

#[test]
fn forgotten_data_is_not_exported_and_the_loaded_ledger_verifies() {
    let world = small_world();
    let with = exported(&world);
    world.apply(forget(ANNA));
    let without = exported(&world);
    assert!(
        with.contains("\\\"member\\\":\\\"101\\\"") && !without.contains("\\\"member\\\":\\\"101\\\""),
        "{with}"
    );
    let (path, loaded) = loaded(&world, &without);
    loaded.unwrap();
    assert_eq!(verified(&path).digest, world.ledger().digest());
}

#[test]
fn a_broken_line_is_named_by_its_number() {
    let text = exported(&small_world());
    let lines: Vec<&str> = text.lines().collect();
    let with = |number: usize, line: &str| {
        let mut lines = lines.clone();
        lines[number - 1] = line;
        lines.join("\n")
    };
    let without = |field: &str| lines[2].replace(&format!("\"{field}\":"), "\"other\":");
    let [third, fourth] = [lines[2], lines[3]];
    let next_position = third.replace("\"position\":2", "\"position\":3");
    let float = third.replace("\"amount\":\"50\"", "\"amount\":\"50.5\"");
    for (number, line, says) in [
        (2, "{", "line 2 is no JSON"),
        (3, "no JSON at all", "line 3 is no JSON"),
        (3, "[]", "line 3: its field"),
        (3, &without("amount"), "line 3: its field amount is missing or not what it should be"),
        (3, &without("position"), "line 3: its field position"),
        (3, &without("kind"), "line 3: its field kind"),
        (3, &float, "line 3: its field amount"),
        (3, fourth, "line 3: position 3 does not follow"),
        (3, &next_position, "line 3: position 3 does not follow"),
        (4, third, "line 4: position 2 does not follow"),
        (1, "{}", "line 1 is not the header"),
        (1, "{\"tallybook\":\"journal\",\"format\":2}", "line 1 is not the header"),
        (1, "{\"tallybook\":\"journal\",\"format\":1,\"events\":3}", "line 1 does not name the ledger"),
        (5, "{\"seal\":\"short\"}", "line 5 is not a seal"),
    ] {
        assert_refused(&with(number, line), says);
    }
}

#[test]
fn a_truncated_text_is_refused() {
    let text = exported(&small_world());
    let lines: Vec<&str> = text.lines().collect();
    assert_refused("", "ends before its last line, the seal");
    for kept in 1..lines.len() {
        assert_refused(&lines[..kept].join("\n"), "ends before its last line, the seal");
    }
    assert_refused(&text[..text.len() - 20], "line 5 is no JSON");
}

#[test]
fn a_changed_text_ends_at_another_seal_and_is_refused() {
    let text = exported(&small_world());
    assert_refused(&text.replace("\"amount\":\"50\"", "\"amount\":\"51\""), "but the text says 3:");
    assert_refused(&text.replace("a test", "a jest"), "but the text says 3:");
    let (before, seal) = text.trim_end().rsplit_once('\n').unwrap();
    let other = if seal.contains('0') { seal.replacen('0', "1", 1) } else { seal.replacen('1', "0", 1) };
    assert_refused(&format!("{before}\n{other}"), "but the text says 3:");
    let one_less = text.lines().enumerate().filter(|(index, _)| *index != 3).map(|(_, line)| line);
    assert_refused(&one_less.collect::<Vec<_>>().join("\n"), "but the text says 3:");
}

#[test]
fn wrong_links_and_fingerprints_are_refused() {
    // The seal does not cover them, so the verification at the end must find them.
    let text = exported(&small_world());
    assert_refused(&text.replace("\"credit_prev\":1", "\"credit_prev\":0"), "does not verify");
}

#[test]
fn a_load_overwrites_no_file() {
    let world = small_world();
    let text = exported(&world);
    let before = number(&raw(&world.path()), "SELECT count(*) FROM events");
    let error = load(&mut text.as_bytes(), &world.path(), &mut |_| {}).unwrap_err().to_string();
    assert!(error.ends_with("exists already; give the path of a new file"), "{error}");
    assert_eq!(number(&raw(&world.path()), "SELECT count(*) FROM events"), before);
    let folder = world.file("folder");
    std::fs::create_dir(&folder).unwrap();
    load(&mut text.as_bytes(), &folder, &mut |_| {}).unwrap_err();
    assert!(folder.is_dir());
}

#[test]
fn a_file_that_is_no_ledger_cannot_be_exported() {
    let world = World::new();
    let foreign = world.file("foreign.db");
    raw(&foreign).execute_batch("CREATE TABLE recipes (name)").unwrap();
    let mut text = Vec::new();
    for path in [foreign, world.file("nothing.db")] {
        export(&path, &mut text, &mut |_| {}).unwrap_err();
        assert!(text.is_empty());
    }
}

#[test]
fn a_load_writes_one_file_and_replaces_leftovers() {
    let world = small_world();
    let text = exported(&world);
    for ending in ["", "-wal", "-shm", "-journal"] {
        std::fs::write(world.file(&format!("loaded.db.loading{ending}")), "of an aborted load").unwrap();
    }
    let (path, loaded) = loaded(&world, &text);
    loaded.unwrap();
    assert_eq!(files_beside(&path), ["loaded.db"]);
    assert_eq!(verified(&path).seal, world.ledger().seal());
}

/// A reader that runs a function before it returns its text.
struct Meanwhile<'a, F: FnMut()>(&'a [u8], F);

impl<F: FnMut()> Read for Meanwhile<'_, F> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        (self.1)();
        self.0.read(buffer)
    }
}

#[test]
fn a_file_created_during_a_load_stays() {
    let world = small_world();
    let text = exported(&world);
    for name in ["meanwhile.db", "meanwhile.db-wal", "meanwhile.db-journal"] {
        let (path, began) = (world.file("meanwhile.db"), world.file(name));
        let begin = || std::fs::write(&began, "precious").unwrap();
        let mut lines = BufReader::new(Meanwhile(text.as_bytes(), begin));
        load(&mut lines, &path, &mut |_| {}).unwrap_err();
        assert_eq!(files_beside(&path), [name]);
        assert_eq!(std::fs::read(&began).unwrap(), b"precious");
        std::fs::remove_file(&began).unwrap();
    }
}

/// A writer that checks before each write that the log can be truncated.
struct Slow<'a>(Vec<u8>, &'a World);

impl Write for Slow<'_> {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        if piece.len() > 1_000 {
            self.1.grant(ANNA, 1);
            let emptied = "PRAGMA wal_checkpoint(TRUNCATE)";
            assert_eq!(number(&self.1.raw(), emptied), 0, "the export blocks the log while it writes");
        }
        self.0.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_export_to_a_slow_writer_blocks_nothing_and_is_one_moment() {
    let world = World::new();
    world.apply_all((0..10_010).map(|_| grant(ANNA, 1)));
    let (head, seal) = (world.ledger().head(), world.ledger().seal());
    let mut slow = Slow(Vec::new(), &world);
    let exported = export(&world.path(), &mut slow, &mut |_| {}).unwrap();
    assert_eq!((exported.events, exported.seal), (head.0, seal));
    assert_eq!(world.ledger().head().0, head.0 + 2, "it was written in two pieces");
    let text = String::from_utf8(slow.0).unwrap();
    assert_eq!(loaded(&world, &text).1.unwrap().seal, seal);
}

#[test]
fn a_journal_with_a_gap_is_not_exported() {
    let mut world = small_world();
    world.close();
    let gap = "DROP TRIGGER events_are_never_deleted; DELETE FROM events WHERE position = 2";
    world.raw().execute_batch(gap).unwrap();
    let error = export(&world.path(), &mut Vec::new(), &mut |_| {}).unwrap_err().to_string();
    assert!(error.contains("position 2") && error.contains("it is missing"), "{error}");
}
