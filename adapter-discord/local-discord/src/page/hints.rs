//! What the page proposes to try. Who starts the local Discord knows what is worth trying.

use crate::ids::{ChannelId, UserId};
use crate::local::LocalDiscord;
use serde_json::{Map, Value, json};
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
    who: String,
    channel: Option<String>,
    what: What,
    why: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
enum What {
    Say(String),
    Use { command: String, options: BTreeMap<String, String> },
}

/// A hint whose names have become ids.
#[derive(Clone, Debug)]
pub(crate) struct Proposed {
    who: UserId,
    channel: Option<ChannelId>,
    hint: Hint,
}

impl Hint {
    /// Somebody could say this.
    #[must_use]
    pub fn say(who: &str, content: &str) -> Hint {
        Hint::of(who, What::Say(content.to_owned()))
    }

    /// Somebody could use this command, by its whole name.
    #[must_use]
    pub fn command(who: &str, command: &str) -> Hint {
        Hint::of(who, What::Use { command: command.to_owned(), options: BTreeMap::new() })
    }

    /// With this filled in. Without effect on something to say.
    #[must_use]
    pub fn option(mut self, name: &str, value: &str) -> Hint {
        if let What::Use { options, .. } = &mut self.what {
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

    /// What is to be seen, in a language of the page: `en` or `de`.
    #[must_use]
    pub fn why(mut self, language: &str, sentence: &str) -> Hint {
        self.why.insert(language.to_owned(), sentence.to_owned());
        self
    }

    fn of(who: &str, what: What) -> Hint {
        Hint { who: who.to_owned(), channel: None, what, why: BTreeMap::new() }
    }
}

impl LocalDiscord {
    /// Proposes these on the page, in place of earlier ones.
    ///
    /// # Panics
    /// A hint names somebody or a channel that is not there.
    #[track_caller]
    pub fn propose(&self, hints: impl IntoIterator<Item = Hint>) {
        let proposed: Vec<_> = hints
            .into_iter()
            .map(|hint| Proposed {
                who: self.member(&hint.who).id(),
                channel: hint.channel.as_deref().map(|name| self.channel(name).id()),
                hint,
            })
            .collect();
        self.shared.change(|state| state.hints = proposed);
    }
}

/// The hints as the page gets them.
pub(super) fn shown(hints: &[Proposed]) -> Value {
    json!({"hints": hints.iter().map(one).collect::<Vec<_>>()})
}

fn one(proposed: &Proposed) -> Value {
    let mut json = Map::new();
    json.insert("as".to_owned(), json!(proposed.who));
    json.insert("why".to_owned(), json!(proposed.hint.why));
    if let Some(channel) = proposed.channel {
        json.insert("channel".to_owned(), json!(channel));
    }
    match &proposed.hint.what {
        What::Say(content) => {
            json.insert("say".to_owned(), json!(content));
        }
        What::Use { command, options } => {
            json.insert("use".to_owned(), json!(command));
            json.insert("options".to_owned(), json!(options));
        }
    }
    Value::Object(json)
}
