//! Tables for people: columns as wide as what is in them, with two spaces between.

use std::io;

use crate::out::{Ink, Page};

/// On which side of a column its cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// Rows under a heading.
pub struct Table {
    columns: Vec<(&'static str, Side)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn of(columns: &[(&'static str, Side)]) -> Table {
        Table { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row, a cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Writes it down, a faint heading first.
    pub fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        let widths = self.widths();
        let heading = self.line(self.columns.iter().map(|(name, _)| *name), &widths);
        page.line(page.ink(Ink::Faint, heading))?;
        self.rows.iter().try_for_each(|row| page.line(self.line(row.iter().map(String::as_str), &widths)))
    }

    fn line<'c>(&self, cells: impl Iterator<Item = &'c str>, widths: &[usize]) -> String {
        let mut line = String::new();
        for (index, (cell, ((_, side), width))) in cells.zip(self.columns.iter().zip(widths)).enumerate() {
            let between = if index > 0 { "  " } else { "" };
            line += &match side {
                Side::Left => format!("{between}{cell:<width$}"),
                Side::Right => format!("{between}{cell:>width$}"),
            };
        }
        line.truncate(line.trim_end().len());
        line
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = self.columns.iter().map(|(name, _)| name.chars().count()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::out::{Colours, Format, Out};

    #[test]
    fn columns_are_as_wide_as_what_is_in_them() {
        let mut table = Table::of(&[("rank", Side::Right), ("member", Side::Left), ("points", Side::Right)]);
        table.row(["1".to_owned(), "ida".to_owned(), "1,200".to_owned()]);
        table.row(["2".to_owned(), "benjamin".to_owned(), "7".to_owned()]);
        let (mut answers, mut notes) = (Vec::new(), Vec::new());
        let mut out = Out::new(&mut answers, &mut notes, Format::Text, Colours::Off);
        out.text(|page| table.write(page)).unwrap();
        let expected = "rank  member    points\n   1  ida        1,200\n   2  benjamin       7\n";
        assert_eq!(String::from_utf8(answers).unwrap(), expected);
    }
}
