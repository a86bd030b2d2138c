//! Whether a file writes 1.50 or 1,50: settled once for all of its amounts.
//!
//! A cell speaks for a mark if it can be read with that one only. `1,234` can be read with both and
//! with different values, so it says nothing by itself; a file of nothing else is asked about.

use std::fmt;

use crate::reading::currency;
use crate::reading::money::{bare, digits};
use crate::reading::text::shown;
use crate::reading::unreadable::Unreadable;

/// The character before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecimalMark {
    /// As in 1,234.50.
    Point,
    /// As in 1.234,50.
    Comma,
}

impl DecimalMark {
    pub(crate) fn letter(self) -> char {
        match self {
            DecimalMark::Point => '.',
            DecimalMark::Comma => ',',
        }
    }

    pub(crate) fn other(self) -> DecimalMark {
        match self {
            DecimalMark::Point => DecimalMark::Comma,
            DecimalMark::Comma => DecimalMark::Point,
        }
    }
}

impl fmt::Display for DecimalMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DecimalMark::Point => "decimal point",
            DecimalMark::Comma => "decimal comma",
        })
    }
}

/// One amount of the file, as evidence.
pub(crate) struct Sample<'c> {
    pub(crate) line: u64,
    pub(crate) cell: &'c str,
    /// What the row's currency column says.
    pub(crate) currency: Option<&'static str>,
}

/// The mark of a file; `None` if no amount has one, so that it makes no difference.
pub(crate) fn decide<'c>(
    samples: impl Iterator<Item = Sample<'c>>,
) -> Result<Option<DecimalMark>, Unreadable> {
    let (mut point, mut comma, mut open) = (None, None, None);
    for sample in samples {
        match speaks_for(&sample) {
            Evidence::For(DecimalMark::Point) => point.get_or_insert(sample),
            Evidence::For(DecimalMark::Comma) => comma.get_or_insert(sample),
            Evidence::Either => open.get_or_insert(sample),
            Evidence::Nothing => continue,
        };
    }
    match (point, comma, open) {
        (Some(point), Some(comma), _) => Err(Unreadable::MixedMoney {
            point_line: point.line,
            point: shown(point.cell),
            comma_line: comma.line,
            comma: shown(comma.cell),
        }),
        (Some(_), None, _) => Ok(Some(DecimalMark::Point)),
        (None, Some(_), _) => Ok(Some(DecimalMark::Comma)),
        (None, None, Some(open)) => {
            Err(Unreadable::UndecidedMoney { line: open.line, cell: shown(open.cell) })
        }
        (None, None, None) => Ok(None),
    }
}

enum Evidence {
    For(DecimalMark),
    /// Both marks fit and give different amounts.
    Either,
    /// No amount, or one that is the same with both.
    Nothing,
}

fn speaks_for(sample: &Sample<'_>) -> Evidence {
    let Some(bare) = bare(sample.cell) else { return Evidence::Nothing };
    let with = |mark| digits(bare.number, mark);
    match (with(DecimalMark::Point), with(DecimalMark::Comma)) {
        (Some(point), Some(comma)) if point == comma => Evidence::Nothing,
        (Some((_, decimals)), Some(_)) => match bare.currency.or(sample.currency) {
            // A yen has no parts, so the mark groups digits.
            Some(code) if currency::is_whole(code) && decimals.is_empty() => {
                Evidence::For(DecimalMark::Point)
            }
            Some(code) if currency::is_whole(code) => Evidence::For(DecimalMark::Comma),
            _ => Evidence::Either,
        },
        (Some(_), None) => Evidence::For(DecimalMark::Point),
        (None, Some(_)) => Evidence::For(DecimalMark::Comma),
        (None, None) => Evidence::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(cells: &[&str]) -> Result<Option<DecimalMark>, Unreadable> {
        decide((2..).zip(cells).map(|(line, cell)| Sample { line, cell, currency: None }))
    }

    #[test]
    fn one_clear_amount_settles_the_file() {
        for clear in ["1,234.50", "12.5", "1,234,567", "1234.567", "0.250", "1'234.567", "-12.50"] {
            assert_eq!(mark(&["1,234", "5", clear]), Ok(Some(DecimalMark::Point)), "{clear}");
        }
        for clear in ["1.234,50", "12,5", "1.234.567", "1234,567", "0,250", "116,99 €"] {
            assert_eq!(mark(&["1.234", "5", clear]), Ok(Some(DecimalMark::Comma)), "{clear}");
        }
    }

    #[test]
    fn amounts_without_marks_leave_nothing_to_settle() {
        assert_eq!(mark(&["5", " -   ", "1 234", "abc", "12.34.5"]), Ok(None));
    }

    #[test]
    fn a_file_that_never_says_is_asked_about() {
        let question = mark(&["5", "1,234", "2,500"]).unwrap_err();
        assert_eq!(question, Unreadable::UndecidedMoney { line: 3, cell: "1,234".to_owned() });
    }

    #[test]
    fn a_file_that_says_both_is_refused_with_a_line_of_each() {
        let refusal = mark(&["1.50", "7", "2,50"]).unwrap_err().to_string();
        assert!(
            refusal.starts_with("`1.50` on line 2 has a decimal point and `2,50` on line 4 a decimal comma"),
            "{refusal}"
        );
    }

    #[test]
    fn yen_have_no_decimals_so_a_mark_in_them_groups() {
        let yen = |cell| decide([Sample { line: 2, cell, currency: Some("JPY") }].into_iter());
        assert_eq!(yen("1,234"), Ok(Some(DecimalMark::Point)));
        assert_eq!(yen("1.234"), Ok(Some(DecimalMark::Comma)));
    }
}
