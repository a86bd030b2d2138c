//! What reactions know of a server and its people, without anybody having asked: settings, names, the language.

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

/// The ledger on one side, Discord on the other.
#[derive(Clone)]
pub(super) struct EffectContext {
    /// What the commands share.
    pub bot: Arc<Bot>,
    /// The way to Discord.
    pub http: Arc<serenity::Http>,
    /// What the gateway told.
    pub cache: Arc<serenity::Cache>,
}

impl EffectContext {
    /// What a server has set.
    pub(super) fn settings(&self, book: BookId) -> BookSettings {
        self.bot.ledger.read(book, |book| BookSettings::of(book.settings()))
    }

    /// What points are called in a server.
    pub(super) fn currency(&self, book: BookId) -> Currency {
        self.bot.ledger.read(book, |book| Currency::of(book.settings()))
    }

    /// Where changes are told, if that is anywhere.
    pub(super) fn log_channel(&self, book: BookId) -> Option<ChannelId> {
        self.settings(book).log_channel.map(ChannelId::new)
    }

    /// The language of a server: the one it set, else the one that Discord calls preferred there. Servers that another
    /// process is connected to are not in the cache; of those the file knows.
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

    /// Whose an account is, unless they were forgotten.
    pub(super) fn member(&self, book: BookId, account: AccountNo) -> Option<MemberId> {
        self.bot.ledger.read(book, |book| book.account(account)?.member)
    }

    /// How the holder of an account is called; harmless. Of whom no name is known, the mention says who it is, and
    /// pings nobody.
    pub(super) fn name(&self, book: BookId, account: AccountNo) -> String {
        let Some(member) = self.member(book, account) else { return self.voice(book).say("name-forgotten") };
        let known = self.bot.names.name(&self.cache, book, member);
        known.map_or_else(|| format!("<@{member}>"), |name| harmless(&name))
    }
}
