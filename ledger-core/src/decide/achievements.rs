//! Define, change, retire, award and revoke achievements; adopt the starter set.

use super::{Answer, Asked, Draft};
use crate::account::Badge;
use crate::tables::Tables;
use crate::{
    Achievement, AchievementKey, AchievementSpec, Availability, Event, MemberId, Points, Reason, Refusal,
    starter_set,
};

/// The most achievements in a book, retired ones included: each posting looks at all of them.
const MAX_ACHIEVEMENTS: usize = 200;

impl Draft<'_> {
    pub(super) fn define_achievement(
        &mut self,
        spec: &AchievementSpec,
        reason: &Option<Reason>,
        asked: &mut Asked<'_>,
    ) -> Answer {
        let rules = self.ahead.rules();
        if rules.achievement(&spec.key).is_some() {
            return Err(Refusal::AchievementExists { achievement: spec.key.clone() }.into());
        }
        if rules.achievements.len() >= MAX_ACHIEVEMENTS {
            return Err(Refusal::TooManyAchievements { limit: MAX_ACHIEVEMENTS }.into());
        }
        self.check_reward(spec, asked)?;
        let (spec, reason) = (spec.clone(), reason.clone());
        self.emit(Event::AchievementDefined { spec, reason }, asked.actor, asked);
        Ok(())
    }

    pub(super) fn change_achievement(
        &mut self,
        spec: &AchievementSpec,
        reason: &Option<Reason>,
        asked: &mut Asked<'_>,
    ) -> Answer {
        if self.achievement(&spec.key)?.spec == *spec {
            return Ok(());
        }
        self.check_reward(spec, asked)?;
        let (spec, reason) = (spec.clone(), reason.clone());
        self.emit(Event::AchievementChanged { spec, reason }, asked.actor, asked);
        Ok(())
    }

    pub(super) fn retire_achievement(
        &mut self,
        key: &AchievementKey,
        reason: &Option<Reason>,
        asked: &mut Asked<'_>,
    ) -> Answer {
        if self.achievement(key)?.availability == Availability::Retired {
            return Ok(());
        }
        let (achievement, reason) = (key.clone(), reason.clone());
        self.emit(Event::AchievementRetired { achievement, reason }, asked.actor, asked);
        Ok(())
    }

    pub(super) fn award_achievement(
        &mut self,
        member: MemberId,
        key: &AchievementKey,
        reason: &Reason,
        asked: &mut Asked<'_>,
    ) -> Answer {
        let achievement = self.achievement(key)?;
        let (no, reward) = (achievement.no, achievement.spec.reward);
        if achievement.availability == Availability::Retired {
            return Err(Refusal::AchievementRetired { achievement: key.clone() }.into());
        }
        let account = self.open(member, asked)?;
        let earlier = self.ahead.account(account).and_then(|account| account.unlock(no)).copied();
        // Given back after it was revoked, it does not pay a second time.
        let reward = match earlier.map(|unlock| unlock.standing) {
            Some(Badge::Held) => return Err(Refusal::AlreadyUnlocked { achievement: key.clone() }.into()),
            Some(Badge::Revoked) => Points::ZERO,
            None => reward,
        };
        let reason = Some(reason.clone());
        self.post(Event::AchievementUnlocked { account, achievement: key.clone(), reward, reason }, asked)
    }

    pub(super) fn revoke_achievement(
        &mut self,
        member: MemberId,
        key: &AchievementKey,
        reason: &Reason,
        asked: &mut Asked<'_>,
    ) -> Answer {
        let no = self.achievement(key)?.no;
        let (account, found) = self.member(member)?;
        if found.unlock(no).is_none_or(|unlock| unlock.standing == Badge::Revoked) {
            return Err(Refusal::NotUnlocked { achievement: key.clone() }.into());
        }
        let reason = Some(reason.clone());
        self.emit(
            Event::AchievementRevoked { account, achievement: key.clone(), reason },
            asked.actor,
            asked,
        );
        Ok(())
    }

    pub(super) fn adopt_starter_set(&mut self, reason: &Option<Reason>, asked: &mut Asked<'_>) -> Answer {
        for spec in starter_set() {
            if self.ahead.rules().achievement(&spec.key).is_none() {
                self.define_achievement(&spec, reason, asked)?;
            }
        }
        Ok(())
    }

    fn achievement(&self, key: &AchievementKey) -> Result<&Achievement, Refusal> {
        let found = self.ahead.rules().achievement(key);
        found.ok_or_else(|| Refusal::UnknownAchievement { achievement: key.clone() })
    }

    /// A reward is exempt from the limits when it is paid, so it is held against them when it is promised.
    fn check_reward(&self, spec: &AchievementSpec, asked: &Asked<'_>) -> Answer {
        if spec.reward < Points::ZERO {
            return Err(Refusal::BadReward { reward: spec.reward }.into());
        }
        self.check_transaction(spec.reward, asked)
    }
}
