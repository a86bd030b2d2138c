//! How much of a file is read, with a reason for each limit.
//!
//! Only numbers live here; the sentences that name them stand in `unreadable` and `trouble`.
//! All of them lie far beyond what a shop exports, and all of them keep one upload from filling the
//! memory or the journal.

/// Longest file, in bytes (256 MiB): it is held in memory once as text and once as rows.
pub const MAX_FILE_BYTES: usize = 256 * 1024 * 1024;

/// Most rows below the header. A shop with more exports a year at a time.
pub const MAX_ROWS: usize = 1_000_000;

/// Longest field, in characters. A longer one is most likely a quote that was left open.
pub const MAX_FIELD_CHARS: usize = 10_000;

/// Longest order id, in characters. It becomes part of a request key, which is kept for ever.
pub const MAX_ORDER_ID_CHARS: usize = 100;

/// Longest e-mail address, in characters, as the mail standards have it.
pub const MAX_EMAIL_CHARS: usize = 254;

/// Most digits before the decimal mark of an amount (below 1,000,000,000,000): points are whole
/// numbers of 64 bits, and any shop's rate must still fit.
pub const MAX_WHOLE_DIGITS: usize = 12;

/// Most digits after the decimal mark of an amount. Currencies use up to four, shops that multiply
/// taxes a few more.
pub const MAX_DECIMALS: usize = 8;

/// Most columns that a sentence about an unknown file repeats.
pub const MAX_COLUMNS_SHOWN: usize = 40;

/// Most characters of a cell or a column's name that a sentence repeats.
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
