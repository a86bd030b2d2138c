//! `settings reward`: changes which roles come with points. The command checks first that the bot can give the role,
//! and asks for confirmation where the change gives or takes a role from more than one member at once.
//! [`crate::effects`] gives and takes the roles.

mod in_step;
mod question;

use std::collections::HashSet;

use ledger_core::{AccountNo, Amount, Command, Points, Reason, Refusal, SettingChange};
use ledger_store::Outcome;
use poise::BoxFuture;

use super::{givable, said};
use crate::effects::catch_up;
use crate::invocation::amount::PointsArgument;
use crate::invocation::arguments::RoleArgument;
use crate::invocation::choice::{self, Choice};
use crate::invocation::components::ComponentEvent;
use crate::invocation::confirm::{self, Confirmed};
use crate::invocation::custom_id::CustomId;
use crate::invocation::{Context, Invocation, reason};
use crate::queries::due_roles::{Rewards, touched};
use crate::render::{Embed, Tone};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::{ArgumentError, CommandError};
use crate::settings::book_settings::{self, BookSettings, ROLE_REWARDS};
use crate::settings::role_reward::{Below, Measure, RoleReward};
use crate::settings::setting_names::Setting;

/// The first word of its buttons.
pub(crate) const BUTTON: &str = "reward";

/// Attempts of a change when others change the list at the same time.
const ATTEMPTS: usize = 16;

/// Sets the points from which a role is given; 0 ends that. Without a role it lists the rewards.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn reward(
    ctx: Context<'_>,
    role: Option<RoleArgument>,
    #[autocomplete = "crate::invocation::autocomplete::amounts"] threshold: Option<PointsArgument>,
    measure: Option<Measure>,
    below: Option<Below>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: Option<String>,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let unread = reason.as_deref().and_then(|rest| rest.split_whitespace().next()).map(str::to_owned);
    let (RoleArgument(role), threshold) = match (role, threshold, unread) {
        (Some(role), Some(threshold), _) => (role, threshold),
        (None, None, None) => {
            let answer = in_step::list(&invocation);
            return invocation.answer(answer).await;
        }
        (None, _, Some(word)) => return Err(ArgumentError::Role(word).into()),
        (Some(_), None, Some(word)) => return Err(ArgumentError::Whole(word).into()),
        _ => return Err(CommandError::say("bad-missing")),
    };
    let Points(threshold) = threshold.read(invocation.group_mark())?;
    let reason = reason::behind_the_word(ctx, reason.as_deref())?;
    let plan = RewardEdit { what: RewardChange::of_one(role.get(), threshold, measure, below)?, reason };
    let answer = ask_or_do(&invocation, &plan).await?;
    invocation.answer(answer).await
}

/// Replaces the whole list, given as the setting is written.
///
/// # Errors
/// When the list is invalid, or the ledger fails.
pub(crate) async fn all_of_them(
    invocation: &Invocation,
    written: &str,
    reason: Option<Reason>,
) -> Result<Answer, CommandError> {
    ask_or_do(invocation, &RewardEdit { what: RewardChange::All(RoleReward::list(written)?), reason }).await
}

/// Answers a question, once. A failed change leaves it open.
pub(crate) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        if event.id.part::<String>(0)? == in_step::IN_STEP {
            return in_step::pressed(event).await;
        }
        let id = event.id.part(1)?;
        // Read before the interaction is taken: an error is then its direct response, and the question stays.
        let edit = match confirm::answered(event)? {
            Confirmed::Yes => Some(question::find(&event.invocation.bot.ledger, event.invocation.book, id)?),
            Confirmed::No => None,
        };
        let invocation = event.begin().await?;
        let answer = match edit {
            Some(edit) => change(invocation, &edit).await?,
            None => Answer::line(invocation.say("answer-cancelled")),
        };
        if let Err(error) = question::delete(&invocation.bot.ledger, invocation.book, id).await {
            log::warn!("{}: the answered question is not deleted: {error}", invocation.reference());
        }
        invocation.answer(answer).await
    })
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct RewardEdit {
    what: RewardChange,
    reason: Option<Reason>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum RewardChange {
    /// `None` ends the role's reward. The other rewards stay.
    One {
        role: u64,
        reward: Option<RoleReward>,
    },
    All(Vec<RoleReward>),
}

impl RewardChange {
    fn of_one(
        role: u64,
        threshold: i64,
        measure: Option<Measure>,
        below: Option<Below>,
    ) -> Result<RewardChange, CommandError> {
        if threshold == 0 {
            return Ok(RewardChange::One { role, reward: None });
        }
        let from = Amount::new(threshold)?.points();
        let (of, below) = (measure.unwrap_or(Measure::Balance), below.unwrap_or(Below::Keep));
        Ok(RewardChange::One { role, reward: Some(RoleReward { of, from, role, below }) })
    }

    /// The new list.
    fn on(&self, now: &[RoleReward]) -> Vec<RoleReward> {
        match self {
            RewardChange::All(rewards) => rewards.clone(),
            RewardChange::One { role, reward } => {
                now.iter().filter(|one| one.role != *role).chain(reward).copied().collect()
            }
        }
    }

    fn said(&self, invocation: &Invocation, then: &[RoleReward]) -> Result<Embed, CommandError> {
        let line = match self {
            RewardChange::One { reward: Some(reward), .. } => line(invocation, reward),
            RewardChange::One { role, reward: None } => {
                invocation.say_with("reward-removed", &[("role", format!("<@&{role}>").into())])
            }
            RewardChange::All(_) => {
                let setting = Setting::called(ROLE_REWARDS);
                let setting = setting.ok_or_else(|| CommandError::fault("there are no role rewards"))?;
                said(invocation, setting, &RoleReward::written(then))
            }
        };
        let embed = Embed::new(Tone::Good).line(line);
        Ok(if then.is_empty() { embed.line(invocation.say("reward-none")) } else { embed })
    }
}

/// Asks for confirmation where the change affects more than one member.
async fn ask_or_do(invocation: &Invocation, plan: &RewardEdit) -> Result<Answer, CommandError> {
    let (now, members) = touched_by(invocation, plan)?;
    givable::check_new(invocation, &plan.what.on(&now)).await?;
    if members < 2 {
        return change(invocation, plan).await;
    }
    let then = plan.what.on(&now);
    book_settings::check(invocation.book, ROLE_REWARDS, &RoleReward::written(&then))?;
    let embed = then
        .iter()
        .fold(Embed::new(Tone::Warning).title(invocation.say("reward-confirm-title")), |embed, reward| {
            embed.line(line(invocation, reward))
        });
    let embed = embed.line(invocation.say_with("reward-confirm", &[("members", members.into())]));
    let id = invocation.id();
    question::store(&invocation.bot.ledger, invocation.book, id, plan).await?;
    let reason = plan.reason.as_ref().map(Reason::as_str);
    Ok(confirm::question(invocation, embed, reason.unwrap_or_default(), |answer| {
        CustomId::new(BUTTON, invocation.member).with(answer).with(id)
    }))
}

/// The current rewards, and how many members get or lose a role at once by a plan.
fn touched_by(invocation: &Invocation, plan: &RewardEdit) -> Result<(Vec<RoleReward>, usize), CommandError> {
    let before = catch_up::caught_up_with(&invocation.bot.ledger, invocation.book)?;
    let gone: HashSet<_> = invocation.bot.names.gone(invocation.book).into_iter().collect();
    Ok(invocation.read(|book| {
        let Rewards { list: now, ladder } = Rewards::of(book.settings());
        let then = Rewards { list: plan.what.on(&now), ladder };
        let touched = touched(book, &before, &then, AccountNo(1));
        let members = touched.filter(|(_, member)| !gone.contains(member)).count();
        (now, members)
    }))
}

/// Replaces the list only if it is still the one that the new list was made from, so that of two changes at the same
/// time none is lost.
async fn change(invocation: &Invocation, plan: &RewardEdit) -> Result<Answer, CommandError> {
    let (_, members) = touched_by(invocation, plan)?;
    for _ in 0..ATTEMPTS {
        let (was, now) = invocation.read(|book| {
            (book.settings().written(ROLE_REWARDS), BookSettings::of(book.settings()).role_rewards)
        });
        let then = plan.what.on(&now);
        // Checked again: permissions may have changed since the question.
        givable::check_new(invocation, &then).await?;
        let written = RoleReward::written(&then);
        book_settings::check(invocation.book, ROLE_REWARDS, &written)?;
        let change = SettingChange::new(ROLE_REWARDS, &written)?;
        let command = Command::ReplaceSetting { was: was.into(), change, reason: plan.reason.clone() };
        let outcome = invocation.submit_with_key(command, invocation.key()).await?;
        if matches!(outcome, Outcome::Refused(Refusal::SettingChangedSince { .. })) {
            continue;
        }
        let receipt = outcome.receipt()?;
        let embed = plan.what.said(invocation, &then)?;
        let touched = invocation.say_with("reward-under-way", &[("members", members.into())]);
        let embed = if members > 0 { embed.line(touched) } else { embed };
        return Ok(Answer::embed(reason::shown(invocation, embed, &receipt, plan.reason.as_ref())));
    }
    Err(CommandError::fault("the role rewards are changed all the time"))
}

/// A reward as a sentence.
pub(crate) fn line(invocation: &Invocation, reward: &RoleReward) -> String {
    let RoleReward { of, from: Points(from), role, below } = reward;
    let values =
        [("amount", invocation.amount(Points(*from)).into()), ("role", format!("<@&{role}>").into())];
    let said = match of {
        Measure::Balance => invocation.say_with("reward-set", &values),
        Measure::Earned => invocation.say_with("reward-set-earned", &values),
    };
    match below {
        Below::Keep => said,
        Below::TakeBack => format!("{said} {}", invocation.say("reward-set-take-back")),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_for_one_role_leaves_the_others_alone() {
        let now = RoleReward::list("balance>=5:7,balance>=9:8").unwrap();
        let written = |what: &RewardChange| RoleReward::written(&what.on(&now));
        let of_one =
            |role, threshold| RewardChange::of_one(role, threshold, Some(Measure::Earned), None).unwrap();
        assert_eq!(written(&of_one(7, 20)), "balance>=9:8,earned>=20:7");
        assert_eq!(written(&of_one(7, 0)), "balance>=9:8");
        assert_eq!(written(&of_one(9, 1)), "earned>=1:9,balance>=5:7,balance>=9:8");
        assert_eq!(written(&RewardChange::All(Vec::new())), "");
        assert!(RewardChange::of_one(7, -1, None, None).is_err());
    }
}
