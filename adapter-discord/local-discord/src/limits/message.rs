//! The limits of a message: content, files, mentions, embeds and components.

use super::{components, embed, list, optional_text};
use crate::world::api_error::{ApiError, BodyPath, FormErrors};
use serde_json::Value;

/// Characters of a message.
pub(crate) const CONTENT: usize = 2_000;
/// Files on one message.
const FILES: usize = 10;
/// Users, and as many roles, in `allowed_mentions`.
const ALLOWED: usize = 100;
/// Characters of a nonce.
const NONCE: usize = 25;

/// Checks a new or edited message; `files` is the number of uploads.
pub(crate) fn check(body: &Value, files: usize, path: &BodyPath) -> Result<(), ApiError> {
    let mut form = FormErrors::default();
    optional_text(&mut form, &path.at("content"), &body["content"], 0, CONTENT);
    embed::check_all(&mut form, &path.at("embeds"), &body["embeds"]);
    components::check_all(&mut form, &path.at("components"), &body["components"]);
    mentions(&mut form, &path.at("allowed_mentions"), &body["allowed_mentions"]);
    if let Value::String(nonce) = &body["nonce"] {
        form.length(&path.at("nonce"), nonce, 0, NONCE);
    }
    let kept = list(&mut form, &path.at("attachments"), &body["attachments"]).len();
    if files > FILES || kept > FILES {
        let message = format!("Must be {FILES} or fewer in length.");
        form.add(&path.at("attachments"), "BASE_TYPE_MAX_LENGTH", message);
    }
    form.finish()
}

fn mentions(form: &mut FormErrors, path: &BodyPath, allowed: &Value) {
    let kinds = list(form, &path.at("parse"), &allowed["parse"]);
    for (at, kind) in kinds.iter().enumerate() {
        if !matches!(kind.as_str(), Some("users" | "roles" | "everyone")) {
            let message = "Value must be one of ('roles', 'users', 'everyone').";
            form.add(&path.at("parse").at(at), "BASE_TYPE_CHOICES", message);
        }
    }
    for kind in ["users", "roles"] {
        let listed = list(form, &path.at(kind), &allowed[kind]);
        form.count(&path.at(kind), listed.len(), 0, ALLOWED);
        if !listed.is_empty() && kinds.iter().any(|one| one == kind) {
            let message = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            form.add(path, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
        }
    }
}
