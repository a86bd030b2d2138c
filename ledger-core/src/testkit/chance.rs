//! Pseudorandom numbers: the same seed gives the same numbers everywhere.

/// The generator SplitMix64 by Steele, Lea and Flood: small, fast and good enough for workloads, but not for secrets.
///
/// ```
/// use ledger_core::testkit::SplitMix64;
///
/// let mut chance = SplitMix64::new(1);
/// assert!((1..100).all(|most| chance.below(most) < most));
/// ```
#[derive(Debug, Clone)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// A generator with this seed.
    pub const fn new(seed: u64) -> SplitMix64 {
        SplitMix64(seed)
    }

    /// The next number, uniform over 64 bits.
    pub const fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The next number from 0 to `limit` − 1; 0 if the limit is 0.
    pub const fn below(&mut self, limit: u64) -> u64 {
        ((self.next_u64() as u128).wrapping_mul(limit as u128) >> 64) as u64
    }

    /// The next number from 0 to just below 1, in steps of 2⁻⁵³.
    pub(super) fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.next_u64() >> 11) as f64 * STEP
    }
}
