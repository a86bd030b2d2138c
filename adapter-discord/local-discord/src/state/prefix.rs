//! The prefix of text commands, so that the page can complete them. The program that starts the bot supplies it.

use crate::world::ids::ServerId;
use std::fmt;
use std::sync::Arc;

/// Asks for the prefix at every use, because a server can change it at any time.
#[derive(Clone, Default)]
pub(crate) struct PrefixSource(pub(crate) Option<Arc<AskPrefix>>);

pub(crate) type AskPrefix = dyn Fn(Option<ServerId>) -> String + Send + Sync;

impl PrefixSource {
    /// The prefix in a server, or in direct messages; `None` if none was supplied.
    pub(crate) fn in_server(&self, server: Option<ServerId>) -> Option<String> {
        self.0.as_ref().map(|ask| ask(server))
    }
}

impl fmt::Debug for PrefixSource {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = if self.0.is_some() { "known" } else { "unknown" };
        write!(to, "PrefixSource({known})")
    }
}
