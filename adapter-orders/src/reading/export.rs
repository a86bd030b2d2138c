//! The result of reading a file: its orders, its problems, and its layout.

use std::fmt;

use rust_decimal::Decimal;

use crate::reading::decimal_mark::DecimalMark;
use crate::reading::delimiter::Delimiter;
use crate::reading::encoding::Encoding;
use crate::reading::field::Field;
use crate::reading::order_id::OrderIdText;
use crate::reading::problem::Problem;
use crate::reading::text::shown;

/// An export that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The recognised layout.
    pub layout: Layout,
    /// Rows below the header, line items and totals included.
    pub rows: u64,
    /// The orders, in the order of the file, each once.
    pub orders: Vec<ReadOrder>,
    /// The rows that could not be read, by line.
    pub problems: Vec<Problem>,
    /// How many orders were left out because they are not paid yet, or are test orders.
    pub skipped: u64,
}

/// One order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOrder {
    /// The line of the order's first row, counted from 1 at the top of the file.
    pub line: u64,
    /// The shop's id of the order; `None` only in a file that has no column for it.
    pub id: Option<OrderIdText>,
    /// The customer's address in lower case, if the file has a valid one.
    pub email: Option<String>,
    /// The amount that was paid and not refunded, in units of the currency. Never below zero; zero for an order that was
    /// refunded, voided or cancelled.
    pub amount: Decimal,
    /// ISO 4217 code in capitals; `None` if unknown.
    pub currency: Option<String>,
    /// When it was placed, in µs since 1970 UTC. A time without an offset is taken as UTC, a date without a time as
    /// midnight; an ambiguous date is `None`.
    pub placed_at: Option<i64>,
}

/// The encoding, delimiter and columns of a file; its `Display` is a phrase for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    encoding: Encoding,
    delimiter: Delimiter,
    columns: Vec<(Field, String)>,
    mark: Option<DecimalMark>,
}

impl Layout {
    pub(crate) fn new(
        encoding: Encoding,
        delimiter: Delimiter,
        columns: Vec<(Field, String)>,
        mark: Option<DecimalMark>,
    ) -> Layout {
        Layout { encoding, delimiter, columns, mark }
    }

    /// The character encoding.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The delimiter of fields.
    pub fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    /// The column of a field, by its name in the file.
    pub fn column(&self, field: Field) -> Option<&str> {
        self.columns.iter().find(|(known, _)| *known == field).map(|(_, name)| name.as_str())
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (field, name) in &self.columns {
            write!(f, "{field} `{}`, ", shown(name))?;
        }
        write!(f, "separated by {}, in {}", self.delimiter, self.encoding)?;
        match self.mark {
            Some(mark) => write!(f, ", with a {mark}"),
            None => Ok(()),
        }
    }
}
