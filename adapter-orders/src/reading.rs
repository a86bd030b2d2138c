//! Parses an export: bytes become text, text becomes rows, and rows become orders.
//!
//! The columns, the decimal mark and the order of day and month are detected for the whole file before the first row is
//! read, so that no row is read by a guess of its own.

mod assembly;
mod columns;
mod currency;
mod dates;
mod decimal_mark;
pub(crate) mod delimiter;
mod detect;
mod email_address;
pub(crate) mod encoding;
pub(crate) mod export;
pub(crate) mod field;
pub(crate) mod file_error;
pub mod limits;
mod money;
pub(crate) mod order_id;
mod payment_status;
pub(crate) mod problem;
mod quoting;
pub(crate) mod records;
mod row_error;
mod row_kind;
mod rows;
mod synonyms;
mod text;

use crate::reading::columns::Columns;
use crate::reading::detect::notation::Notation;
use crate::reading::export::{Export, Layout};
use crate::reading::file_error::FileError;
use crate::reading::records::Records;

/// Parses an order export as it was downloaded, in any of the usual layouts.
///
/// The orders come in the order of the file, each order once. A row that cannot be read is in [`Export::problems`]
/// with its line, and is no order: missing values are never filled in with a default.
///
/// # Errors
///
/// [`FileError`] when the file as a whole cannot be read: it is no text, its columns are unknown, or they are
/// ambiguous.
///
/// ```
/// let export = adapter_orders::read(b"Order ID;E-Mail;Gesamtbetrag\n7;Ida@Example.org;\"1.234,50\"\n")?;
/// assert_eq!(export.orders[0].email.as_deref(), Some("ida@example.org"));
/// assert_eq!(export.orders[0].amount.to_string(), "1234.50");
/// # Ok::<(), adapter_orders::FileError>(())
/// ```
pub fn read(bytes: &[u8]) -> Result<Export, FileError> {
    let (text, encoding) = encoding::decode(bytes)?;
    let (body, delimiter) = detect::delimiter::detect(&text)?;
    let mut records = Records::new(&text, body, delimiter);
    let header = records.header()?;
    let columns = Columns::recognise(&header)?;
    let rows = rows::read(records, &columns, &header, limits::MAX_ROWS)?;
    let notation = Notation::of(&rows)?;
    let assembled = assembly::assemble(&rows, &columns, notation);
    Ok(Export {
        layout: Layout::new(encoding, delimiter, columns.named(), notation.mark),
        rows: rows.len() as u64,
        orders: assembled.orders,
        problems: assembled.problems,
        skipped: assembled.skipped,
    })
}
