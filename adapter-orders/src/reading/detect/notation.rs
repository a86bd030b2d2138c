//! How a file writes amounts and dates, from all of its rows together.

use crate::reading::currency;
use crate::reading::dates::{self, DayOrder};
use crate::reading::decimal_mark::DecimalMark;
use crate::reading::detect::decimal_mark::{self, Sample};
use crate::reading::field::Field;
use crate::reading::file_error::FileError;
use crate::reading::rows::Row;

/// How a file writes amounts and dates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notation {
    pub(crate) mark: Option<DecimalMark>,
    pub(crate) days: DayOrder,
}

impl Notation {
    /// The notation that all rows together prove.
    pub(crate) fn of(rows: &[Row]) -> Result<Notation, FileError> {
        let samples = rows.iter().flat_map(|row| {
            let currency = currency::code(row.cell(Field::Currency));
            [Field::Amount, Field::Refund, Field::Adjusted].map(|field| Sample {
                line: row.line,
                cell: row.cell(field),
                currency,
            })
        });
        let mark = decimal_mark::detect(samples)?;
        Ok(Notation { mark, days: dates::day_order(rows.iter().map(|row| row.cell(Field::PlacedAt))) })
    }

    pub(crate) fn mark(self) -> DecimalMark {
        self.mark.unwrap_or(DecimalMark::Point)
    }
}
