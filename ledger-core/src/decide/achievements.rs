//! Decides the commands about achievements: define, change, retire, award, revoke, and adopt the starter set.

use super::{DecideResult, DecisionState, Draft};
use crate::account::UnlockStatus;
use crate::achievement::{Achievement, AchievementSpec, Availability, starter_set};
use crate::book::Tables;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::values::{AchievementKey, MemberId, Points, Reason};

/// The most achievements in a book, retired ones included: each posting checks all of them.
const MAX_ACHIEVEMENTS: usize = 200;

impl Draft<'_> {
    pub(super) fn define_achievement(
        &mut self,
        spec: &AchievementSpec,
        reason: &Option<Reason>,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        let rules = self.book.rules();
        if rules.achievement(&spec.key).is_some() {
            return Err(Refusal::AchievementExists { achievement: spec.key.clone() }.into());
        }
        if rules.achievements.len() >= MAX_ACHIEVEMENTS {
            return Err(Refusal::TooManyAchievements { limit: MAX_ACHIEVEMENTS }.into());
        }
        self.check_reward(spec, state)?;
        let (spec, reason) = (spec.clone(), reason.clone());
        self.emit(Event::AchievementDefined { spec, reason }, state.actor, state);
        Ok(())
    }

    pub(super) fn change_achievement(
        &mut self,
        spec: &AchievementSpec,
        reason: &Option<Reason>,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        if self.achievement(&spec.key)?.spec == *spec {
            return Ok(());
        }
        self.check_reward(spec, state)?;
        let (spec, reason) = (spec.clone(), reason.clone());
        self.emit(Event::AchievementChanged { spec, reason }, state.actor, state);
        Ok(())
    }

    pub(super) fn retire_achievement(
        &mut self,
        key: &AchievementKey,
        reason: &Option<Reason>,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        if self.achievement(key)?.availability == Availability::Retired {
            return Ok(());
        }
        let (achievement, reason) = (key.clone(), reason.clone());
        self.emit(Event::AchievementRetired { achievement, reason }, state.actor, state);
        Ok(())
    }

    pub(super) fn award_achievement(
        &mut self,
        member: MemberId,
        key: &AchievementKey,
        reason: &Reason,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        let achievement = self.achievement(key)?;
        let (no, reward) = (achievement.no, achievement.spec.reward);
        if achievement.availability == Availability::Retired {
            return Err(Refusal::AchievementRetired { achievement: key.clone() }.into());
        }
        let account = self.open(member, state)?;
        let earlier = self.book.account(account).and_then(|account| account.unlock(no)).copied();
        // The reward was paid by the first unlock.
        let reward = match earlier.map(|unlock| unlock.status) {
            Some(UnlockStatus::Held) => {
                return Err(Refusal::AlreadyUnlocked { achievement: key.clone() }.into());
            }
            Some(UnlockStatus::Revoked) => Points::ZERO,
            None => reward,
        };
        let reason = Some(reason.clone());
        self.post(Event::AchievementUnlocked { account, achievement: key.clone(), reward, reason }, state)
    }

    pub(super) fn revoke_achievement(
        &mut self,
        member: MemberId,
        key: &AchievementKey,
        reason: &Reason,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        let no = self.achievement(key)?.no;
        let (account, found) = self.member(member)?;
        if found.unlock(no).is_none_or(|unlock| unlock.status == UnlockStatus::Revoked) {
            return Err(Refusal::NotUnlocked { achievement: key.clone() }.into());
        }
        let reason = Some(reason.clone());
        self.emit(
            Event::AchievementRevoked { account, achievement: key.clone(), reason },
            state.actor,
            state,
        );
        Ok(())
    }

    pub(super) fn adopt_starter_set(
        &mut self,
        reason: &Option<Reason>,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        for spec in starter_set() {
            if self.book.rules().achievement(&spec.key).is_none() {
                self.define_achievement(&spec, reason, state)?;
            }
        }
        Ok(())
    }

    fn achievement(&self, key: &AchievementKey) -> Result<&Achievement, Refusal> {
        let found = self.book.rules().achievement(key);
        found.ok_or_else(|| Refusal::UnknownAchievement { achievement: key.clone() })
    }

    /// A reward is exempt from the limits when it is paid, so the definition checks it.
    fn check_reward(&self, spec: &AchievementSpec, state: &DecisionState<'_>) -> DecideResult {
        if spec.reward < Points::ZERO {
            return Err(Refusal::BadReward { reward: spec.reward }.into());
        }
        self.check_transaction(spec.reward, state)
    }
}
