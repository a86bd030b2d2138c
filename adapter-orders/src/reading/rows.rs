//! Records to rows: the cells of known columns, and the errors of whole records.

use csv::StringRecord;

use crate::reading::columns::Columns;
use crate::reading::field::Field;
use crate::reading::file_error::FileError;
use crate::reading::limits::MAX_FIELD_CHARS;
use crate::reading::records::{Record, RecordFlaw, Records};
use crate::reading::row_error::RowError;
use crate::reading::text::{clean, shown};

/// One row below the header.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) line: u64,
    /// How many cells the file has in this row.
    pub(crate) width: usize,
    /// Why its cells are unreliable.
    pub(crate) flaw: Option<Box<RowError>>,
    /// One cell per field, in the order of [`Field::ALL`], then the first cell of the row.
    cells: StringRecord,
}

impl Row {
    /// The cleaned cell of a field; empty if the file or the row has none.
    pub(crate) fn cell(&self, field: Field) -> &str {
        &self.cells[field as usize]
    }

    /// The row's first cell, where labels such as "Total" stand.
    pub(crate) fn first(&self) -> &str {
        &self.cells[Field::ALL.len()]
    }
}

/// All rows that are not blank, at most `most`.
pub(crate) fn read(
    records: Records<'_>,
    columns: &Columns,
    header: &StringRecord,
    most: usize,
) -> Result<Vec<Row>, FileError> {
    let mut rows = Vec::new();
    for record in records {
        if record.is_blank() {
            continue;
        }
        if let Some(RecordFlaw::OpenQuote { line }) = record.flaw {
            return Err(FileError::OpenQuote { line });
        }
        if rows.len() == most {
            return Err(FileError::TooManyRows);
        }
        rows.push(row(&record, columns, header));
    }
    if rows.is_empty() { Err(FileError::NoRows) } else { Ok(rows) }
}

fn row(record: &Record, columns: &Columns, header: &StringRecord) -> Row {
    let mut cells = StringRecord::with_capacity(64, Field::ALL.len() + 1);
    for field in Field::ALL {
        let cell = columns.place(field).and_then(|index| record.cells.get(index));
        cells.push_field(cell.map_or("", clean));
    }
    cells.push_field(record.cells.get(0).map_or("", clean));
    Row { line: record.line, width: record.cells.len(), flaw: flaw(record, header).map(Box::new), cells }
}

fn flaw(record: &Record, header: &StringRecord) -> Option<RowError> {
    let Record { cells, line, last_line, .. } = record;
    let (line, last_line) = (*line, *last_line);
    if record.flaw.is_some() {
        return Some(RowError::StrayQuote { line, last_line });
    }
    for (index, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.len() > MAX_FIELD_CHARS) {
        let chars = cell.chars().count();
        if chars > MAX_FIELD_CHARS {
            let column = shown(header.get(index).unwrap_or_default());
            return Some(RowError::LongField { column, chars, line, last_line });
        }
    }
    let is_too_long = cells.iter().skip(header.len()).any(|cell| !clean(cell).is_empty());
    is_too_long.then(|| RowError::TooManyFields {
        fields: cells.len(),
        expected: header.len(),
        line,
        last_line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::delimiter::Delimiter;

    fn rows(text: &str) -> Result<Vec<Row>, FileError> {
        let mut records = Records::new(text, 0, Delimiter::Comma);
        let header = records.header()?;
        let columns = Columns::recognise(&header)?;
        read(records, &columns, &header, 3)
    }

    #[test]
    fn cells_are_cleaned_and_blank_rows_left_out() {
        let rows = rows("Notes, Email ,Total\nx, a@example.org ,'5\n,,\n ,b@example.org\n").unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].cell(Field::Email), "a@example.org");
        assert_eq!(rows[0].cell(Field::Amount), "5");
        assert_eq!(rows[0].first(), "x");
        assert_eq!((rows[1].line, rows[1].width, rows[1].cell(Field::Amount)), (4, 2, ""));
    }

    #[test]
    fn only_blank_cells_may_stand_beyond_the_header() {
        let rows = rows("Email,Total\na@example.org,5,,\nb@example.org,12,50\n").unwrap();
        assert_eq!(rows[0].flaw, None);
        let flaw = RowError::TooManyFields { fields: 3, expected: 2, line: 3, last_line: 3 };
        assert_eq!(rows[1].flaw.as_deref(), Some(&flaw));
    }

    #[test]
    fn a_field_beyond_the_limit_is_an_error_of_its_row() {
        let just = "é".repeat(MAX_FIELD_CHARS);
        let rows =
            rows(&format!("Email,Total,Notes\na@example.org,5,{just}\nb@example.org,5,{just}é\n")).unwrap();
        assert_eq!(rows[0].flaw, None);
        assert!(
            matches!(rows[1].flaw.as_deref(), Some(RowError::LongField { column, .. }) if column == "Notes")
        );
    }

    #[test]
    fn one_row_more_than_the_limit_is_refused() {
        assert_eq!(rows("Email,Total\na,1\nb,1\n\nc,1\n").map(|rows| rows.len()), Ok(3));
        assert_eq!(
            rows("Email,Total\na,1\nb,1\n\nc,1\nd,1\n").map(|rows| rows.len()),
            Err(FileError::TooManyRows)
        );
    }

    #[test]
    fn a_header_alone_and_an_open_quote_are_refused() {
        assert_eq!(rows("Email,Total\n\n").map(|rows| rows.len()), Err(FileError::NoRows));
        let open = rows("Email,Total\na@example.org,5\n\"b@example.org,5\nc@example.org,5\n");
        assert_eq!(open.map(|rows| rows.len()), Err(FileError::OpenQuote { line: 3 }));
    }
}
