//! People and bots, wherever they are members.

use crate::world::ids::UserId;

/// A person or a bot.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: UserId,
    /// The unique lower-case name.
    pub(crate) handle: String,
    /// The name that is shown, unless a server has a nickname.
    pub(crate) name: String,
    pub(crate) kind: AccountKind,
    /// The hash of a picture of their own.
    pub(crate) avatar: Option<String>,
    /// The language of their client: `en-US`, `de`.
    pub(crate) locale: String,
    pub(crate) direct_messages: DirectMessages,
}

/// A person or a bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccountKind {
    Person,
    Bot,
}

/// Whether somebody takes direct messages from the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DirectMessages {
    Accepted,
    Refused,
}
