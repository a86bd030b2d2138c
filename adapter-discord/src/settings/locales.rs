//! Discord's locales. Stores the preferred locale that Discord reports for a server, so that a process that is not
//! connected to the server can use it too. A server's own setting takes precedence.

use ledger_core::BookId;
use ledger_store::{AdapterKey, AdapterValue, Ledger, Owner, ReadError};

const PREFERRED: AdapterKey = AdapterKey::new("discord.preferred_locale");

/// Every locale that a person can choose in Discord.
pub(crate) const DISCORD: [&str; 32] = [
    "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "hi", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN",
    "zh-TW",
];

/// `pt` of `pt-BR`.
pub(crate) fn base(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or(locale)
}

/// Whether a text is one of Discord's locales, in any case, or the language of one.
pub(crate) fn is_known(text: &str) -> bool {
    DISCORD.iter().any(|locale| locale.eq_ignore_ascii_case(text) || base(locale).eq_ignore_ascii_case(text))
}

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
