//! The limits of choices: those of a command's definition and those of autocomplete.

use super::{list, localized, required_text};
use crate::world::api_error::{ApiError, BodyPath, FormErrors};
use serde_json::Value;

/// Choices of an option, or suggestions in one response.
const MOST: usize = 25;
/// Characters of a choice's name, and of a value that is text.
const TEXT: usize = 100;
/// 2^53: larger whole numbers are not exact in JavaScript clients.
const NUMBER: f64 = 9_007_199_254_740_992.0;

/// Checks the suggestions of an autocomplete response.
pub(crate) fn check(data: &Value) -> Result<(), ApiError> {
    let mut form = FormErrors::default();
    let path = BodyPath::root().at("data").at("choices");
    if data["choices"].is_null() {
        form.required(&path);
    }
    check_all(&mut form, &path, &data["choices"]);
    form.finish()
}

pub(super) fn check_all(form: &mut FormErrors, path: &BodyPath, choices: &Value) {
    let choices = list(form, path, choices);
    if choices.len() > MOST {
        form.add(path, "BASE_TYPE_MAX_LENGTH", format!("Must be {MOST} or fewer in length."));
    }
    for (at, choice) in choices.iter().enumerate() {
        let path = path.at(at);
        required_text(form, &path.at("name"), &choice["name"], 1, TEXT);
        localized::texts(form, &path.at("name_localizations"), &choice["name_localizations"], TEXT);
        match &choice["value"] {
            Value::Null => form.required(&path.at("value")),
            Value::String(text) => form.length(&path.at("value"), text, 1, TEXT),
            Value::Number(number) if number.as_f64().is_some_and(|n| n.abs() > NUMBER) => {
                let message = "Value must be between -2^53 and 2^53.";
                form.add(&path.at("value"), "NUMBER_TYPE_MAX", message);
            }
            _ => {}
        }
    }
}
