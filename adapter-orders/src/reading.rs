//! From the bytes of an export to orders: the one path, in the order it is walked.
//!
//! Bytes become text, text becomes rows, and rows become orders.
//! What holds for a whole file (its columns, its decimal mark, the order of day and month) is settled
//! before the first row is judged, so that no row is ever read by a guess of its own.
//! Nothing here does any IO, and nothing here knows points, books or codes.

mod address;
mod assembly;
mod columns;
mod currency;
mod dates;
mod decimal_mark;
pub(crate) mod delimiter;
pub(crate) mod encoding;
pub(crate) mod export;
pub(crate) mod field;
pub mod limits;
mod meaning;
mod money;
mod quoting;
pub(crate) mod records;
mod rows;
mod standing;
mod synonyms;
mod text;
mod trouble;
pub(crate) mod unreadable;

use crate::reading::columns::Columns;
use crate::reading::export::{Export, Layout};
use crate::reading::meaning::Habits;
use crate::reading::records::Records;
use crate::reading::unreadable::Unreadable;

/// Reads an order export: the file as it was downloaded, in any of the usual layouts.
///
/// The orders come in the order of the file, each order once. A row that cannot be read stands in
/// [`Export::problems`] with its line and is no order: nothing is ever filled in with a default.
///
/// # Errors
///
/// [`Unreadable`] when nothing of the file may be trusted: it is no text, its columns are unknown, or
/// a question about the whole file is open, such as which of two columns is meant.
///
/// ```
/// let export = adapter_orders::read(b"Order ID;E-Mail;Gesamtbetrag\n7;Ida@Example.org;\"1.234,50\"\n")?;
/// assert_eq!(export.orders[0].email.as_deref(), Some("ida@example.org"));
/// assert_eq!(export.orders[0].amount.to_string(), "1234.50");
/// # Ok::<(), adapter_orders::Unreadable>(())
/// ```
pub fn read(bytes: &[u8]) -> Result<Export, Unreadable> {
    let (text, encoding) = encoding::decode(bytes)?;
    let (body, delimiter) = delimiter::sniff(&text)?;
    let mut records = Records::new(&text, body, delimiter);
    let header = records.header()?;
    let columns = Columns::recognise(&header)?;
    let rows = rows::read(records, &columns, &header, limits::MAX_ROWS)?;
    let habits = Habits::of(&rows)?;
    let assembled = assembly::assemble(&rows, &columns, habits);
    Ok(Export {
        layout: Layout::new(encoding, delimiter, columns.named(), habits.mark),
        rows: rows.len() as u64,
        orders: assembled.orders,
        problems: assembled.problems,
        skipped: assembled.skipped,
    })
}
