//! The page's actions, and waiting for the bot's first response to them.

use super::view::{read_channel, read_user};
use crate::client::options::OptionValue;
use crate::client::wait::{self, SUGGESTIONS_TIMEOUT};
use crate::client::{self, Actor, Declined};
use crate::state::Shared;
use crate::state::page_update::PageUpdate;
use crate::world::ids::{InteractionId, MessageId};
use crate::world::interaction::Progress;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) async fn perform(shared: Arc<Shared>, name: &str, body: &Value) -> Result<Value, Declined> {
    match name {
        "speak" => return speak(&shared, body),
        "write-directly" => return write_directly(&shared, body),
        _ => {}
    }
    let actor = shared.read(|state| {
        let user = read_user(&state.world, body["as"].as_str())?;
        Ok::<_, Declined>(Actor { user, channel: read_channel(body["channel"].as_str())? })
    })?;
    match name {
        "say" => {
            let reply_to = body["reply_to"].as_str().and_then(MessageId::read);
            let said =
                shared.change(|state| client::say::say(state, actor, text(body, "content"), reply_to))?;
            Ok(json!({"message": said}))
        }
        "use" => {
            let given = read_options(&body["options"])?;
            let used =
                shared.change(|state| client::command::run(state, actor, text(body, "command"), &given))?;
            Ok(outcome(&shared, used).await)
        }
        "suggest" => suggest(&shared, actor, body).await,
        "press" => {
            let (message, custom_id) = (read_message(body)?, text(body, "custom_id"));
            let used = shared.change(|state| client::component::press(state, actor, message, custom_id))?;
            Ok(outcome(&shared, used).await)
        }
        "choose" => {
            let (message, custom_id) = (read_message(body)?, text(body, "custom_id"));
            let values = body["values"].as_array().into_iter().flatten();
            let values: Vec<_> = values.filter_map(Value::as_str).map(str::to_owned).collect();
            let used = shared
                .change(|state| client::component::choose(state, actor, message, custom_id, &values))?;
            Ok(outcome(&shared, used).await)
        }
        "submit" => {
            let opener = InteractionId::read(text(body, "interaction"));
            let opener = opener.ok_or_else(|| Declined::because("there is no such form"))?;
            let fields = body["fields"].as_object().into_iter().flatten();
            let fields: Vec<_> = fields
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
                .collect();
            let used = shared.change(|state| client::modal::submit(state, actor, opener, &fields))?;
            Ok(outcome(&shared, used).await)
        }
        _ => Err(Declined::because(format!("the page cannot do {name}"))),
    }
}

async fn suggest(shared: &Arc<Shared>, actor: Actor, body: &Value) -> Result<Value, Declined> {
    let given = read_options(&body["options"])?;
    let (command, option, typed) = (text(body, "command"), text(body, "option"), text(body, "typed"));
    let asked =
        shared.change(|state| client::command::suggest(state, actor, command, &given, option, typed))?;
    // Without a response there are no suggestions, as in Discord's client.
    let choices = wait::choices(shared, asked, SUGGESTIONS_TIMEOUT).await.unwrap_or_default();
    let choices: Vec<_> =
        choices.into_iter().map(|choice| json!({"name": choice.name, "value": choice.value})).collect();
    Ok(json!({"choices": choices}))
}

fn speak(shared: &Shared, body: &Value) -> Result<Value, Declined> {
    let user = shared.read(|state| read_user(&state.world, body["as"].as_str()))?;
    let locale = text(body, "locale");
    if locale.is_empty() || locale.len() > 5 {
        return Err(Declined::because("a language is named like en-US or de"));
    }
    shared.change(|state| {
        if let Some(user) = state.world.users.get_mut(&user) {
            locale.clone_into(&mut user.locale);
        }
        state.update_pages(PageUpdate::Surroundings);
    });
    Ok(json!({}))
}

/// Opens direct messages with the bot.
fn write_directly(shared: &Shared, body: &Value) -> Result<Value, Declined> {
    let user = shared.read(|state| read_user(&state.world, body["as"].as_str()))?;
    let channel = shared.change(|state| state.world.direct_channel(user));
    Ok(json!({"channel": channel}))
}

/// Waits for the bot's first response.
async fn outcome(shared: &Arc<Shared>, id: InteractionId) -> Value {
    let progress = wait::first_response(shared, id).await;
    let mut json = json!({"interaction": id});
    json["outcome"] = json!(match &progress {
        None => "failed",
        Some(Progress::Deferred) => "thinking",
        Some(Progress::Modal(_)) => "modal",
        Some(_) => "answered",
    });
    if let Some(Progress::Modal(form)) = progress {
        json["modal"] = form;
    }
    json
}

fn text<'a>(body: &'a Value, key: &str) -> &'a str {
    body[key].as_str().unwrap_or_default()
}

fn read_message(body: &Value) -> Result<MessageId, Declined> {
    MessageId::read(text(body, "message")).ok_or_else(|| Declined::because("there is no such message"))
}

fn read_options(options: &Value) -> Result<Vec<(String, OptionValue)>, Declined> {
    let mut given = Vec::new();
    for (name, value) in options.as_object().into_iter().flatten() {
        let value = match value {
            Value::String(text) => OptionValue::Text(text.clone()),
            Value::Bool(yes) => OptionValue::Boolean(*yes),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => OptionValue::Integer(whole),
                None => OptionValue::Number(number.as_f64().unwrap_or_default()),
            },
            Value::Object(file) => {
                let named = file.get("name").and_then(Value::as_str).unwrap_or("file");
                let bytes = file.get("base64").and_then(Value::as_str).unwrap_or_default();
                let bytes = STANDARD
                    .decode(bytes)
                    .map_err(|_| Declined::because(format!("the file for {name} is not base64")))?;
                OptionValue::File { name: named.to_owned(), bytes }
            }
            // The member left the option empty.
            Value::Null => continue,
            Value::Array(_) => return Err(Declined::because(format!("the option {name} takes one value"))),
        };
        given.push((name.clone(), value));
    }
    Ok(given)
}
