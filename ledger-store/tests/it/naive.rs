//! A naive book: a list of postings that every answer searches from the start. Tests of history, past balances and
//! boards compare the ledger with it under random commands. No test lives here.

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::testkit::{BOOK, SplitMix64, deduct, grant, reverse, transfer};
use ledger_core::{MemberId, Timestamp};
use ledger_store::{Outcome, Request};

use crate::support::{World, member, position_of};

/// One member's side of a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Side {
    pub position: u64,
    pub at: Timestamp,
    pub kind: &'static str,
    pub member: MemberId,
    pub other: Option<MemberId>,
    pub change: i64,
    pub balance: i64,
}

/// The history so far.
#[derive(Default)]
pub(crate) struct Naive {
    pub sides: Vec<Side>,
    pub reversed: BTreeSet<u64>,
}

impl Naive {
    /// A member's balance after a position.
    pub(crate) fn balance(&self, member: MemberId, position: u64) -> i64 {
        let until = self.sides.iter().filter(|side| side.position <= position && side.member == member);
        until.map(|side| side.change).sum()
    }

    /// A member's balance at a time.
    pub(crate) fn balance_at(&self, member: MemberId, at: Timestamp) -> i64 {
        let until = self.sides.iter().filter(|side| side.at <= at && side.member == member);
        until.map(|side| side.change).sum()
    }

    /// A member's history, newest first.
    pub(crate) fn history(&self, member: MemberId) -> Vec<&Side> {
        self.sides.iter().rev().filter(|side| side.member == member).collect()
    }

    /// The history of the book, newest first; a transfer appears from the giver's side.
    pub(crate) fn whole_history(&self) -> Vec<&Side> {
        let mut postings: BTreeMap<u64, &Side> = BTreeMap::new();
        for side in &self.sides {
            let entry = postings.entry(side.position).or_insert(side);
            if side.change < 0 {
                *entry = side;
            }
        }
        postings.into_values().rev().collect()
    }

    /// Members with points, best first; among equal balances the earlier one first.
    pub(crate) fn ranking(&self) -> Vec<(MemberId, i64)> {
        let mut members: BTreeMap<MemberId, (i64, u64)> = BTreeMap::new();
        for side in &self.sides {
            let entry = members.entry(side.member).or_default();
            *entry = (entry.0 + side.change, side.position);
        }
        let mut ranking: Vec<_> = members.into_iter().filter(|(_, (points, _))| *points > 0).collect();
        ranking.sort_by_key(|(_, (points, since))| (-points, *since));
        ranking.into_iter().map(|(member, (points, _))| (member, points)).collect()
    }

    fn post(
        &mut self,
        world: &World,
        position: u64,
        kind: &'static str,
        [from, to]: [Option<MemberId>; 2],
        amount: i64,
    ) {
        for (member, other, change) in [(from, to, -amount), (to, from, amount)] {
            let Some(member) = member else { continue };
            let balance = self.balance(member, position) + change;
            self.sides.push(Side { position, at: world.now(), kind, member, other, change, balance });
        }
    }

    fn reverse(&mut self, world: &World, position: u64, undone: u64) {
        let sides: Vec<Side> = self.sides.iter().filter(|side| side.position == undone).cloned().collect();
        for Side { member, other, change, .. } in sides {
            let balance = self.balance(member, position) - change;
            let at = world.now();
            let side =
                Side { position, at, kind: "posting_reversed", member, other, change: -change, balance };
            self.sides.push(side);
        }
        self.reversed.insert(undone);
    }
}

/// The members of the random commands.
pub(crate) fn members() -> impl Iterator<Item = MemberId> {
    (1..=9).map(|n| member(n * 1_000))
}

/// Executes random commands, and the applied ones also on the naive book.
/// Calls `after` after each command.
#[track_caller]
pub(crate) fn at_random(world: &World, seed: u64, commands: usize, mut after: impl FnMut(&Naive)) -> Naive {
    let mut chance = SplitMix64::new(seed);
    let mut naive = Naive::default();
    let everyone: Vec<MemberId> = members().collect();
    for _ in 0..commands {
        world.clock.advance(chance.below(5) as i64);
        let who = everyone[chance.below(9) as usize];
        let other = everyone[chance.below(9) as usize];
        let amount = 1 + chance.below(30) as i64;
        let undone =
            naive.sides.get(chance.below(naive.sides.len() as u64) as usize).map_or(1, |side| side.position);
        let (kind, between, command) = match chance.below(10) {
            0..4 => ("points_granted", [None, Some(who)], grant(who, amount)),
            4..6 => ("points_deducted", [Some(who), None], deduct(who, amount)),
            6..8 => ("points_transferred", [Some(who), Some(other)], transfer(who, other, amount)),
            _ => ("posting_reversed", [None, None], reverse(undone)),
        };
        match world.submit(command) {
            Outcome::Applied(receipt) => {
                let position = position_of(receipt).0;
                match kind {
                    "posting_reversed" => naive.reverse(world, position, undone),
                    _ => naive.post(world, position, kind, between, amount),
                }
                after(&naive);
            }
            Outcome::Refused(_) => {}
            other => panic!("without a key nothing is applied already: {other:?}"),
        }
    }
    // Events of another book in between must not affect this one.
    let elsewhere = Request::new(ledger_core::testkit::OTHER_BOOK, grant(everyone[0], 1_000));
    world.ledger().submit(elsewhere).wait().unwrap().receipt().unwrap();
    assert!(naive.sides.len() > commands / 2 && !naive.reversed.is_empty(), "too few commands were applied");
    assert_eq!(world.ledger().read(BOOK, |book| book.totals().entries), naive.whole_history().len() as u64);
    naive
}
