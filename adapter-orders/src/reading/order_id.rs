//! The order ids of shops, and the damage that spreadsheets do to them.

use std::fmt;

use crate::reading::limits::MAX_ORDER_ID_CHARS;
use crate::reading::row_error::RowError;
use crate::reading::text::{clean, shown};

/// A shop's order id: not empty, at most 100 characters, nothing invisible.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrderIdText(String);

impl OrderIdText {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Parses the id in a cell that is not blank.
    pub(crate) fn parse(cell: &str) -> Result<OrderIdText, RowError> {
        let id = clean(cell);
        let chars = id.chars().count();
        if chars > MAX_ORDER_ID_CHARS {
            return Err(RowError::LongOrderId { cell: shown(id), chars });
        }
        if id.chars().any(char::is_control) {
            return Err(RowError::InvisibleInOrderId { cell: shown(id) });
        }
        if is_rounded_by_a_spreadsheet(id) {
            return Err(RowError::LostDigits { cell: shown(id) });
        }
        Ok(OrderIdText(id.to_owned()))
    }
}

impl fmt::Display for OrderIdText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `1.23E+17`, or `1,23E+17` from a German Excel: a number that lost its last digits.
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
    fn ids_lose_the_apostrophe_of_spreadsheets_and_keep_their_zeros() {
        assert_eq!(OrderIdText::parse(" '00123 ").unwrap().as_str(), "00123");
        assert_eq!(OrderIdText::parse("#1001").unwrap().as_str(), "#1001");
        assert_eq!(OrderIdText::parse("3E5A+17").unwrap().as_str(), "3E5A+17");
    }

    #[test]
    fn ids_that_lost_digits_are_refused() {
        for cell in ["1.23E+17", "1,23E+17", "5e+12"] {
            let error = OrderIdText::parse(cell).unwrap_err();
            assert!(matches!(error, RowError::LostDigits { .. }), "{cell}: {error}");
        }
    }

    #[test]
    fn ids_have_a_limit_and_nothing_invisible() {
        assert!(OrderIdText::parse(&"é".repeat(MAX_ORDER_ID_CHARS)).is_ok());
        assert!(OrderIdText::parse(&"é".repeat(MAX_ORDER_ID_CHARS + 1)).is_err());
        assert!(OrderIdText::parse("10\n01").is_err());
    }
}
