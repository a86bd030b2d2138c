//! What somebody sees of a message.

use crate::world::World;
use crate::world::ids::{ChannelId, MessageId, UserId};
use crate::world::message::Message;
use crate::world::wire;
use serde_json::Value;
use std::sync::Arc;

/// A message as it is seen.
#[derive(Clone, Debug)]
pub struct MessageView {
    /// Its id. `None`: there is nothing to see, the answer was deleted.
    pub message: Option<MessageId>,
    /// Where it stands.
    pub channel: ChannelId,
    /// Who wrote it.
    pub author: UserId,
    /// The text above everything else.
    pub content: String,
    /// The embeds as Discord gives them.
    pub embeds: Vec<Value>,
    /// The files with their bytes, those that an embed shows included.
    pub files: Vec<File>,
    /// The buttons, in reading order.
    pub buttons: Vec<Button>,
    /// The selects, in reading order.
    pub selects: Vec<Select>,
    /// Whether one person alone sees it.
    pub ephemeral: bool,
    /// Whether it was changed after it was written.
    pub edited: bool,
    /// Whom it really calls.
    pub pings: Vec<UserId>,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
    /// The whole message as REST gives it.
    pub json: Value,
}

/// A file on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What it says it is: `image/png`.
    pub content_type: String,
    /// What is in it.
    pub bytes: Arc<[u8]>,
    /// The words for who cannot see it.
    pub description: Option<String>,
}

/// A button on a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Button {
    /// What stands on it.
    pub label: String,
    /// What the bot knows it by; empty for a link.
    pub custom_id: String,
    /// Whether it is switched off.
    pub disabled: bool,
    /// Where a link leads.
    pub url: Option<String>,
}

/// A select on a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Select {
    /// What stands in it before anything is chosen.
    pub placeholder: String,
    /// What the bot knows it by.
    pub custom_id: String,
    /// The values and labels it offers.
    pub options: Vec<(String, String)>,
    /// Whether it is switched off.
    pub disabled: bool,
}

impl MessageView {
    /// There is nothing to see.
    pub(crate) fn nothing(channel: ChannelId, author: UserId) -> MessageView {
        MessageView {
            message: None,
            channel,
            author,
            content: String::new(),
            embeds: Vec::new(),
            files: Vec::new(),
            buttons: Vec::new(),
            selects: Vec::new(),
            ephemeral: false,
            edited: false,
            pings: Vec::new(),
            reply_to: None,
            json: Value::Null,
        }
    }

    /// All words in it: the content, then every embed from title to footer, a line each.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = vec![self.content.as_str()];
        for embed in &self.embeds {
            for part in [&embed["author"]["name"], &embed["title"], &embed["description"]] {
                lines.push(part.as_str().unwrap_or_default());
            }
            for field in embed["fields"].as_array().into_iter().flatten() {
                lines.push(field["name"].as_str().unwrap_or_default());
                lines.push(field["value"].as_str().unwrap_or_default());
            }
            lines.push(embed["footer"]["text"].as_str().unwrap_or_default());
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }
}

pub(crate) fn show(world: &World, message: &Message) -> MessageView {
    let rows = message.components.iter();
    let parts: Vec<&Value> =
        rows.flat_map(|row| row["components"].as_array().into_iter().flatten()).collect();
    MessageView {
        message: Some(message.id),
        channel: message.channel,
        author: message.author,
        content: message.content.clone(),
        embeds: message.embeds.clone(),
        files: message
            .attachments
            .iter()
            .map(|file| File {
                name: file.filename.clone(),
                content_type: file.content_type.clone(),
                bytes: file.bytes.clone(),
                description: file.description.clone(),
            })
            .collect(),
        buttons: parts.iter().filter(|part| part["type"] == 2).map(|part| button(part)).collect(),
        selects: parts.iter().filter(|part| part["type"] != 2).map(|part| select(part)).collect(),
        ephemeral: message.only_for.is_some(),
        edited: message.edited_at_ms.is_some(),
        pings: message.pings.users.clone(),
        reply_to: message.reply_to,
        json: wire::message(world, message),
    }
}

fn button(part: &Value) -> Button {
    let label = part["label"].as_str().or(part["emoji"]["name"].as_str());
    Button {
        label: label.unwrap_or_default().to_owned(),
        custom_id: part["custom_id"].as_str().unwrap_or_default().to_owned(),
        disabled: part["disabled"] == true,
        url: part["url"].as_str().map(str::to_owned),
    }
}

fn select(part: &Value) -> Select {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let options = part["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    Select {
        placeholder: text(&part["placeholder"]),
        custom_id: text(&part["custom_id"]),
        options: options.iter().map(|option| (text(&option["value"]), text(&option["label"]))).collect(),
        disabled: part["disabled"] == true,
    }
}
