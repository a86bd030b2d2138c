//! The achievements that a member has, and the progress towards those they lack. The rules decide when one unlocks.

use ledger_core::{Account, Achievement, Availability, Book, Points, Rule, Timestamp, UnlockStatus};

#[derive(Debug, Clone)]
pub(crate) struct AchievementProgress {
    pub achievement: Achievement,
    /// The amount reached.
    pub done: i64,
    /// The amount needed.
    pub whole: i64,
}

/// The amount still missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remaining {
    Points(Points),
    /// Entries, or orders.
    Count(i64),
}

impl AchievementProgress {
    pub(crate) fn remaining(&self) -> Remaining {
        let left = self.whole.saturating_sub(self.done.max(0));
        match self.achievement.spec.rule {
            Rule::Balance(_) | Rule::Earned(_) => Remaining::Points(Points(left)),
            _ => Remaining::Count(left),
        }
    }
}

/// The achievements in progress, the nearest first.
pub(crate) fn in_progress(book: &Book, account: &Account) -> Vec<AchievementProgress> {
    let open = book.achievements().iter().filter(|achievement| {
        achievement.availability == Availability::Open && account.unlock(achievement.no).is_none()
    });
    let mut ahead: Vec<AchievementProgress> = open
        .filter_map(|achievement| {
            let (done, whole) = achievement.spec.rule.progress(account)?;
            Some(AchievementProgress { achievement: achievement.clone(), done, whole })
        })
        .collect();
    // By the part reached; among equals, the smaller amount first.
    ahead.sort_by(|a, b| {
        let part = |one: &AchievementProgress| i128::from(one.done.max(0));
        (part(b) * i128::from(a.whole)).cmp(&(part(a) * i128::from(b.whole))).then(a.whole.cmp(&b.whole))
    });
    ahead
}

/// Whether a server has achievements that members come closer to.
pub(crate) fn has_goals(book: &Book) -> bool {
    let empty = Account::default();
    book.achievements().iter().any(|achievement| {
        achievement.availability == Availability::Open && achievement.spec.rule.progress(&empty).is_some()
    })
}

/// The achievements that a member has, the latest first.
pub(crate) fn unlocked<'b>(book: &'b Book, account: &Account) -> Vec<(&'b Achievement, Timestamp)> {
    let held = account.all_unlocks().iter().filter(|unlock| unlock.status == UnlockStatus::Held);
    let mut held: Vec<_> = held
        .filter_map(|unlock| Some((book.achievements().get(usize::from(unlock.achievement.0))?, unlock.at)))
        .collect();
    held.reverse();
    held
}

/// The percentage of members with an account who have an achievement.
pub(crate) fn holders_in_percent(book: &Book, achievement: &Achievement) -> u32 {
    let accounts = book.totals().accounts.max(1);
    let holders = book.holders(achievement.no);
    // Only no holder is 0, and only all members are 100.
    match u64::from(holders) * 100 / u64::from(accounts) {
        0 if holders > 0 => 1,
        percent => u32::try_from(percent.min(100)).unwrap_or(100),
    }
}

#[cfg(test)]
mod tests {
    use ledger_core::testkit::{ANNA, BEN, Given, achievement, define, grant};

    use super::*;

    fn community() -> Given {
        Given::nothing()
            .and(define(achievement("hundred", "balance:100", 0)))
            .and(define(achievement("fifty", "earned:50", 0)))
            .and(define(achievement("ten_entries", "entries:10", 0)))
            .and(define(achievement("by_hand", "by_hand", 0)))
            .and(grant(BEN, 5))
    }

    #[test]
    fn what_is_nearest_comes_first_and_what_is_unlocked_does_not_come() {
        community().and(grant(ANNA, 30)).when(grant(ANNA, 30)).then_book(|book| {
            let (_, anna) = book.member(ANNA).unwrap();
            let ahead = in_progress(book, anna);
            let keys: Vec<&str> = ahead.iter().map(|one| one.achievement.spec.key.as_str()).collect();
            assert_eq!(keys, ["hundred", "ten_entries"]);
            assert_eq!((ahead[0].done, ahead[0].whole), (60, 100));
            assert_eq!(ahead[0].remaining(), Remaining::Points(Points(40)));
            assert_eq!(ahead[1].remaining(), Remaining::Count(8));
            let held: Vec<&str> = unlocked(book, anna).iter().map(|(one, _)| one.spec.key.as_str()).collect();
            assert_eq!(held, ["fifty"]);
        });
    }

    #[test]
    fn a_server_has_goals_where_an_open_achievement_has_a_measure() {
        let by_hand = Given::nothing().and(define(achievement("by_hand", "by_hand", 0)));
        Given::nothing().when(grant(BEN, 5)).then_book(|book| assert!(!has_goals(book)));
        by_hand.when(grant(BEN, 5)).then_book(|book| assert!(!has_goals(book)));
        community().when(grant(BEN, 5)).then_book(|book| assert!(has_goals(book)));
    }

    #[test]
    fn rarity_is_a_part_of_all_accounts() {
        community().when(grant(ANNA, 50)).then_book(|book| {
            let percent = |key: usize| holders_in_percent(book, &book.achievements()[key]);
            assert_eq!((percent(0), percent(1)), (0, 50));
        });
    }
}
