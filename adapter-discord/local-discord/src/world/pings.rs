//! Which users and roles a message pings: those that its text mentions, as far as `allowed_mentions` permits.

use super::World;
use super::ids::{RoleId, ServerId, UserId};
use super::message::{EveryonePing, Pings};
use super::permissions::Permissions;
use serde_json::Value;

/// The pings of a text: the mentions in it that `allowed` permits and that exist.
pub(crate) fn pings(
    world: &World,
    server: Option<ServerId>,
    author: Permissions,
    content: &str,
    allowed: &Value,
) -> Pings {
    let mentioned = MentionedInText::read(content);
    let parse = |kind: &str| {
        let listed = allowed["parse"].as_array().is_some_and(|all| all.iter().any(|one| one == kind));
        allowed.is_null() || listed
    };
    let listed = |key: &str, id: u64| {
        let all = allowed[key].as_array().map(Vec::as_slice).unwrap_or_default();
        all.iter().any(|one| one.as_str() == Some(&id.to_string()) || one.as_u64() == Some(id))
    };
    let users = mentioned.users.into_iter().filter(|id| parse("users") || listed("users", id.0));
    let roles = mentioned.roles.into_iter().filter(|id| parse("roles") || listed("roles", id.0));
    let known =
        |id: &RoleId| server.and_then(|id| world.servers.get(&id)).is_some_and(|s| s.roles.contains_key(id));
    let everyone = mentioned.everyone == EveryonePing::Yes
        && parse("everyone")
        && author.include(Permissions::MENTION_EVERYONE);
    Pings {
        users: users.filter(|id| world.users.contains_key(id)).collect(),
        roles: roles.filter(known).collect(),
        everyone: if everyone { EveryonePing::Yes } else { EveryonePing::No },
    }
}

/// All mentions in a text, permitted or not.
struct MentionedInText {
    users: Vec<UserId>,
    roles: Vec<RoleId>,
    everyone: EveryonePing,
}

impl MentionedInText {
    fn read(content: &str) -> MentionedInText {
        let called = content.contains("@everyone") || content.contains("@here");
        let everyone = if called { EveryonePing::Yes } else { EveryonePing::No };
        let mut mentioned = MentionedInText { users: Vec::new(), roles: Vec::new(), everyone };
        for piece in content.split("<@").skip(1) {
            let Some((inside, _)) = piece.split_once('>') else { continue };
            if let Some(role) = inside.strip_prefix('&').and_then(RoleId::read) {
                if !mentioned.roles.contains(&role) {
                    mentioned.roles.push(role);
                }
            } else if let Some(user) = UserId::read(inside.trim_start_matches('!'))
                && !mentioned.users.contains(&user)
            {
                mentioned.users.push(user);
            }
        }
        mentioned
    }
}
