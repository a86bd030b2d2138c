//! Stores the preferred locale that Discord reports for a server, so that a process that is not connected to the server
//! can use it too. A server's own setting takes precedence.

use ledger_core::BookId;
use ledger_store::{AdapterKey, AdapterValue, Ledger, Owner, ReadError};

const PREFERRED: AdapterKey = AdapterKey::new("discord.preferred_locale");

/// Stores the locale of a server if it changed.
pub(crate) fn seen(ledger: &Ledger, book: BookId, locale: &str) {
    match AdapterValue::new(Owner::Book(book), PREFERRED, locale) {
        // Do not wait for the write: Discord reports the locale at every connection.
        Ok(kept) => drop(ledger.adapter_data().put([kept])),
        Err(invalid) => log::warn!("the language of {book} is not kept: {invalid}"),
    }
}

/// The last preferred locale that Discord reported for a server.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn preferred(ledger: &Ledger, book: BookId) -> Result<Option<String>, ReadError> {
    ledger.adapter_data().get(Owner::Book(book), PREFERRED)
}
