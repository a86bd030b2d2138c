//! The limits of embeds, each and together.

use super::{list, optional_number, optional_text, required_text};
use crate::world::api_error::{BodyPath, FormErrors};
use serde_json::Value;

/// Embeds on one message.
const MOST: usize = 10;
/// Characters of all texts in all embeds of a message.
const TOGETHER: usize = 6_000;
const TITLE: usize = 256;
const DESCRIPTION: usize = 4_096;
const FIELDS: usize = 25;
const FIELD_NAME: usize = 256;
const FIELD_VALUE: usize = 1_024;
const FOOTER: usize = 2_048;
const AUTHOR: usize = 256;
const COLOUR: i64 = 0xff_ff_ff;

pub(super) fn check_all(form: &mut FormErrors, path: &BodyPath, embeds: &Value) {
    let embeds = list(form, path, embeds);
    if embeds.len() > MOST {
        form.add(path, "BASE_TYPE_MAX_LENGTH", format!("Must be {MOST} or fewer in length."));
    }
    for (at, embed) in embeds.iter().enumerate() {
        check(form, &path.at(at), embed);
    }
    if embeds.iter().map(size).sum::<usize>() > TOGETHER {
        let message = format!("Embed size exceeds maximum size of {TOGETHER}");
        form.add(path, "MAX_EMBED_SIZE_EXCEEDED", message);
    }
}

fn check(form: &mut FormErrors, path: &BodyPath, embed: &Value) {
    optional_text(form, &path.at("title"), &embed["title"], 0, TITLE);
    optional_text(form, &path.at("description"), &embed["description"], 0, DESCRIPTION);
    optional_number(form, &path.at("color"), &embed["color"], 0, COLOUR);
    address(form, &path.at("url"), &embed["url"], &["http", "https"]);
    let fields = list(form, &path.at("fields"), &embed["fields"]);
    if fields.len() > FIELDS {
        form.add(&path.at("fields"), "BASE_TYPE_MAX_LENGTH", format!("Must be {FIELDS} or fewer in length."));
    }
    for (at, field) in fields.iter().enumerate() {
        let path = path.at("fields").at(at);
        required_text(form, &path.at("name"), &field["name"], 1, FIELD_NAME);
        required_text(form, &path.at("value"), &field["value"], 1, FIELD_VALUE);
    }
    if embed["footer"].is_object() {
        let path = path.at("footer");
        required_text(form, &path.at("text"), &embed["footer"]["text"], 1, FOOTER);
        address(form, &path.at("icon_url"), &embed["footer"]["icon_url"], &["http", "https", "attachment"]);
    }
    if embed["author"].is_object() {
        let path = path.at("author");
        required_text(form, &path.at("name"), &embed["author"]["name"], 1, AUTHOR);
        address(form, &path.at("icon_url"), &embed["author"]["icon_url"], &["http", "https", "attachment"]);
        address(form, &path.at("url"), &embed["author"]["url"], &["http", "https"]);
    }
    for picture in ["image", "thumbnail"] {
        if embed[picture].is_object() {
            let path = path.at(picture).at("url");
            if embed[picture]["url"].is_null() {
                form.required(&path);
            }
            address(form, &path, &embed[picture]["url"], &["http", "https", "attachment"]);
        }
    }
    if let Some(moment) = embed["timestamp"].as_str()
        && time::OffsetDateTime::parse(moment, &time::format_description::well_known::Rfc3339).is_err()
    {
        let message = format!("Could not parse {moment}. Should be ISO8601.");
        form.add(&path.at("timestamp"), "DATETIME_TYPE_PARSE", message);
    }
    let shows_nothing = size(embed) == 0 && ["image", "thumbnail"].iter().all(|part| embed[part].is_null());
    if shows_nothing {
        form.required(&path.at("description"));
    }
}

fn size(embed: &Value) -> usize {
    let length = |value: &Value| value.as_str().map_or(0, |text| text.chars().count());
    let fields = embed["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of_fields: usize = fields.iter().map(|field| length(&field["name"]) + length(&field["value"])).sum();
    length(&embed["title"])
        + length(&embed["description"])
        + length(&embed["footer"]["text"])
        + length(&embed["author"]["name"])
        + of_fields
}

fn address(form: &mut FormErrors, path: &BodyPath, value: &Value, schemes: &[&str]) {
    let Some(text) = value.as_str() else { return };
    match text.split_once("://") {
        None => form.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL."),
        Some((scheme, _)) if !schemes.contains(&scheme) => {
            let message = format!("Scheme \"{scheme}\" is not supported. Scheme must be one of {schemes:?}.");
            form.add(path, "URL_TYPE_INVALID_SCHEME", message);
        }
        Some((_, rest)) if rest.is_empty() || rest.contains(char::is_whitespace) => {
            form.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        }
        Some(_) => {}
    }
}
