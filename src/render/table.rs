//! Tables for people: columns as wide as what is in them, with two spaces between.

use std::io;

use ledger_core::visible::OneLine;

use crate::out::{Ink, Page};

pub(crate) struct Table<'r, T> {
    rows: &'r [T],
    columns: Vec<Column>,
}

struct Column {
    heading: &'static str,
    align: Align,
    width: usize,
    cells: Vec<String>,
}

#[derive(Clone, Copy)]
enum Align {
    Left,
    Right,
}

impl<'r, T> Table<'r, T> {
    /// A table of these rows, without columns so far.
    pub(crate) fn of(rows: &'r [T]) -> Table<'r, T> {
        Table { rows, columns: Vec::new() }
    }

    /// Adds a column of words.
    #[must_use]
    pub(crate) fn left(self, heading: &'static str, cell: impl Fn(&T) -> String) -> Table<'r, T> {
        self.column(heading, Align::Left, cell)
    }

    /// Adds a column of numbers.
    #[must_use]
    pub(crate) fn right(self, heading: &'static str, cell: impl Fn(&T) -> String) -> Table<'r, T> {
        self.column(heading, Align::Right, cell)
    }

    fn column(mut self, heading: &'static str, align: Align, cell: impl Fn(&T) -> String) -> Table<'r, T> {
        let cells: Vec<String> = self.rows.iter().map(|row| OneLine(cell(row)).to_string()).collect();
        let widths = cells.iter().map(String::as_str).chain([heading]).map(|text| text.chars().count());
        self.columns.push(Column { heading, align, width: widths.max().unwrap_or(0), cells });
        self
    }

    /// Writes the table, a faint heading first.
    pub(crate) fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        page.line(page.ink(Ink::Faint, self.line(|column| column.heading)))?;
        (0..self.rows.len()).try_for_each(|row| page.line(self.line(|column| &column.cells[row])))
    }

    fn line(&self, cell: impl Fn(&Column) -> &str) -> String {
        let padded: Vec<String> = self.columns.iter().map(|column| column.pad(cell(column))).collect();
        padded.join("  ").trim_end().to_owned()
    }
}

impl Column {
    fn pad(&self, cell: &str) -> String {
        let width = self.width;
        match self.align {
            Align::Left => format!("{cell:<width$}"),
            Align::Right => format!("{cell:>width$}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::out::{Colours, Format, Out};

    #[test]
    fn columns_are_as_wide_as_what_is_in_them() {
        let rows = [("1", "ida", "1,200"), ("2", "benjamin", "7")];
        let table = Table::of(&rows)
            .right("rank", |row| row.0.to_owned())
            .left("member", |row| row.1.to_owned())
            .right("points", |row| row.2.to_owned());
        let (mut answers, mut notes) = (Vec::new(), Vec::new());
        let mut out = Out::new(&mut answers, &mut notes, Format::Text, Colours::Off);
        out.text(|page| table.write(page)).unwrap();
        let expected = "rank  member    points\n   1  ida        1,200\n   2  benjamin       7\n";
        assert_eq!(String::from_utf8(answers).unwrap(), expected);
    }
}
