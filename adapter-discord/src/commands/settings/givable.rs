//! Which roles can be made to come with points: those that the bot can give, and that whoever asks could give by hand.
//! Else a steward could have themselves given whatever stands below the bot.

use poise::serenity_prelude as serenity;
use serenity::{PartialGuild, Permissions, Role, RoleId};

use crate::ask::Ask;
use crate::reactions::obstacle::{self, Obstacle};
use crate::role_rewards::RoleReward;
use crate::trouble::Trouble;

/// Whether a role can come with points because of whoever asks.
///
/// # Errors
/// What is in the way, or that Discord cannot be asked.
pub async fn check(ask: &Ask, role: RoleId) -> Result<(), Trouble> {
    if role == ask.guild.everyone_role() {
        return Err(Trouble::say("bad-role"));
    }
    by_the_bot(ask, role).await?;
    // Asked of Discord itself: what is remembered of somebody may be from before they lost a role.
    let server = ask.guild.to_partial_guild(&ask.discord.http).await?;
    let asker = ask.guild.member(&ask.discord.http, ask.user()).await?;
    let is_owner = server.owner_id == ask.user();
    if is_owner || by_hand(&server, &asker.roles, role) {
        return Ok(());
    }
    Err(Trouble::say_with("reward-role-not-yours", [("role", format!("<@&{role}>").into())]))
}

/// The same for each that a list adds to those there are, or changes. What stays as it is was allowed to somebody.
///
/// # Errors
/// As [`check`].
pub async fn check_new(ask: &Ask, rewards: &[RoleReward]) -> Result<(), Trouble> {
    for reward in rewards.iter().filter(|reward| !ask.settings.role_rewards.contains(reward)) {
        check(ask, RoleId::new(reward.role)).await?;
    }
    Ok(())
}

async fn by_the_bot(ask: &Ask, role: RoleId) -> Result<(), Trouble> {
    let values = [("role", format!("<@&{role}>").into())];
    match obstacle::in_the_way(&ask.discord.http, ask.guild, role).await? {
        None => Ok(()),
        Some(Obstacle::Gone) => Err(Trouble::say("bad-role")),
        Some(Obstacle::Managed) => Err(Trouble::say_with("reward-role-managed", values)),
        Some(Obstacle::TooHigh) => Err(Trouble::say_with("reward-role-too-high", values)),
        Some(Obstacle::Permission) => Err(Trouble::say("reward-permission-missing")),
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
    let highest: Option<&Role> = own().max_by_key(|one| obstacle::height(one));
    may.manage_roles() && highest.is_some_and(|one| obstacle::height(one) > obstacle::height(wanted))
}
