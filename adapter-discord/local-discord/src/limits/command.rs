//! The limits of commands: names, descriptions, options, subcommands, and their total size.

use super::{choices, list, localized, optional_number, required_text};
use crate::world::api_error::{self, ApiError, BodyPath, FormErrors};
use crate::world::application::{CHAT_INPUT, options_of};
use serde_json::Value;
use std::collections::HashSet;

/// Slash commands globally, and as many in each server.
pub(crate) const MOST: usize = 100;
/// Commands in the context menu of a user, and as many in that of a message.
const MOST_IN_MENUS: usize = 15;
const NAME: usize = 32;
const DESCRIPTION: usize = 100;
const OPTIONS: usize = 25;
/// Characters of all names, descriptions and values of a command, its options and choices.
const TOGETHER: usize = 8_000;

const SUBCOMMAND: u64 = 1;
const GROUP: u64 = 2;
const STRING: u64 = 3;
/// The largest option type that Discord defines.
const LAST_TYPE: i64 = 11;

pub(crate) fn check(command: &Value, path: &BodyPath) -> Result<(), ApiError> {
    let mut form = FormErrors::default();
    one(&mut form, path, command);
    form.finish()
}

pub(crate) fn check_all(commands: &Value) -> Result<(), ApiError> {
    let mut form = FormErrors::default();
    let commands = list(&mut form, &BodyPath::root(), commands);
    for kind in [1, 2, 3] {
        let count = commands.iter().filter(|command| kind_of(command) == kind).count();
        if count > if kind == CHAT_INPUT { MOST } else { MOST_IN_MENUS } {
            return Err(api_error::too_many_commands());
        }
    }
    let mut seen = HashSet::new();
    for (at, command) in commands.iter().enumerate() {
        let path = BodyPath::root().at(at);
        one(&mut form, &path, command);
        if let Some(name) = command["name"].as_str()
            && !seen.insert((name, kind_of(command)))
        {
            let message = "Application command names must be unique";
            form.add(&path.at("name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
        }
    }
    form.finish()
}

fn kind_of(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(CHAT_INPUT)
}

fn one(form: &mut FormErrors, path: &BodyPath, command: &Value) {
    if kind_of(command) == CHAT_INPUT {
        named(form, path, command);
        described(form, path, command);
    } else {
        required_text(form, &path.at("name"), &command["name"], 1, NAME);
        localized::texts(form, &path.at("name_localizations"), &command["name_localizations"], NAME);
        if command["description"].as_str().is_some_and(|text| !text.is_empty()) {
            let message = "Context menu commands cannot have description";
            form.add(
                &path.at("description"),
                "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_DISALLOWED",
                message,
            );
        }
    }
    permissions(form, &path.at("default_member_permissions"), &command["default_member_permissions"]);
    options(form, &path.at("options"), &command["options"], Depth::Command);
    if size(command) > TOGETHER {
        let message = format!("Command exceeds maximum size ({TOGETHER})");
        form.add(path, "APPLICATION_COMMAND_TOO_LARGE", message);
    }
}

/// The parent of a list of options.
#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Command,
    Group,
    Subcommand,
}

fn options(form: &mut FormErrors, path: &BodyPath, options: &Value, depth: Depth) {
    let options = list(form, path, options);
    form.count(path, options.len(), 0, OPTIONS);
    let is_step = |option: &Value| matches!(option["type"].as_u64(), Some(SUBCOMMAND | GROUP));
    let steps = options.iter().filter(|option| is_step(option)).count();
    if steps > 0 && steps < options.len() {
        let message =
            "Sub-command and sub-command group option types are mutually exclusive to all other types";
        form.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
    let mut seen = HashSet::new();
    let mut optional = false;
    for (at, option) in options.iter().enumerate() {
        let path = path.at(at);
        if let Some(name) = option["name"].as_str()
            && !seen.insert(name)
        {
            let message = "Option name already exists";
            form.add(&path.at("name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message);
        }
        let required = option["required"] == true;
        if required && optional {
            let message = "Required options must be placed before non-required options";
            form.add(&path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
        }
        optional = optional || !required;
        self::option(form, &path, option, depth);
    }
}

fn option(form: &mut FormErrors, path: &BodyPath, option: &Value, depth: Depth) {
    named(form, path, option);
    described(form, path, option);
    if option["type"].is_null() {
        form.required(&path.at("type"));
    }
    optional_number(form, &path.at("type"), &option["type"], 1, LAST_TYPE);
    let kind = option["type"].as_u64().unwrap_or(0);
    let fits = match (kind, depth) {
        (GROUP, Depth::Command) => {
            options(form, &path.at("options"), &option["options"], Depth::Group);
            true
        }
        (SUBCOMMAND, Depth::Command | Depth::Group) => {
            options(form, &path.at("options"), &option["options"], Depth::Subcommand);
            true
        }
        (SUBCOMMAND | GROUP, _) => false,
        _ => depth != Depth::Group,
    };
    if !fits {
        let message = "This option type cannot stand here";
        form.add(&path.at("type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
    choices::check_all(form, &path.at("choices"), &option["choices"]);
    let has_choices = option["choices"].as_array().is_some_and(|all| !all.is_empty());
    if has_choices && option["autocomplete"] == true {
        let message = "Autocomplete cannot be used with choices";
        form.add(path, "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", message);
    }
    if kind == STRING {
        optional_number(form, &path.at("min_length"), &option["min_length"], 0, 6_000);
        optional_number(form, &path.at("max_length"), &option["max_length"], 1, 6_000);
    }
}

fn named(form: &mut FormErrors, path: &BodyPath, named: &Value) {
    required_text(form, &path.at("name"), &named["name"], 1, NAME);
    if let Some(text) = named["name"].as_str() {
        name(form, &path.at("name"), text);
    }
    let key = "name_localizations";
    localized::each(form, &path.at(key), &named[key], |form, path, text| {
        form.length(path, text, 1, NAME);
        name(form, path, text);
    });
}

fn described(form: &mut FormErrors, path: &BodyPath, described: &Value) {
    required_text(form, &path.at("description"), &described["description"], 1, DESCRIPTION);
    let key = "description_localizations";
    localized::texts(form, &path.at(key), &described[key], DESCRIPTION);
}

/// Letters, digits, `-`, `_` and `'`, in lower case.
fn name(form: &mut FormErrors, path: &BodyPath, text: &str) {
    let fits = |c: char| (c.is_alphanumeric() || matches!(c, '-' | '_' | '\'')) && !c.is_uppercase();
    // Devanagari and Thai write words with combining marks, which are not alphanumeric.
    let mark = |c: char| matches!(c, '\u{900}'..='\u{97f}' | '\u{e00}'..='\u{e7f}');
    if !text.is_empty() && !text.chars().all(|c| fits(c) || mark(c)) {
        form.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
}

fn permissions(form: &mut FormErrors, path: &BodyPath, bits: &Value) {
    let fits = match bits {
        Value::Null => true,
        Value::String(text) => text.parse::<u64>().is_ok(),
        Value::Number(number) => number.is_u64(),
        _ => false,
    };
    if !fits {
        form.add(path, "NUMBER_TYPE_COERCE", format!("Value \"{bits}\" is not int."));
    }
}

fn size(part: &Value) -> usize {
    // The longest of a text's translations counts.
    let longest = |key: &str, localized: &str| {
        let length = |value: &Value| value.as_str().map_or(0, |text| text.chars().count());
        let others = part[localized].as_object().into_iter().flat_map(|all| all.values());
        others.map(length).chain([length(&part[key])]).max().unwrap_or(0)
    };
    let choices = part["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of_choices: usize = choices.iter().map(size).sum();
    let of_options: usize = options_of(part).iter().map(size).sum();
    let value = part["value"].as_str().map_or(0, |text| text.chars().count());
    longest("name", "name_localizations")
        + longest("description", "description_localizations")
        + value
        + of_choices
        + of_options
}
