//! The options of a command: checks the values against the command's definition and resolves ids.

use super::{Actor, Declined};
use crate::world::application::options_of;
use crate::world::ids::{AttachmentId, ChannelId, RoleId, ServerId, UserId};
use crate::world::message::{Attachment, ShownIn};
use crate::world::{World, wire};
use serde_json::{Map, Value, json};

/// Discord's option types.
mod kind {
    pub(super) const STRING: u64 = 3;
    pub(super) const INTEGER: u64 = 4;
    pub(super) const BOOLEAN: u64 = 5;
    pub(super) const USER: u64 = 6;
    pub(super) const CHANNEL: u64 = 7;
    pub(super) const ROLE: u64 = 8;
    pub(super) const MENTIONABLE: u64 = 9;
    pub(super) const NUMBER: u64 = 10;
    pub(super) const ATTACHMENT: u64 = 11;
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    /// Typed text. It is read as a number for an option that takes one, and can be the name of a choice.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A user by name.
    Member(String),
    /// A user by id, who may have left.
    User(UserId),
    /// A role by name.
    Role(String),
    /// A channel by name.
    Channel(String),
    /// A file.
    File {
        /// The file name.
        name: String,
        /// The content.
        bytes: Vec<u8>,
    },
}

/// A user by name as the value of an option: `option("member", Mention("Ben"))`.
#[derive(Clone, Copy, Debug)]
pub struct Mention<'a>(pub &'a str);

/// A role by name as the value of an option.
#[derive(Clone, Copy, Debug)]
pub struct NamedRole<'a>(pub &'a str);

/// A channel by name as the value of an option.
#[derive(Clone, Copy, Debug)]
pub struct NamedChannel<'a>(pub &'a str);

macro_rules! given_from {
    ($($from:ty => $make:expr;)*) => {$(
        impl From<$from> for OptionValue {
            fn from(value: $from) -> OptionValue {
                ($make)(value)
            }
        }
    )*};
}

given_from! {
    &str => |value: &str| OptionValue::Text(value.to_owned());
    String => OptionValue::Text;
    i64 => OptionValue::Integer;
    i32 => |value: i32| OptionValue::Integer(value.into());
    u32 => |value: u32| OptionValue::Integer(value.into());
    f64 => OptionValue::Number;
    bool => OptionValue::Boolean;
    UserId => OptionValue::User;
    Mention<'_> => |value: Mention<'_>| OptionValue::Member(value.0.to_owned());
    NamedRole<'_> => |value: NamedRole<'_>| OptionValue::Role(value.0.to_owned());
    NamedChannel<'_> => |value: NamedChannel<'_>| OptionValue::Channel(value.0.to_owned());
}

/// The options and resolved objects as the bot receives them.
#[derive(Debug)]
pub(crate) struct FilledOptions {
    pub(crate) options: Vec<Value>,
    pub(crate) resolved: Value,
}

/// Declines if a required option is missing.
pub(crate) fn fill(
    world: &mut World,
    actor: Actor,
    definition: &Value,
    given: &[(String, OptionValue)],
) -> Result<FilledOptions, Declined> {
    for option in options_of(definition).iter().filter(|option| option["required"] == true) {
        let name = option["name"].as_str().unwrap_or_default();
        if !given.iter().any(|(given, _)| given == name) {
            return Err(Declined::because(format!("the option {name} is required")));
        }
    }
    fill_partly(world, actor, definition, given)
}

/// Required options may still be missing, as during autocomplete.
pub(crate) fn fill_partly(
    world: &mut World,
    actor: Actor,
    definition: &Value,
    given: &[(String, OptionValue)],
) -> Result<FilledOptions, Declined> {
    let server = actor.channel(world)?.server();
    let mut filler = OptionFiller { world, server, channel: actor.channel, resolved: Map::new() };
    let mut options = Vec::new();
    for (name, value) in given {
        let defined = options_of(definition).iter().find(|option| option["name"] == name.as_str());
        let Some(defined) = defined else {
            return Err(Declined::because(format!("the command has no option {name}")));
        };
        let kind = defined["type"].as_u64().unwrap_or(0);
        let value = filler.value(name, kind, defined, value)?;
        in_bounds(name, defined, &value)?;
        options.push(json!({"name": name, "type": kind, "value": value}));
    }
    Ok(FilledOptions { options, resolved: Value::Object(filler.resolved) })
}

struct OptionFiller<'a> {
    world: &'a mut World,
    server: Option<ServerId>,
    channel: ChannelId,
    resolved: Map<String, Value>,
}

impl OptionFiller<'_> {
    fn value(
        &mut self,
        name: &str,
        kind: u64,
        defined: &Value,
        given: &OptionValue,
    ) -> Result<Value, Declined> {
        let wrong = |wanted: &str| Declined::because(format!("the option {name} needs {wanted}"));
        if let (OptionValue::Text(text), Some(choice)) = (given, choice(defined, given)) {
            log::trace!("{text} is a choice of {name}");
            return Ok(choice);
        }
        match (kind, given) {
            (kind::STRING, OptionValue::Text(text)) => Ok(json!(text)),
            // A person types the digits.
            (kind::STRING, OptionValue::Integer(number)) => Ok(json!(number.to_string())),
            (kind::STRING, _) => Err(wrong("text")),
            (kind::INTEGER, OptionValue::Integer(number)) => Ok(json!(number)),
            (kind::INTEGER, OptionValue::Text(text)) => {
                text.trim().parse::<i64>().map(|number| json!(number)).map_err(|_| wrong("a whole number"))
            }
            (kind::INTEGER, _) => Err(wrong("a whole number")),
            (kind::NUMBER, OptionValue::Number(number)) => Ok(json!(number)),
            (kind::NUMBER, OptionValue::Integer(number)) => Ok(json!(number)),
            (kind::NUMBER, OptionValue::Text(text)) => {
                text.trim().parse::<f64>().map(|number| json!(number)).map_err(|_| wrong("a number"))
            }
            (kind::NUMBER, _) => Err(wrong("a number")),
            (kind::BOOLEAN, OptionValue::Boolean(yes)) => Ok(json!(yes)),
            (kind::BOOLEAN, OptionValue::Text(text)) => match text.as_str() {
                "true" => Ok(json!(true)),
                "false" => Ok(json!(false)),
                _ => Err(wrong("true or false")),
            },
            (kind::BOOLEAN, _) => Err(wrong("true or false")),
            (kind::USER, _) => self.user(given).ok_or_else(|| wrong("a user known here")),
            (kind::ROLE, _) => self.role(given).ok_or_else(|| wrong("a role of this server")),
            (kind::MENTIONABLE, _) => {
                let named = self.user(given).or_else(|| self.role(given));
                named.ok_or_else(|| wrong("a user or a role of this server"))
            }
            (kind::CHANNEL, _) => self.channel(given).ok_or_else(|| wrong("a channel of this server")),
            (kind::ATTACHMENT, OptionValue::File { name, bytes }) => Ok(self.file(name, bytes)),
            (kind::ATTACHMENT, _) => Err(wrong("a file")),
            _ => Err(Declined::because(format!("the option {name} is of an unknown type"))),
        }
    }

    fn user(&mut self, given: &OptionValue) -> Option<Value> {
        let id = match given {
            OptionValue::User(id) => *id,
            OptionValue::Member(name) => {
                self.world.users.values().find(|user| user.name == *name || user.handle == *name)?.id
            }
            OptionValue::Text(text) => UserId::read(bare(text, &["<@!", "<@"]))?,
            _ => return None,
        };
        let json = wire::user(self.world.users.get(&id)?);
        self.resolve("users", id.to_string(), json);
        let server = self.server.and_then(|server| self.world.servers.get(&server));
        if let Some(server) = server
            && let Some(member) = server.members.get(&id)
        {
            let mut json = wire::bare_member(member);
            json["permissions"] = json!(server.permissions_of(id).0.to_string());
            self.resolve("members", id.to_string(), json);
        }
        Some(json!(id))
    }

    fn role(&mut self, given: &OptionValue) -> Option<Value> {
        let server = self.world.servers.get(&self.server?)?;
        let role = match given {
            OptionValue::Role(name) => server.role_named(name)?,
            OptionValue::Text(text) => server.roles.get(&RoleId::read(bare(text, &["<@&"]))?)?,
            _ => return None,
        };
        let (id, json) = (role.id, wire::role(role));
        self.resolve("roles", id.to_string(), json);
        Some(json!(id))
    }

    fn channel(&mut self, given: &OptionValue) -> Option<Value> {
        let wanted = |id: ChannelId, name: &str| match given {
            OptionValue::Channel(given) => name == given.as_str(),
            OptionValue::Text(text) => ChannelId::read(bare(text, &["<#"])) == Some(id),
            _ => false,
        };
        let mut here = self.world.channels.values().filter(|channel| channel.server() == self.server);
        let channel = here.find(|channel| wanted(channel.id, &channel.name))?;
        let id = channel.id;
        let json = wire::partial_channel(self.world, id, self.world.bot());
        self.resolve("channels", id.to_string(), json);
        Some(json!(id))
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> Value {
        let id = AttachmentId(self.world.next_id());
        let file = Attachment {
            id,
            filename: name.to_owned(),
            description: None,
            content_type: "application/octet-stream".to_owned(),
            bytes: bytes.into(),
            shown: ShownIn::Message,
        };
        let mut json = wire::attachment(self.world, self.channel, &file);
        json["ephemeral"] = json!(true);
        self.world.loose_files.insert(id, file);
        self.resolve("attachments", id.to_string(), json);
        json!(id)
    }

    fn resolve(&mut self, kind: &str, id: String, json: Value) {
        let all = self.resolved.entry(kind).or_insert_with(|| json!({}));
        all[id] = json;
    }
}

/// The value of the choice that a text names, if the option has choices.
fn choice(defined: &Value, given: &OptionValue) -> Option<Value> {
    let OptionValue::Text(text) = given else { return None };
    let choices = defined["choices"].as_array()?;
    let choice = choices.iter().find(|one| one["name"] == text.as_str() || one["value"] == text.as_str())?;
    Some(choice["value"].clone())
}

/// `<@123>` without the marks around the number.
fn bare<'a>(text: &'a str, marks: &[&str]) -> &'a str {
    let inside = marks.iter().find_map(|mark| text.strip_prefix(mark)?.strip_suffix('>'));
    inside.unwrap_or(text)
}

fn in_bounds(name: &str, defined: &Value, value: &Value) -> Result<(), Declined> {
    if let Some(choices) = defined["choices"].as_array().filter(|all| !all.is_empty())
        && !choices.iter().any(|choice| choice["value"] == *value)
    {
        return Err(Declined::because(format!("the option {name} needs one of its choices")));
    }
    if let Some(number) = value.as_f64() {
        if defined["min_value"].as_f64().is_some_and(|least| number < least) {
            return Err(Declined::because(format!(
                "the option {name} needs at least {}",
                defined["min_value"]
            )));
        }
        if defined["max_value"].as_f64().is_some_and(|most| number > most) {
            return Err(Declined::because(format!(
                "the option {name} needs at most {}",
                defined["max_value"]
            )));
        }
    }
    if let (Some(text), Some(kind::STRING)) = (value.as_str(), defined["type"].as_u64()) {
        let length = text.chars().count() as u64;
        let least = defined["min_length"].as_u64().unwrap_or(0);
        let most = defined["max_length"].as_u64().unwrap_or(6_000);
        if length < least || length > most {
            let sentence = format!("the option {name} needs from {least} to {most} characters");
            return Err(Declined::because(sentence));
        }
    }
    Ok(())
}
