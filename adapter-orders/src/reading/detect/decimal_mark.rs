//! Whether a file writes 1.50 or 1,50, decided once for all of its amounts.
//!
//! A cell proves a mark if it can be read with that mark only. `1,234` can be read with both and gives different values,
//! so a file with nothing else is refused with a question.

use crate::reading::currency;
use crate::reading::decimal_mark::DecimalMark;
use crate::reading::file_error::FileError;
use crate::reading::money::{bare, digits};
use crate::reading::text::shown;

/// One amount of the file.
pub(crate) struct Sample<'c> {
    pub(crate) line: u64,
    pub(crate) cell: &'c str,
    /// The currency column of the row.
    pub(crate) currency: Option<&'static str>,
}

/// The mark of a file; `None` if no amount has one.
pub(crate) fn detect<'c>(
    samples: impl Iterator<Item = Sample<'c>>,
) -> Result<Option<DecimalMark>, FileError> {
    let (mut point, mut comma, mut open) = (None, None, None);
    for sample in samples {
        match evidence(&sample) {
            Evidence::For(DecimalMark::Point) => point.get_or_insert(sample),
            Evidence::For(DecimalMark::Comma) => comma.get_or_insert(sample),
            Evidence::Either => open.get_or_insert(sample),
            Evidence::Nothing => continue,
        };
    }
    match (point, comma, open) {
        (Some(point), Some(comma), _) => Err(FileError::MixedMoney {
            point_line: point.line,
            point: shown(point.cell),
            comma_line: comma.line,
            comma: shown(comma.cell),
        }),
        (Some(_), None, _) => Ok(Some(DecimalMark::Point)),
        (None, Some(_), _) => Ok(Some(DecimalMark::Comma)),
        (None, None, Some(open)) => {
            Err(FileError::UndecidedMoney { line: open.line, cell: shown(open.cell) })
        }
        (None, None, None) => Ok(None),
    }
}

enum Evidence {
    For(DecimalMark),
    /// Both marks fit, with different amounts.
    Either,
    /// Not an amount, or the same amount with both.
    Nothing,
}

fn evidence(sample: &Sample<'_>) -> Evidence {
    let Some(bare) = bare(sample.cell) else { return Evidence::Nothing };
    let with = |mark| digits(bare.number, mark);
    match (with(DecimalMark::Point), with(DecimalMark::Comma)) {
        (Some(point), Some(comma)) if point == comma => Evidence::Nothing,
        (Some((_, decimals)), Some(_)) => match bare.currency.or(sample.currency) {
            // Without a subunit, the mark groups digits.
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

    fn mark(cells: &[&str]) -> Result<Option<DecimalMark>, FileError> {
        detect((2..).zip(cells).map(|(line, cell)| Sample { line, cell, currency: None }))
    }

    #[test]
    fn one_clear_amount_decides_for_the_file() {
        for clear in ["1,234.50", "12.5", "1,234,567", "1234.567", "0.250", "1'234.567", "-12.50"] {
            assert_eq!(mark(&["1,234", "5", clear]), Ok(Some(DecimalMark::Point)), "{clear}");
        }
        for clear in ["1.234,50", "12,5", "1.234.567", "1234,567", "0,250", "116,99 €"] {
            assert_eq!(mark(&["1.234", "5", clear]), Ok(Some(DecimalMark::Comma)), "{clear}");
        }
    }

    #[test]
    fn amounts_without_marks_need_no_decision() {
        assert_eq!(mark(&["5", " -   ", "1 234", "abc", "12.34.5"]), Ok(None));
    }

    #[test]
    fn a_file_with_ambiguous_amounts_only_is_refused_with_a_question() {
        let question = mark(&["5", "1,234", "2,500"]).unwrap_err();
        assert_eq!(question, FileError::UndecidedMoney { line: 3, cell: "1,234".to_owned() });
    }

    #[test]
    fn a_file_with_both_marks_is_refused_with_a_line_of_each() {
        let refusal = mark(&["1.50", "7", "2,50"]).unwrap_err().to_string();
        assert!(
            refusal.starts_with("`1.50` on line 2 has a decimal point and `2,50` on line 4 a decimal comma"),
            "{refusal}"
        );
    }

    #[test]
    fn yen_have_no_decimals_so_a_mark_in_them_groups() {
        let yen = |cell| detect([Sample { line: 2, cell, currency: Some("JPY") }].into_iter());
        assert_eq!(yen("1,234"), Ok(Some(DecimalMark::Point)));
        assert_eq!(yen("1.234"), Ok(Some(DecimalMark::Comma)));
    }
}
