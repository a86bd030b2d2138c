//! Errors for which a whole file is refused, with what to do about each.

use crate::reading::field::Field;
use crate::reading::limits::{MAX_FILE_BYTES, MAX_ROWS};

/// The file as a whole cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// No bytes, or only white space.
    #[error("the file is empty: export the orders again and upload that file")]
    Empty,
    /// A header and nothing below it.
    #[error("the file has a header and no rows below it: choose a period with orders and export again")]
    NoRows,
    /// Larger than the limit.
    #[error("the file has {bytes} bytes and at most {MAX_FILE_BYTES} are read: export a shorter period")]
    TooLong {
        /// Size of the file, in bytes.
        bytes: usize,
    },
    /// More rows than the limit.
    #[error("the file has more than {MAX_ROWS} rows: export a shorter period")]
    TooManyRows,
    /// A spreadsheet or an archive instead of text.
    #[error("the file is an Excel workbook or an archive: open it and save it as `CSV UTF-8`")]
    Workbook,
    /// A NUL byte.
    #[error("line {line} holds a NUL byte, which no text has: save the file as `CSV UTF-8`")]
    Binary {
        /// The line, counted from 1.
        line: u64,
    },
    /// Bytes that are invalid in the encoding of the file.
    #[error("line {line} is not {encoding} text: save the file as `CSV UTF-8`")]
    Garbled {
        /// The line, counted from 1.
        line: u64,
        /// The encoding that was tried.
        encoding: String,
    },
    /// `sep=` names a delimiter that exports do not use.
    #[error("line 1 says that fields are separated by `{found}`: use a comma, a semicolon, a tab or `|`")]
    UnknownDelimiter {
        /// The character after `sep=`.
        found: String,
    },
    /// A quote is opened and the file ends before it is closed.
    #[error(
        "the quote opened on line {line} is never closed, so the rows after it cannot be told apart: close it there"
    )]
    OpenQuote {
        /// The line of the opening quote, counted from 1.
        line: u64,
    },
    /// A quote stands inside a name of the header.
    #[error("the header has a quote inside a field on line {line}: write it twice, or leave it out")]
    HeaderQuote {
        /// The line of the quote, counted from 1.
        line: u64,
    },
    /// The first row is an order instead of a header. Its cells are personal data, so the message does not repeat them.
    #[error(
        "the first row holds an e-mail address instead of column names: put a header such as `Order ID,Email,Total` above it"
    )]
    NoHeader,
    /// A required column is missing.
    #[error("no column of the file is {missing}: the columns are {seen}; name one {example}")]
    UnknownLayout {
        /// The missing column.
        missing: &'static str,
        /// The names of the columns, in the order of the file.
        seen: String,
        /// Names that are understood.
        example: &'static str,
    },
    /// Two columns fit one field equally well.
    #[error("which column is the {field}: {names}? Rename or remove those that are not meant")]
    WhichColumn {
        /// The field.
        field: Field,
        /// Their names, as the file writes them.
        names: String,
    },
    /// Every amount with a mark can be read in two ways.
    #[error(
        "does `{cell}` on line {line} have decimals or thousands? No amount of the file tells: write one amount with two decimals, such as `5.00` or `5,00`, or all of them without a thousands separator"
    )]
    UndecidedMoney {
        /// The line of the first such amount, counted from 1.
        line: u64,
        /// The cell.
        cell: String,
    },
    /// The file has decimal points and decimal commas.
    #[error(
        "`{point}` on line {point_line} has a decimal point and `{comma}` on line {comma_line} a decimal comma: write all amounts one way"
    )]
    MixedMoney {
        /// Line of the first amount that can only have a decimal point.
        point_line: u64,
        /// That cell.
        point: String,
        /// Line of the first amount that can only have a decimal comma.
        comma_line: u64,
        /// That cell.
        comma: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_value_the_limit_and_what_to_do() {
        let sentence = FileError::TooLong { bytes: 300_000_000 }.to_string();
        assert_eq!(
            sentence,
            "the file has 300000000 bytes and at most 268435456 are read: export a shorter period"
        );
    }
}
