//! The account of a member in a book: balance, statistics and unlocked achievements.

use crate::values::{AccountNo, AchievementNo, Day, MemberId, Month, Points, Position, Timestamp, Week};

/// An account: its balance, its statistics, and the position of its last event.
/// It takes 136 bytes, so that a million accounts fit a small server; a test holds the size.
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
    pub(crate) week: Week,
    pub(crate) month: Month,
    pub(crate) earned_in_week: Score,
    pub(crate) earned_in_month: Score,
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
    /// Points earned in the given week.
    pub fn earned_in_week(&self, week: Week) -> Points {
        if self.week == week { self.earned_in_week.points } else { Points::ZERO }
    }

    /// Points earned in the given month.
    pub fn earned_in_month(&self, month: Month) -> Points {
        if self.month == month { self.earned_in_month.points } else { Points::ZERO }
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

    /// The scores that leaderboards sort by. An account without a member has none: who was forgotten is on no board.
    pub fn standing(&self) -> Standing {
        if self.member.is_none() {
            return Standing::default();
        }
        Standing {
            balance: self.balance,
            earned: self.earned,
            week: self.week,
            month: self.month,
            earned_in_week: self.earned_in_week,
            earned_in_month: self.earned_in_month,
        }
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

    /// Counts points in the week and month of a day. Periods only go forward: points of an earlier period, from an order
    /// that was corrected later or an offset that moved back, are not counted.
    pub(crate) fn earn_in_period(&mut self, points: Points, day: Day, at: Position) {
        let (week, month) = (day.week(), day.month());
        if week > self.week {
            self.week = week;
            self.earned_in_week = Score::default();
        }
        if month > self.month {
            self.month = month;
            self.earned_in_month = Score::default();
        }
        if week == self.week {
            self.earned_in_week.add(points, at);
        }
        if month == self.month {
            self.earned_in_month.add(points, at);
        }
    }

    pub(crate) fn take_back_in_period(&mut self, points: Points, day: Day, at: Position) {
        if self.week == day.week() {
            self.earned_in_week.sub(points, at);
        }
        if self.month == day.month() {
            self.earned_in_month.sub(points, at);
        }
    }
}

/// The scores of an account on all leaderboards, as one value that can be kept and compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    pub(crate) balance: Score,
    pub(crate) earned: Score,
    pub(crate) week: Week,
    pub(crate) month: Month,
    pub(crate) earned_in_week: Score,
    pub(crate) earned_in_month: Score,
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
    /// The week of `earned_in_week`.
    pub week: Week,
    /// Points earned in that week.
    pub earned_in_week: Score,
    /// The month of `earned_in_month`.
    pub month: Month,
    /// Points earned in that month.
    pub earned_in_month: Score,
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
            week: parts.week,
            month: parts.month,
            earned_in_week: parts.earned_in_week,
            earned_in_month: parts.earned_in_month,
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
            week: account.week,
            earned_in_week: account.earned_in_week,
            month: account.month,
            earned_in_month: account.earned_in_month,
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
        assert_eq!(size_of::<Account>(), 136);
    }
}
