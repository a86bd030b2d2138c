//! Errors of a single row, which is left out or read without its address.

use rust_decimal::Decimal;

use crate::reading::limits::{
    MAX_DECIMALS, MAX_EMAIL_CHARS, MAX_FIELD_CHARS, MAX_ORDER_ID_CHARS, MAX_WHOLE_DIGITS,
};
use crate::reading::problem::Problem;

/// An error of a row; its text becomes a [`Problem`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RowError {
    #[error("the row has {fields} fields and the header {expected}{}: put quotes around a field that holds a separator", lines(*.line, *.last_line))]
    TooManyFields { fields: usize, expected: usize, line: u64, last_line: u64 },
    #[error(
        "the row ends after {fields} fields, before the column `{column}`: export the file again, it may be cut off"
    )]
    TooFewFields { fields: usize, column: String },
    #[error("a quote stands inside a field{}: write quotes inside a field twice", lines(*.line, *.last_line))]
    StrayQuote { line: u64, last_line: u64 },
    #[error("the field `{column}` has {chars} characters and at most {MAX_FIELD_CHARS} are read{}: shorten it, or close a quote that was left open", lines(*.line, *.last_line))]
    LongField { column: String, chars: usize, line: u64, last_line: u64 },
    #[error("`{cell}` in `{column}` is not an amount: write it like 1234.50")]
    NotMoney { column: String, cell: String },
    #[error(
        "`{cell}` in `{column}` is too large: amounts have at most {MAX_WHOLE_DIGITS} digits before the decimal mark"
    )]
    TooLarge { column: String, cell: String },
    #[error("`{cell}` in `{column}` has more than {MAX_DECIMALS} decimals: round it")]
    TooFine { column: String, cell: String },
    #[error("the amount {amount} is below zero: enter what was given back in a refund column of its order")]
    NegativeAmount { amount: Decimal },
    #[error("the refund {refund} is below zero: write refunds without a sign")]
    NegativeRefund { refund: Decimal },
    #[error("the refund {refund} is more than the amount {amount}: correct one of them")]
    RefundTooLarge { refund: Decimal, amount: Decimal },
    #[error("the row has no amount: fill in `{column}`, with 0 if nothing was paid")]
    NoAmount { column: String },
    #[error("the row has an amount and no order id: fill in `{column}`")]
    NoOrderId { column: String },
    #[error(
        "the row has an amount and says neither whose order it is nor that it is the total: fill in its order id or its e-mail, or remove it"
    )]
    NoIdentity,
    #[error("`{label}` looks like a total, but orders follow it: remove the row")]
    TotalBetweenOrders { label: String },
    #[error(
        "the order id `{cell}` has lost digits in a spreadsheet: export again and import that file without opening it"
    )]
    LostDigits { cell: String },
    #[error(
        "the order id `{cell}` has {chars} characters and at most {MAX_ORDER_ID_CHARS} are kept: shorten it"
    )]
    LongOrderId { cell: String, chars: usize },
    #[error("the order id `{cell}` holds a line break or another invisible character: remove it")]
    InvisibleInOrderId { cell: String },
    #[error(
        "`{cell}` is not an e-mail address of up to {MAX_EMAIL_CHARS} characters: the order is read without one"
    )]
    NotAnAddress { cell: String },
    #[error(
        "`{cell}` is not an e-mail address of up to {MAX_EMAIL_CHARS} characters, and nothing else says whose order it is: correct it"
    )]
    NoAddress { cell: String },
    #[error("the status `{cell}` is unknown: use one such as paid, pending, refunded or cancelled")]
    UnknownStatus { cell: String },
    #[error("`{cell}` in `{column}` is neither yes nor no: write 1 or 0")]
    NotAFlag { column: String, cell: String },
    #[error("the amount is in {written} and the column `{column}` says {said}: correct one of them")]
    TwoCurrencies { written: String, column: String, said: String },
    #[error(
        "order `{id}` has {here} `{second}` here and `{first}` on line {line}: it is not read until both agree"
    )]
    Conflict { id: String, here: &'static str, first: String, second: String, line: u64 },
}

impl RowError {
    /// The problem of the row at `line`.
    pub(crate) fn on(self, line: u64) -> Problem {
        Problem { line, problem: self.to_string() }
    }
}

/// The lines of a record that spans several: a quote that was not closed swallows rows.
fn lines(first: u64, last: u64) -> String {
    if first == last { String::new() } else { format!(" (lines {first} to {last} read as one row)") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_over_several_lines_says_which() {
        let flaw = RowError::StrayQuote { line: 3, last_line: 9 };
        assert_eq!(
            flaw.to_string(),
            "a quote stands inside a field (lines 3 to 9 read as one row): write quotes inside a field twice"
        );
        let flaw = RowError::StrayQuote { line: 3, last_line: 3 };
        assert_eq!(flaw.to_string(), "a quote stands inside a field: write quotes inside a field twice");
    }
}
