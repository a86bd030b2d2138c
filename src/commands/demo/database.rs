//! The database of the demonstration. Each run replaces that of an earlier demonstration and no other file.

use std::path::{Path, PathBuf};

use ledger_core::{Asker, BookId, Command, SettingChange};
use ledger_store::{Ledger, Mode, Options, Request};

use crate::adapter_settings::DEMO_MARK;
use crate::commands::sample;
use crate::exit::Failure;

/// Whether an earlier demonstration was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remade {
    /// An earlier one was deleted.
    Yes,
    /// There was none.
    No,
}

/// The one book of the demonstration.
pub(crate) fn book() -> BookId {
    BookId::new(1).expect("1 is a book id")
}

/// Deletes an earlier demonstration.
///
/// # Errors
/// When the file is anything else, or cannot be deleted.
pub(crate) fn clear(database: &Path) -> Result<Remade, Failure> {
    if !files(database).iter().any(|file| file.exists()) {
        return Ok(Remade::No);
    }
    if !is_ours(database) {
        return Err(sample::not_a_sample(database, "demonstration"));
    }
    for file in files(database).iter().filter(|file| file.exists()) {
        std::fs::remove_file(file)
            .map_err(|error| Failure::input(format!("{} cannot be made anew: {error}", file.display())))?;
    }
    Ok(Remade::Yes)
}

/// Creates an empty ledger with the mark.
pub(crate) fn create(database: &Path) -> Result<Ledger, Failure> {
    // The story needs the default limits, whatever the configuration says.
    let ledger = Ledger::open_with(database, Options::default().mode(Mode::ReadWrite))?;
    let changes = vec![SettingChange::new(DEMO_MARK.0, DEMO_MARK.1)?];
    let mark =
        Request::new(book(), Command::ChangeSettings { changes, reason: None }).asker(Asker::CommandLine);
    ledger.submit_and_wait(mark)?;
    Ok(ledger)
}

fn is_ours(database: &Path) -> bool {
    sample::marked_ledger(database, book(), DEMO_MARK).is_some_and(|ledger| ledger.books() == [book()])
}

/// The files of a database.
fn files(database: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|suffix| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_demonstration_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("demo.db");
        assert_eq!(clear(&database).unwrap(), Remade::No);
        create(&database).unwrap().close().unwrap();
        assert_eq!(clear(&database).unwrap(), Remade::Yes);
        let ledger = Ledger::open(&database).unwrap();
        ledger.submit(Request::new(book(), Command::grant(1, 1, "mine").unwrap())).wait().unwrap();
        ledger.close().unwrap();
        let sentence = clear(&database).unwrap_err().to_string();
        assert!(sentence.contains("is not a demonstration of ours"), "{sentence}");
        assert!(database.exists());
    }
}
