//! What effects share: the settings of a server, names of members, and the language.

use std::sync::Arc;

use ledger_core::{AccountNo, BookId, MemberId};
use poise::serenity_prelude as serenity;
use serenity::ChannelId;

use crate::app::Bot;
use crate::render::Currency;
use crate::render::escape::harmless;
use crate::render::texts::Voice;
use crate::settings::book_settings::{BookSettings, server};
use crate::settings::locales;

#[derive(Clone)]
pub(super) struct EffectContext {
    pub bot: Arc<Bot>,
    pub http: Arc<serenity::Http>,
    pub cache: Arc<serenity::Cache>,
}

impl EffectContext {
    pub(super) fn settings(&self, book: BookId) -> BookSettings {
        self.bot.ledger.read(book, |book| BookSettings::of(book.settings()))
    }

    pub(super) fn currency(&self, book: BookId) -> Currency {
        self.bot.ledger.read(book, |book| Currency::of(book.settings()))
    }

    pub(super) fn log_channel(&self, book: BookId) -> Option<ChannelId> {
        self.settings(book).log_channel.map(ChannelId::new)
    }

    /// The language of a server: its setting, or the locale that Discord reports. Servers of other processes are not in
    /// the cache; for those the stored locale is used.
    pub(super) fn voice(&self, book: BookId) -> Voice<'_> {
        let preferred = || self.cache.guild(server(book)).map(|guild| guild.preferred_locale.clone());
        let kept = || {
            let read = locales::preferred(&self.bot.ledger, book);
            read.inspect_err(|error| log::warn!("the language of {book} cannot be read: {error}"))
                .ok()
                .flatten()
        };
        let locale = self.settings(book).locale.or_else(preferred).or_else(kept);
        self.bot.texts.voice(locale.as_deref())
    }

    /// The member of an account, unless they were forgotten.
    pub(super) fn member(&self, book: BookId, account: AccountNo) -> Option<MemberId> {
        self.bot.ledger.read(book, |book| book.account(account)?.member)
    }

    /// The name of an account's holder, safe for markdown. Without a known name this is the mention, which pings no one
    /// here.
    pub(super) fn name(&self, book: BookId, account: AccountNo) -> String {
        let Some(member) = self.member(book, account) else { return self.voice(book).say("name-forgotten") };
        let known = self.bot.names.name(&self.cache, book, member);
        known.map_or_else(|| format!("<@{member}>"), |name| harmless(&name))
    }
}
