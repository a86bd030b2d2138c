//! What the commands, the gateway and the effects share: the ledger, the texts, who is called what, what is under way.

pub(crate) mod avatars;
pub(crate) mod dedup;
pub(crate) mod names;

use std::sync::Arc;

use ledger_core::{BookId, Timestamp};
use ledger_store::Ledger;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use crate::app::avatars::Avatars;
use crate::app::dedup::SeenMessages;
use crate::app::names::MemberNames;
use crate::render::texts::Texts;
use crate::reply::error::CommandError;
use crate::settings::book_settings;
use crate::settings::codes::Codes;
use crate::settings::config::BotConfig;

/// What poise hands to every command.
pub(crate) type Data = Arc<Bot>;

/// The context of a command.
pub(crate) type Context<'a> = poise::Context<'a, Data, CommandError>;

/// A command, for slash and prefix alike.
pub(crate) type Command = poise::Command<Data, CommandError>;

/// What the commands share.
pub struct Bot {
    /// Who is asked.
    pub ledger: Ledger,
    /// Who reads claim codes.
    pub codes: Arc<dyn Codes>,
    /// What is said.
    pub texts: Texts,
    /// Who is who.
    pub names: MemberNames,
    /// What they look like.
    pub avatars: Avatars,
    /// Since when the bot is running.
    pub started_at: Timestamp,
    pub(crate) config: BotConfig,
    /// The answers under way: once it is closed none begins, and the shutdown waits for the others.
    pub(crate) answers: TaskTracker,
    pub(crate) seen_messages: SeenMessages,
    pub(crate) ready: watch::Sender<bool>,
}

impl Bot {
    /// What commands in messages of a community begin with; in a direct message, what is configured.
    pub fn prefix(&self, book: Option<BookId>) -> String {
        self.with_prefix(book, str::to_owned)
    }

    /// What commands in messages of a server begin with, for a look.
    pub(crate) fn with_prefix<T>(&self, book: Option<BookId>, look: impl FnOnce(&str) -> T) -> T {
        let Some(book) = book else { return look(&self.config.prefix) };
        self.ledger
            .read(book, |book| look(book_settings::prefix_of(book.settings()).unwrap_or(&self.config.prefix)))
    }
}
