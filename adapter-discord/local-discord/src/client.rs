//! A member's client: writes messages, uses commands, buttons, selects and modals.
//! It declines what Discord's client would not send. Tests and the page both act through it.

pub(crate) mod command;
pub(crate) mod component;
pub(crate) mod modal;
pub(crate) mod options;
pub(crate) mod say;
pub(crate) mod wait;

use crate::state::State;
use crate::state::event::Event;
use crate::world::channel::{Channel, Home};
use crate::world::ids::{ChannelId, InteractionId, MessageId, ServerId, UserId};
use crate::world::interaction::{Deferral, Interaction, InteractionKind, Progress};
use crate::world::permissions::Permissions;
use crate::world::{World, wire};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::Notify;

/// The client would not send it; the sentence says why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Declined(pub String);

impl Declined {
    pub(crate) fn because(sentence: impl Into<String>) -> Declined {
        Declined(sentence.into())
    }
}

/// A member who acts in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Actor {
    pub(crate) user: UserId,
    pub(crate) channel: ChannelId,
}

impl Actor {
    /// The channel, if the member sees it.
    pub(crate) fn channel(self, world: &World) -> Result<&Channel, Declined> {
        let gone = || Declined::because("the channel does not exist or you do not see it");
        let channel = world.channels.get(&self.channel).ok_or_else(gone)?;
        let sees = match &channel.home {
            Home::Direct(with) => *with == self.user,
            Home::Server { .. } => {
                world.permissions_in(channel, self.user).include(Permissions::VIEW_CHANNEL)
            }
        };
        if sees { Ok(channel) } else { Err(gone()) }
    }
}

pub(crate) struct NewInteraction {
    pub(crate) kind: InteractionKind,
    pub(crate) data: Value,
    pub(crate) command: Option<String>,
    pub(crate) source: Option<MessageId>,
    pub(crate) opened_by: Option<InteractionId>,
}

/// Creates an interaction and sends it to the bot.
pub(crate) fn send_interaction(
    state: &mut State,
    actor: Actor,
    about: NewInteraction,
) -> Result<InteractionId, Declined> {
    let world = &mut state.world;
    let server = actor.channel(world)?.server();
    let id = InteractionId(world.next_id());
    // As long and unique as a real token; it protects nothing.
    let token =
        format!("{id}.{:016x}{:016x}", id.0.rotate_left(17) ^ 0x9e37_79b9_7f4a_7c15, id.0.swap_bytes());
    let interaction = Interaction {
        id,
        token,
        kind: about.kind,
        created_at_ms: world.clock.now_ms(),
        server,
        channel: actor.channel,
        user: actor.user,
        command: about.command,
        source: about.source,
        opened_by: about.opened_by,
        progress: Progress::Waiting,
        original: None,
        followups: Vec::new(),
        was_deferred: Deferral::None,
        changed: Arc::new(Notify::new()),
    };
    let json = envelope(world, &interaction, about.data);
    world.remember(interaction);
    let event = Event::interaction(server, json);
    let twice = state.faults.interactions_twice > 0;
    state.faults.interactions_twice = state.faults.interactions_twice.saturating_sub(1);
    for _ in 0..if twice { 2 } else { 1 } {
        match &mut state.faults.held {
            Some(held) => held.push(event.clone()),
            None => state.emit(&event),
        }
    }
    Ok(id)
}

/// The interaction in Discord's JSON.
fn envelope(world: &World, interaction: &Interaction, data: Value) -> Value {
    let user = world.users.get(&interaction.user);
    let locale = user.map_or("en-US", |user| user.locale.as_str());
    let bot = world.bot();
    let channel = world.channels.get(&interaction.channel);
    let may =
        |user| channel.map_or(Permissions::NONE, |channel| world.permissions_in(channel, user)).0.to_string();
    let mut json = json!({
        "id": interaction.id,
        "application_id": bot,
        "type": interaction.kind as u8,
        "data": data,
        "channel_id": interaction.channel,
        "channel": wire::partial_channel(world, interaction.channel, interaction.user),
        "token": interaction.token,
        "version": 1,
        "app_permissions": may(bot),
        "locale": locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": 10 * 1024 * 1024,
        "authorizing_integration_owners": {"0": interaction.server.unwrap_or(ServerId(0))},
        "context": if interaction.server.is_some() { 0 } else { 1 },
    });
    match interaction.server.and_then(|id| world.servers.get(&id)) {
        Some(server) => {
            let mut member = wire::member(world, server.id, interaction.user).unwrap_or_default();
            member["permissions"] = json!(may(interaction.user));
            json["member"] = member;
            json["guild_id"] = json!(server.id);
            json["guild_locale"] = json!(server.locale);
            json["guild"] = json!({"id": server.id, "locale": server.locale, "features": []});
        }
        None => json["user"] = user.map(wire::user).unwrap_or_default(),
    }
    let source = interaction.source.and_then(|id| world.message(interaction.channel, id).ok());
    if let Some(message) = source {
        json["message"] = wire::message(world, message);
    }
    json
}
