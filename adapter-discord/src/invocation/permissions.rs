//! What a member may do in a server.

use std::collections::HashMap;

use poise::serenity_prelude as serenity;
use serenity::{GuildId, Member, Permissions, Role, RoleId, UserId};

use crate::invocation::Context;
use crate::settings::book_settings::BookSettings;

/// The category of the commands that only stewards may use.
pub(crate) const FOR_STEWARDS: &str = "stewards";

/// The category of the commands that every member may use.
pub(crate) const FOR_MEMBERS: &str = "members";

/// What a member may do in a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Permission {
    /// What every member may.
    Member,
    /// Change the points of others: administrators, and the roles that the settings name.
    Steward,
}

impl Permission {
    /// From permissions and roles.
    pub(crate) fn of(permissions: Permissions, roles: &[RoleId], settings: &BookSettings) -> Permission {
        let is_named = roles.iter().any(|role| settings.steward_roles.binary_search(&role.get()).is_ok());
        if permissions.administrator() || is_named { Permission::Steward } else { Permission::Member }
    }

    /// From an interaction: Discord sends the permissions of the member along.
    pub(crate) fn of_interaction(member: Option<&Member>, settings: &BookSettings) -> Permission {
        member.map_or(Permission::Member, |member| {
            Permission::of(member.permissions.unwrap_or_default(), &member.roles, settings)
        })
    }

    /// From a message: the member's roles come with it, the permissions of the roles are in the cache.
    pub(crate) fn of_message(
        message: &serenity::Message,
        cache: &serenity::Cache,
        settings: &BookSettings,
    ) -> Permission {
        let roles = message.member.as_deref().map_or(&[][..], |member| member.roles.as_slice());
        let guild = message.guild_id.and_then(|id| cache.guild(id));
        let permissions = guild.map_or(Permissions::empty(), |guild| {
            if guild.owner_id == message.author.id {
                return Permissions::all();
            }
            permissions(guild.id, &guild.roles, roles)
        });
        Permission::of(permissions, roles, settings)
    }

    /// As if the settings named no steward role.
    pub(crate) fn without_roles(ctx: Context<'_>) -> Permission {
        Permission::under(ctx, &BookSettings::default())
    }

    /// As if the server had other settings.
    pub(crate) fn under(ctx: Context<'_>, settings: &BookSettings) -> Permission {
        match ctx {
            poise::Context::Application(command) => {
                Permission::of_interaction(command.interaction.member.as_deref(), settings)
            }
            poise::Context::Prefix(command) => Permission::of_message(command.msg, ctx.cache(), settings),
        }
    }

    /// Whether a command of this category may be used.
    pub(crate) fn may_use(self, category: Option<&str>) -> bool {
        self == Permission::Steward || category != Some(FOR_STEWARDS)
    }
}

/// A member with the permissions in a server, for an interaction that came without them.
///
/// # Errors
/// When Discord cannot be asked, or the user is not there.
pub(crate) async fn as_member(
    context: &serenity::Context,
    server: GuildId,
    user: UserId,
) -> serenity::Result<Member> {
    // The cache knows the servers of this process only, and direct messages come to one of them.
    let mut member = context.http.get_member(server, user).await?;
    let guild = context.http.get_guild(server).await?;
    member.permissions = Some(match guild.owner_id == user {
        true => Permissions::all(),
        false => permissions(server, &guild.roles, &member.roles),
    });
    Ok(member)
}

/// What roles allow together with the one that every member has.
fn permissions(server: GuildId, known: &HashMap<RoleId, Role>, roles: &[RoleId]) -> Permissions {
    let everyone = server.everyone_role();
    let each = roles.iter().chain([&everyone]).filter_map(|role| known.get(role));
    each.fold(Permissions::empty(), |all, role| all | role.permissions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_and_named_roles_are_stewards() {
        let settings = BookSettings { steward_roles: vec![7, 9], ..BookSettings::default() };
        let of = |permissions, roles: &[u64]| {
            let roles: Vec<RoleId> = roles.iter().map(|role| RoleId::new(*role)).collect();
            Permission::of(permissions, &roles, &settings)
        };
        assert_eq!(of(Permissions::ADMINISTRATOR, &[]), Permission::Steward);
        assert_eq!(of(Permissions::empty(), &[5, 9]), Permission::Steward);
        assert_eq!(of(Permissions::MANAGE_GUILD | Permissions::MANAGE_ROLES, &[8]), Permission::Member);
        assert!(!Permission::Member.may_use(Some(FOR_STEWARDS)));
        assert!(
            Permission::Member.may_use(Some(FOR_MEMBERS)) && Permission::Steward.may_use(Some(FOR_STEWARDS))
        );
    }
}
