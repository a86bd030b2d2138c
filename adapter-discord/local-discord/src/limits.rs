//! Discord's limits, one file for each kind of object. Routes check a body before they change anything.
//! Where Discord's published description and its service differ, these limits follow the service.

pub(crate) mod choices;
pub(crate) mod command;
mod components;
mod embed;
mod localized;
pub(crate) mod message;
pub(crate) mod modal;

use crate::world::api_error::{BodyPath, FormErrors};
use serde_json::Value;

fn required_text(form: &mut FormErrors, path: &BodyPath, value: &Value, least: usize, most: usize) {
    match value {
        Value::Null => form.required(path),
        _ => optional_text(form, path, value, least, most),
    }
}

fn optional_text(form: &mut FormErrors, path: &BodyPath, value: &Value, least: usize, most: usize) {
    match value {
        Value::Null => {}
        Value::String(text) => form.length(path, text, least, most),
        _ => form.add(path, "STRING_TYPE_CONVERT", format!("Could not interpret \"{value}\" as string.")),
    }
}

fn optional_number(form: &mut FormErrors, path: &BodyPath, value: &Value, least: i64, most: i64) {
    if value.is_null() {
        return;
    }
    match value.as_i64() {
        None => form.add(path, "NUMBER_TYPE_COERCE", format!("Value \"{value}\" is not int.")),
        Some(number) if number < least => {
            let message = format!("int value should be greater than or equal to {least}.");
            form.add(path, "NUMBER_TYPE_MIN", message);
        }
        Some(number) if number > most => {
            form.add(path, "NUMBER_TYPE_MAX", format!("int value should be less than or equal to {most}."));
        }
        Some(_) => {}
    }
}

/// The elements of a list, or none if it is missing; any other value is an error.
fn list<'a>(form: &mut FormErrors, path: &BodyPath, value: &'a Value) -> &'a [Value] {
    match value {
        Value::Null => &[],
        Value::Array(all) => all,
        _ => {
            form.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            &[]
        }
    }
}
