//! Messages in passing: what one says, and whether it may be a command. Asked for every message there is, most of them
//! before they are decoded, so only memory is looked at. How they come is not known here.

use std::borrow::Cow;
use std::sync::Arc;

use ledger_core::{BookId, MemberId};
use poise::serenity_prelude as serenity;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serenity::{GuildId, Message, UserId};
use tokio::runtime::Handle;

use crate::app::Bot;
use crate::settings::book_settings::{self, book_of};

/// Looks at messages.
pub(crate) struct Prefilter {
    bot: Arc<Bot>,
    /// Where is remembered what was seen.
    answers: Handle,
}

/// What a message says, as far as it matters in passing.
pub(crate) struct MessageHead<'a> {
    book: Option<BookId>,
    author: UserId,
    /// Not a bot, and not a webhook.
    is_person: bool,
    name: &'a str,
    content: &'a str,
}

impl Prefilter {
    /// Remembers on the runtime that this is called on.
    pub(crate) fn new(bot: Arc<Bot>) -> Prefilter {
        Prefilter { bot, answers: Handle::current() }
    }

    /// The number in sequence of an event that is a message and not for us; `None` for every other, and for what cannot
    /// be read.
    pub(crate) fn keeps_back(&self, event: &str) -> Option<u64> {
        let event: Event = serde_json::from_str(event).ok()?;
        if event.t != "MESSAGE_CREATE" {
            return None;
        }
        let is_for_us = self.is_for_us(&event.d.said()?);
        (!is_for_us).then_some(event.s)
    }

    /// Whether a message may be a command.
    pub(crate) fn is_for_us(&self, said: &MessageHead) -> bool {
        if !said.is_person {
            return false;
        }
        let begins_with = |prefix: &str| said.content.starts_with(prefix);
        let standard = &self.bot.config.prefix;
        let here = said.book.zip(MemberId::new(said.author.get()).ok());
        let has_prefix = match here {
            None => begins_with(standard),
            Some((book, member)) => {
                let (has_account, has_prefix) = self.bot.ledger.read(book, |book| {
                    let prefix = book_settings::prefix_of(book.settings()).unwrap_or(standard);
                    (book.account_of(member).is_some(), begins_with(prefix))
                });
                if has_account {
                    self.see(book, member, said.name);
                }
                has_prefix
            }
        };
        has_prefix || self.mentions_us(said.content)
    }

    /// Remembers how somebody with points is called.
    fn see(&self, book: BookId, member: MemberId, name: &str) {
        if !self.bot.names.knows(book, member, name) {
            let (bot, name) = (Arc::clone(&self.bot), name.to_owned());
            self.answers.spawn(async move { bot.names.seen(book, member, &name) });
        }
    }

    /// Whether a message begins with a mention of the bot; of anybody, as long as it does not know who it is.
    fn mentions_us(&self, content: &str) -> bool {
        let Some(rest) = content.strip_prefix("<@") else { return false };
        let digits = rest.trim_start_matches('!').split('>').next().unwrap_or_default();
        self.bot.me.get().is_none_or(|me| digits.parse() == Ok(me.get()))
    }
}

impl<'a> MessageHead<'a> {
    /// What a message says that was decoded.
    pub(crate) fn by(message: &'a Message) -> MessageHead<'a> {
        let nick = message.member.as_deref().and_then(|member| member.nick.as_deref());
        MessageHead {
            book: message.guild_id.and_then(book_of),
            author: message.author.id,
            is_person: !message.author.bot && message.webhook_id.is_none(),
            name: nick.unwrap_or_else(|| message.author.display_name()),
            content: &message.content,
        }
    }
}

/// An event, as far as it must be read to know that it is a message.
#[derive(Deserialize)]
struct Event<'a> {
    t: &'a str,
    s: u64,
    #[serde(borrow)]
    d: WireMessage<'a>,
}

/// A message as it comes. What it says is not copied where it stands there as it is meant.
#[derive(Deserialize)]
struct WireMessage<'a> {
    #[serde(borrow)]
    guild_id: Option<&'a str>,
    author: WireAuthor<'a>,
    member: Option<WireMember<'a>>,
    #[serde(borrow)]
    content: Cow<'a, str>,
    webhook_id: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct WireAuthor<'a> {
    id: &'a str,
    #[serde(default)]
    bot: bool,
    #[serde(borrow)]
    username: Cow<'a, str>,
    global_name: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct WireMember<'a> {
    #[serde(borrow)]
    nick: Option<Cow<'a, str>>,
}

impl WireMessage<'_> {
    /// `None` if an id is none.
    fn said(&self) -> Option<MessageHead<'_>> {
        let id = |text: &str| text.parse::<u64>().ok().filter(|id| *id != 0);
        let guild = match self.guild_id {
            Some(guild) => Some(GuildId::new(id(guild)?)),
            None => None,
        };
        let nick = self.member.as_ref().and_then(|member| member.nick.as_deref());
        Some(MessageHead {
            book: guild.and_then(book_of),
            author: UserId::new(id(self.author.id)?),
            is_person: !self.author.bot && self.webhook_id.is_none(),
            name: nick.or(self.author.global_name.as_deref()).unwrap_or(&self.author.username),
            content: &self.content,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// What matters of a message, for a comparison.
    fn told(said: &MessageHead) -> (Option<BookId>, UserId, bool, String, String) {
        (said.book, said.author, said.is_person, said.name.to_owned(), said.content.to_owned())
    }

    fn any_text() -> impl Strategy<Value = String> {
        proptest::collection::vec(any::<char>(), 0..20).prop_map(String::from_iter)
    }

    /// A message as Discord sends it, with everything that may be there or not.
    fn any_message() -> impl Strategy<Value = Value> {
        let maybe_text = proptest::option::of(any_text());
        let member = proptest::option::of(proptest::option::of(any_text()));
        (any_text(), any_text(), maybe_text, member, any::<[bool; 4]>(), 1..u64::MAX, 1..u64::MAX).prop_map(
            |(
                content,
                username,
                global_name,
                member,
                [in_server, is_bot, says_so, is_webhook],
                guild,
                author,
            )| {
                let mut message = json!({
                    "id": "1300000000000000000", "type": 0, "channel_id": "77", "content": content,
                    "author": {
                        "id": author.to_string(), "username": username, "discriminator": "0",
                        "global_name": global_name, "avatar": null
                    },
                    "timestamp": "2026-01-05T12:00:00.123000+00:00", "edited_timestamp": null, "tts": false,
                    "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [],
                    "embeds": [], "pinned": false, "flags": 0
                });
                if in_server {
                    message["guild_id"] = guild.to_string().into();
                }
                if is_bot || says_so {
                    message["author"]["bot"] = is_bot.into();
                }
                if is_webhook {
                    message["webhook_id"] = "78".into();
                }
                if let Some(nick) = member {
                    message["member"] = json!({
                        "nick": nick, "roles": ["1"], "joined_at": "2024-03-02T10:11:12.345000+00:00",
                        "deaf": false, "mute": false, "flags": 0
                    });
                }
                message
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_read_from_the_text_is_what_the_library_decodes(message in any_message()) {
            let event = json!({"t": "MESSAGE_CREATE", "s": 7, "op": 0, "d": message}).to_string();
            let read: Event = serde_json::from_str(&event).unwrap();
            let decoded: Message = serde_json::from_value(message).unwrap();
            prop_assert_eq!((read.t, read.s), ("MESSAGE_CREATE", 7));
            prop_assert_eq!(told(&read.d.said().unwrap()), told(&MessageHead::by(&decoded)));
        }
    }
}
