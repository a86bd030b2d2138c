//! Hints: what the page proposes to try. The program that starts the local Discord supplies them.

use crate::world::ids::{ChannelId, UserId};
use std::collections::BTreeMap;

/// Something to try on the page, as one member.
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

/// A hint whose names were resolved to ids.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedHint {
    pub(crate) person: UserId,
    pub(crate) channel: Option<ChannelId>,
    pub(crate) hint: Hint,
}

impl Hint {
    /// The member of this name writes a message.
    #[must_use]
    pub fn say(person: &str, content: &str) -> Hint {
        Hint::new(person, HintAction::Say(content.to_owned()))
    }

    /// The member of this name uses a slash command, given by its full name (`achievement award`).
    #[must_use]
    pub fn command(person: &str, command: &str) -> Hint {
        Hint::new(person, HintAction::Use { command: command.to_owned(), options: BTreeMap::new() })
    }

    /// Fills in an option of the command; has no effect on a message.
    #[must_use]
    pub fn option(mut self, name: &str, value: &str) -> Hint {
        if let HintAction::Use { options, .. } = &mut self.action {
            options.insert(name.to_owned(), value.to_owned());
        }
        self
    }

    /// In this channel of the first server; otherwise in the channel that the page shows.
    #[must_use]
    pub fn in_channel(mut self, name: &str) -> Hint {
        self.channel = Some(name.to_owned());
        self
    }

    /// Says what the hint demonstrates, in one of the page's languages: `en` or `de`.
    #[must_use]
    pub fn why(mut self, language: &str, sentence: &str) -> Hint {
        self.why.insert(language.to_owned(), sentence.to_owned());
        self
    }

    fn new(person: &str, action: HintAction) -> Hint {
        Hint { person: person.to_owned(), channel: None, action, why: BTreeMap::new() }
    }
}
