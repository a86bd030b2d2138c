//! What the ledger keeps for one member in one book.

use crate::values::{AccountNo, AchievementNo, Day, MemberId, Month, Points, Position, Timestamp, Week};

/// One account: the balance, what is remembered about how it came to be, and the head of its history.
/// 136 bytes, so that a million of them fit a small server; `tests` hold the size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Whose it is; `None` for the treasury and for people who were forgotten.
    pub member: Option<MemberId>,
    /// Points now, and the position that brought them there.
    pub balance: Score,
    /// Everything ever earned (grants, order claims, rewards), less what reversals took back.
    pub earned: Score,
    /// Everything ever deducted, less what reversals gave back.
    pub spent: Points,
    /// The highest balance there ever was.
    pub highest: Points,
    pub(crate) week: Week,
    pub(crate) month: Month,
    pub(crate) earned_in_week: Score,
    pub(crate) earned_in_month: Score,
    /// How many postings it had.
    pub entries: u32,
    /// How many orders were redeemed into it.
    pub orders: u32,
    /// When it was first and last touched by an event.
    pub first_at: Timestamp,
    /// See `first_at`.
    pub last_at: Timestamp,
    /// The last event that touched it: where walking its history begins.
    pub head: Position,
    unlocked: Option<Box<Unlocks>>,
}

/// A number of points and the position at which it became that: who got there first ranks higher.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// How many.
    pub points: Points,
    /// Since which position.
    pub since: Position,
}

/// An achievement that an account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlocked {
    /// Which one.
    pub achievement: AchievementNo,
    /// When it was unlocked.
    pub at: Timestamp,
    /// By which event.
    pub position: Position,
    /// Whether it still counts; a revoked one is remembered so that it does not pay twice.
    pub status: UnlockStatus,
}

/// Whether an unlocked achievement is still shown.
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

    /// The achievements it has, in the order they were unlocked.
    pub fn achievements(&self) -> impl Iterator<Item = &Unlocked> {
        self.all_unlocks().iter().filter(|u| u.status == UnlockStatus::Held)
    }

    /// Every unlock there ever was, also what was revoked since.
    pub fn all_unlocks(&self) -> &[Unlocked] {
        self.unlocked.as_ref().map_or(&[], |unlocks| unlocks.0.as_slice())
    }

    /// What this account's unlock of an achievement came to, if there ever was one.
    pub fn unlock(&self, achievement: AchievementNo) -> Option<&Unlocked> {
        self.all_unlocks().iter().find(|u| u.achievement == achievement)
    }

    /// What the boards need to know.
    pub fn standing(&self) -> Standing {
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

    /// Counts points of a day in its week and month. Periods only go forward: what belongs to one that is over
    /// (an order corrected later, an offset that moved back) is no longer counted by period.
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

/// An account's place on every board, as one value that can be kept and compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    pub(crate) balance: Score,
    pub(crate) earned: Score,
    pub(crate) week: Week,
    pub(crate) month: Month,
    pub(crate) earned_in_week: Score,
    pub(crate) earned_in_month: Score,
}

/// An account whose place on the boards changed with a commit.
#[derive(Debug, Clone, Copy)]
pub struct StandingChange {
    /// Which.
    pub account: AccountNo,
    /// As it was.
    pub before: Standing,
    /// As it is.
    pub after: Standing,
}

/// Every field of an account, to write it down and read it back. Adapters have no need of it; journals do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountParts {
    /// See [`Account::member`].
    pub member: Option<MemberId>,
    /// Balance; earned in total.
    pub balance: Score,
    /// Earned in total.
    pub earned: Score,
    /// Spent in total.
    pub spent: Points,
    /// Highest balance.
    pub highest: Points,
    /// The week that `earned_in_week` is about.
    pub week: Week,
    /// Earned in that week.
    pub earned_in_week: Score,
    /// The month that `earned_in_month` is about.
    pub month: Month,
    /// Earned in that month.
    pub earned_in_month: Score,
    /// Postings.
    pub entries: u32,
    /// Orders redeemed.
    pub orders: u32,
    /// First and last event.
    pub first_at: Timestamp,
    /// Last event.
    pub last_at: Timestamp,
    /// Position of the last event.
    pub head: Position,
    /// Unlocks, in their order.
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
