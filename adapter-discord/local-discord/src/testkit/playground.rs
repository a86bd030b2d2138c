//! What the program that starts the playground tells its page: hints to try, and the prefix of commands.

use crate::local::LocalDiscord;
use crate::state::hints::{Hint, ResolvedHint};
use crate::state::prefix::PrefixSource;
use crate::world::ids::ServerId;
use std::sync::Arc;

impl LocalDiscord {
    /// Proposes these on the page, in place of earlier ones.
    ///
    /// # Panics
    /// A hint names somebody or a channel that is not there.
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

    /// Says what a message begins with that is a command for the bot: in a server, or, for `None`, in a direct
    /// conversation. The page asks for it whenever it looks around. Until then it offers slash commands alone.
    pub fn tell_prefix(&self, ask: impl Fn(Option<ServerId>) -> String + Send + Sync + 'static) {
        self.shared.change(|state| state.prefix = PrefixSource(Some(Arc::new(ask))));
    }
}
