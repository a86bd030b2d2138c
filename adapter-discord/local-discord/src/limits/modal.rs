//! The limits of a modal and its fields.

use super::{list, optional_number, optional_text, required_text};
use crate::world::api_error::{ApiError, BodyPath, FormErrors};
use serde_json::Value;
use std::collections::HashSet;

const TITLE: usize = 45;
const CUSTOM_ID: usize = 100;
const FIELDS: usize = 5;
const LABEL: usize = 45;
const PLACEHOLDER: usize = 100;
const VALUE: usize = 4_000;
/// Discord's component type for a text input.
const TEXT_INPUT: u64 = 4;

pub(crate) fn check(data: &Value) -> Result<(), ApiError> {
    let mut form = FormErrors::default();
    let path = BodyPath::root().at("data");
    required_text(&mut form, &path.at("custom_id"), &data["custom_id"], 1, CUSTOM_ID);
    required_text(&mut form, &path.at("title"), &data["title"], 1, TITLE);
    let path = path.at("components");
    let rows = list(&mut form, &path, &data["components"]);
    form.count(&path, rows.len(), 1, FIELDS);
    let mut seen = HashSet::new();
    for (at, row) in rows.iter().enumerate() {
        let path = path.at(at).at("components");
        let inputs = list(&mut form, &path, &row["components"]);
        form.count(&path, inputs.len(), 1, 1);
        for (at, input) in inputs.iter().enumerate() {
            field(&mut form, &path.at(at), input, &mut seen);
        }
    }
    form.finish()
}

fn field<'a>(form: &mut FormErrors, path: &BodyPath, input: &'a Value, seen: &mut HashSet<&'a str>) {
    if input["type"].as_u64() != Some(TEXT_INPUT) {
        form.add(&path.at("type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (4,).");
        return;
    }
    required_text(form, &path.at("custom_id"), &input["custom_id"], 1, CUSTOM_ID);
    required_text(form, &path.at("label"), &input["label"], 1, LABEL);
    if input["style"].is_null() {
        form.required(&path.at("style"));
    }
    optional_number(form, &path.at("style"), &input["style"], 1, 2);
    optional_number(form, &path.at("min_length"), &input["min_length"], 0, 4_000);
    optional_number(form, &path.at("max_length"), &input["max_length"], 1, 4_000);
    optional_text(form, &path.at("value"), &input["value"], 0, VALUE);
    optional_text(form, &path.at("placeholder"), &input["placeholder"], 0, PLACEHOLDER);
    if let Some(custom_id) = input["custom_id"].as_str()
        && !seen.insert(custom_id)
    {
        let message = "Component custom id cannot be duplicated";
        form.add(&path.at("custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message);
    }
}
