//! Text to records: cells with their line numbers.
//!
//! The `csv` crate splits the text. This module counts lines as an editor does, also with line breaks inside quotes and
//! blank lines, and finds malformed quotes.

use csv::StringRecord;

use crate::reading::delimiter::Delimiter;
use crate::reading::file_error::FileError;
use crate::reading::quoting::{self, Flaw};
use crate::reading::text::{clean, count_line_ends};

/// An iterator over the records of a CSV text.
///
/// ```
/// use adapter_orders::{Delimiter, RecordFlaw, Records};
///
/// let mut records = Records::new("a,b\n1,\"2\n", 0, Delimiter::Comma).skip(1);
/// assert!(matches!(records.next().and_then(|one| one.flaw), Some(RecordFlaw::OpenQuote { line: 2 })));
/// ```
pub struct Records<'t> {
    reader: csv::Reader<&'t [u8]>,
    text: &'t str,
    delimiter: u8,
    /// The byte at which the reader began; its positions count from there.
    body: usize,
    /// A byte of the text and its line, from which counting goes on.
    counted: (usize, u64),
}

/// One record.
pub struct Record {
    /// Its cells, unchanged.
    pub cells: StringRecord,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The line on which it ends.
    pub last_line: u64,
    /// A malformed quote, because of which its cells are wrong.
    pub flaw: Option<RecordFlaw>,
}

/// A malformed quote in a record.
pub enum RecordFlaw {
    /// A quote that is opened on this line and never closed.
    OpenQuote {
        /// Counted from 1.
        line: u64,
    },
    /// A quote inside a field, which closes the field before its end.
    StrayQuote,
}

impl Record {
    pub(crate) fn is_blank(&self) -> bool {
        self.flaw.is_none() && self.cells.iter().all(|cell| clean(cell).is_empty())
    }
}

impl<'t> Records<'t> {
    /// The records from byte `body` on.
    pub fn new(text: &'t str, body: usize, delimiter: Delimiter) -> Records<'t> {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter.byte())
            .from_reader(&text.as_bytes()[body..]);
        Records { reader, text, delimiter: delimiter.byte(), body, counted: (0, 1) }
    }

    /// The names of the columns: the first record that is not blank.
    pub(crate) fn header(&mut self) -> Result<StringRecord, FileError> {
        let header = self.first_filled().ok_or(FileError::Empty)?;
        match header.flaw {
            Some(RecordFlaw::OpenQuote { line }) => Err(FileError::OpenQuote { line }),
            Some(RecordFlaw::StrayQuote) => Err(FileError::HeaderQuote { line: header.line }),
            None => Ok(header.cells),
        }
    }

    pub(crate) fn first_filled(&mut self) -> Option<Record> {
        self.find(|record| !record.is_blank())
    }

    fn line_of(&mut self, at: usize) -> u64 {
        let (from, line) = self.counted;
        let line = line + count_line_ends(&self.text[from..at]);
        self.counted = (at, line);
        line
    }

    fn flaw(&self, record: &str, line: u64) -> Option<RecordFlaw> {
        Some(match quoting::flaw(record, self.delimiter)? {
            Flaw::NeverClosed { at } => RecordFlaw::OpenQuote { line: line + count_line_ends(&record[..at]) },
            Flaw::TextAfterClosing { .. } => RecordFlaw::StrayQuote,
        })
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let from = self.body + self.reader.position().byte() as usize;
        let mut cells = StringRecord::new();
        let found =
            self.reader.read_record(&mut cells).expect("text in memory has no IO errors and is UTF-8");
        if !found {
            return None;
        }
        let to = self.body + self.reader.position().byte() as usize;
        // The reader's position is before the blank lines, or half a line end, that it is about to skip.
        let ahead = &self.text[from..to];
        let start = to - ahead.trim_start_matches(['\r', '\n']).len();
        let record = self.text[start..to].trim_end_matches(['\r', '\n']);
        let line = self.line_of(start);
        let last_line = line + count_line_ends(record);
        Some(Record { flaw: self.flaw(record, line), cells, line, last_line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, lines: &[(u64, u64)]) {
        let found: Vec<_> =
            Records::new(text, 0, Delimiter::Comma).map(|record| (record.line, record.last_line)).collect();
        assert_eq!(found, lines, "{text:?}");
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        check("a,b\n1,2\n3,4", &[(1, 1), (2, 2), (3, 3)]);
        check("a,b\r\n1,2\r\n3,4\r\n", &[(1, 1), (2, 2), (3, 3)]);
        check("a,b\r1,2\r3,4\r", &[(1, 1), (2, 2), (3, 3)]);
        check("\n\na,b\r\n\r\n1,2\n\n\n3,4\n\n", &[(3, 3), (5, 5), (8, 8)]);
    }

    #[test]
    fn line_breaks_inside_quotes_count_too() {
        check("a,b\r\n\"x\r\ny\",2\r\n3,4\r\n", &[(1, 1), (2, 3), (4, 4)]);
        check("a,b\n1,\"x\n\n\"\n3,4\n", &[(1, 1), (2, 4), (5, 5)]);
        check("a,\"b\n\"", &[(1, 2)]);
    }

    #[test]
    fn an_open_quote_is_reported_on_its_own_line() {
        let mut records = Records::new("a,b\n\"x\ny\",\"z\n1,2\n", 0, Delimiter::Comma).skip(1);
        let flaw = records.next().and_then(|record| record.flaw);
        assert!(matches!(flaw, Some(RecordFlaw::OpenQuote { line: 3 })));
    }

    #[test]
    fn a_record_after_the_line_of_excel_is_on_line_two() {
        let mut records = Records::new("sep=,\r\na,b\r\n1,2\r\n", 5, Delimiter::Comma);
        assert_eq!(records.next().map(|record| record.line), Some(2));
        assert_eq!(records.next().map(|record| record.line), Some(3));
    }
}
