//! `settings reward`: a role that comes with points, or no longer does. Whether it can be given at all is looked at
//! first, so that it is said when it can still be mended. Where it touches more than one member at once, it is asked
//! about; that they get it is for [`crate::effects`].

use std::collections::HashSet;

use ledger_core::{AccountNo, Amount, Command, Points, Reason, Refusal, SettingChange};
use ledger_store::Outcome;
use poise::BoxFuture;

use super::{givable, said};
use crate::app::Context;
use crate::effects::catch_up;
use crate::invocation::arguments::{RoleArgument, WholeNumber};
use crate::invocation::choice::{self, Choice};
use crate::invocation::components::ComponentEvent;
use crate::invocation::confirm::{self, Confirmed};
use crate::invocation::custom_id::CustomId;
use crate::invocation::{Invocation, reason};
use crate::queries::due_roles::touched;
use crate::render::invisible::visible;
use crate::render::{Embed, Tone};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::{ArgumentError, CommandError};
use crate::settings::book_settings::{self, BookSettings, ROLE_REWARDS};
use crate::settings::role_reward::{Below, Measure, RoleReward};
use crate::settings::setting_names::Setting;

/// The first word of its buttons.
pub(crate) const BUTTON: &str = "reward";

/// How often a change is made anew because another came in between.
const ATTEMPTS: usize = 16;

/// What stands between the rewards of a question and its reason; rewards are written without it.
const APART: &str = " · ";

/// Stands for all rewards where a button names a role.
const ALL: u64 = 0;

/// Gives a role at a number of points, or stops doing so.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn reward(
    ctx: Context<'_>,
    role: RoleArgument,
    threshold: WholeNumber,
    measure: Option<Measure>,
    below: Option<Below>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: Option<String>,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let reason = reason::behind_the_word(ctx, reason.as_deref())?;
    let (RoleArgument(role), WholeNumber(threshold)) = (role, threshold);
    let plan = RewardEdit { what: RewardChange::of_one(role.get(), threshold, measure, below)?, reason };
    let answer = ask_or_do(&invocation, &plan).await?;
    invocation.answer(answer).await
}

/// All of them at once, as they are written.
///
/// # Errors
/// When they cannot be read, or the ledger cannot be asked.
pub(crate) async fn all_of_them(
    invocation: &Invocation,
    written: &str,
    reason: Option<Reason>,
) -> Result<Answer, CommandError> {
    ask_or_do(invocation, &RewardEdit { what: RewardChange::All(RoleReward::list(written)?), reason }).await
}

/// Goes on after the question.
pub(crate) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        if confirm::answered(event)? == Confirmed::No {
            let invocation = event.begin().await?;
            let cancelled = Answer::line(invocation.say("answer-cancelled"));
            return invocation.answer(cancelled).await;
        }
        let (list, reason) = asked_about(event)?;
        let what = match event.id.part::<u64>(1)? {
            ALL => RewardChange::All(list),
            role => {
                let (measure, below) = (event.id.part::<String>(3)?, event.id.part::<String>(4)?);
                let (measure, below) = (Measure::typed(&measure)?, Below::typed(&below)?);
                RewardChange::of_one(role, event.id.part(2)?, Some(measure), Some(below))?
            }
        };
        let plan = RewardEdit { what, reason };
        let invocation = event.begin().await?;
        let answer = change(invocation, &plan).await?;
        invocation.answer(answer).await
    })
}

/// A change, and why, where somebody said so.
struct RewardEdit {
    what: RewardChange,
    reason: Option<Reason>,
}

/// What is to become of the rewards.
enum RewardChange {
    /// A role comes with points, or does not any more; the others stay as they are.
    One {
        role: u64,
        reward: Option<RoleReward>,
    },
    All(Vec<RoleReward>),
}

impl RewardChange {
    fn of_one(
        role: u64,
        threshold: u64,
        measure: Option<Measure>,
        below: Option<Below>,
    ) -> Result<RewardChange, CommandError> {
        if threshold == 0 {
            return Ok(RewardChange::One { role, reward: None });
        }
        let from = i64::try_from(threshold).ok().and_then(|from| Amount::new(from).ok());
        let from = from.ok_or_else(|| ArgumentError::Whole(threshold.to_string()))?.points();
        let (of, below) = (measure.unwrap_or(Measure::Balance), below.unwrap_or(Below::Keep));
        Ok(RewardChange::One { role, reward: Some(RoleReward { of, from, role, below }) })
    }

    /// What it makes of the rewards as they are.
    fn on(&self, now: &[RoleReward]) -> Vec<RoleReward> {
        match self {
            RewardChange::All(rewards) => rewards.clone(),
            RewardChange::One { role, reward } => {
                now.iter().filter(|one| one.role != *role).chain(reward).copied().collect()
            }
        }
    }

    /// What it says, once it is so.
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

    fn id(&self, invocation: &Invocation, answer: &str) -> CustomId {
        let id = CustomId::new(BUTTON, invocation.member).with(answer);
        match self {
            RewardChange::One { role, reward: Some(RoleReward { of, from, below, .. }) } => {
                id.with(role).with(from.0).with(word(*of)).with(word(*below))
            }
            RewardChange::One { role, reward: None } => {
                id.with(role).with(0).with(word(Measure::Balance)).with(word(Below::Keep))
            }
            RewardChange::All(_) => id.with(ALL),
        }
    }
}

/// Asks first, where it touches more than one member at once.
async fn ask_or_do(invocation: &Invocation, plan: &RewardEdit) -> Result<Answer, CommandError> {
    let (now, members) = touched_by(invocation, plan)?;
    givable::check_new(invocation, &plan.what.on(&now)).await?;
    if members < 2 {
        return change(invocation, plan).await;
    }
    let then = plan.what.on(&now);
    let written = RoleReward::written(&then);
    book_settings::check(ROLE_REWARDS, &written)?;
    let embed = then
        .iter()
        .fold(Embed::new(Tone::Warning).title(invocation.say("reward-confirm-title")), |embed, reward| {
            embed.line(line(invocation, reward))
        });
    let embed = embed.line(invocation.say_with("reward-confirm", &[("members", members.into())]));
    // Of a reason that cannot be seen, nothing would stand in the question.
    let small_print = match plan.reason.as_ref().filter(|reason| !visible(reason.as_str()).is_empty()) {
        Some(reason) => format!("{written}{APART}{reason}"),
        None => written,
    };
    Ok(confirm::question(invocation, embed, &small_print, |answer| plan.what.id(invocation, answer)))
}

/// The rewards that stand in the question, and the reason behind them.
fn asked_about(event: &ComponentEvent) -> Result<(Vec<RoleReward>, Option<Reason>), CommandError> {
    let gone = || CommandError::say("answer-unknown-button");
    let small_print = confirm::small_print(event).ok_or_else(gone)?;
    let (written, reason) = match small_print.split_once(APART) {
        Some((written, reason)) => (written, Some(Reason::new(reason).map_err(|_| gone())?)),
        None => (small_print, None),
    };
    Ok((RoleReward::list(written)?, reason))
}

/// The rewards as they are, and how many members get or lose a role at once by a plan.
fn touched_by(invocation: &Invocation, plan: &RewardEdit) -> Result<(Vec<RoleReward>, usize), CommandError> {
    let before = catch_up::caught_up_with(&invocation.bot.ledger, invocation.book)?;
    let gone: HashSet<_> = invocation.bot.names.gone(invocation.book).into_iter().collect();
    Ok(invocation.read(|book| {
        let now = BookSettings::of(book.settings()).role_rewards;
        let then = plan.what.on(&now);
        let touched = touched(book, &before, &then, AccountNo(1));
        let members = touched.filter(|(_, member)| !gone.contains(member)).count();
        (now, members)
    }))
}

/// Changes the list only where it is still the one that the new one was made from: of two who change it at the same
/// moment, neither loses what they added.
async fn change(invocation: &Invocation, plan: &RewardEdit) -> Result<Answer, CommandError> {
    let (_, members) = touched_by(invocation, plan)?;
    for _ in 0..ATTEMPTS {
        let (was, now) = invocation.read(|book| {
            (book.settings().written(ROLE_REWARDS), BookSettings::of(book.settings()).role_rewards)
        });
        let then = plan.what.on(&now);
        // Again: between the question and the answer somebody may have lost the right to say so.
        givable::check_new(invocation, &then).await?;
        let written = RoleReward::written(&then);
        book_settings::check(ROLE_REWARDS, &written)?;
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

/// The first word for it.
fn word<T: Choice + PartialEq>(choice: T) -> &'static str {
    let found = T::ALL.iter().find(|(one, _, _)| *one == choice);
    found.and_then(|(_, _, words)| words.first()).copied().unwrap_or_default()
}

/// A reward, in words.
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
    use ledger_core::MemberId;

    use super::*;

    #[test]
    fn the_largest_numbers_fit_a_button() {
        let anna = MemberId::new(i64::MAX as u64).unwrap();
        let id = CustomId::new(BUTTON, anna).with("yes").with(u64::MAX).with(i64::MAX);
        let id = id.with(word(Measure::Balance)).with(word(Below::TakeBack));
        assert!(id.written().chars().count() <= 100, "{}", id.written());
        assert_eq!(Measure::typed(word(Measure::Earned)), Ok(Measure::Earned));
        assert_eq!(Below::typed(word(Below::TakeBack)), Ok(Below::TakeBack));
    }

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
        assert!(RewardChange::of_one(7, u64::MAX, None, None).is_err());
    }
}
