//! Achievements: badges with a rule and an optional reward, and the starter set that a book may adopt.

use std::fmt;
use std::str::FromStr;

use crate::account::Account;
use crate::values::{AccountNo, AchievementKey, AchievementNo, Amount, Invalid, Label, Points};

/// The definition of an achievement by an admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AchievementSpec {
    /// The short name that commands use.
    pub key: AchievementKey,
    /// The displayed name.
    pub name: Label,
    /// The displayed description, one sentence.
    pub description: Option<Label>,
    /// The condition that unlocks it.
    pub rule: Rule,
    /// The points that an unlock pays; 0 for none.
    pub reward: Points,
}

/// An achievement of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Achievement {
    /// Its number in the book.
    pub no: AchievementNo,
    /// Its definition.
    pub spec: AchievementSpec,
    /// Whether it can still be unlocked.
    pub availability: Availability,
}

/// Whether an achievement can still be unlocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// It can be unlocked.
    Open,
    /// It can no longer be unlocked; members who have it keep it.
    Retired,
}

/// The condition that unlocks an achievement. The book checks it after each posting of a member and at no other time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// Only an admin awards it.
    ByHand,
    /// A balance of at least this many points.
    Balance(Points),
    /// At least this many points earned in total.
    Earned(Points),
    /// At least this many postings.
    Entries(u32),
    /// At least this many redeemed orders.
    Orders(u32),
    /// An account number up to this: the first members of the book.
    FirstMembers(u32),
}

impl Rule {
    /// Whether the rule holds for an account.
    pub fn holds(self, no: AccountNo, account: &Account) -> bool {
        match self {
            Rule::ByHand => false,
            Rule::Balance(points) => account.balance.points >= points,
            Rule::Earned(points) => account.earned.points >= points,
            Rule::Entries(count) => account.entries >= count,
            Rule::Orders(count) => account.orders >= count,
            Rule::FirstMembers(count) => no.0 <= count,
        }
    }

    /// How far an account is and the number it needs; `None` for a rule that no posting brings closer.
    pub fn progress(self, account: &Account) -> Option<(i64, i64)> {
        match self {
            Rule::Balance(points) => Some((account.balance.points.0, points.0)),
            Rule::Earned(points) => Some((account.earned.points.0, points.0)),
            Rule::Entries(count) => Some((account.entries.into(), count.into())),
            Rule::Orders(count) => Some((account.orders.into(), count.into())),
            Rule::ByHand | Rule::FirstMembers(_) => None,
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::ByHand => f.write_str("by_hand"),
            Rule::Balance(points) => write!(f, "balance:{}", points.0),
            Rule::Earned(points) => write!(f, "earned:{}", points.0),
            Rule::Entries(count) => write!(f, "entries:{count}"),
            Rule::Orders(count) => write!(f, "orders:{count}"),
            Rule::FirstMembers(count) => write!(f, "first_members:{count}"),
        }
    }
}

impl FromStr for Rule {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let bad = || {
            Invalid::new(
                "rule",
                text,
                "must be by_hand, balance:N, earned:N, entries:N, orders:N or first_members:N, with N from 1",
            )
        };
        if text == "by_hand" {
            return Ok(Rule::ByHand);
        }
        let (name, number) = text.split_once(':').ok_or_else(bad)?;
        let points = || number.parse().map(Amount::points).map_err(|_| bad());
        let count = || number.parse::<u32>().ok().filter(|n| *n >= 1).ok_or_else(bad);
        match name {
            "balance" => points().map(Rule::Balance),
            "earned" => points().map(Rule::Earned),
            "entries" => count().map(Rule::Entries),
            "orders" => count().map(Rule::Orders),
            "first_members" => count().map(Rule::FirstMembers),
            _ => Err(bad()),
        }
    }
}

/// The starter set: the achievements of the original bot. A new book has none of them until it adopts the set.
pub fn starter_set() -> Vec<AchievementSpec> {
    let spec = |key: &str, name: &str, description: &str, rule: Rule, reward: i64| AchievementSpec {
        key: AchievementKey::new(key).expect("a key of the starter set is well formed"),
        name: Label::new(name).expect("a name of the starter set is well formed"),
        description: Some(Label::new(description).expect("a description of the starter set is well formed")),
        rule,
        reward: Points(reward),
    };
    vec![
        spec("first_points", "First points", "Earn your first points", Rule::Earned(Points(1)), 50),
        spec("milestone_100", "Century", "Hold 100 points", Rule::Balance(Points(100)), 25),
        spec("milestone_500", "Half a thousand", "Hold 500 points", Rule::Balance(Points(500)), 75),
        spec("milestone_1000", "Thousand", "Hold 1,000 points", Rule::Balance(Points(1_000)), 150),
        spec("high_roller", "High roller", "Hold 2,000 points", Rule::Balance(Points(2_000)), 300),
        spec("early_adopter", "Early adopter", "Be among the first ten members", Rule::FirstMembers(10), 200),
    ]
}
