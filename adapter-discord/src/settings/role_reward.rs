//! Role rewards: their type and their written form. Who gets a role is decided elsewhere.

use std::fmt;

use ledger_core::{Account, Amount, Invalid, Points};

use crate::settings::ids;

pub(crate) const MAX_REWARDS: usize = 10;

/// A role that is given for points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleReward {
    /// The points that count.
    pub of: Measure,
    /// The number of points needed.
    pub from: Points,
    /// The id of the role.
    pub role: u64,
    /// What happens when a member falls below the number again.
    pub below: Below,
}

/// The points that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The balance.
    Balance,
    /// The points earned in total.
    Earned,
}

/// What happens when a member falls below the number again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Below {
    /// They keep the role.
    Keep,
    /// The bot takes the role back.
    TakeBack,
}

/// Which of the reached roles a member has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ladder {
    /// All of them.
    #[default]
    All,
    /// The highest one of each measure: the bot takes the lower ones, and gives them back when points fall.
    Highest,
}

impl Ladder {
    pub(crate) fn read(value: &str) -> Result<Ladder, Invalid> {
        match value {
            "all" => Ok(Ladder::All),
            "highest" => Ok(Ladder::Highest),
            _ => Err(Invalid::new("discord.role_ladder", value, "must be all or highest")),
        }
    }
}

impl RoleReward {
    /// Whether an account has enough points.
    pub fn is_reached(&self, account: &Account) -> bool {
        match self.of {
            Measure::Balance => account.balance.points >= self.from,
            Measure::Earned => account.earned.points >= self.from,
        }
    }

    /// Parses `balance>=1000:ROLE` or `earned>=5000:ROLE:take_back`, separated by commas.
    pub(crate) fn list(text: &str) -> Result<Vec<RoleReward>, Invalid> {
        let each = text.split([',', ' ']).filter(|part| !part.is_empty());
        let rewards = each.map(RoleReward::read).collect::<Result<Vec<_>, _>>()?;
        if rewards.len() > MAX_REWARDS {
            let problem = format!("has {} rewards; at most {MAX_REWARDS} fit", rewards.len());
            return Err(Invalid::new("discord.role_rewards", text, problem));
        }
        Ok(rewards)
    }

    /// The form that [`list`](RoleReward::list) parses, the lowest first.
    pub(crate) fn written(rewards: &[RoleReward]) -> String {
        let mut sorted = rewards.to_vec();
        sorted.sort_by_key(|reward| reward.from);
        sorted.iter().map(RoleReward::to_string).collect::<Vec<_>>().join(",")
    }

    fn read(text: &str) -> Result<RoleReward, Invalid> {
        let bad = || {
            Invalid::new(
                "discord.role_rewards",
                text,
                "must look like balance>=1000:ROLE or earned>=5000:ROLE:take_back, where ROLE is the id of a role; \
                 several with a comma between them",
            )
        };
        let typed = text.to_ascii_lowercase();
        let (of, rest) = typed.split_once(">=").ok_or_else(bad)?;
        let of = match of {
            "balance" => Measure::Balance,
            "earned" => Measure::Earned,
            _ => return Err(bad()),
        };
        let mut parts = rest.split(':');
        let from = parts.next().and_then(|from| from.parse::<Amount>().ok()).ok_or_else(bad)?.points();
        let role = parts.next().ok_or_else(bad)?;
        let role = ids::id("discord.role_rewards", role).map_err(|_| bad())?;
        let below = match parts.next() {
            None | Some("keep") => Below::Keep,
            Some("take_back") => Below::TakeBack,
            Some(_) => return Err(bad()),
        };
        if parts.next().is_some() { Err(bad()) } else { Ok(RoleReward { of, from, role, below }) }
    }
}

impl fmt::Display for RoleReward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = match self.of {
            Measure::Balance => "balance",
            Measure::Earned => "earned",
        };
        write!(f, "{of}>={}:{}", self.from.0, self.role)?;
        match self.below {
            Below::Keep => Ok(()),
            Below::TakeBack => f.write_str(":take_back"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewards_are_read_as_they_are_written() {
        let read =
            RoleReward::list("Balance>=1000:77, earned>=5000:<@&88>:Take_Back,balance>=1:9:keep").unwrap();
        let shown: Vec<String> = read.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["balance>=1000:77", "earned>=5000:88:take_back", "balance>=1:9"]);
    }

    #[test]
    fn what_is_no_reward_is_refused() {
        for text in
            ["1000:77", "balance>1000:77", "balance>=0:77", "balance>=5", "spent>=5:7", "balance>=5:7:lend"]
        {
            let sentence = RoleReward::list(text).unwrap_err().to_string();
            assert!(sentence.contains("must look like balance>=1000:ROLE"), "{sentence}");
        }
        assert!(RoleReward::list(&"balance>=5:7,".repeat(11)).is_err());
    }
}
