//! The limits of action rows, buttons and selects.

use super::{list, optional_number, optional_text, required_text};
use crate::world::api_error::{BodyPath, FormErrors};
use serde_json::Value;
use std::collections::HashSet;

const ROWS: usize = 5;
const BUTTONS: usize = 5;
const CUSTOM_ID: usize = 100;
const LABEL: usize = 80;
const OPTIONS: usize = 25;
const OPTION_TEXT: usize = 100;
const PLACEHOLDER: usize = 150;

const ROW: u64 = 1;
const BUTTON: u64 = 2;
const STRING_SELECT: u64 = 3;
/// Discord's component types for selects of users, roles, both, and channels.
const OTHER_SELECTS: std::ops::RangeInclusive<u64> = 5..=8;
/// Discord's button style for a link.
const LINK: u64 = 5;

pub(super) fn check_all(form: &mut FormErrors, path: &BodyPath, rows: &Value) {
    let rows = list(form, path, rows);
    form.count(path, rows.len(), 0, ROWS);
    let mut seen = HashSet::new();
    for (at, row) in rows.iter().enumerate() {
        let path = path.at(at);
        if row["type"].as_u64() != Some(ROW) {
            form.add(&path.at("type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).");
            continue;
        }
        let parts = list(form, &path.at("components"), &row["components"]);
        let path = path.at("components");
        form.count(&path, parts.len(), 1, BUTTONS);
        let selects = parts.iter().filter(|part| part["type"].as_u64() != Some(BUTTON)).count();
        if selects > 0 && parts.len() > 1 {
            form.add(
                &path,
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            );
        }
        for (at, part) in parts.iter().enumerate() {
            check(form, &path.at(at), part, &mut seen);
        }
    }
}

fn check<'a>(form: &mut FormErrors, path: &BodyPath, part: &'a Value, seen: &mut HashSet<&'a str>) {
    match part["type"].as_u64() {
        Some(BUTTON) => button(form, path, part),
        Some(STRING_SELECT) => {
            select(form, path, part);
            options(form, path, part);
        }
        Some(kind) if OTHER_SELECTS.contains(&kind) => select(form, path, part),
        _ => {
            let message = "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).";
            form.add(&path.at("type"), "UNION_TYPE_CHOICES", message);
        }
    }
    if let Some(custom_id) = part["custom_id"].as_str()
        && !seen.insert(custom_id)
    {
        let message = "Component custom id cannot be duplicated";
        form.add(&path.at("custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message);
    }
}

fn button(form: &mut FormErrors, path: &BodyPath, button: &Value) {
    optional_text(form, &path.at("label"), &button["label"], 0, LABEL);
    match button["style"].as_u64() {
        Some(LINK) => {
            if button["custom_id"].is_string() {
                let message = "A custom id and url cannot both be specified";
                form.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message);
            }
            required_text(form, &path.at("url"), &button["url"], 1, 512);
        }
        Some(1..=4) => {
            if button["url"].is_string() {
                let message = "A custom id and url cannot both be specified";
                form.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message);
            }
            required_text(form, &path.at("custom_id"), &button["custom_id"], 1, CUSTOM_ID);
        }
        None => form.required(&path.at("style")),
        Some(_) => {
            let message = "Value must be one of (1, 2, 3, 4, 5).";
            form.add(&path.at("style"), "BASE_TYPE_CHOICES", message);
        }
    }
    let label = button["label"].as_str().unwrap_or_default();
    if label.is_empty() && button["emoji"].is_null() {
        form.add(path, "BUTTON_COMPONENT_INVALID_EMPTY", "A label or emoji must be specified");
    }
}

fn select(form: &mut FormErrors, path: &BodyPath, select: &Value) {
    required_text(form, &path.at("custom_id"), &select["custom_id"], 1, CUSTOM_ID);
    optional_text(form, &path.at("placeholder"), &select["placeholder"], 0, PLACEHOLDER);
    optional_number(form, &path.at("min_values"), &select["min_values"], 0, 25);
    optional_number(form, &path.at("max_values"), &select["max_values"], 1, 25);
}

fn options(form: &mut FormErrors, path: &BodyPath, select: &Value) {
    let path = path.at("options");
    let options = list(form, &path, &select["options"]);
    form.count(&path, options.len(), 1, OPTIONS);
    let mut values = HashSet::new();
    for (at, option) in options.iter().enumerate() {
        let path = path.at(at);
        required_text(form, &path.at("label"), &option["label"], 1, OPTION_TEXT);
        required_text(form, &path.at("value"), &option["value"], 1, OPTION_TEXT);
        optional_text(form, &path.at("description"), &option["description"], 0, OPTION_TEXT);
        if let Some(value) = option["value"].as_str()
            && !values.insert(value)
        {
            let message = "The specified option value is already used";
            form.add(&path.at("value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message);
        }
    }
    let most = select["max_values"].as_u64().unwrap_or(1);
    if most > options.len() as u64 && !options.is_empty() {
        let message = "The number of options must be at least the maximum number of values";
        form.add(&path, "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE", message);
    }
}
