//! Gateway intents: the bits, and which of them an application may ask for.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Intents(pub(crate) u64);

impl Intents {
    pub(crate) const NONE: Intents = Intents(0);
    pub(crate) const SERVERS: Intents = Intents(1);
    pub(crate) const MEMBERS: Intents = Intents(1 << 1);
    pub(crate) const PRESENCES: Intents = Intents(1 << 8);
    pub(crate) const SERVER_MESSAGES: Intents = Intents(1 << 9);
    pub(crate) const DIRECT_MESSAGES: Intents = Intents(1 << 12);
    pub(crate) const MESSAGE_CONTENT: Intents = Intents(1 << 15);

    /// Every bit that Discord defines.
    const KNOWN: u64 = ((1 << 17) - 1) | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25);

    pub(crate) fn include(self, asked: Intents) -> bool {
        self.0 & asked.0 == asked.0
    }

    pub(crate) fn are_known(self) -> bool {
        self.0 & !Self::KNOWN == 0
    }

    /// Whether the application may use them; `privileged` are the ones that its owner switched on.
    pub(crate) fn are_allowed(self, privileged: u64) -> bool {
        self.0 & crate::world::scenario::PRIVILEGED & !privileged == 0
    }
}
