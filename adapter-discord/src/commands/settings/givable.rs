//! Which roles can be made to come with points: those that the bot can give, and that whoever asks could give by hand.
//! Else a steward could have themselves given whatever stands below the bot.

use poise::serenity_prelude as serenity;
use serenity::{PartialGuild, Permissions, Role, RoleId};

use crate::effects::role_obstacle::{self, RoleObstacle};
use crate::invocation::Invocation;
use crate::reply::error::CommandError;
use crate::settings::role_reward::RoleReward;

/// Whether a role can come with points because of whoever asks.
///
/// # Errors
/// What is in the way, or that Discord cannot be asked.
pub(super) async fn check(invocation: &Invocation, role: RoleId) -> Result<(), CommandError> {
    if role == invocation.guild.everyone_role() {
        return Err(CommandError::say("bad-role"));
    }
    by_the_bot(invocation, role).await?;
    // Asked of Discord itself: what is remembered of somebody may be from before they lost a role.
    let server = invocation.guild.to_partial_guild(&invocation.discord.http).await?;
    let asker = invocation.guild.member(&invocation.discord.http, invocation.user()).await?;
    let is_owner = server.owner_id == invocation.user();
    if is_owner || by_hand(&server, &asker.roles, role) {
        return Ok(());
    }
    Err(CommandError::say_with("reward-role-not-yours", [("role", format!("<@&{role}>").into())]))
}

/// The same for each that a list adds to those there are, or changes. What stays as it is was allowed to somebody.
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

/// Whether somebody with these roles could give this one: administrators, and who manages roles and stands above it.
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
