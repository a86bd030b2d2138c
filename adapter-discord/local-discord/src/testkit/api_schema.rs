//! Checks logged calls against Discord's published OpenAPI description, if there is a copy beside the checkout.
//! The description belongs to Discord and is not part of this project, so tests skip the check without it.

mod schema;

use crate::state::calls::Call;
use serde_json::Value;
use std::path::Path;

/// Where the copy is, relative to the checkout's root.
const BESIDE: [&str; 3] = ["..", "shared", "discord-openapi.json"];

/// Discord's OpenAPI description.
#[derive(Debug)]
pub struct ApiSchema {
    json: Value,
}

impl ApiSchema {
    /// Reads the copy beside the checkout with this root; `None` if there is none.
    ///
    /// # Panics
    /// The file is not JSON.
    #[must_use]
    pub fn beside(root: &Path) -> Option<ApiSchema> {
        let path = BESIDE.iter().fold(root.to_path_buf(), |path, step| path.join(step));
        let text = std::fs::read_to_string(path).ok()?;
        Some(ApiSchema { json: serde_json::from_str(&text).expect("the published description is JSON") })
    }

    /// Where the request and the response of a call do not match the schema; empty if they do.
    #[must_use]
    pub fn mismatches(&self, call: &Call) -> Vec<String> {
        let Some(operation) = self.operation(call) else {
            return vec![format!("{} {} is not published", call.method, call.path)];
        };
        let mut mismatches = Vec::new();
        let accepted = call.status.is_some_and(|status| status < 300);
        if accepted && !call.body.is_null() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            schema::check(&self.json, schema, &call.body, "sent", &mut mismatches);
        }
        let Some(status) = call.status else { return mismatches };
        let response = &operation["responses"][status.to_string()];
        if accepted && response.is_null() {
            mismatches.push(format!("status {status} is not published"));
        }
        if accepted {
            let schema = &response["content"]["application/json"]["schema"];
            schema::check(&self.json, schema, &call.answer, "answered", &mut mismatches);
        } else {
            let schema = &self.json["components"]["schemas"]["Error"];
            schema::check(&self.json, schema, &call.answer, "answered", &mut mismatches);
        }
        let named = |mismatch: String| format!("{} {}: {mismatch}", call.method, call.path);
        mismatches.into_iter().filter(|mismatch| !is_too_strict(mismatch)).map(named).collect()
    }

    /// The published operation of a call: the matching path with the fewest parameters.
    fn operation(&self, call: &Call) -> Option<&Value> {
        let steps: Vec<_> = call.path.trim_matches('/').split('/').collect();
        let paths = self.json["paths"].as_object()?.iter();
        let fitting = paths.filter(|(path, _)| {
            let places: Vec<_> = path.trim_matches('/').split('/').collect();
            let fits = |(place, step): (&&str, &&str)| place.starts_with('{') || place == step;
            places.len() == steps.len() && places.iter().zip(&steps).all(fits)
        });
        let (_, found) = fitting.min_by_key(|(path, _)| path.matches('{').count())?;
        found.get(call.method.to_lowercase())
    }
}

/// Discord's service accepts more than its description: permissions as a string of digits, and ids of files as numbers.
fn is_too_strict(mismatch: &str) -> bool {
    let sent = mismatch.starts_with("sent");
    let number_of_file = mismatch.contains(".attachments[") && mismatch.contains("].id");
    let chosen_before = mismatch.contains(".default_values[") && mismatch.contains("].id");
    sent && (mismatch.contains(".default_member_permissions") || number_of_file || chosen_before)
}
