//! The limits of an order export, each with its reason.
//!
//! They lie far beyond what a shop exports, and keep one upload from filling the memory or the journal.

/// Largest file, in bytes (256 MiB): it is in memory once as text and once as rows.
pub const MAX_FILE_BYTES: usize = 256 * 1024 * 1024;

/// Most rows below the header. A shop with more exports a year at a time.
pub const MAX_ROWS: usize = 1_000_000;

/// Longest field, in characters. A longer one most likely comes from a quote that was not closed.
pub const MAX_FIELD_CHARS: usize = 10_000;

/// Longest order id, in characters. It becomes part of a request key, which is kept for ever.
pub const MAX_ORDER_ID_CHARS: usize = 100;

/// Longest e-mail address, in characters, as the mail standards have it.
pub const MAX_EMAIL_CHARS: usize = 254;

/// Most digits before the decimal mark of an amount (below 1,000,000,000,000), so that the points at any rate fit 64
/// bits.
pub const MAX_WHOLE_DIGITS: usize = 12;

/// Most digits after the decimal mark of an amount. Currencies use up to four, computed taxes a few more.
pub const MAX_DECIMALS: usize = 8;

/// Most columns that a message about an unknown layout lists.
pub const MAX_COLUMNS_SHOWN: usize = 40;

/// Most characters of a cell or a column's name that a message repeats.
pub const MAX_SHOWN_CHARS: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_amount_fits_a_decimal_exactly() {
        let largest = format!("{}.{}", "9".repeat(MAX_WHOLE_DIGITS), "9".repeat(MAX_DECIMALS));
        let read = rust_decimal::Decimal::from_str_exact(&largest).unwrap();
        assert_eq!(read.to_string(), largest);
    }
}
