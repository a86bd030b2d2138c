//! Why the bot cannot give a role. Discord's own error does not tell the cases apart.

use std::cmp::Reverse;

use poise::serenity_prelude as serenity;
use serenity::{GuildId, Permissions, Role, RoleId};

use crate::render::texts::Voice;

/// Why the bot cannot give a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum RoleObstacle {
    /// The role does not exist any more.
    Gone,
    /// The role belongs to an integration, or is @everyone.
    Managed,
    /// The role stands above the bot's highest role.
    TooHigh,
    /// The bot lacks the permission "Manage Roles".
    Permission,
}

/// The obstacle to giving a role in a server, if there is one.
///
/// # Errors
/// When Discord cannot be asked.
pub(crate) async fn in_the_way(
    http: &serenity::Http,
    guild: GuildId,
    role: RoleId,
) -> Result<Option<RoleObstacle>, serenity::Error> {
    let roles = http.get_guild_roles(guild).await?;
    let me = http.get_member(guild, http.get_current_user().await?.id).await?;
    Ok(found(&roles, &me.roles, guild, role))
}

impl RoleObstacle {
    /// The stored name of the obstacle.
    pub(crate) fn word(self) -> &'static str {
        match self {
            RoleObstacle::Gone => "gone",
            RoleObstacle::Managed => "managed",
            RoleObstacle::TooHigh => "too_high",
            RoleObstacle::Permission => "permission",
        }
    }

    /// Tells a steward how to remove the obstacle. `amount` is what the role is given for.
    pub(crate) fn said(self, voice: Voice<'_>, role: RoleId, amount: &str) -> String {
        let role = format!("<@&{role}>");
        match self {
            RoleObstacle::Gone => voice.say_with("reward-role-gone", &[("amount", amount.to_owned().into())]),
            RoleObstacle::Managed => voice.say_with("reward-role-managed", &[("role", role.into())]),
            RoleObstacle::TooHigh => voice.say_with("reward-role-too-high", &[("role", role.into())]),
            RoleObstacle::Permission => voice.say("reward-permission-missing"),
        }
    }
}

/// The height of a role. At the same position, Discord puts the older role higher.
pub(crate) fn height(role: &Role) -> (u16, Reverse<RoleId>) {
    (role.position, Reverse(role.id))
}

fn found(roles: &[Role], mine: &[RoleId], guild: GuildId, role: RoleId) -> Option<RoleObstacle> {
    let Some(wanted) = roles.iter().find(|one| one.id == role) else { return Some(RoleObstacle::Gone) };
    if wanted.managed || wanted.id == guild.everyone_role() {
        return Some(RoleObstacle::Managed);
    }
    let mine = || roles.iter().filter(|one| mine.contains(&one.id));
    let everybody = roles.iter().filter(|one| one.id == guild.everyone_role());
    let may = mine().chain(everybody).fold(Permissions::empty(), |may, one| may | one.permissions);
    if !may.intersects(Permissions::MANAGE_ROLES | Permissions::ADMINISTRATOR) {
        return Some(RoleObstacle::Permission);
    }
    if mine().map(height).max().is_none_or(|mine| mine <= height(wanted)) {
        return Some(RoleObstacle::TooHigh);
    }
    None
}
