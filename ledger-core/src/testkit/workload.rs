//! Workloads for benches: commands by the million, distributed as in a community.
#![expect(clippy::arithmetic_side_effects, reason = "remainders by a number of members that is not 0")]

use super::{SplitMix64, Zipf};
use crate::command::Command;
use crate::values::{Amount, MemberId, Reason};

/// Ids are as long as those of chat systems.
const FIRST_MEMBER: u64 = 100_000_000_000_000_000;

/// Grants of 1 to 100 points to members that a [`Zipf`] distribution draws. The frequent members are scattered over the ids.
///
/// ```
/// use ledger_core::Command;
/// use ledger_core::testkit::Workload;
///
/// let mut workload = Workload::new(1_000_000, 0.99, 42);
/// assert!(workload.by_ref().take(1_000).all(|command| matches!(command, Command::Grant { .. })));
/// assert_eq!(workload.everyone().count(), 1_000_000);
/// ```
#[derive(Debug, Clone)]
pub struct Workload {
    zipf: Zipf,
    amounts: SplitMix64,
    members: u64,
    stride: u64,
    reason: Reason,
}

impl Workload {
    /// Grants to this many members; see [`Zipf::new`] for the skew.
    ///
    /// # Panics
    /// Like [`Zipf::new`].
    pub fn new(members: u32, skew: f64, seed: u64) -> Workload {
        let zipf = Zipf::new(members, skew, seed);
        let mut amounts = SplitMix64::new(seed ^ 0x5ca1_ab1e);
        let members = u64::from(members);
        // A stride without a common divisor reaches every id once.
        let mut stride = amounts.below(members) | 1;
        while divisor(stride, members) != 1 {
            stride += 2;
        }
        let reason = Reason::new("a workload").expect("two words are a reason");
        Workload { zipf, amounts, members, stride, reason }
    }

    /// The member at a rank; 1 is drawn most often.
    pub fn member(&self, rank: u32) -> MemberId {
        let scattered = u64::from(rank) * (self.stride % self.members) % self.members;
        MemberId::new(FIRST_MEMBER + scattered).expect("an id with 18 digits is one")
    }

    /// One grant to each member, by id: a book after some years.
    pub fn everyone(&self) -> impl Iterator<Item = Command> + use<> {
        let (mut amounts, reason) = (self.amounts.clone(), self.reason.clone());
        (0..self.members).map(move |index| Command::Grant {
            member: MemberId::new(FIRST_MEMBER + index).expect("an id with 18 digits is one"),
            amount: small(&mut amounts),
            reason: reason.clone(),
        })
    }
}

impl Iterator for Workload {
    type Item = Command;

    fn next(&mut self) -> Option<Command> {
        let rank = self.zipf.next()?;
        let amount = small(&mut self.amounts);
        Some(Command::Grant { member: self.member(rank), amount, reason: self.reason.clone() })
    }
}

fn small(amounts: &mut SplitMix64) -> Amount {
    let points = i64::try_from(amounts.below(100)).expect("below a hundred") + 1;
    Amount::new(points).expect("1 to 100 is an amount")
}

fn divisor(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { divisor(other, one % other) }
}
