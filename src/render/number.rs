//! Numbers for people, with digits in groups of three.

use ledger_core::Points;

/// 1234567 as `1,234,567`.
pub(crate) fn grouped(number: u64) -> String {
    i64::try_from(number).map_or_else(|_| number.to_string(), |number| Points(number).to_string())
}

/// A change with its sign: `+1,000`, `-5`.
pub(crate) fn signed(points: Points) -> String {
    format!("{points:+}")
}

/// A number with the word for what is counted: `1 order`, `2 orders`.
pub(crate) fn counted(number: u64, one: &str) -> String {
    format!("{} {one}{}", grouped(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_signed_and_counted() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!((signed(Points(1_000)), signed(Points(-5))), ("+1,000".to_owned(), "-5".to_owned()));
        assert_eq!((counted(1, "order"), counted(0, "order")), ("1 order".to_owned(), "0 orders".to_owned()));
    }
}
