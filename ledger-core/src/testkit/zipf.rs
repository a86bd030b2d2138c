//! The Zipf distribution: a few members of a community do most of the work. The only floating-point code of the crate.

use super::SplitMix64;

/// Draws ranks from 1 to the number of members, rank *k* with a probability proportional to 1 / *k*^skew.
/// The time of a draw does not depend on the number of members: rejection-inversion sampling (W. Hörmann and
/// G. Derflinger, 1996) needs no table and rejects less than one draw in four.
///
/// ```
/// use ledger_core::testkit::Zipf;
///
/// let draws: Vec<u32> = Zipf::new(1_000_000, 1.0, 42).take(10_000).collect();
/// let first = draws.iter().filter(|rank| **rank == 1).count();
/// assert!((550..850).contains(&first), "rank 1 has about one draw in 14");
/// assert_eq!(draws, Zipf::new(1_000_000, 1.0, 42).take(10_000).collect::<Vec<u32>>());
/// ```
#[derive(Debug, Clone)]
pub struct Zipf {
    chance: SplitMix64,
    members: f64,
    skew: f64,
    /// The integral of the hat function at its two ends, and the distance from a rank within which every draw is accepted.
    first: f64,
    last: f64,
    safe: f64,
}

impl Zipf {
    /// Ranks for this many members. A skew of 0 is uniform, 1 is typical of communities; above 2 nearly all draws are the
    /// first few ranks.
    ///
    /// # Panics
    /// Without members, or if the skew is negative or not finite.
    pub fn new(members: u32, skew: f64, seed: u64) -> Zipf {
        assert!(members > 0, "there must be a member to draw");
        assert!(skew >= 0.0 && skew.is_finite(), "a skew is 0 or more");
        let members = f64::from(members);
        Zipf {
            chance: SplitMix64::new(seed),
            members,
            skew,
            first: area(skew, 1.5) - 1.0,
            last: area(skew, members + 0.5),
            safe: 2.0 - area_inverse(skew, area(skew, 2.5) - height(skew, 2.0)),
        }
    }
}

impl Iterator for Zipf {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        loop {
            let u = self.last + self.chance.unit() * (self.first - self.last);
            let x = area_inverse(self.skew, u);
            let rank = (x + 0.5).floor().clamp(1.0, self.members);
            if rank - x <= self.safe || u >= area(self.skew, rank + 0.5) - height(self.skew, rank) {
                return Some(rank as u32);
            }
        }
    }
}

/// The hat function x^−skew.
fn height(skew: f64, x: f64) -> f64 {
    (-skew * x.ln()).exp()
}

/// The integral of the hat function from 1 to x.
fn area(skew: f64, x: f64) -> f64 {
    let log = x.ln();
    let t = (1.0 - skew) * log;
    if t.abs() > 1e-8 { t.exp_m1() / t * log } else { log * (1.0 + t / 2.0) }
}

fn area_inverse(skew: f64, area: f64) -> f64 {
    let t = (area * (1.0 - skew)).max(-1.0);
    if t.abs() > 1e-8 { (t.ln_1p() / t * area).exp() } else { (area * (1.0 - t / 2.0)).exp() }
}
