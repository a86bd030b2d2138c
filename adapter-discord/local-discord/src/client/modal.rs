//! Submitting a modal that the bot opened.

use super::{Actor, Declined, NewInteraction, send_interaction};
use crate::state::State;
use crate::world::ids::InteractionId;
use crate::world::interaction::{InteractionKind, Progress};
use serde_json::{Value, json};

/// `fields` are values by label or custom id; the other fields keep the value that the bot put in.
pub(crate) fn submit(
    state: &mut State,
    actor: Actor,
    opened_by: InteractionId,
    fields: &[(String, String)],
) -> Result<InteractionId, Declined> {
    let opener = state.world.interactions.get(&opened_by);
    let Some(opener) = opener.filter(|one| one.user == actor.user) else {
        return Err(Declined::because("there is no such form"));
    };
    let Progress::Modal(form) = &opener.progress else {
        return Err(Declined::because("the bot opened no form"));
    };
    let source = opener.source;
    let rows = form["components"].as_array().cloned().unwrap_or_default();
    let inputs: Vec<&Value> = rows.iter().map(|row| &row["components"][0]).collect();
    for (name, _) in fields {
        if !inputs.iter().any(|input| is_called(input, name)) {
            return Err(Declined::because(format!("the form has no field {name}")));
        }
    }
    let mut filled = Vec::new();
    for (number, input) in (1..).step_by(2).zip(&inputs) {
        let given = fields.iter().find(|(name, _)| is_called(input, name)).map(|(_, value)| value.as_str());
        let value = given.or(input["value"].as_str()).unwrap_or_default();
        in_bounds(input, value)?;
        filled.push(json!({
            "type": 1,
            "id": number,
            "components": [{"type": 4, "id": number + 1, "custom_id": input["custom_id"], "value": value}],
        }));
    }
    let data = json!({"custom_id": form["custom_id"], "components": filled});
    send_interaction(
        state,
        actor,
        NewInteraction {
            kind: InteractionKind::Modal,
            data,
            command: None,
            source,
            opened_by: Some(opened_by),
        },
    )
}

fn is_called(input: &Value, name: &str) -> bool {
    input["label"] == name || input["custom_id"] == name
}

fn in_bounds(input: &Value, value: &str) -> Result<(), Declined> {
    let label = input["label"].as_str().unwrap_or_default();
    let length = value.chars().count() as u64;
    if length == 0 {
        let required = input["required"] != false;
        return if required {
            Err(Declined::because(format!("the field {label} is required")))
        } else {
            Ok(())
        };
    }
    let least = input["min_length"].as_u64().unwrap_or(0);
    let most = input["max_length"].as_u64().unwrap_or(4_000);
    if length < least || length > most {
        return Err(Declined::because(format!("the field {label} needs from {least} to {most} characters")));
    }
    Ok(())
}
