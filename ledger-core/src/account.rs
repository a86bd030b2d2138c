//! The account of a member in a book: balance, statistics and unlocked achievements.

use crate::recent::Recent;
use crate::values::{
    AccountNo, AchievementNo, Day, MemberId, Month, Period, Points, Position, Timestamp, Week,
};

/// An account: its balance, its statistics, and the position of its last event.
/// It takes 176 bytes, so that a million accounts fit a small server; a test holds the size. 80 of them are the points
/// earned in this and the last week and month, in the account itself: an event of an account reads no second place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// The holder; `None` for the treasury and after the holder was forgotten.
    pub member: Option<MemberId>,
    /// The balance now.
    pub balance: Score,
    /// Points earned in total by grants, order claims and rewards, less reversals.
    pub earned: Score,
    /// Points deducted in total, less reversals.
    pub spent: Points,
    /// The highest balance so far.
    pub highest: Points,
    pub(crate) weeks: Recent<Week, Score>,
    pub(crate) months: Recent<Month, Score>,
    /// The number of postings.
    pub entries: u32,
    /// The number of orders redeemed into this account.
    pub orders: u32,
    /// The time of the first event about this account.
    pub first_at: Timestamp,
    /// The time of the last event about this account.
    pub last_at: Timestamp,
    /// The position of the last event about this account; its history is walked from here.
    pub head: Position,
    unlocked: Option<Box<Unlocks>>,
}

/// A number of points and the position since which it holds: the account that reached a number first ranks higher.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// The points.
    pub points: Points,
    /// The position of the event that changed them last.
    pub since: Position,
}

/// An achievement that an account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlocked {
    /// The achievement.
    pub achievement: AchievementNo,
    /// The time of the unlock.
    pub at: Timestamp,
    /// The event that unlocked it.
    pub position: Position,
    /// Whether the member still has it. A revoked unlock stays, so that its reward is not paid twice.
    pub status: UnlockStatus,
}

/// Whether a member still has an achievement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnlockStatus {
    /// The member has it.
    Held,
    /// An admin took it away.
    Revoked,
}

/// Boxed in the account: most accounts of most books have none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Unlocks(Vec<Unlocked>);

impl Score {
    pub(crate) fn add(&mut self, points: Points, at: Position) {
        self.points.add(points);
        self.since = at;
    }

    pub(crate) fn sub(&mut self, points: Points, at: Position) {
        self.points.sub(points);
        self.since = at;
    }
}

impl Account {
    /// Points earned in a week; 0 for one that is neither of the last two in which the account earned points.
    pub fn earned_in_week(&self, week: Week) -> Points {
        self.weeks.kept(week).map_or(Points::ZERO, |score| score.points)
    }

    /// Points earned in a month; 0 for one that is neither of the last two in which the account earned points.
    pub fn earned_in_month(&self, month: Month) -> Points {
        self.months.kept(month).map_or(Points::ZERO, |score| score.points)
    }

    /// The unlocks that the member still has, in the order of unlocking.
    pub fn achievements(&self) -> impl Iterator<Item = &Unlocked> {
        self.all_unlocks().iter().filter(|u| u.status == UnlockStatus::Held)
    }

    /// All unlocks, including revoked ones, in the order of unlocking.
    pub fn all_unlocks(&self) -> &[Unlocked] {
        self.unlocked.as_ref().map_or(&[], |unlocks| unlocks.0.as_slice())
    }

    /// The unlock of an achievement, including a revoked one.
    pub fn unlock(&self, achievement: AchievementNo) -> Option<&Unlocked> {
        self.all_unlocks().iter().find(|u| u.achievement == achievement)
    }

    /// The scores that leaderboards sort by.
    pub fn standing(&self) -> Standing {
        Standing { balance: self.balance, earned: self.earned, weeks: self.weeks, months: self.months }
    }

    pub(crate) fn opened(member: Option<MemberId>, at: Timestamp, position: Position) -> Account {
        Account { member, first_at: at, last_at: at, head: position, ..Account::default() }
    }

    pub(crate) fn remember_unlock(&mut self, unlock: Unlocked) {
        let unlocks = &mut self.unlocked.get_or_insert_default().0;
        match unlocks.iter_mut().find(|u| u.achievement == unlock.achievement) {
            Some(earlier) => *earlier = unlock,
            None => unlocks.push(unlock),
        }
    }

    pub(crate) fn revoke(&mut self, achievement: AchievementNo) {
        let unlocks = self.unlocked.as_mut().map_or(&mut [][..], |unlocks| unlocks.0.as_mut_slice());
        for unlock in unlocks.iter_mut().filter(|u| u.achievement == achievement) {
            unlock.status = UnlockStatus::Revoked;
        }
    }

    /// Counts points that are earned now in the week and month of today.
    pub(crate) fn earn_in_period(&mut self, points: Points, today: Day, at: Position) {
        self.weeks.entry(Week::of(today)).add(points, at);
        self.months.entry(Month::of(today)).add(points, at);
    }

    /// Counts points of an earlier day, where its week and month are still kept.
    pub(crate) fn add_in_period(&mut self, points: Points, day: Day, at: Position) {
        self.in_kept_periods(day, |score| score.add(points, at));
    }

    pub(crate) fn take_back_in_period(&mut self, points: Points, day: Day, at: Position) {
        self.in_kept_periods(day, |score| score.sub(points, at));
    }

    fn in_kept_periods(&mut self, day: Day, change: impl Fn(&mut Score)) {
        self.weeks.kept_mut(Week::of(day)).into_iter().for_each(&change);
        self.months.kept_mut(Month::of(day)).into_iter().for_each(&change);
    }
}

/// The scores of an account on all leaderboards, as one value that can be kept and compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    pub(crate) balance: Score,
    pub(crate) earned: Score,
    pub(crate) weeks: Recent<Week, Score>,
    pub(crate) months: Recent<Month, Score>,
}

/// A change of an account's standing by a commit; [`crate::Boards::update`] takes it.
#[derive(Debug, Clone, Copy)]
pub struct StandingChange {
    /// The account.
    pub account: AccountNo,
    /// The standing before the commit.
    pub before: Standing,
    /// The standing after the commit.
    pub after: Standing,
}

/// All fields of an account, for a store that writes checkpoints. See [`crate::BookParts`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountParts {
    /// See [`Account::member`].
    pub member: Option<MemberId>,
    /// See [`Account::balance`].
    pub balance: Score,
    /// See [`Account::earned`].
    pub earned: Score,
    /// See [`Account::spent`].
    pub spent: Points,
    /// See [`Account::highest`].
    pub highest: Points,
    /// Points earned in the last two weeks in which it earned points.
    pub weeks: Recent<Week, Score>,
    /// Points earned in the last two months in which it earned points.
    pub months: Recent<Month, Score>,
    /// See [`Account::entries`].
    pub entries: u32,
    /// See [`Account::orders`].
    pub orders: u32,
    /// See [`Account::first_at`].
    pub first_at: Timestamp,
    /// See [`Account::last_at`].
    pub last_at: Timestamp,
    /// See [`Account::head`].
    pub head: Position,
    /// See [`Account::all_unlocks`].
    pub unlocked: Vec<Unlocked>,
}

impl From<AccountParts> for Account {
    fn from(parts: AccountParts) -> Account {
        let unlocked = if parts.unlocked.is_empty() { None } else { Some(Box::new(Unlocks(parts.unlocked))) };
        Account {
            member: parts.member,
            balance: parts.balance,
            earned: parts.earned,
            spent: parts.spent,
            highest: parts.highest,
            weeks: parts.weeks,
            months: parts.months,
            entries: parts.entries,
            orders: parts.orders,
            first_at: parts.first_at,
            last_at: parts.last_at,
            head: parts.head,
            unlocked,
        }
    }
}

impl From<&Account> for AccountParts {
    fn from(account: &Account) -> AccountParts {
        AccountParts {
            member: account.member,
            balance: account.balance,
            earned: account.earned,
            spent: account.spent,
            highest: account.highest,
            weeks: account.weeks,
            months: account.months,
            entries: account.entries,
            orders: account.orders,
            first_at: account.first_at,
            last_at: account.last_at,
            head: account.head,
            unlocked: account.all_unlocks().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_accounts_fit_a_small_server() {
        assert_eq!(size_of::<Account>(), 176);
    }
}
