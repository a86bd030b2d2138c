//! `settings reward`: a role that comes with points, or no longer does. Whether it can be given at all is looked at
//! first, so that it is said when it can still be mended. Where it touches more than one member at once, it is asked
//! about; that they get it is for [`crate::reactions`].

use std::collections::HashSet;

use ledger_core::{AccountNo, Amount, Command, Points, Reason, Refusal, SettingChange};
use ledger_store::Outcome;
use poise::BoxFuture;

use super::{givable, said};
use crate::answer::Answer;
use crate::arguments::{NamedRole, Whole, Wrong};
use crate::ask::{Ask, Context};
use crate::because;
use crate::book_settings::{self, BookSettings, ROLE_REWARDS};
use crate::choice::{self, Choice};
use crate::confirm::{self, Confirmed};
use crate::custom_id::CustomId;
use crate::due_roles::touched;
use crate::look::signs::visible;
use crate::look::{Meaning, Sheet};
use crate::presses::Press;
use crate::reactions::catching_up;
use crate::role_rewards::{Below, Measure, RoleReward};
use crate::setting_names::Setting;
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The first word of its buttons.
pub const BUTTON: &str = "reward";

/// How often a change is made anew because another came in between.
const ATTEMPTS: usize = 16;

/// What stands between the rewards of a question and its reason; rewards are written without it.
const APART: &str = " · ";

/// Stands for all rewards where a button names a role.
const ALL: u64 = 0;

/// Gives a role at a number of points, or stops doing so.
#[poise::command(slash_command, prefix_command)]
pub async fn reward(
    ctx: Context<'_>,
    role: NamedRole,
    threshold: Whole,
    measure: Option<Measure>,
    below: Option<Below>,
    #[rest]
    #[autocomplete = "crate::suggest::reasons"]
    reason: Option<String>,
) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let reason = because::behind_the_word(ctx, reason.as_deref())?;
    let (NamedRole(role), Whole(threshold)) = (role, threshold);
    let plan = Plan { what: What::of_one(role.get(), threshold, measure, below)?, reason };
    let answer = ask_or_do(&ask, &plan).await?;
    ask.answer(answer).await
}

/// All of them at once, as they are written.
///
/// # Errors
/// When they cannot be read, or the ledger cannot be asked.
pub async fn all_of_them(ask: &Ask, written: &str, reason: Option<Reason>) -> Result<Answer, Trouble> {
    ask_or_do(ask, &Plan { what: What::All(RoleReward::list(written)?), reason }).await
}

/// Goes on after the question.
pub fn pressed(press: &mut Press) -> BoxFuture<'_, Result<(), Trouble>> {
    Box::pin(async move {
        if confirm::answered(press)? == Confirmed::No {
            let ask = press.begin().await?;
            let cancelled = Answer::line(ask.say("answer-cancelled"));
            return ask.answer(cancelled).await;
        }
        let (list, reason) = asked_about(press)?;
        let what = match press.id.part::<u64>(1)? {
            ALL => What::All(list),
            role => {
                let (measure, below) = (press.id.part::<String>(3)?, press.id.part::<String>(4)?);
                let (measure, below) = (Measure::typed(&measure)?, Below::typed(&below)?);
                What::of_one(role, press.id.part(2)?, Some(measure), Some(below))?
            }
        };
        let plan = Plan { what, reason };
        let ask = press.begin().await?;
        let answer = change(ask, &plan).await?;
        ask.answer(answer).await
    })
}

/// A change, and why, where somebody said so.
struct Plan {
    what: What,
    reason: Option<Reason>,
}

/// What is to become of the rewards.
enum What {
    /// A role comes with points, or does not any more; the others stay as they are.
    One {
        role: u64,
        reward: Option<RoleReward>,
    },
    All(Vec<RoleReward>),
}

impl What {
    fn of_one(
        role: u64,
        threshold: u64,
        measure: Option<Measure>,
        below: Option<Below>,
    ) -> Result<What, Trouble> {
        if threshold == 0 {
            return Ok(What::One { role, reward: None });
        }
        let from = i64::try_from(threshold).ok().and_then(|from| Amount::new(from).ok());
        let from = from.ok_or_else(|| Wrong::Whole(threshold.to_string()))?.points();
        let (of, below) = (measure.unwrap_or(Measure::Balance), below.unwrap_or(Below::Keep));
        Ok(What::One { role, reward: Some(RoleReward { of, from, role, below }) })
    }

    /// What it makes of the rewards as they are.
    fn on(&self, now: &[RoleReward]) -> Vec<RoleReward> {
        match self {
            What::All(rewards) => rewards.clone(),
            What::One { role, reward } => {
                now.iter().filter(|one| one.role != *role).chain(reward).copied().collect()
            }
        }
    }

    /// What it says, once it is so.
    fn said(&self, ask: &Ask, then: &[RoleReward]) -> Result<Sheet, Trouble> {
        let line = match self {
            What::One { reward: Some(reward), .. } => line(ask, reward),
            What::One { role, reward: None } => {
                ask.say_with("reward-removed", &[("role", format!("<@&{role}>").into())])
            }
            What::All(_) => {
                let setting = Setting::called(ROLE_REWARDS);
                let setting = setting.ok_or_else(|| Trouble::fault("there are no role rewards"))?;
                said(ask, setting, &RoleReward::written(then))
            }
        };
        let sheet = Sheet::new(Meaning::Good).line(line);
        Ok(if then.is_empty() { sheet.line(ask.say("reward-none")) } else { sheet })
    }

    fn id(&self, ask: &Ask, answer: &str) -> CustomId {
        let id = CustomId::new(BUTTON, ask.member).with(answer);
        match self {
            What::One { role, reward: Some(RoleReward { of, from, below, .. }) } => {
                id.with(role).with(from.0).with(word(*of)).with(word(*below))
            }
            What::One { role, reward: None } => {
                id.with(role).with(0).with(word(Measure::Balance)).with(word(Below::Keep))
            }
            What::All(_) => id.with(ALL),
        }
    }
}

/// Asks first, where it touches more than one member at once.
async fn ask_or_do(ask: &Ask, plan: &Plan) -> Result<Answer, Trouble> {
    let (now, members) = touched_by(ask, plan)?;
    givable::check_new(ask, &plan.what.on(&now)).await?;
    if members < 2 {
        return change(ask, plan).await;
    }
    let then = plan.what.on(&now);
    let written = RoleReward::written(&then);
    book_settings::check(ROLE_REWARDS, &written)?;
    let sheet = then
        .iter()
        .fold(Sheet::new(Meaning::Warning).title(ask.say("reward-confirm-title")), |sheet, reward| {
            sheet.line(line(ask, reward))
        });
    let sheet = sheet.line(ask.say_with("reward-confirm", &[("members", members.into())]));
    // Of a reason that cannot be seen, nothing would stand in the question.
    let small_print = match plan.reason.as_ref().filter(|reason| !visible(reason.as_str()).is_empty()) {
        Some(reason) => format!("{written}{APART}{reason}"),
        None => written,
    };
    Ok(confirm::question(ask, sheet, &small_print, |answer| plan.what.id(ask, answer)))
}

/// The rewards that stand in the question, and the reason behind them.
fn asked_about(press: &Press) -> Result<(Vec<RoleReward>, Option<Reason>), Trouble> {
    let gone = || Trouble::say("answer-unknown-button");
    let small_print = confirm::small_print(press).ok_or_else(gone)?;
    let (written, reason) = match small_print.split_once(APART) {
        Some((written, reason)) => (written, Some(Reason::new(reason).map_err(|_| gone())?)),
        None => (small_print, None),
    };
    Ok((RoleReward::list(written)?, reason))
}

/// The rewards as they are, and how many members get or lose a role at once by a plan.
fn touched_by(ask: &Ask, plan: &Plan) -> Result<(Vec<RoleReward>, usize), Trouble> {
    let before = catching_up::caught_up_with(&ask.bot.ledger, ask.book)?;
    let gone: HashSet<_> = ask.bot.people.gone(ask.book).into_iter().collect();
    Ok(ask.read(|book| {
        let now = BookSettings::of(book.settings()).role_rewards;
        let then = plan.what.on(&now);
        let touched = touched(book, &before, &then, AccountNo(1));
        let members = touched.filter(|(_, member)| !gone.contains(member)).count();
        (now, members)
    }))
}

/// Changes the list only where it is still the one that the new one was made from: of two who change it at the same
/// moment, neither loses what they added.
async fn change(ask: &Ask, plan: &Plan) -> Result<Answer, Trouble> {
    let (_, members) = touched_by(ask, plan)?;
    for _ in 0..ATTEMPTS {
        let (was, now) = ask.read(|book| {
            (book.settings().written(ROLE_REWARDS), BookSettings::of(book.settings()).role_rewards)
        });
        let then = plan.what.on(&now);
        // Again: between the question and the answer somebody may have lost the right to say so.
        givable::check_new(ask, &then).await?;
        let written = RoleReward::written(&then);
        book_settings::check(ROLE_REWARDS, &written)?;
        let change = SettingChange::new(ROLE_REWARDS, &written)?;
        let command = Command::ReplaceSetting { was: was.into(), change, reason: plan.reason.clone() };
        let outcome = ask.ask(command, ask.key()).await?;
        if matches!(outcome, Outcome::Refused(Refusal::SettingChangedSince { .. })) {
            continue;
        }
        let receipt = outcome.receipt()?;
        let sheet = plan.what.said(ask, &then)?;
        let touched = ask.say_with("reward-under-way", &[("members", members.into())]);
        let sheet = if members > 0 { sheet.line(touched) } else { sheet };
        return Ok(Answer::sheet(because::shown(ask, sheet, &receipt, plan.reason.as_ref())));
    }
    Err(Trouble::fault("the role rewards are changed all the time"))
}

/// The first word for it.
fn word<T: Choice + PartialEq>(choice: T) -> &'static str {
    let found = T::ALL.iter().find(|(one, _, _)| *one == choice);
    found.and_then(|(_, _, words)| words.first()).copied().unwrap_or_default()
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
        let written = |what: &What| RoleReward::written(&what.on(&now));
        let of_one = |role, threshold| What::of_one(role, threshold, Some(Measure::Earned), None).unwrap();
        assert_eq!(written(&of_one(7, 20)), "balance>=9:8,earned>=20:7");
        assert_eq!(written(&of_one(7, 0)), "balance>=9:8");
        assert_eq!(written(&of_one(9, 1)), "earned>=1:9,balance>=5:7,balance>=9:8");
        assert_eq!(written(&What::All(Vec::new())), "");
        assert!(What::of_one(7, u64::MAX, None, None).is_err());
    }
}
