//! A message as a member sees it.

use crate::world::World;
use crate::world::ids::{ChannelId, MessageId, UserId};
use crate::world::message::Message;
use crate::world::wire;
use serde_json::Value;
use std::sync::Arc;

/// A message as a member sees it.
#[derive(Clone, Debug)]
pub struct MessageView {
    /// The message's id. `None`: there is no message, or it was deleted.
    pub message: Option<MessageId>,
    /// The channel it is in.
    pub channel: ChannelId,
    /// The user who wrote it.
    pub author: UserId,
    /// The text, without embeds.
    pub content: String,
    /// The embeds in Discord's JSON.
    pub embeds: Vec<Value>,
    /// The files, including those that an embed shows.
    pub files: Vec<File>,
    /// The buttons, in reading order.
    pub buttons: Vec<Button>,
    /// The selects, in reading order.
    pub selects: Vec<Select>,
    /// Whether only one member sees it.
    pub ephemeral: bool,
    /// Whether it was edited.
    pub edited: bool,
    /// The users that it pings.
    pub pings: Vec<UserId>,
    /// The message that it is a reply to.
    pub reply_to: Option<MessageId>,
    /// The message in the JSON of Discord's REST API.
    pub json: Value,
}

/// A file on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The file name.
    pub name: String,
    /// The media type, such as `image/png`.
    pub content_type: String,
    /// The content.
    pub bytes: Arc<[u8]>,
    /// The alternative text.
    pub description: Option<String>,
}

/// A button on a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Button {
    /// The label, or the emoji.
    pub label: String,
    /// The custom id; empty for a link.
    pub custom_id: String,
    /// Whether it is disabled.
    pub disabled: bool,
    /// The address of a link.
    pub url: Option<String>,
}

/// A select on a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Select {
    /// The text before anything is chosen.
    pub placeholder: String,
    /// The custom id.
    pub custom_id: String,
    /// The values that it offers, with their labels.
    pub options: Vec<(String, String)>,
    /// Whether it is disabled.
    pub disabled: bool,
}

impl MessageView {
    /// Stands for an answer without a message.
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

    /// All texts: the content, then every embed from author to footer, one line each.
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
