//! Checks JSON against a JSON schema, as far as Discord's description uses schemas.
//! Ignores formats and accepts additional properties.

use serde_json::Value;

/// Adds each mismatch with its place in the JSON.
pub(super) fn check(root: &Value, schema: &Value, value: &Value, place: &str, mismatches: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = name.strip_prefix('#').and_then(|pointer| root.pointer(pointer)).unwrap_or(&Value::Null);
        return check(root, target, value, place, mismatches);
    }
    if !schema["type"].is_null() && !is_of_type(&schema["type"], value) {
        mismatches.push(format!("{place} is not of type {}: {}", schema["type"], short(value)));
        return;
    }
    if value.is_null() && schema["type"].is_array() {
        return;
    }
    enumerated(schema, value, place, mismatches);
    bounds(schema, value, place, mismatches);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        check(root, part, value, place, mismatches);
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(schemas) = schema[key].as_array() {
            any_of(root, schemas, value, place, mismatches);
        }
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(name).is_none() {
            mismatches.push(format!("{place}.{name} is missing"));
        }
    }
    for (name, below) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(inner) = value.get(name) {
            check(root, below, inner, &format!("{place}.{name}"), mismatches);
        }
    }
    if schema["items"].is_object() {
        for (at, inner) in value.as_array().into_iter().flatten().enumerate() {
            check(root, &schema["items"], inner, &format!("{place}[{at}]"), mismatches);
        }
    }
    if schema["additionalProperties"].is_object() {
        for (name, inner) in value.as_object().into_iter().flatten() {
            if schema["properties"].get(name).is_none() {
                check(root, &schema["additionalProperties"], inner, &format!("{place}.{name}"), mismatches);
            }
        }
    }
}

fn is_of_type(wanted: &Value, value: &Value) -> bool {
    let fits = |name: &Value| match name.as_str() {
        Some("null") => value.is_null(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => false,
    };
    match wanted {
        Value::Array(names) => names.iter().any(fits),
        name => fits(name),
    }
}

fn enumerated(schema: &Value, value: &Value, place: &str, mismatches: &mut Vec<String>) {
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        mismatches.push(format!("{place} is none of {}: {}", schema["enum"], short(value)));
    }
    if let Some(wanted) = schema.get("const")
        && wanted != value
    {
        mismatches.push(format!("{place} is not {wanted}: {}", short(value)));
    }
}

fn bounds(schema: &Value, value: &Value, place: &str, mismatches: &mut Vec<String>) {
    let size = match value {
        Value::String(text) => Some((text.chars().count(), "minLength", "maxLength")),
        Value::Array(all) => Some((all.len(), "minItems", "maxItems")),
        Value::Object(all) => Some((all.len(), "minProperties", "maxProperties")),
        _ => None,
    };
    if let Some((size, least, most)) = size {
        let size = size as u64;
        if schema[least].as_u64().is_some_and(|least| size < least)
            || schema[most].as_u64().is_some_and(|most| size > most)
        {
            mismatches.push(format!("{place} is of size {size}, outside its bounds"));
        }
    }
    if let Some(number) = value.as_f64()
        && (schema["minimum"].as_f64().is_some_and(|least| number < least)
            || schema["maximum"].as_f64().is_some_and(|most| number > most))
    {
        mismatches.push(format!("{place} is {number}, outside its bounds"));
    }
}

/// At least one schema must match; otherwise reports the mismatches of the closest one.
fn any_of(root: &Value, schemas: &[Value], value: &Value, place: &str, mismatches: &mut Vec<String>) {
    let mut closest: Option<Vec<String>> = None;
    // A schema for another `type` is never the closest.
    let distance = |mismatches: &[String]| {
        let kind = format!("{place}.type is");
        (mismatches.iter().any(|mismatch| mismatch.starts_with(&kind)), mismatches.len())
    };
    for schema in schemas {
        let mut own = Vec::new();
        check(root, schema, value, place, &mut own);
        if own.is_empty() {
            return;
        }
        if closest.as_ref().is_none_or(|known| distance(&own) < distance(known)) {
            closest = Some(own);
        }
    }
    mismatches.extend(closest.unwrap_or_default());
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 60 { text.chars().take(60).chain(['…']).collect() } else { text }
}
