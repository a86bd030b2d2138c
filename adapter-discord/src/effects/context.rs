//! What effects share: the settings of a server, names of members, and the language.

use std::sync::Arc;

use ledger_core::{AccountNo, BookId, MemberId};
use poise::serenity_prelude as serenity;
use serenity::ChannelId;

use crate::app::{Bot, names};
use crate::render::Currency;
use crate::render::escape::harmless;
use crate::render::texts::Voice;
use crate::render::tokens::{MentionNames, written_out};
use crate::settings::book_settings::{BookSettings, server};
use crate::settings::locales;

/// Made anew wherever members are looked at because of something else than an event.
#[derive(Clone)]
pub(crate) struct EffectContext {
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

    /// A person's text with names in place of mentions, escaped.
    pub(super) fn words_of(&self, book: BookId, text: &str) -> String {
        harmless(&written_out(text, &NamesIn { context: self, book }))
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

/// The names that mentions in a server stand for.
struct NamesIn<'a> {
    context: &'a EffectContext,
    book: BookId,
}

impl MentionNames for NamesIn<'_> {
    fn user(&self, id: u64) -> String {
        let EffectContext { bot, cache, .. } = self.context;
        let known = MemberId::new(id).ok().and_then(|member| bot.names.name(cache, self.book, member));
        known.unwrap_or_else(|| self.context.voice(self.book).say("name-not-seen"))
    }

    fn role(&self, id: u64) -> String {
        let known = names::role(&self.context.cache, server(self.book), id);
        known.unwrap_or_else(|| self.context.voice(self.book).say("name-unknown-role"))
    }

    fn channel(&self, id: u64) -> String {
        let known = names::channel(&self.context.cache, server(self.book), id);
        known.unwrap_or_else(|| self.context.voice(self.book).say("name-unknown-channel"))
    }
}
