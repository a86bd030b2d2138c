//! People's texts for programs beside the bot: mentions by the names that the ledger keeps. Names of roles and channels
//! are not kept, so their ids stand there.

use ledger_core::{BookId, MemberId};
use ledger_store::Ledger;

use crate::app::names::kept_name;
use crate::render::tokens::{MentionNames, written_out};

/// A person's text with Discord's tokens written out: `<@42>` as `@Anna`, `<:gold:7>` as `:gold:`. It is not escaped.
pub fn in_kept_words(ledger: &Ledger, book: BookId, text: &str) -> String {
    written_out(text, &KeptNames { ledger, book }).into_owned()
}

struct KeptNames<'l> {
    ledger: &'l Ledger,
    book: BookId,
}

impl MentionNames for KeptNames<'_> {
    fn user(&self, id: u64) -> String {
        let kept = MemberId::new(id).ok().and_then(|member| {
            let kept = kept_name(self.ledger, self.book, member);
            kept.inspect_err(|error| log::warn!("the name of a member cannot be read: {error}")).ok()?
        });
        kept.unwrap_or_else(|| id.to_string())
    }

    fn role(&self, id: u64) -> String {
        format!("&{id}")
    }

    fn channel(&self, id: u64) -> String {
        id.to_string()
    }
}
