//! HintAction the page proposes to try. Who starts the local Discord knows what is worth trying.

use crate::world::ids::{ChannelId, UserId};
use std::collections::BTreeMap;

/// Something that somebody may want to try.
///
/// ```
/// use local_discord::Hint;
///
/// let hint = Hint::command("Emil", "claim").option("code", "ABCDE-FGHJK-MNPQR").why("en", "Redeem a code");
/// # drop(hint);
/// ```
#[derive(Clone, Debug)]
pub struct Hint {
    pub(crate) person: String,
    pub(crate) channel: Option<String>,
    pub(crate) action: HintAction,
    pub(crate) why: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub(crate) enum HintAction {
    Say(String),
    Use { command: String, options: BTreeMap<String, String> },
}

/// A hint whose names have become ids.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedHint {
    pub(crate) person: UserId,
    pub(crate) channel: Option<ChannelId>,
    pub(crate) hint: Hint,
}

impl Hint {
    /// Somebody could say this.
    #[must_use]
    pub fn say(person: &str, content: &str) -> Hint {
        Hint::new(person, HintAction::Say(content.to_owned()))
    }

    /// Somebody could use this command, by its whole name.
    #[must_use]
    pub fn command(person: &str, command: &str) -> Hint {
        Hint::new(person, HintAction::Use { command: command.to_owned(), options: BTreeMap::new() })
    }

    /// With this filled in. Without effect on something to say.
    #[must_use]
    pub fn option(mut self, name: &str, value: &str) -> Hint {
        if let HintAction::Use { options, .. } = &mut self.action {
            options.insert(name.to_owned(), value.to_owned());
        }
        self
    }

    /// In this channel of the first server, and not wherever the page is.
    #[must_use]
    pub fn in_channel(mut self, name: &str) -> Hint {
        self.channel = Some(name.to_owned());
        self
    }

    /// HintAction is to be seen, in a language of the page: `en` or `de`.
    #[must_use]
    pub fn why(mut self, language: &str, sentence: &str) -> Hint {
        self.why.insert(language.to_owned(), sentence.to_owned());
        self
    }

    fn new(person: &str, action: HintAction) -> Hint {
        Hint { person: person.to_owned(), channel: None, action, why: BTreeMap::new() }
    }
}
