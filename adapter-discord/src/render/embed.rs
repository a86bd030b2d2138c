//! An embed that always fits Discord's limits.

use std::borrow::Cow;

use ledger_core::Timestamp;
use serenity::builder::{CreateEmbed, CreateEmbedAuthor, CreateEmbedFooter};

use super::invisible::APART;
use super::{Tone, escape, length, truncate};

pub(super) const MAX_TITLE: usize = 256;
pub(super) const MAX_DESCRIPTION: usize = 4096;
pub(super) const MAX_FIELDS: usize = 25;
pub(super) const MAX_FIELD_NAME: usize = 256;
pub(super) const MAX_FIELD_VALUE: usize = 1024;
pub(super) const MAX_FOOTER: usize = 2048;
pub(super) const MAX_AUTHOR: usize = 256;
/// Discord's limit for all texts of all embeds of a message together.
pub(super) const MAX_TOTAL: usize = 6000;

/// Discord rejects an empty field.
const NOTHING: &str = "–";

/// A shorter rest of a field says nothing, so the field is left out.
const LEAST_FIELD: usize = 24;

/// A text for an embed, with its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmbedText<'a> {
    /// Written by the bot: shown as it is, including markdown. People's words inside must be escaped already.
    Ours(Cow<'a, str>),
    /// Written by a person: it is escaped.
    Theirs(Cow<'a, str>),
}

/// Marks a text as written by a person.
pub fn user_text(text: &str) -> EmbedText<'_> {
    EmbedText::Theirs(Cow::Borrowed(text))
}

/// A builder for an embed.
#[derive(Debug, Clone)]
#[must_use]
pub struct Embed {
    tone: Tone,
    author: Option<(String, Option<String>)>,
    title: String,
    lines: Vec<String>,
    fields: Vec<Field>,
    footer: String,
    picture: Option<String>,
    thumbnail: Option<String>,
    at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
struct Field {
    name: String,
    value: String,
    place: FieldLayout,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FieldLayout {
    FullWidth,
    Column,
}

impl Embed {
    /// An empty embed in the colour of its tone.
    pub fn new(tone: Tone) -> Embed {
        Embed {
            tone,
            author: None,
            title: String::new(),
            lines: Vec::new(),
            fields: Vec::new(),
            footer: String::new(),
            picture: None,
            thumbnail: None,
            at: None,
        }
    }

    /// The author line above the title: a name, and the address of a picture.
    pub fn author<'a>(mut self, name: impl Into<EmbedText<'a>>, picture: Option<&str>) -> Embed {
        self.author = Some((name.into().where_signs_are_shown(), picture.map(str::to_owned)));
        self
    }

    /// Sets the title.
    pub fn title<'a>(mut self, title: impl Into<EmbedText<'a>>) -> Embed {
        self.title = title.into().where_markdown_is_read();
        self
    }

    /// Adds a line to the description. A long description is cut after a whole line.
    pub fn line<'a>(mut self, line: impl Into<EmbedText<'a>>) -> Embed {
        self.lines.push(line.into().where_markdown_is_read());
        self
    }

    /// Adds lines to the description.
    pub fn lines<'a, W: Into<EmbedText<'a>>>(self, lines: impl IntoIterator<Item = W>) -> Embed {
        lines.into_iter().fold(self, Embed::line)
    }

    /// Adds a field over the whole width.
    pub fn field<'a, 'b>(self, name: impl Into<EmbedText<'a>>, value: impl Into<EmbedText<'b>>) -> Embed {
        self.with(name.into(), value.into(), FieldLayout::FullWidth)
    }

    /// Adds a field beside others.
    pub fn column<'a, 'b>(self, name: impl Into<EmbedText<'a>>, value: impl Into<EmbedText<'b>>) -> Embed {
        self.with(name.into(), value.into(), FieldLayout::Column)
    }

    /// Sets the footer. Discord renders no markdown there.
    pub fn footer<'a>(mut self, footer: impl Into<EmbedText<'a>>) -> Embed {
        self.footer = footer.into().where_signs_are_shown();
        self
    }

    /// Sets the large picture, by the name of the file sent with the message.
    pub fn picture(mut self, file: &str) -> Embed {
        self.picture = Some(format!("attachment://{file}"));
        self
    }

    /// Sets the small picture in the corner, by its address.
    pub fn thumbnail(mut self, address: &str) -> Embed {
        self.thumbnail = Some(address.to_owned());
        self
    }

    /// Sets the time beside the footer.
    pub fn at(mut self, at: Timestamp) -> Embed {
        self.at = Some(at);
        self
    }

    /// The embed within Discord's limits. Long texts are cut; of too many fields the first are kept.
    pub fn build(self) -> CreateEmbed {
        let author = self.author.map(|(name, picture)| (truncate(&name, MAX_AUTHOR), picture));
        let title = truncate(&self.title, MAX_TITLE);
        let footer = truncate(&self.footer, MAX_FOOTER);
        let author_length = author.as_ref().map_or(0, |(name, _)| length(name));
        // At most 2560 of 6000 are used so far, so the description and the fields always have some room.
        let mut room = MAX_TOTAL - author_length - length(&title) - length(&footer);
        let mut description = cut_lines(&self.lines, MAX_DESCRIPTION.min(room));
        room -= length(&description);
        let fields = fitting(self.fields, room);
        let empty = title.is_empty() && author.is_none() && fields.is_empty() && footer.is_empty();
        if description.is_empty() && empty && self.picture.is_none() {
            description.push(APART);
        }

        let mut embed = CreateEmbed::new().colour(self.tone.colour());
        if let Some((name, picture)) = author.filter(|(name, _)| !name.is_empty()) {
            let author = CreateEmbedAuthor::new(name);
            embed = embed.author(match picture {
                Some(address) => author.icon_url(address),
                None => author,
            });
        }
        if !title.is_empty() {
            embed = embed.title(title);
        }
        if !description.is_empty() {
            embed = embed.description(description);
        }
        for field in fields {
            embed = embed.field(field.name, field.value, field.place == FieldLayout::Column);
        }
        if !footer.is_empty() {
            embed = embed.footer(CreateEmbedFooter::new(footer));
        }
        if let Some(address) = self.picture {
            embed = embed.image(address);
        }
        if let Some(address) = self.thumbnail {
            embed = embed.thumbnail(address);
        }
        let seconds = self.at.map(|at| at.micros().div_euclid(1_000_000));
        if let Some(Ok(at)) = seconds.map(serenity::model::Timestamp::from_unix_timestamp) {
            embed = embed.timestamp(at);
        }
        embed
    }

    fn with(mut self, name: EmbedText<'_>, value: EmbedText<'_>, place: FieldLayout) -> Embed {
        let (name, value) = (name.where_markdown_is_read(), value.where_markdown_is_read());
        self.fields.push(Field { name, value, place });
        self
    }
}

impl From<Embed> for CreateEmbed {
    fn from(embed: Embed) -> Self {
        embed.build()
    }
}

impl EmbedText<'_> {
    fn where_markdown_is_read(self) -> String {
        match self {
            EmbedText::Ours(text) => trimmed(text),
            EmbedText::Theirs(text) => escape::harmless(&text),
        }
    }

    fn where_signs_are_shown(self) -> String {
        match self {
            EmbedText::Ours(text) => trimmed(text),
            EmbedText::Theirs(text) => escape::plain(&text),
        }
    }
}

impl<'a> From<&'a str> for EmbedText<'a> {
    fn from(text: &'a str) -> Self {
        EmbedText::Ours(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for EmbedText<'a> {
    fn from(text: &'a String) -> Self {
        EmbedText::Ours(Cow::Borrowed(text))
    }
}

impl From<String> for EmbedText<'_> {
    fn from(text: String) -> Self {
        EmbedText::Ours(Cow::Owned(text))
    }
}

/// Discord trims every text, and rejects one that is empty then.
fn trimmed(text: Cow<'_, str>) -> String {
    text.trim().to_owned()
}

/// The lines that fit, with an ellipsis on a line of its own for the rest. The first line is cut if it is too long.
fn cut_lines(lines: &[String], limit: usize) -> String {
    let whole = lines.join("\n");
    let whole = whole.trim();
    if length(whole) <= limit {
        return whole.to_owned();
    }
    let mut kept = String::new();
    for line in lines {
        let longer = if kept.is_empty() { line.clone() } else { format!("{kept}\n{line}") };
        if length(&longer) + 2 > limit {
            break;
        }
        kept = longer;
    }
    let kept = kept.trim();
    if kept.is_empty() { truncate(whole, limit) } else { format!("{kept}\n…") }
}

/// The fields that fit, each within its own limits.
fn fitting(fields: Vec<Field>, mut room: usize) -> Vec<Field> {
    let mut kept = Vec::new();
    for field in fields.into_iter().take(MAX_FIELDS) {
        let name = truncate(&field.name, MAX_FIELD_NAME);
        let name = if name.is_empty() { APART.to_string() } else { name };
        let value = truncate(&field.value, MAX_FIELD_VALUE);
        let value = if value.is_empty() { NOTHING.to_owned() } else { value };
        let value_room = room.saturating_sub(length(&name));
        if value_room < length(&value).min(LEAST_FIELD) {
            break;
        }
        let value = truncate(&value, value_room);
        room = value_room - length(&value);
        kept.push(Field { name, value, place: field.place });
    }
    kept
}
