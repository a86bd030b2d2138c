//! Reads millions of rows on one thread. For a fold, rows come from the pages of the file where they have their
//! plainest form, and from a stepped statement otherwise. A proof always steps: it has to see what SQLite sees.

use std::borrow::Borrow;

use rusqlite::Connection;

use super::journal::{self, bound};
use super::pages::{self, Form};
use super::rows::{self, columns, fold_columns};
use crate::encoding::seal::Seal;
use crate::engine::reader::{EventReader, Rows};
use crate::engine::{Columns, Span};
use crate::internal_error::Result;

pub(super) struct RowReader<C> {
    connection: C,
    columns: Columns,
    pages: Pages,
}

/// Whether rows are read from pages: for a fold, if SQLite was built with `sqlite_dbpage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pages {
    Readable,
    Closed,
}

impl<C: Borrow<Connection>> RowReader<C> {
    pub(crate) fn over(connection: C, columns: Columns) -> RowReader<C> {
        let by_pages = columns == Columns::Fold && pages::readable(connection.borrow());
        let pages = if by_pages { Pages::Readable } else { Pages::Closed };
        RowReader { connection, columns, pages }
    }

    /// A reader that only steps, to compare with in tests.
    #[cfg(test)]
    pub(crate) fn stepping(connection: C, columns: Columns) -> RowReader<C> {
        RowReader { connection, columns, pages: Pages::Closed }
    }

    /// Reads a span from pages; `false` if a row was not in its plainest form.
    fn read_pages(&self, span: Span, rows: &mut dyn Rows) -> Result<bool> {
        let mut read = 0;
        let form = pages::read_for_fold(self.connection.borrow(), span, &mut |row| {
            read += 1;
            rows.take(row)
        })?;
        Ok(form == Form::Plain && read == span.1.0 - span.0.0)
    }

    fn step(&self, (after, until): Span, rows: &mut dyn Rows) -> Result<()> {
        let (sql, read): (&str, rows::Read) = match self.columns {
            Columns::Fold => (concat!("SELECT ", fold_columns!(), SPAN!()), rows::read_for_fold),
            Columns::All => (concat!("SELECT ", columns!(), SPAN!()), rows::read),
        };
        let mut statement = self.connection.borrow().prepare_cached(sql)?;
        let mut found = statement.query((bound(after), bound(until)))?;
        while let Some(row) = found.next()? {
            rows.take(&read(row)?)?;
        }
        Ok(())
    }
}

macro_rules! SPAN {
    () => {
        " FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position"
    };
}
use SPAN;

impl<C: Borrow<Connection>> EventReader for RowReader<C> {
    fn read(&mut self, span: Span, rows: &mut dyn Rows) -> Result<()> {
        if self.pages == Pages::Readable {
            // SQL reads every form of a row, and reports damage.
            if matches!(self.read_pages(span, rows), Ok(true)) {
                return Ok(());
            }
            rows.restart();
        }
        self.step(span, rows)
    }

    fn seals(&mut self, span: Span) -> Result<Vec<Seal>> {
        journal::seals(self.connection.borrow(), span)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ledger_core::testkit::{forget, key, order, transfer};
    use ledger_core::{BookId, Command, MemberId, Position};
    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::super::connection;
    use super::*;
    use crate::api::request::Request;
    use crate::encoding::row::EventRow;
    use crate::engine::reader::collect;
    use crate::ledger::Ledger;

    /// Both ways give the same rows, or the same error.
    fn check(path: &Path) {
        let open = || connection::reader(path).unwrap();
        let head = journal::head(&open()).unwrap();
        let mut readers: [RowReader<Connection>; 2] =
            [RowReader::over(open(), Columns::Fold), RowReader::stepping(open(), Columns::Fold)];
        assert_eq!(readers[0].pages, Pages::Readable);
        let spans = (0..head.0).step_by(17).map(|after| (Position(after), Position(head.0.min(after + 40))));
        for span in spans.chain([(Position::START, head)]) {
            let [by_pages, by_steps] = readers.each_mut().map(|reader| {
                let said = |row: &EventRow<'_>| Ok(format!("{row:?}"));
                collect(reader, span, said).map_err(|error| error.to_string())
            });
            assert_eq!(by_pages, by_steps, "{span:?} in {}", path.display());
        }
    }

    #[test]
    fn pages_and_steps_give_the_same_of_every_golden_file() {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let folder = TempDir::new().unwrap();
        let mut checked = 0;
        for file in std::fs::read_dir(golden).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_some_and(|ending| ending == "sqlite") {
                let copy = folder.path().join("copy.db");
                std::fs::copy(&file, &copy).unwrap();
                check(&copy);
                checked += 1;
            }
        }
        assert!(checked > 0, "no golden file was found");
    }

    /// A command, with a reason that may be too long for a page.
    fn change() -> impl Strategy<Value = Command> {
        let member = || (1..6_u64).prop_map(|id| MemberId::new(id).unwrap());
        let reason = ("[a-zé]{1,9}", 1..50_usize).prop_map(|(word, times)| word.repeat(times));
        prop_oneof![
            5 => (1..6_u64, 1..500_i64, reason).prop_map(|(member, amount, reason)| {
                Command::grant(member, amount, &reason).unwrap()
            }),
            2 => (member(), member(), 1..90_i64).prop_map(|(from, to, amount)| transfer(from, to, amount)),
            1 => "[0-9]{1,4}".prop_map(|id| order(&id, "12.50")),
            1 => member().prop_map(forget),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

        #[test]
        fn pages_and_steps_give_the_same_of_random_ledgers(changes in proptest::collection::vec(change(), 0..300)) {
            let folder = TempDir::new().unwrap();
            let path = folder.path().join("points.db");
            let ledger = Ledger::open(&path).unwrap();
            let book = BookId::new(1).unwrap();
            let keyed = |(number, command)| {
                let request = Request::new(book, command);
                if number % 3 == 0 { request.key(key(&format!("row:{number}"))) } else { request }
            };
            let requests = changes.into_iter().enumerate().map(keyed).collect();
            let _outcomes = ledger.submit_all(requests).wait().unwrap();
            ledger.close().unwrap();
            check(&path);
        }
    }
}
