//! Parses amounts of money, as people and spreadsheets write them, to exact decimals without floats.
//!
//! The decimal mark is decided for the whole file in `detect::decimal_mark`.

use rust_decimal::Decimal;

use crate::reading::currency;
use crate::reading::decimal_mark::DecimalMark;
use crate::reading::limits::{MAX_DECIMALS, MAX_WHOLE_DIGITS};
use crate::reading::row_error::RowError;
use crate::reading::text::{clean, shown};

/// An amount, and the currency beside it, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Money {
    pub(crate) amount: Decimal,
    pub(crate) currency: Option<&'static str>,
}

/// The money in a cell that is not blank.
pub(crate) fn read(
    cell: &str,
    mark: DecimalMark,
    column: impl FnOnce() -> String,
) -> Result<Money, RowError> {
    let Some((bare, (whole, decimals))) =
        bare(cell).and_then(|bare| Some((bare, digits(bare.number, mark)?)))
    else {
        return Err(RowError::NotMoney { column: column(), cell: shown(cell) });
    };
    let significant = whole.trim_start_matches('0');
    if significant.len() > MAX_WHOLE_DIGITS {
        return Err(RowError::TooLarge { column: column(), cell: shown(cell) });
    }
    if decimals.len() > MAX_DECIMALS {
        return Err(RowError::TooFine { column: column(), cell: shown(cell) });
    }
    let text = format!("0{significant}.{decimals}0");
    let mut amount = Decimal::from_str_exact(&text).expect("the digits are within the limits of a decimal");
    amount.rescale(decimals.len() as u32);
    amount.set_sign_negative(bare.is_negative && !amount.is_zero());
    Ok(Money { amount, currency: bare.currency })
}

/// A cell split into sign, digits and currency.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bare<'c> {
    is_negative: bool,
    /// The digits and the marks between them.
    pub(crate) number: &'c str,
    pub(crate) currency: Option<&'static str>,
}

/// Splits off sign, brackets and currency; `None` if anything else surrounds the number.
pub(crate) fn bare(cell: &str) -> Option<Bare<'_>> {
    let cell = clean(cell);
    let is_digit = |letter: char| letter.is_ascii_digit();
    let Some(first) = cell.find(is_digit) else {
        // Spreadsheets show zero as ` -   ` or `$ -`.
        let around = Around::of(cell)?;
        return (around.minuses > 0 && around.pluses + around.opening + around.closing == 0)
            .then_some(Bare { is_negative: false, number: "0", currency: around.currency });
    };
    let last = cell.rfind(is_digit)?;
    let start = if starts_with_mark(&cell[..first]) { first - 1 } else { first };
    let (before, after) = (Around::of(&cell[..start])?, Around::of(&cell[last + 1..])?);
    let signs = before.minuses + before.pluses + after.minuses + after.pluses;
    let in_brackets = match (before.opening, before.closing, after.opening, after.closing) {
        (0, 0, 0, 0) => false,
        (1, 0, 0, 1) => true,
        _ => return None,
    };
    let currency = match (before.currency, after.currency) {
        (Some(one), Some(other)) if one != other => return None,
        (one, other) => one.or(other),
    };
    let is_negative = in_brackets || before.minuses + after.minuses > 0;
    (signs + u8::from(in_brackets) <= 1).then_some(Bare {
        is_negative,
        number: &cell[start..=last],
        currency,
    })
}

/// The digits before and after the decimal mark; `None` if the number is not written with this mark.
pub(crate) fn digits(number: &str, mark: DecimalMark) -> Option<(String, &str)> {
    let (whole, decimals) = match number.split_once(mark.letter()) {
        Some((whole, decimals)) if is_digits(decimals) => (whole, decimals),
        Some(_) => return None,
        None => (number, ""),
    };
    if whole.is_empty() || is_digits(whole) {
        return Some((whole.to_owned(), decimals));
    }
    let group = whole.chars().find(|letter| !letter.is_ascii_digit())?;
    if !(group == mark.other().letter() || group.is_whitespace() || matches!(group, '\'' | '’')) {
        return None;
    }
    let groups: Vec<&str> = whole.split(group).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let is_first = is_digits(first) && first.len() <= 3 && !first.starts_with('0');
    // India groups by two above the thousands.
    let is_middle = middle.iter().all(|group| is_digits(group) && group.len() == 3)
        || (group == ','
            && first.len() <= 2
            && middle.iter().all(|group| is_digits(group) && group.len() == 2));
    (is_first && is_middle && is_digits(last) && last.len() == 3).then(|| (groups.concat(), decimals))
}

/// The characters on one side of a number.
#[derive(Default)]
struct Around {
    minuses: u8,
    pluses: u8,
    opening: u8,
    closing: u8,
    currency: Option<&'static str>,
}

impl Around {
    fn of(text: &str) -> Option<Around> {
        let mut around = Around::default();
        let mut word = String::new();
        for letter in text.chars().flat_map(char::to_lowercase) {
            let count = match letter {
                '-' | '−' | '–' | '—' => &mut around.minuses,
                '+' => &mut around.pluses,
                '(' => &mut around.opening,
                ')' => &mut around.closing,
                letter if letter.is_whitespace() => continue,
                letter => {
                    word.push(letter);
                    continue;
                }
            };
            *count = count.saturating_add(1);
        }
        if !word.is_empty() {
            around.currency = currency::beside_amount(&word)?;
        }
        Some(around)
    }
}

/// True for `.50` and `$,50`, false for the point of `Rs.50`.
fn starts_with_mark(before: &str) -> bool {
    let bare = before.strip_suffix(['.', ',']);
    bare.is_some_and(|bare| !bare.ends_with(char::is_alphabetic))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(mark: DecimalMark, cell: &str, amount: &str, currency: Option<&str>) {
        let money = read(cell, mark, String::new).unwrap_or_else(|error| panic!("{cell:?}: {error}"));
        assert_eq!((money.amount.to_string().as_str(), money.currency), (amount, currency), "{cell:?}");
    }

    #[test]
    fn amounts_with_a_decimal_point_are_read() {
        for (cell, amount) in [
            ("29.98", "29.98"),
            ("$1,234.50", "1234.50"),
            (" 1,234 ", "1234"),
            (" -   ", "0"),
            ("$ -   ", "0"),
            ("–", "0"),
            ("(12.00)", "-12.00"),
            ("($12.00)", "-12.00"),
            ("-$1.85", "-1.85"),
            ("$-1.85", "-1.85"),
            ("5-", "-5"),
            ("+7", "7"),
            (".50", "0.50"),
            ("1'234.50", "1234.50"),
            ("1 234.50", "1234.50"),
            ("12\u{a0}345", "12345"),
            ("1,23,456.00", "123456.00"),
            ("0.00", "0.00"),
            ("-0.00", "0.00"),
            ("007", "7"),
            ("Rs.500", "500"),
            ("'12.00", "12.00"),
        ] {
            check(DecimalMark::Point, cell, amount, None);
        }
        check(DecimalMark::Point, "12.00 usd", "12.00", Some("USD"));
        check(DecimalMark::Point, "¥1,234 JPY", "1234", Some("JPY"));
    }

    #[test]
    fn amounts_with_a_decimal_comma_are_read() {
        for (cell, amount) in
            [("1.234,50", "1234.50"), ("0,25", "0.25"), ("1’234,5", "1234.5"), ("1.234", "1234")]
        {
            check(DecimalMark::Comma, cell, amount, None);
        }
        check(DecimalMark::Comma, "116,99 €", "116.99", Some("EUR"));
        check(DecimalMark::Comma, "EUR 1\u{202f}234,00", "1234.00", Some("EUR"));
    }

    #[test]
    fn other_text_is_never_read_as_an_amount() {
        for cell in [
            "abc",
            "12.50.00",
            "1,23",
            "12,34,5",
            "1 23",
            "1.2E+3",
            "12%",
            "(12",
            "--5",
            "-(5)",
            "$5 EUR GBP",
            "5.",
            "0,250",
            "1,234 567.00",
            "n/a",
            "1..2",
            ".",
            "€5 USD",
        ] {
            let error = read(cell, DecimalMark::Point, || "Total".to_owned()).unwrap_err();
            assert!(matches!(error, RowError::NotMoney { .. }), "{cell}: {error}");
        }
    }

    #[test]
    fn amounts_have_limits_in_both_directions() {
        check(DecimalMark::Point, "999,999,999,999.12345678", "999999999999.12345678", None);
        let large = read("1000000000000", DecimalMark::Point, || "Total".to_owned()).unwrap_err();
        assert_eq!(
            large.to_string(),
            "`1000000000000` in `Total` is too large: amounts have at most 12 digits before the decimal mark"
        );
        assert!(matches!(
            read("1.123456789", DecimalMark::Point, String::new),
            Err(RowError::TooFine { .. })
        ));
    }
}
