//! Discord's published description of its API, when there is a copy beside the checkout: calls held against it.
//! The description is Discord's and is never part of this project; without it there is nothing to hold against.

mod schema;

use crate::state::calls::Call;
use serde_json::Value;
use std::path::Path;

/// Where a copy may lie, seen from the checkout's root.
const BESIDE: [&str; 3] = ["..", "shared", "discord-openapi.json"];

/// A copy of the description.
#[derive(Debug)]
pub struct ApiSchema {
    json: Value,
}

impl ApiSchema {
    /// The copy beside the checkout with this root; `None` if there is none.
    ///
    /// # Panics
    /// There is a file that is no JSON.
    #[must_use]
    pub fn beside(root: &Path) -> Option<ApiSchema> {
        let path = BESIDE.iter().fold(root.to_path_buf(), |path, step| path.join(step));
        let text = std::fs::read_to_string(path).ok()?;
        Some(ApiSchema { json: serde_json::from_str(&text).expect("the published description is JSON") })
    }

    /// What in a call does not fit: in what was sent, and in how it was answered. Empty: all fits.
    #[must_use]
    pub fn mismatches(&self, call: &Call) -> Vec<String> {
        let Some(operation) = self.operation(call) else {
            return vec![format!("{} {} is not published", call.method, call.path)];
        };
        let mut misfits = Vec::new();
        let accepted = call.status.is_some_and(|status| status < 300);
        if accepted && !call.body.is_null() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            schema::check(&self.json, schema, &call.body, "sent", &mut misfits);
        }
        let Some(status) = call.status else { return misfits };
        let response = &operation["responses"][status.to_string()];
        if accepted && response.is_null() {
            misfits.push(format!("status {status} is not published"));
        }
        if accepted {
            let schema = &response["content"]["application/json"]["schema"];
            schema::check(&self.json, schema, &call.answer, "answered", &mut misfits);
        } else {
            let schema = &self.json["components"]["schemas"]["Error"];
            schema::check(&self.json, schema, &call.answer, "answered", &mut misfits);
        }
        let named = |misfit: String| format!("{} {}: {misfit}", call.method, call.path);
        misfits.into_iter().filter(|misfit| !is_too_strict(misfit)).map(named).collect()
    }

    /// The published operation of a call. Of several paths that fit, the one with the most fixed steps is meant.
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

/// The description is stricter than the service in two places: permissions may be sent as a string of digits, and
/// the numbers of files as numbers.
fn is_too_strict(misfit: &str) -> bool {
    let sent = misfit.starts_with("sent");
    let number_of_file = misfit.contains(".attachments[") && misfit.contains("].id");
    let chosen_before = misfit.contains(".default_values[") && misfit.contains("].id");
    sent && (misfit.contains(".default_member_permissions") || number_of_file || chosen_before)
}
