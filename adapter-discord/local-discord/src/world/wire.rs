//! The JSON that Discord sends: users, members, roles, channels, servers, messages.
//! `client` writes interactions; registered commands are kept as JSON.

use super::World;
use super::channel::{Channel, Home, OverwriteTarget};
use super::interaction;
use super::message::{AnswerKind, AnsweredInteraction, Attachment, EveryonePing, Message, ShownIn};
use super::server::{ManagedBy, Membership, Role, Server};
use super::user::{AccountKind, User};
use crate::world::clock::timestamp;
use crate::world::ids::{ChannelId, InteractionId, ServerId, UserId};
use serde_json::{Value, json};

/// Which members GUILD_CREATE lists.
#[derive(Clone, Copy)]
pub(crate) enum ListedMembers {
    All,
    BotOnly,
}

pub(crate) fn user(user: &User) -> Value {
    let mut json = json!({
        "id": user.id,
        "username": user.handle,
        "discriminator": if user.kind == AccountKind::Bot { "0001" } else { "0" },
        "global_name": if user.kind == AccountKind::Bot { Value::Null } else { json!(user.name) },
        "avatar": user.avatar,
        "public_flags": 0,
        "flags": 0,
        "banner": null,
        "accent_color": null,
        "avatar_decoration_data": null,
        "collectibles": null,
        "primary_guild": null,
    });
    if user.kind == AccountKind::Bot {
        json["bot"] = json!(true);
    }
    json
}

/// The bot's own user, with the fields that only it sees.
pub(crate) fn own_user(world: &World) -> Value {
    let Some(bot) = world.users.get(&world.bot()) else { return Value::Null };
    let mut json = user(bot);
    json["mfa_enabled"] = json!(true);
    json["verified"] = json!(true);
    json["email"] = Value::Null;
    json["locale"] = json!(bot.locale);
    json
}

pub(crate) fn member(world: &World, server: ServerId, id: UserId) -> Option<Value> {
    let member = world.servers.get(&server)?.members.get(&id)?;
    let mut json = bare_member(member);
    json["user"] = user(world.users.get(&id)?);
    Some(json)
}

/// A member without the user, as in messages and resolved options.
pub(crate) fn bare_member(member: &Membership) -> Value {
    json!({
        "nick": member.nick,
        "avatar": null,
        "banner": null,
        "roles": member.roles,
        "joined_at": timestamp(member.joined_at_ms),
        "premium_since": null,
        "deaf": false,
        "mute": false,
        "flags": 0,
        "pending": false,
        "communication_disabled_until": null,
    })
}

pub(crate) fn role(role: &Role) -> Value {
    let mut json = json!({
        "id": role.id,
        "name": role.name,
        "description": null,
        "color": role.colour,
        "colors": {"primary_color": role.colour, "secondary_color": null, "tertiary_color": null},
        "hoist": role.position > 0,
        "icon": null,
        "unicode_emoji": null,
        "position": role.position,
        "permissions": role.permissions.0.to_string(),
        "managed": role.managed_by != ManagedBy::People,
        "mentionable": false,
        "flags": 0,
    });
    if let ManagedBy::Bot(bot) = role.managed_by {
        json["tags"] = json!({"bot_id": bot});
    }
    json
}

pub(crate) fn channel(world: &World, channel: &Channel) -> Value {
    let mut json = channel_alone(world, channel);
    if let Some(parent) = channel.parent {
        json["type"] = json!(11);
        json["parent_id"] = json!(parent);
        json["owner_id"] = json!(world.bot());
        json["message_count"] = json!(0);
        json["member_count"] = json!(1);
        json["thread_metadata"] = json!({
            "archived": false,
            "auto_archive_duration": 1_440,
            "archive_timestamp": timestamp(0),
            "locked": false,
        });
    }
    json
}

fn channel_alone(world: &World, channel: &Channel) -> Value {
    let last = world.messages.get(&channel.id).and_then(|all| all.keys().next_back());
    match &channel.home {
        Home::Direct(with) => json!({
            "id": channel.id,
            "type": 1,
            "flags": 0,
            "last_message_id": last,
            "recipients": [world.users.get(with).map(user)],
        }),
        Home::Server { server, position, topic, overwrites } => json!({
            "id": channel.id,
            "type": 0,
            "flags": 0,
            "guild_id": server,
            "name": channel.name,
            "topic": topic,
            "position": position,
            "nsfw": false,
            "parent_id": null,
            "rate_limit_per_user": 0,
            "last_message_id": last,
            "last_pin_timestamp": null,
            "permission_overwrites": overwrites.iter().map(|one| {
                let (id, kind) = match one.target {
                    OverwriteTarget::Role(role) => (role.0, 0),
                    OverwriteTarget::Member(member) => (member.0, 1),
                };
                json!({
                    "id": id.to_string(),
                    "type": kind,
                    "allow": one.allow.0.to_string(),
                    "deny": one.deny.0.to_string(),
                })
            }).collect::<Vec<_>>(),
        }),
    }
}

/// A channel in an interaction, with the viewer's permissions in it.
pub(crate) fn partial_channel(world: &World, id: ChannelId, viewer: UserId) -> Value {
    let Some(found) = world.channels.get(&id) else { return Value::Null };
    let mut json = channel(world, found);
    json["permissions"] = json!(world.permissions_in(found, viewer).0.to_string());
    json
}

pub(crate) fn server(server: &Server) -> Value {
    json!({
        "id": server.id,
        "name": server.name,
        "icon": null,
        "description": null,
        "home_header": null,
        "splash": null,
        "discovery_splash": null,
        "features": [],
        "banner": null,
        "owner_id": server.owner,
        "application_id": null,
        "region": "local",
        "afk_channel_id": null,
        "afk_timeout": 300,
        "system_channel_id": null,
        "system_channel_flags": 0,
        "widget_enabled": false,
        "widget_channel_id": null,
        "verification_level": 0,
        "roles": server.roles.values().map(role).collect::<Vec<_>>(),
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": null,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": null,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": server.locale,
        "rules_channel_id": null,
        "safety_alerts_channel_id": null,
        "public_updates_channel_id": null,
        "premium_progress_bar_enabled": false,
        "nsfw": false,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": null,
    })
}

/// A server in GUILD_CREATE.
pub(crate) fn created_server(world: &World, found: &Server, listed: ListedMembers) -> Value {
    let mut json = server(found);
    let bot = found.members.get(&world.bot());
    let members: Vec<_> = match listed {
        ListedMembers::All => found.members.keys().filter_map(|id| member(world, found.id, *id)).collect(),
        ListedMembers::BotOnly => member(world, found.id, world.bot()).into_iter().collect(),
    };
    let channels = world.channels.values().filter(|channel| channel.server() == Some(found.id));
    json["joined_at"] = json!(timestamp(bot.map_or(0, |bot| bot.joined_at_ms)));
    json["large"] = json!(found.members.len() > 250);
    json["unavailable"] = json!(false);
    json["member_count"] = json!(found.members.len());
    json["members"] = json!(members);
    let (threads, channels): (Vec<_>, Vec<_>) = channels.partition(|channel| channel.parent.is_some());
    json["channels"] = channels.into_iter().map(|one| channel(world, one)).collect();
    json["threads"] = threads.into_iter().map(|one| channel(world, one)).collect();
    for empty in
        ["voice_states", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds"]
    {
        json[empty] = json!([]);
    }
    json
}

pub(crate) fn message(world: &World, message: &Message) -> Value {
    let mut json = message_alone(world, message);
    let Some(referenced) = message.reply_to else { return json };
    let mut reference = json!({"type": 0, "message_id": referenced, "channel_id": message.channel});
    if let Some(server) = world.channels.get(&message.channel).and_then(Channel::server) {
        reference["guild_id"] = json!(server);
    }
    json["message_reference"] = reference;
    json["referenced_message"] =
        world.message(message.channel, referenced).map_or(Value::Null, |found| message_alone(world, found));
    json
}

/// A message in a gateway event: with the server's id and the author's membership.
pub(crate) fn gateway_message(world: &World, sent: &Message) -> Value {
    let mut json = message(world, sent);
    let Some(server) = world.channels.get(&sent.channel).and_then(Channel::server) else { return json };
    json["guild_id"] = json!(server);
    if let Ok(author) = world.membership(server, sent.author) {
        json["member"] = bare_member(author);
    }
    json
}

pub(crate) fn attachment(world: &World, channel: ChannelId, file: &Attachment) -> Value {
    let url = attachment_url(world, channel, file);
    let mut json = json!({
        "id": file.id,
        "filename": file.filename,
        "size": file.bytes.len(),
        "url": url,
        "proxy_url": url,
        "content_type": file.content_type,
    });
    if let Some(description) = &file.description {
        json["description"] = json!(description);
    }
    if let Some((width, height)) = file.size_of_picture() {
        json["width"] = json!(width);
        json["height"] = json!(height);
    }
    json
}

fn message_alone(world: &World, message: &Message) -> Value {
    let author = world.users.get(&message.author).map(user).unwrap_or_default();
    let mentioned = message.pings.users.iter().filter_map(|id| world.users.get(id));
    let shown = message.attachments.iter().filter(|file| file.shown == ShownIn::Message);
    let mut json = json!({
        "id": message.id,
        "type": kind(message),
        "channel_id": message.channel,
        "author": author,
        "content": message.content,
        "timestamp": timestamp(message.created_at_ms),
        "edited_timestamp": message.edited_at_ms.map(timestamp),
        "tts": false,
        "mention_everyone": message.pings.everyone == EveryonePing::Yes,
        "mentions": mentioned.map(user).collect::<Vec<_>>(),
        "mention_roles": message.pings.roles,
        "attachments": shown.map(|file| attachment(world, message.channel, file)).collect::<Vec<_>>(),
        "embeds": message.embeds.iter().map(|one| embed(world, message, one)).collect::<Vec<_>>(),
        "components": message.components,
        "pinned": false,
        "flags": message.flags,
    });
    if let Some(nonce) = &message.nonce {
        json["nonce"] = nonce.clone();
    }
    if let Some(answers) = &message.answers {
        json["application_id"] = json!(world.bot());
        json["webhook_id"] = json!(world.bot());
        let by = world.users.get(&answers.user).map(user).unwrap_or_default();
        json["interaction_metadata"] = interaction_metadata(world, answers.interaction, answers.kind, &by);
        if let Some(command) = &answers.command {
            json["interaction_metadata"]["name"] = json!(command);
            json["interaction"] =
                json!({"id": answers.interaction, "type": answers.kind, "name": command, "user": by});
        }
    }
    json
}

/// For a component with the message it is on, for a modal with the interaction that opened it.
fn interaction_metadata(world: &World, id: InteractionId, kind: u8, by: &Value) -> Value {
    let mut json = json!({"id": id, "type": kind, "user": by, "authorizing_integration_owners": {}});
    let Some(used) = world.interactions.get(&id) else { return json };
    if let Some(on) = used.source.filter(|_| kind == interaction::InteractionKind::Component as u8) {
        json["interacted_message_id"] = json!(on);
    }
    if let Some(opener) = used.opened_by.and_then(|opener| world.interactions.get(&opener)) {
        json["triggering_interaction_metadata"] =
            interaction_metadata(world, opener.id, opener.kind as u8, by);
    }
    json
}

/// Discord's message type: default, reply, or response to a slash command.
fn kind(message: &Message) -> u8 {
    match &message.answers {
        Some(AnsweredInteraction { kind: 2, kind_of_answer: AnswerKind::First, .. }) => 20,
        _ if message.reply_to.is_some() => 19,
        _ => 0,
    }
}

/// Replaces `attachment://` addresses, as Discord does.
fn embed(world: &World, message: &Message, embed: &Value) -> Value {
    let mut json = embed.clone();
    for place in ["image", "thumbnail", "author", "footer"] {
        let key = if matches!(place, "image" | "thumbnail") { "url" } else { "icon_url" };
        let Some(name) = json[place][key].as_str().and_then(|url| url.strip_prefix("attachment://")) else {
            continue;
        };
        let Some(file) = message.attachments.iter().find(|file| file.filename == name) else { continue };
        let url = attachment_url(world, message.channel, file);
        json[place][format!("proxy_{key}")] = json!(url);
        json[place][key] = json!(url);
        if let (Some((width, height)), "url") = (file.size_of_picture(), key) {
            json[place]["width"] = json!(width);
            json[place]["height"] = json!(height);
        }
    }
    json
}

fn attachment_url(world: &World, channel: ChannelId, file: &Attachment) -> String {
    format!("{}/attachments/{channel}/{}/{}", world.origin, file.id, file.filename)
}
