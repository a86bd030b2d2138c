//! `settings reward`: a role that comes with points, or no longer does. Whether the bot can give it at all is looked at
//! here, so that it is said when it can still be mended.

use ledger_core::{Amount, Points};
use poise::serenity_prelude as serenity;
use serenity::RoleId;

use super::apply;
use crate::answer::Answer;
use crate::arguments::{NamedRole, Whole, Wrong};
use crate::ask::{Ask, Context};
use crate::choice::{self, Choice};
use crate::look::{Meaning, Sheet};
use crate::reactions::obstacle::{self, Obstacle};
use crate::role_rewards::{Below, Measure, RoleReward};
use crate::setting_names::Setting;
use crate::trouble::Trouble;
use crate::way::Privacy;

/// Gives a role at a number of points, or stops doing so.
#[poise::command(slash_command, prefix_command)]
pub async fn reward(
    ctx: Context<'_>,
    role: NamedRole,
    threshold: Whole,
    measure: Option<Measure>,
    below: Option<Below>,
) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let (NamedRole(role), Whole(threshold)) = (role, threshold);
    let mut rewards = ask.settings.role_rewards.clone();
    rewards.retain(|one| one.role != role.get());
    let values = [("role", format!("<@&{role}>").into())];
    let mut said = ask.say_with("reward-removed", &values);
    if threshold > 0 {
        can_be_given(&ask, role).await?;
        let from = i64::try_from(threshold).ok().and_then(|from| Amount::new(from).ok());
        let from = from.ok_or_else(|| Wrong::Whole(threshold.to_string()))?.points();
        let reward = RoleReward {
            of: measure.unwrap_or(Measure::Balance),
            from,
            role: role.get(),
            below: below.unwrap_or(Below::Keep),
        };
        said = line(&ask, &reward);
        rewards.push(reward);
    }
    rewards.sort_by_key(|one| one.from);
    let written = rewards.iter().map(RoleReward::to_string).collect::<Vec<_>>().join(",");
    let setting =
        Setting::called("role_rewards").ok_or_else(|| Trouble::fault("there are no role rewards"))?;
    apply(&ask, setting, &written).await?;
    let mut sheet = Sheet::new(Meaning::Good).line(said);
    if rewards.is_empty() {
        sheet = sheet.line(ask.say("reward-none"));
    }
    ask.answer(Answer::sheet(sheet)).await
}

/// A reward, in words.
pub fn line(ask: &Ask, reward: &RoleReward) -> String {
    let RoleReward { of, from: Points(from), role, below } = reward;
    let values = [("amount", ask.amount(Points(*from)).into()), ("role", format!("<@&{role}>").into())];
    let said = match of {
        Measure::Balance => ask.say_with("reward-set", &values),
        Measure::Earned => ask.say_with("reward-set-earned", &values),
    };
    match below {
        Below::Keep => said,
        Below::TakeBack => format!("{said} {}", ask.say("reward-set-take-back")),
    }
}

/// Whether the bot may give a role.
async fn can_be_given(ask: &Ask, role: RoleId) -> Result<(), Trouble> {
    if role == ask.guild.everyone_role() {
        return Err(Trouble::say("bad-role"));
    }
    let values = [("role", format!("<@&{role}>").into())];
    match obstacle::in_the_way(&ask.discord.http, ask.guild, role).await? {
        None => Ok(()),
        Some(Obstacle::Gone) => Err(Trouble::say("bad-role")),
        Some(Obstacle::Managed) => Err(Trouble::say_with("reward-role-managed", values)),
        Some(Obstacle::TooHigh) => Err(Trouble::say_with("reward-role-too-high", values)),
        Some(Obstacle::Permission) => Err(Trouble::say("reward-permission-missing")),
    }
}

impl Choice for Measure {
    const ALL: &'static [(Measure, &'static str, &'static [&'static str])] = &[
        (Measure::Balance, "Balance", &["balance", "guthaben"]),
        (Measure::Earned, "Earned", &["earned", "verdient"]),
    ];
}

impl Choice for Below {
    const ALL: &'static [(Below, &'static str, &'static [&'static str])] = &[
        (Below::Keep, "Keep", &["keep", "behalten"]),
        (Below::TakeBack, "Take back", &["take-back", "verlieren"]),
    ];
}

choice::arguments!(Measure, Below);
