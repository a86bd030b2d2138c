//! The roles that are due to a member for their points, and the members concerned by a change of the rewards.

use std::collections::BTreeSet;

use ledger_core::{Account, AccountNo, Book, MemberId, Points, Settings};
use poise::serenity_prelude::RoleId;

use crate::settings::book_settings::BookSettings;
use crate::settings::role_reward::{Below, Ladder, RoleReward};

/// The rewards of a server, and which of the reached roles a member has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rewards {
    pub list: Vec<RoleReward>,
    pub ladder: Ladder,
}

/// The roles to give and to take, each with its number of points.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct DueRoles {
    /// Roles that the member has enough points for.
    pub give: BTreeSet<(RoleId, Points)>,
    /// Roles to take from a member who has not enough points, or a higher role of the ladder.
    pub take: BTreeSet<(RoleId, Points)>,
}

impl Rewards {
    pub(crate) fn of(settings: &Settings) -> Rewards {
        let BookSettings { role_rewards, role_ladder, .. } = BookSettings::of(settings);
        Rewards { list: role_rewards, ladder: role_ladder }
    }

    /// Whether a reward gives its role to an account.
    fn gives(&self, reward: &RoleReward, account: &Account) -> bool {
        let is_above = |other: &RoleReward| other.of == reward.of && other.from > reward.from;
        let has_higher = || self.list.iter().any(|other| is_above(other) && other.is_reached(account));
        reward.is_reached(account) && (self.ladder == Ladder::All || !has_higher())
    }

    /// Whether any reward gives a role to an account.
    fn comes(&self, role: u64, account: &Account) -> bool {
        self.list.iter().any(|reward| reward.role == role && self.gives(reward, account))
    }

    /// Whether a reward takes its role from an account. A role that another reward gives is not taken. On a ladder that
    /// keeps the highest role, a member has no role of it that they have not reached.
    fn takes(&self, reward: &RoleReward, account: &Account) -> bool {
        let is_lost = match self.ladder {
            Ladder::All => reward.below == Below::TakeBack && !reward.is_reached(account),
            Ladder::Highest => true,
        };
        is_lost && !self.comes(reward.role, account)
    }
}

impl DueRoles {
    /// The roles due to an account.
    pub(crate) fn of(rewards: &Rewards, account: &Account) -> DueRoles {
        let role = |reward: &RoleReward| (RoleId::new(reward.role), reward.from);
        let give = rewards.list.iter().filter(|reward| rewards.gives(reward, account)).map(role);
        let take = rewards.list.iter().filter(|reward| rewards.takes(reward, account)).map(role);
        DueRoles { give: give.collect(), take: take.collect() }
    }

    /// Whether a member with these roles lacks one that is due, or has one that is not.
    pub(crate) fn differs_from(&self, has: &[RoleId]) -> bool {
        self.give.iter().any(|(role, _)| !has.contains(role))
            || self.take.iter().any(|(role, _)| has.contains(role))
    }
}

/// The members, from an account on, who are affected by a change of the rewards: those who now reach a role they did
/// not reach before, and those who reached a role and now lose it.
pub(crate) fn touched<'b>(
    book: &'b Book,
    before: &'b Rewards,
    now: &'b Rewards,
    from: AccountNo,
) -> impl Iterator<Item = (AccountNo, MemberId)> + use<'b> {
    let accounts = book.accounts().skip(usize::try_from(from.0).unwrap_or(usize::MAX));
    accounts.filter_map(move |(no, account)| {
        let member = account.member?;
        is_touched(before, now, account).then_some((no, member))
    })
}

/// Runs for every account, so it builds no sets.
fn is_touched(before: &Rewards, now: &Rewards, account: &Account) -> bool {
    now.list.iter().any(|reward| match now.gives(reward, account) {
        true => !before.comes(reward.role, account),
        false => now.takes(reward, account) && before.comes(reward.role, account),
    })
}

#[cfg(test)]
mod tests {
    use ledger_core::testkit::{ANNA, BEN, Given, deduct, grant};

    use super::*;

    /// The members concerned, where Anna has 80 of 100 earned points and Ben 50.
    #[track_caller]
    fn check(before: &str, now: &str, expected: &[MemberId]) {
        check_ladders((before, Ladder::All), (now, Ladder::All), expected);
    }

    fn rewards((list, ladder): (&str, Ladder)) -> Rewards {
        Rewards { list: RoleReward::list(list).unwrap(), ladder }
    }

    #[track_caller]
    fn check_ladders(before: (&str, Ladder), now: (&str, Ladder), expected: &[MemberId]) {
        let (before, now) = (rewards(before), rewards(now));
        let given = Given::nothing().and(grant(ANNA, 100)).and(deduct(ANNA, 20));
        given.when(grant(BEN, 50)).then_book(|book| {
            let touched: Vec<MemberId> =
                touched(book, &before, &now, AccountNo(0)).map(|(_, member)| member).collect();
            assert_eq!(touched, expected);
        });
    }

    #[test]
    fn a_reward_touches_those_who_have_enough_already() {
        check("", "balance>=50:7", &[ANNA, BEN]);
        check("", "balance>=60:7", &[ANNA]);
        check("", "earned>=100:7", &[ANNA]);
        check("", "balance>=100:7", &[]);
    }

    #[test]
    fn an_unchanged_reward_concerns_no_member() {
        check("balance>=50:7", "balance>=50:7", &[]);
        check("balance>=50:7", "", &[]);
        check("balance>=50:7", "balance>=50:7,balance>=60:8", &[ANNA]);
        check("balance>=60:7", "balance>=50:7", &[BEN]);
    }

    #[test]
    fn who_had_enough_is_touched_where_the_role_is_taken_back() {
        check("balance>=50:7", "balance>=60:7:take_back", &[BEN]);
        check("balance>=50:7", "balance>=60:7", &[]);
        check("balance>=50:7", "balance>=60:7:take_back,earned>=40:7", &[]);
    }

    #[test]
    fn a_ladder_that_keeps_the_highest_role_touches_those_who_have_several() {
        let list = "balance>=50:7,balance>=60:8,earned>=100:9";
        check_ladders((list, Ladder::All), (list, Ladder::Highest), &[ANNA]);
        check_ladders((list, Ladder::Highest), (list, Ladder::All), &[ANNA]);
        check_ladders((list, Ladder::Highest), (list, Ladder::Highest), &[]);
    }

    /// The roles given and taken at a balance, where as much was earned.
    #[track_caller]
    fn check_due(ladder: Ladder, balance: i64, give: &[u64], take: &[u64]) {
        let rewards = rewards(("balance>=50:7,balance>=100:8:take_back,balance>=100:6,earned>=60:9", ladder));
        let outcome = Given::nothing().when(grant(ANNA, balance));
        outcome.then_book(|book| {
            let due = DueRoles::of(&rewards, book.member(ANNA).unwrap().1);
            let ids =
                |roles: &BTreeSet<(RoleId, Points)>| roles.iter().map(|(id, _)| id.get()).collect::<Vec<_>>();
            assert_eq!((ids(&due.give), ids(&due.take)), (give.to_vec(), take.to_vec()), "{balance}");
        });
    }

    #[test]
    fn a_ladder_keeps_all_roles_or_the_highest_of_each_measure() {
        check_due(Ladder::All, 49, &[], &[8]);
        check_due(Ladder::All, 50, &[7], &[8]);
        check_due(Ladder::All, 100, &[6, 7, 8, 9], &[]);
        check_due(Ladder::Highest, 49, &[], &[6, 7, 8, 9]);
        check_due(Ladder::Highest, 50, &[7], &[6, 8, 9]);
        check_due(Ladder::Highest, 60, &[7, 9], &[6, 8]);
        check_due(Ladder::Highest, 100, &[6, 8, 9], &[7]);
    }

    #[test]
    fn roles_are_compared_with_those_that_are_due() {
        let rewards = rewards(("balance>=50:7,balance>=100:8:take_back", Ladder::All));
        Given::nothing().when(grant(ANNA, 60)).then_book(|book| {
            let due = DueRoles::of(&rewards, book.member(ANNA).unwrap().1);
            let differs =
                |has: &[u64]| due.differs_from(&has.iter().map(|id| RoleId::new(*id)).collect::<Vec<_>>());
            assert!(differs(&[]) && differs(&[7, 8]) && !differs(&[7]) && !differs(&[7, 99]));
        });
    }
}
