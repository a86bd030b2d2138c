//! The database of the demonstration: made anew each time, and never in the place of anything else.

use std::path::Path;

use ledger_core::{Asker, Command, SettingChange};
use ledger_store::{Ledger, Mode, Options, Request};

use super::{files, in_use, story};
use crate::failure::Failure;

/// What tells a demonstration from a ledger that somebody keeps.
const MARK: (&str, &str) = ("demo.sample", "yes");

/// Whether there was a demonstration before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remade {
    /// There was one, and it is gone.
    Yes,
    /// There was nothing.
    No,
}

/// Clears the stage: a demonstration of ours goes, anything else stays and is a failure.
pub fn clear(database: &Path) -> Result<Remade, Failure> {
    if !files(database).iter().any(|file| file.exists()) {
        return Ok(Remade::No);
    }
    if !is_ours(database) {
        return Err(in_use(database));
    }
    for file in files(database).iter().filter(|file| file.exists()) {
        std::fs::remove_file(file)
            .map_err(|error| Failure::input(format!("{} cannot be made anew: {error}", file.display())))?;
    }
    Ok(Remade::Yes)
}

/// Sets the stage: an empty ledger with the mark.
pub fn set(database: &Path) -> Result<Ledger, Failure> {
    // The limits of the configuration are for real books: the story needs the usual ones.
    let ledger = Ledger::open_with(database, Options::default().mode(Mode::ReadWrite))?;
    let changes = vec![SettingChange::new(MARK.0, MARK.1)?];
    let mark = Request::new(story::book(), Command::ChangeSettings { changes, reason: None })
        .asker(Asker::CommandLine);
    ledger.submit(mark).wait()?;
    Ok(ledger)
}

fn is_ours(database: &Path) -> bool {
    let Ok(ledger) = Ledger::open_with(database, Options::default().mode(Mode::Existing)) else {
        return false;
    };
    let book = story::book();
    let is_marked =
        ledger.read(book, |book| book.settings().others.get(MARK.0).is_some_and(|value| value == MARK.1));
    is_marked && ledger.books() == [book]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_demonstration_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("demo.db");
        assert_eq!(clear(&database).unwrap(), Remade::No);
        set(&database).unwrap().close().unwrap();
        assert_eq!(clear(&database).unwrap(), Remade::Yes);
        let ledger = Ledger::open(&database).unwrap();
        ledger.submit(Request::new(story::book(), Command::grant(1, 1, "mine").unwrap())).wait().unwrap();
        ledger.close().unwrap();
        let sentence = clear(&database).unwrap_err().to_string();
        assert!(sentence.contains("is not a demonstration of ours"), "{sentence}");
        assert!(database.exists());
    }
}
