//! User accounts: people and bots.

use crate::world::ids::UserId;

#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: UserId,
    /// The unique lower-case name.
    pub(crate) handle: String,
    /// The display name; a server may show a nickname instead.
    pub(crate) name: String,
    pub(crate) kind: AccountKind,
    /// The hash of the user's avatar; `None` for Discord's default one.
    pub(crate) avatar: Option<String>,
    /// The language of the client: `en-US`, `de`.
    pub(crate) locale: String,
    pub(crate) direct_messages: DirectMessages,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccountKind {
    Person,
    Bot,
}

/// Whether a user accepts direct messages from the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DirectMessages {
    Accepted,
    Refused,
}
