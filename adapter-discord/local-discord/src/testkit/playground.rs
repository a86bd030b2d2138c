//! Supplies the page of the playground with hints and with the prefix of text commands.

use crate::local::LocalDiscord;
use crate::state::hints::{Hint, ResolvedHint};
use crate::state::prefix::PrefixSource;
use crate::world::ids::ServerId;
use std::sync::Arc;

impl LocalDiscord {
    /// Shows these hints on the page in place of earlier ones.
    ///
    /// # Panics
    /// A hint names a member or a channel that the scenario does not have.
    #[track_caller]
    pub fn propose(&self, hints: impl IntoIterator<Item = Hint>) {
        let proposed: Vec<_> = hints
            .into_iter()
            .map(|hint| ResolvedHint {
                person: self.member(&hint.person).id(),
                channel: hint.channel.as_deref().map(|name| self.channel(name).id()),
                hint,
            })
            .collect();
        self.shared.change(|state| state.hints = proposed);
    }

    /// Supplies the prefix of text commands in a server, or, for `None`, in direct messages. The page asks for it
    /// whenever it loads the commands; without it the page offers slash commands only.
    pub fn set_prefix(&self, ask: impl Fn(Option<ServerId>) -> String + Send + Sync + 'static) {
        self.shared.change(|state| state.prefix = PrefixSource(Some(Arc::new(ask))));
    }
}
