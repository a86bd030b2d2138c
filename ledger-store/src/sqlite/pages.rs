//! Reads rows of `events` from the pages of the file, for replays of millions of rows: fetching each value of each row
//! through SQLite's API takes several times longer than decoding it in place.
//!
//! The pages come from SQLite's `sqlite_dbpage` table, through its cache, WAL and transactions, if SQLite was built
//! with that table. Only the plainest form of a row is read here. For any other form the caller falls back to SQL,
//! which reads every form and reports damage.

use rusqlite::{CachedStatement, Connection};

use super::record;
use crate::engine::Span;
use crate::engine::reader::Look;
use crate::internal_error::Result;

/// More levels than a tree with a row for every position can have.
const DEEPEST: usize = 20;

/// Page types of a table's tree: with child pages, and with rows.
const INNER: u8 = 5;
const LEAF: u8 = 13;

/// Offsets in the header of the file.
const RESERVED: usize = 20;
const ENCODING: usize = 59;
const UTF_8: u8 = 1;

/// Whether the whole span was read in its plainest form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    /// A row has another form, which is not an error yet: read the span through SQL.
    Other,
}

/// Whether SQLite was built with `sqlite_dbpage`.
pub(super) fn readable(connection: &Connection) -> bool {
    connection.prepare_cached(PAGE).is_ok()
}

const PAGE: &str = "SELECT data FROM sqlite_dbpage WHERE pgno = ?1";

/// Reads the columns that a fold needs of the rows of a span, in the order of their positions.
pub(super) fn read_for_fold(connection: &Connection, span: Span, each: Look<'_, ()>) -> Result<Form> {
    // Without a transaction the tree could grow between two pages.
    let _moment = connection.unchecked_transaction()?;
    let mut root = connection.prepare_cached("SELECT rootpage FROM sqlite_schema WHERE name = 'events'")?;
    let root: u32 = root.query_row([], |row| row.get(0))?;
    let mut tree = Tree { page: connection.prepare_cached(PAGE)?, usable: 0, span, each };
    tree.begin()?;
    tree.walk(root, DEEPEST)
}

struct Tree<'c, 'e> {
    page: CachedStatement<'c>,
    /// The bytes of a page that SQLite uses.
    usable: usize,
    span: Span,
    each: Look<'e, ()>,
}

impl Tree<'_, '_> {
    fn begin(&mut self) -> Result<()> {
        let mut pages = self.page.query([1])?;
        if let Some(first) = pages.next()? {
            let header = first.get_ref(0)?.as_blob().unwrap_or_default();
            let at = |place: usize| header.get(place).copied().unwrap_or_default();
            if at(ENCODING) == UTF_8 {
                self.usable = header.len().saturating_sub(at(RESERVED).into());
            }
        }
        Ok(())
    }

    fn walk(&mut self, number: u32, levels: usize) -> Result<Form> {
        for number in match self.look(number)? {
            Seen::Rows(form) => return Ok(form),
            Seen::Below(pages) if levels > 0 => pages,
            Seen::Below(_) => return Ok(Form::Other),
        } {
            if self.walk(number, levels - 1)? == Form::Other {
                return Ok(Form::Other);
            }
        }
        Ok(Form::Plain)
    }

    fn look(&mut self, number: u32) -> Result<Seen> {
        let mut pages = self.page.query([number])?;
        let Some(row) = pages.next()? else { return Ok(Seen::Rows(Form::Other)) };
        let bytes = row.get_ref(0)?.as_blob().unwrap_or_default();
        let page = Page(bytes.get(..self.usable).unwrap_or_default());
        match page.0.first() {
            Some(&LEAF) => page.rows(self.span, self.each).map(Seen::Rows),
            Some(&INNER) => Ok(page.below(self.span).map_or(Seen::Rows(Form::Other), Seen::Below)),
            _ => Ok(Seen::Rows(Form::Other)),
        }
    }
}

enum Seen {
    Rows(Form),
    Below(Vec<u32>),
}

/// A page of a table's tree: a header, the offsets of its cells, and the cells.
struct Page<'p>(&'p [u8]);

impl<'p> Page<'p> {
    fn rows(&self, span: Span, each: Look<'_, ()>) -> Result<Form> {
        const HEADER: usize = 8;
        // A longer row continues on overflow pages.
        let longest = self.0.len().saturating_sub(35);
        for cell in self.cells(HEADER) {
            let Some((position, record)) = cell.and_then(|cell| row(cell, longest)) else {
                return Ok(Form::Other);
            };
            if position <= span.0.0 {
                continue;
            }
            if position > span.1.0 {
                break;
            }
            let Some(stored) = record::for_fold(position, record) else { return Ok(Form::Other) };
            each(&stored)?;
        }
        Ok(Form::Plain)
    }

    /// The child pages that have rows of a span.
    fn below(&self, (after, until): Span) -> Option<Vec<u32>> {
        const HEADER: usize = 12;
        let mut below = Vec::new();
        for cell in self.cells(HEADER) {
            let cell = cell?;
            let (last, _) = record::varint(cell.get(4..)?)?;
            if last > after.0 {
                below.push(u32::from_be_bytes(*cell.first_chunk()?));
            }
            if last >= until.0 {
                return Some(below);
            }
        }
        below.push(u32::from_be_bytes(*self.0.get(8..)?.first_chunk()?));
        Some(below)
    }

    /// The rest of the page from each cell on; `None` for an offset outside the page.
    fn cells(&self, header: usize) -> impl Iterator<Item = Option<&'p [u8]>> {
        let page = self.0;
        let count =
            page.get(3..).and_then(|rest| rest.first_chunk()).map_or(0, |two| u16::from_be_bytes(*two));
        let places = page.get(header..).unwrap_or_default().chunks_exact(2).take(count.into());
        places.map(move |place| page.get(usize::from(u16::from_be_bytes([place[0], place[1]]))..))
    }
}

/// A row's position and record, if all of it is on this page.
fn row(cell: &[u8], longest: usize) -> Option<(u64, &[u8])> {
    let (length, rest) = record::varint(cell)?;
    let (position, rest) = record::varint(rest)?;
    let length = usize::try_from(length).ok().filter(|length| *length <= longest)?;
    Some((position, rest.get(..length)?))
}

#[cfg(test)]
mod tests {
    use ledger_core::Position;
    use proptest::prelude::*;
    use rusqlite::params;

    use super::super::rows::{self, fold_columns};
    use super::super::schema;
    use super::*;

    /// Rows that no ledger writes, to test where their values lie.
    #[derive(Debug, Clone)]
    struct Odd {
        book: i64,
        at: i64,
        kind: String,
        debit: u32,
        amount: i64,
        reverses: Option<i64>,
        body: Option<String>,
        private: Option<String>,
    }

    fn odd() -> impl Strategy<Value = Odd> {
        let number =
            || prop_oneof![Just(0), Just(1), 0..300_i64, Just(1 << 23), Just(1 << 47), Just(i64::MAX)];
        let kind = prop_oneof![Just("account_opened".to_owned()), "[a-zé]{0,70}"];
        let text = || proptest::option::of(("[ -~]{0,9}", 0..60_usize).prop_map(|(text, n)| text.repeat(n)));
        (number(), any::<i64>(), kind, any::<(u32, i64)>(), proptest::option::of(number()), text(), text())
            .prop_map(|(book, at, kind, (debit, amount), reverses, body, private)| Odd {
                book,
                at,
                kind,
                debit,
                amount,
                reverses,
                body,
                private,
            })
    }

    fn file_of(rows: &[Odd]) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        schema::migrate(&connection).unwrap();
        let sql =
            "INSERT INTO events (book, at, kind, version, command, actor, debit, credit, amount, reverses,
            book_prev, debit_prev, credit_prev, body, private)
            VALUES (?1, ?2, ?3, 1, 1, -1, ?4, 7, ?5, ?6, 0, 0, 0, ?7, ?8)";
        for Odd { book, at, kind, debit, amount, reverses, body, private } in rows {
            let values = params![book, at, kind, debit, amount, reverses, body, private];
            connection.execute(sql, values).unwrap();
        }
        connection
    }

    fn by_pages(connection: &Connection, span: Span) -> (Form, Vec<String>) {
        let mut read = Vec::new();
        let form = read_for_fold(connection, span, &mut |stored| {
            read.push(format!("{stored:?}"));
            Ok(())
        });
        (form.unwrap(), read)
    }

    fn by_sql(connection: &Connection, (after, until): Span) -> Vec<String> {
        let sql = concat!("SELECT ", fold_columns!(), " FROM events WHERE position > ?1 AND position <= ?2");
        let mut statement = connection.prepare(sql).unwrap();
        let mut found = statement.query((after.to_column(), until.to_column())).unwrap();
        let mut read = Vec::new();
        while let Some(row) = found.next().unwrap() {
            read.push(format!("{:?}", rows::read_for_fold(row).unwrap()));
        }
        read
    }

    fn span(one: u64, other: u64) -> Span {
        (Position(one.min(other)), Position(one.max(other)))
    }

    #[test]
    fn this_workspace_builds_sqlite_with_its_table_of_pages() {
        assert!(readable(&Connection::open_in_memory().unwrap()), ".cargo/config.toml asks for it");
    }

    #[test]
    fn a_row_that_goes_on_on_other_pages_is_left_to_sql() {
        let plain = Odd {
            book: 1,
            at: 1,
            kind: "points_granted".to_owned(),
            debit: 0,
            amount: 5,
            reverses: None,
            body: None,
            private: None,
        };
        let long = Odd { private: Some("x".repeat(5_000)), ..plain.clone() };
        let connection = file_of(&[plain.clone(), plain, long]);
        assert_eq!(by_pages(&connection, span(0, 3)).0, Form::Other);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn pages_have_what_sql_finds(
            rows in proptest::collection::vec(odd(), 0..400),
            one in 0..420_u64,
            other in 0..420_u64,
        ) {
            let (connection, span) = (file_of(&rows), span(one, other));
            prop_assert_eq!(by_pages(&connection, span), (Form::Plain, by_sql(&connection, span)));
        }

        #[test]
        fn bytes_that_are_no_page_end_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let page = Page(&bytes);
            let below = page.below(span(0, 9)).unwrap_or_default();
            prop_assert!(below.len() <= bytes.len());
            let mut rows = 0;
            page.rows(span(0, 9), &mut |_| { rows += 1; Ok(()) }).unwrap();
            prop_assert!(rows <= bytes.len());
        }
    }
}
