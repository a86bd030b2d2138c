//! The roles that are due to a member for their points, and the members concerned by a change of the rewards.

use std::collections::BTreeSet;

use ledger_core::{Account, AccountNo, Book, MemberId, Points};
use poise::serenity_prelude::RoleId;

use crate::settings::role_reward::{Below, RoleReward};

/// The roles to give and to take, each with its number of points.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct DueRoles {
    /// Roles that the member has enough points for.
    pub give: BTreeSet<(RoleId, Points)>,
    /// Roles to take from a member without enough points.
    pub take: BTreeSet<(RoleId, Points)>,
}

impl DueRoles {
    /// The roles due to an account. A role that one reward gives is not taken because of another.
    pub(crate) fn of(rewards: &[RoleReward], account: &Account) -> DueRoles {
        let role = |reward: &RoleReward| (RoleId::new(reward.role), reward.from);
        let (reached, missed): (Vec<_>, Vec<_>) =
            rewards.iter().partition(|reward| reward.is_reached(account));
        let give: BTreeSet<_> = reached.into_iter().map(role).collect();
        let missed = missed.into_iter().filter(|reward| reward.below == Below::TakeBack).map(role);
        let take = missed.filter(|(role, _)| !give.iter().any(|(given, _)| given == role)).collect();
        DueRoles { give, take }
    }
}

/// The members, from an account on, who are affected by a change of the rewards: those who now reach a role they did
/// not reach before, and those who reached a role and now lose it.
pub(crate) fn touched<'b>(
    book: &'b Book,
    before: &'b [RoleReward],
    now: &'b [RoleReward],
    from: AccountNo,
) -> impl Iterator<Item = (AccountNo, MemberId)> + use<'b> {
    let accounts = book.accounts().skip(usize::try_from(from.0).unwrap_or(usize::MAX));
    accounts.filter_map(move |(no, account)| {
        let member = account.member?;
        is_touched(before, now, account).then_some((no, member))
    })
}

/// Runs for every account, so it builds no sets.
fn is_touched(before: &[RoleReward], now: &[RoleReward], account: &Account) -> bool {
    let comes = |rewards: &[RoleReward], role: u64| {
        rewards.iter().any(|reward| reward.role == role && reward.is_reached(account))
    };
    now.iter().any(|reward| match reward.is_reached(account) {
        true => !comes(before, reward.role),
        false => reward.below == Below::TakeBack && comes(before, reward.role) && !comes(now, reward.role),
    })
}

#[cfg(test)]
mod tests {
    use ledger_core::testkit::{ANNA, BEN, Given, deduct, grant};

    use super::*;

    /// The members concerned, where Anna has 80 of 100 earned points and Ben 50.
    #[track_caller]
    fn check(before: &str, now: &str, expected: &[MemberId]) {
        let (before, now) = (RoleReward::list(before).unwrap(), RoleReward::list(now).unwrap());
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
}
