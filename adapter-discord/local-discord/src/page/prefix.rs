//! What commands in messages begin with, so that the page can help to write them. Only whoever runs the bot knows it.

use crate::ids::ServerId;
use crate::local::LocalDiscord;
use std::fmt;
use std::sync::Arc;

/// Asked anew every time: communities change it while they are looked at.
#[derive(Clone, Default)]
pub(crate) struct Prefix(Option<Arc<Asked>>);

type Asked = dyn Fn(Option<ServerId>) -> String + Send + Sync;

impl Prefix {
    /// What it is in a server, or in a direct conversation; `None` where nobody has said how to find out.
    pub(super) fn of(&self, server: Option<ServerId>) -> Option<String> {
        self.0.as_ref().map(|ask| ask(server))
    }
}

impl fmt::Debug for Prefix {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = if self.0.is_some() { "known" } else { "unknown" };
        write!(to, "Prefix({known})")
    }
}

impl LocalDiscord {
    /// Says what a message begins with that is a command for the bot: in a server, or, for `None`, in a direct
    /// conversation. The page asks for it whenever it looks around. Until then it offers slash commands alone.
    pub fn tell_prefix(&self, ask: impl Fn(Option<ServerId>) -> String + Send + Sync + 'static) {
        self.shared.change(|state| state.prefix = Prefix(Some(Arc::new(ask))));
    }
}
