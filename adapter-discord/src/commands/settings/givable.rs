//! Checks that a role may become a reward: the bot can give it, and the asker could give it by hand. Otherwise a
//! steward could obtain any role below the bot's.

use poise::serenity_prelude as serenity;
use serenity::{PartialGuild, Permissions, Role, RoleId};

use crate::effects::role_obstacle::{self, RoleObstacle};
use crate::invocation::Invocation;
use crate::reply::error::CommandError;
use crate::settings::role_reward::RoleReward;

/// Checks a role for the asker.
///
/// # Errors
/// The obstacle, or the failed request to Discord.
pub(super) async fn check(invocation: &Invocation, role: RoleId) -> Result<(), CommandError> {
    if role == invocation.guild.everyone_role() {
        return Err(CommandError::say("bad-role"));
    }
    by_the_bot(invocation, role).await?;
    // Ask Discord, not the cache: the asker may just have lost a role.
    let server = invocation.guild.to_partial_guild(&invocation.discord.http).await?;
    let asker = invocation.guild.member(&invocation.discord.http, invocation.user()).await?;
    let is_owner = server.owner_id == invocation.user();
    if is_owner || by_hand(&server, &asker.roles, role) {
        return Ok(());
    }
    Err(CommandError::say_with("reward-role-not-yours", [("role", format!("<@&{role}>").into())]))
}

/// Checks each reward that a list adds or changes. Unchanged ones were checked when they were added.
///
/// # Errors
/// As [`check`].
pub(super) async fn check_new(invocation: &Invocation, rewards: &[RoleReward]) -> Result<(), CommandError> {
    for reward in rewards.iter().filter(|reward| !invocation.settings.role_rewards.contains(reward)) {
        check(invocation, RoleId::new(reward.role)).await?;
    }
    Ok(())
}

async fn by_the_bot(invocation: &Invocation, role: RoleId) -> Result<(), CommandError> {
    let values = [("role", format!("<@&{role}>").into())];
    match role_obstacle::in_the_way(&invocation.discord.http, invocation.guild, role).await? {
        None => Ok(()),
        Some(RoleObstacle::Gone) => Err(CommandError::say("bad-role")),
        Some(RoleObstacle::Managed) => Err(CommandError::say_with("reward-role-managed", values)),
        Some(RoleObstacle::TooHigh) => Err(CommandError::say_with("reward-role-too-high", values)),
        Some(RoleObstacle::Permission) => Err(CommandError::say("reward-permission-missing")),
    }
}

/// Whether a person with these roles could give a role: administrators, and those who manage roles and have a higher
/// one.
fn by_hand(server: &PartialGuild, own: &[RoleId], role: RoleId) -> bool {
    let everyone = server.id.everyone_role();
    let own = || server.roles.values().filter(|one| own.contains(&one.id) || one.id == everyone);
    let may = own().fold(Permissions::empty(), |may, one| may | one.permissions);
    if may.administrator() {
        return true;
    }
    let Some(wanted) = server.roles.get(&role) else { return false };
    let highest: Option<&Role> = own().max_by_key(|one| role_obstacle::height(one));
    may.manage_roles()
        && highest.is_some_and(|one| role_obstacle::height(one) > role_obstacle::height(wanted))
}
