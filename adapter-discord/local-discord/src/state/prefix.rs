//! What commands in messages begin with, so that the page can help to write them. Only whoever runs the bot knows it.

use crate::world::ids::ServerId;
use std::fmt;
use std::sync::Arc;

/// Asked anew every time: communities change it while they are looked at.
#[derive(Clone, Default)]
pub(crate) struct PrefixSource(pub(crate) Option<Arc<AskPrefix>>);

pub(crate) type AskPrefix = dyn Fn(Option<ServerId>) -> String + Send + Sync;

impl PrefixSource {
    /// What it is in a server, or in a direct conversation; `None` where nobody has said how to find out.
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
