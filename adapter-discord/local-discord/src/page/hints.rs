//! Hints as JSON for the page.

use crate::state::hints::{HintAction, ResolvedHint};
use serde_json::{Map, Value, json};

pub(super) fn shown(hints: &[ResolvedHint]) -> Value {
    json!({"hints": hints.iter().map(one).collect::<Vec<_>>()})
}

fn one(proposed: &ResolvedHint) -> Value {
    let mut json = Map::new();
    json.insert("as".to_owned(), json!(proposed.person));
    json.insert("why".to_owned(), json!(proposed.hint.why));
    if let Some(channel) = proposed.channel {
        json.insert("channel".to_owned(), json!(channel));
    }
    match &proposed.hint.action {
        HintAction::Say(content) => {
            json.insert("say".to_owned(), json!(content));
        }
        HintAction::Use { command, options } => {
            json.insert("use".to_owned(), json!(command));
            json.insert("options".to_owned(), json!(options));
        }
    }
    Value::Object(json)
}
