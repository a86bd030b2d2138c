//! What commands, gateway and effects share: the ledger, the texts, the names of members, the running answers.

pub(crate) mod avatars;
pub(crate) mod clock_alarm;
pub(crate) mod dedup;
pub(crate) mod hidden;
pub(crate) mod names;

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use ledger_core::{BookId, MemberId, Timestamp};
use ledger_store::Ledger;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use crate::app::avatars::Avatars;
use crate::app::clock_alarm::ClockAlarm;
use crate::app::dedup::SeenMessages;
use crate::app::hidden::HiddenMembers;
use crate::app::names::MemberNames;
use crate::render::picture::Fonts;
use crate::render::texts::Texts;
use crate::settings::book_settings;
use crate::settings::codes::Codes;
use crate::settings::config::BotConfig;

/// What the commands share.
pub struct Bot {
    /// The journal and its books.
    pub ledger: Ledger,
    /// Reads and issues claim codes.
    pub codes: Arc<dyn Codes>,
    /// The sentences of all languages.
    pub texts: Texts,
    /// The names of members.
    pub names: MemberNames,
    /// The members who are on no leaderboard.
    pub(crate) hidden: HiddenMembers,
    /// The pictures of members.
    pub avatars: Avatars,
    /// The fonts of pictures.
    pub fonts: Fonts,
    /// When the bot started.
    pub started_at: Timestamp,
    pub(crate) config: BotConfig,
    /// The running answers: once it is closed none begins, and the shutdown waits for the others.
    pub(crate) answers: TaskTracker,
    pub(crate) clock_alarm: ClockAlarm,
    pub(crate) seen_messages: SeenMessages,
    /// The servers whose roles are brought in step with the rewards just now.
    pub(crate) in_step: Mutex<HashSet<BookId>>,
    pub(crate) ready: watch::Sender<bool>,
}

impl Bot {
    /// The prefix of commands in messages of a server; in a direct message, the configured one.
    pub fn prefix(&self, book: Option<BookId>) -> String {
        let set = book.and_then(|book| {
            self.ledger.read(book, |book| book_settings::prefix_of(book.settings()).map(str::to_owned))
        });
        set.unwrap_or_else(|| self.config.prefix.clone())
    }

    /// The members who are on no leaderboard of a server, because they left or because they asked for it. A member who
    /// looks for their own place is counted: they see it although the board does not show them.
    pub(crate) fn off_boards(&self, book: BookId, looking: Option<MemberId>) -> Vec<MemberId> {
        let mut off = self.hidden.of(book);
        off.retain(|member| Some(*member) != looking);
        off.extend(self.names.gone(book));
        off.sort_unstable();
        off.dedup();
        off
    }
}
