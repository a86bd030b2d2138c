//! Pressing a button and choosing in a select.

use super::{Actor, Declined, NewInteraction, send_interaction};
use crate::state::State;
use crate::world::World;
use crate::world::ids::{ChannelId, InteractionId, MessageId, RoleId, UserId};
use crate::world::interaction::InteractionKind;
use crate::world::wire;
use serde_json::{Value, json};

/// Discord's component types.
mod kind {
    pub(super) const BUTTON: u64 = 2;
    pub(super) const STRING_SELECT: u64 = 3;
    pub(super) const USER_SELECT: u64 = 5;
    pub(super) const ROLE_SELECT: u64 = 6;
    pub(super) const MENTIONABLE_SELECT: u64 = 7;
    pub(super) const CHANNEL_SELECT: u64 = 8;
}

pub(crate) fn press(
    state: &mut State,
    actor: Actor,
    message: MessageId,
    custom_id: &str,
) -> Result<InteractionId, Declined> {
    let button = usable(&state.world, actor, message, custom_id)?;
    if button["type"] != kind::BUTTON {
        return Err(Declined::because(format!("{custom_id} is not a button")));
    }
    let data = json!({"custom_id": custom_id, "component_type": kind::BUTTON, "id": button["id"]});
    send_interaction(state, actor, about(data, message))
}

/// `values` are the values of options, or ids of users, roles and channels.
pub(crate) fn choose(
    state: &mut State,
    actor: Actor,
    message: MessageId,
    custom_id: &str,
    values: &[String],
) -> Result<InteractionId, Declined> {
    let select = usable(&state.world, actor, message, custom_id)?;
    let kind = select["type"].as_u64().unwrap_or(0);
    if !(kind::STRING_SELECT..=kind::CHANNEL_SELECT).contains(&kind) {
        return Err(Declined::because(format!("{custom_id} is not a select")));
    }
    let least = select["min_values"].as_u64().unwrap_or(1);
    let most = select["max_values"].as_u64().unwrap_or(1);
    let count = values.len() as u64;
    if count < least || count > most {
        return Err(Declined::because(format!("{custom_id} takes from {least} to {most} values")));
    }
    let offered = select["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut resolved = json!({});
    for value in values {
        let known = match kind {
            kind::STRING_SELECT => offered.iter().any(|option| option["value"] == value.as_str()),
            _ => resolve(&state.world, actor, kind, value, &mut resolved),
        };
        if !known {
            return Err(Declined::because(format!("{custom_id} does not offer {value}")));
        }
    }
    let mut data = json!({
        "custom_id": custom_id,
        "component_type": kind,
        "id": select["id"],
        "values": values,
    });
    if kind != kind::STRING_SELECT {
        data["resolved"] = resolved;
    }
    send_interaction(state, actor, about(data, message))
}

fn about(data: Value, message: MessageId) -> NewInteraction {
    NewInteraction {
        kind: InteractionKind::Component,
        data,
        command: None,
        source: Some(message),
        opened_by: None,
    }
}

/// The component, if the member sees its message and it is not disabled.
fn usable(world: &World, actor: Actor, id: MessageId, custom_id: &str) -> Result<Value, Declined> {
    actor.channel(world)?;
    let gone = || Declined::because("the message does not exist or you do not see it");
    let message = world.message(actor.channel, id).map_err(|_| gone())?;
    if message.only_for.is_some_and(|only| only != actor.user) {
        return Err(gone());
    }
    let rows = message.components.iter();
    let mut all = rows.flat_map(|row| row["components"].as_array().map(Vec::as_slice).unwrap_or_default());
    let Some(component) = all.find(|one| one["custom_id"] == custom_id) else {
        return Err(Declined::because(format!("the message has no {custom_id}")));
    };
    if component["disabled"] == true {
        return Err(Declined::because(format!("{custom_id} is disabled")));
    }
    Ok(component.clone())
}

/// Adds the object with this id to `resolved`; returns whether there is one of the select's kind.
fn resolve(world: &World, actor: Actor, kind: u64, value: &str, resolved: &mut Value) -> bool {
    let server = actor.channel(world).ok().and_then(|channel| channel.server());
    let people = matches!(kind, kind::USER_SELECT | kind::MENTIONABLE_SELECT);
    let roles = matches!(kind, kind::ROLE_SELECT | kind::MENTIONABLE_SELECT);
    if people && let Some(user) = UserId::read(value).and_then(|id| world.users.get(&id)) {
        resolved["users"][value] = wire::user(user);
        if let Some(member) = server.and_then(|id| world.membership(id, user.id).ok()) {
            resolved["members"][value] = wire::bare_member(member);
        }
        return true;
    }
    let role = server.and_then(|id| world.servers.get(&id)?.roles.get(&RoleId::read(value)?));
    if let (true, Some(role)) = (roles, role) {
        resolved["roles"][value] = wire::role(role);
        return true;
    }
    let channel = ChannelId::read(value).filter(|id| world.channels.contains_key(id));
    if let (kind::CHANNEL_SELECT, Some(id)) = (kind, channel) {
        resolved["channels"][value] = wire::partial_channel(world, id, actor.user);
        return true;
    }
    false
}
