//! Which language Discord calls preferred in a server: kept, so that log channels and letters are written in it also by a
//! process that is not connected to that server. What a server has set for itself comes before it, and is not known here.

use ledger_core::BookId;
use ledger_store::{AdapterKey, AdapterValue, Ledger, Owner, ReadError};

/// Under this name the language is kept.
const PREFERRED: AdapterKey = AdapterKey::new("discord.preferred_locale");

/// Keeps what a server prefers, unless that is known.
pub(crate) fn seen(ledger: &Ledger, book: BookId, locale: &str) {
    match AdapterValue::new(Owner::Book(book), PREFERRED, locale) {
        // Nobody waits for it: Discord tells it with every connection.
        Ok(kept) => drop(ledger.adapter_data().put([kept])),
        Err(invalid) => log::warn!("the language of {book} is not kept: {invalid}"),
    }
}

/// What a server was last seen to prefer.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn preferred(ledger: &Ledger, book: BookId) -> Result<Option<String>, ReadError> {
    ledger.adapter_data().get(Owner::Book(book), PREFERRED)
}
