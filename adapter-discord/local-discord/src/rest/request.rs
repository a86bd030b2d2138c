//! A call as a route reads it: path parameters, query, JSON body and files.

use crate::world::api_error::{self, ApiError, BodyPath};
use crate::world::ids::{ChannelId, MessageId, RoleId, ServerId, UserId};
use serde_json::Value;
use std::sync::Arc;

#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) route: &'static str,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Value,
    pub(crate) files: Vec<Upload>,
    pub(crate) now_ms: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// The name of its form field: `files[0]`.
    pub(crate) field: String,
    pub(crate) filename: String,
    pub(crate) content_type: Option<String>,
    pub(crate) bytes: Arc<[u8]>,
}

impl Upload {
    /// The number in `files[n]`, by which the body refers to the file.
    pub(crate) fn number(&self) -> Option<u64> {
        self.field.strip_prefix("files[")?.strip_suffix(']')?.parse().ok()
    }
}

impl Request {
    /// A path parameter by its name in the route; empty if the route has none of this name.
    pub(crate) fn step(&self, name: &str) -> &str {
        let names = self.route.trim_matches('/').split('/');
        let mut steps = names.zip(self.path.trim_matches('/').split('/'));
        let named = |place: &str| place.strip_prefix('{').and_then(|p| p.strip_suffix('}')) == Some(name);
        steps.find(|(place, _)| named(place)).map_or("", |(_, step)| step)
    }

    pub(crate) fn has_step(&self, name: &str) -> bool {
        self.route.contains(&format!("{{{name}}}"))
    }

    pub(crate) fn server(&self) -> Result<ServerId, ApiError> {
        ServerId::read(self.step("server")).ok_or_else(|| no_snowflake("guild_id"))
    }

    pub(crate) fn channel(&self) -> Result<ChannelId, ApiError> {
        ChannelId::read(self.step("channel")).ok_or_else(|| no_snowflake("channel_id"))
    }

    pub(crate) fn user(&self) -> Result<UserId, ApiError> {
        UserId::read(self.step("user")).ok_or_else(|| no_snowflake("user_id"))
    }

    pub(crate) fn role(&self) -> Result<RoleId, ApiError> {
        RoleId::read(self.step("role")).ok_or_else(|| no_snowflake("role_id"))
    }

    pub(crate) fn message(&self) -> Result<MessageId, ApiError> {
        MessageId::read(self.step("message")).ok_or_else(|| no_snowflake("message_id"))
    }

    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A number in the query, checked against Discord's bounds.
    pub(crate) fn query_number(
        &self,
        name: &str,
        otherwise: usize,
        least: usize,
        most: usize,
    ) -> Result<usize, ApiError> {
        let Some(text) = self.query_value(name) else { return Ok(otherwise) };
        let place = BodyPath::root().at(name);
        let number: usize = text.parse().map_err(|_| {
            api_error::form_error(&place, "NUMBER_TYPE_COERCE", &format!("Value \"{text}\" is not int."))
        })?;
        if number < least {
            let message = format!("int value should be greater than or equal to {least}.");
            return Err(api_error::form_error(&place, "NUMBER_TYPE_MIN", &message));
        }
        if number > most {
            let message = format!("int value should be less than or equal to {most}.");
            return Err(api_error::form_error(&place, "NUMBER_TYPE_MAX", &message));
        }
        Ok(number)
    }
}

fn no_snowflake(name: &str) -> ApiError {
    api_error::form_error(&BodyPath::root().at(name), "NUMBER_TYPE_COERCE", "Value is not snowflake.")
}
