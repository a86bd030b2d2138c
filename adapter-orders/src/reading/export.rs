//! What reading a file gives: its orders, its problems, and what was recognised.
//!
//! Plain values for outsiders; how they come about lives in the other files.

use std::fmt;

use rust_decimal::Decimal;

use crate::reading::decimal_mark::DecimalMark;
use crate::reading::delimiter::Delimiter;
use crate::reading::encoding::Encoding;
use crate::reading::field::Field;
use crate::reading::limits::MAX_ORDER_ID_CHARS;
use crate::reading::text::{clean, shown};
use crate::reading::trouble::Trouble;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// What was recognised, to be shown before anything is imported.
    pub layout: Layout,
    /// Rows below the header, line items and totals included.
    pub rows: u64,
    /// The orders, in the order of the file, each once.
    pub orders: Vec<ReadOrder>,
    /// What could not be read, by line.
    pub problems: Vec<Problem>,
    /// Orders that were left out rightly: not paid yet, or made in a test.
    pub skipped: u64,
}

/// One order as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOrder {
    /// The line of the order's first row, counted from 1 at the top of the file.
    pub line: u64,
    /// The shop's id of the order; `None` only in a file that has no column for it.
    pub id: Option<OrderIdText>,
    /// The customer's address in small letters, if the file has a sound one.
    pub email: Option<String>,
    /// What the customer paid and did not get back, in units of the currency. Never below zero; zero
    /// for an order that was refunded, voided or cancelled.
    pub amount: Decimal,
    /// ISO 4217 code in capitals; unknown stays `None`.
    pub currency: Option<String>,
    /// When it was placed, µs since 1970 UTC. A time without an offset is taken as UTC, a day
    /// without a time as its first moment; what could be two different days is `None`.
    pub placed_at: Option<i64>,
}

/// What is wrong with a row, in a sentence for the person who uploaded the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line on which the row begins, counted from 1 at the top of the file.
    pub line: u64,
    /// What is wrong and what to do, without a full stop.
    pub problem: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

/// A shop's order id: not empty, at most 100 characters, nothing invisible.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrderIdText(String);

impl OrderIdText {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id in a cell that is not blank.
    pub(crate) fn parse(cell: &str) -> Result<OrderIdText, Trouble> {
        let id = clean(cell);
        let chars = id.chars().count();
        if chars > MAX_ORDER_ID_CHARS {
            return Err(Trouble::LongOrderId { cell: shown(id), chars });
        }
        if id.chars().any(char::is_control) {
            return Err(Trouble::InvisibleInOrderId { cell: shown(id) });
        }
        if is_rounded_by_a_spreadsheet(id) {
            return Err(Trouble::LostDigits { cell: shown(id) });
        }
        Ok(OrderIdText(id.to_owned()))
    }
}

impl fmt::Display for OrderIdText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What was recognised in a file; its `Display` is a phrase for people.
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

    /// How the text is encoded.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What separates the fields.
    pub fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    /// The name of the column that was taken for a field, as the file writes it.
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

/// `1.23E+17`, or `1,23E+17` from a German Excel: a number that was shortened for showing.
fn is_rounded_by_a_spreadsheet(id: &str) -> bool {
    let Some((digits, exponent)) = id.split_once(['E', 'e']) else { return false };
    let Some(exponent) = exponent.strip_prefix('+') else { return false };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(exponent) && digits.split(['.', ',']).all(all_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lose_the_mark_of_the_spreadsheet_and_keep_their_zeros() {
        assert_eq!(OrderIdText::parse(" '00123 ").unwrap().as_str(), "00123");
        assert_eq!(OrderIdText::parse("#1001").unwrap().as_str(), "#1001");
        assert_eq!(OrderIdText::parse("3E5A+17").unwrap().as_str(), "3E5A+17");
    }

    #[test]
    fn ids_that_lost_digits_are_not_ids() {
        for cell in ["1.23E+17", "1,23E+17", "5e+12"] {
            let trouble = OrderIdText::parse(cell).unwrap_err();
            assert!(matches!(trouble, Trouble::LostDigits { .. }), "{cell}: {trouble}");
        }
    }

    #[test]
    fn ids_have_a_limit_and_nothing_invisible() {
        assert!(OrderIdText::parse(&"é".repeat(MAX_ORDER_ID_CHARS)).is_ok());
        assert!(OrderIdText::parse(&"é".repeat(MAX_ORDER_ID_CHARS + 1)).is_err());
        assert!(OrderIdText::parse("10\n01").is_err());
    }
}
