//! A sorted set with order statistics: the rank of an entry and the n-th entry in O(log n).
//! Entries lie in blocks of about a hundred; a Fenwick tree over the lengths of the blocks gives ranks.
#![expect(clippy::arithmetic_side_effects, reason = "indices into lists that exist, never points")]

/// The most entries in a block: an insert moves half of them, a split counts all blocks again.
const MOST: usize = 160;

/// The entries per block when a set is built: below `MOST`, so that the next inserts split no block.
const FILL: usize = 144;

#[derive(Debug, Clone, Default)]
pub(crate) struct Ranked<K> {
    blocks: Vec<Vec<K>>,
    /// The first entry of each block, contiguous for the binary search.
    firsts: Vec<K>,
    /// A Fenwick tree over the lengths of the blocks.
    counts: Vec<usize>,
    len: usize,
}

impl<K: Ord + Copy> Ranked<K> {
    /// Builds from entries that are sorted and distinct.
    pub(super) fn of_sorted(entries: &[K]) -> Ranked<K> {
        let mut ranked =
            Ranked { blocks: Vec::new(), firsts: Vec::new(), counts: Vec::new(), len: entries.len() };
        for block in entries.chunks(FILL) {
            let mut entries = Vec::with_capacity(MOST);
            entries.extend_from_slice(block);
            ranked.firsts.push(block[0]);
            ranked.blocks.push(entries);
        }
        ranked.recount();
        ranked
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn insert(&mut self, entry: K) {
        if self.blocks.is_empty() {
            self.blocks.push(vec![entry]);
            self.firsts.push(entry);
            self.len = 1;
            return self.recount();
        }
        let block = self.block_of(&entry);
        let Err(place) = self.blocks[block].binary_search(&entry) else { return };
        self.blocks[block].insert(place, entry);
        self.len += 1;
        if place == 0 {
            self.firsts[block] = entry;
        }
        if self.blocks[block].len() < MOST {
            return self.count(block, 1);
        }
        let mut upper = Vec::with_capacity(MOST);
        upper.extend(self.blocks[block].drain(MOST / 2..));
        self.firsts.insert(block + 1, upper[0]);
        self.blocks.insert(block + 1, upper);
        self.recount();
    }

    pub(super) fn remove(&mut self, entry: &K) {
        if self.blocks.is_empty() {
            return;
        }
        let block = self.block_of(entry);
        let Ok(place) = self.blocks[block].binary_search(entry) else { return };
        self.blocks[block].remove(place);
        self.len -= 1;
        if self.blocks[block].is_empty() {
            self.blocks.remove(block);
            self.firsts.remove(block);
            return self.recount();
        }
        if place == 0 {
            self.firsts[block] = self.blocks[block][0];
        }
        self.count(block, -1);
    }

    /// The number of entries before this one; `None` if the set does not contain it.
    pub(super) fn rank(&self, entry: &K) -> Option<usize> {
        if self.blocks.is_empty() {
            return None;
        }
        let block = self.block_of(entry);
        let place = self.blocks[block].binary_search(entry).ok()?;
        Some(self.in_blocks_before(block) + place)
    }

    /// The number of entries below this one, which need not be in the set.
    pub(super) fn before(&self, entry: &K) -> usize {
        if self.blocks.is_empty() {
            return 0;
        }
        let block = self.block_of(entry);
        self.in_blocks_before(block) + self.blocks[block].partition_point(|one| one < entry)
    }

    /// Entries from the n-th on, in order; 0 is the first.
    pub(super) fn from(&self, nth: usize) -> impl Iterator<Item = &K> {
        let (block, place) = self.locate(nth);
        let first = self.blocks.get(block).and_then(|entries| entries.get(place..)).unwrap_or(&[]);
        let rest = self.blocks.get(block + 1..).unwrap_or(&[]);
        first.iter().chain(rest.iter().flatten())
    }

    fn block_of(&self, entry: &K) -> usize {
        self.firsts.partition_point(|first| first <= entry).saturating_sub(1)
    }

    /// The number of entries in the blocks before this one.
    fn in_blocks_before(&self, block: usize) -> usize {
        let (mut sum, mut node) = (0, block);
        while node > 0 {
            sum += self.counts[node];
            node &= node - 1;
        }
        sum
    }

    /// The block of the n-th entry and its index in the block.
    fn locate(&self, nth: usize) -> (usize, usize) {
        let (mut block, mut left) = (0, nth);
        let mut step = self.counts.len().next_power_of_two() / 2;
        while step > 0 {
            let next = block + step;
            if next < self.counts.len() && self.counts[next] <= left {
                left -= self.counts[next];
                block = next;
            }
            step /= 2;
        }
        (block, left)
    }

    fn count(&mut self, block: usize, change: isize) {
        let mut node = block + 1;
        while node < self.counts.len() {
            self.counts[node] = self.counts[node].wrapping_add_signed(change);
            node += node & node.wrapping_neg();
        }
    }

    fn recount(&mut self) {
        self.counts.clear();
        self.counts.resize(self.blocks.len() + 1, 0);
        for node in 1..self.counts.len() {
            self.counts[node] += self.blocks[node - 1].len();
            let parent = node + (node & node.wrapping_neg());
            if parent < self.counts.len() {
                self.counts[parent] += self.counts[node];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_built_list_is_as_full_as_it_says() {
        let ranked = Ranked::of_sorted(&(0..10_000_u32).collect::<Vec<_>>());
        assert_eq!(
            (ranked.len(), ranked.rank(&777), ranked.from(9_999).copied().next()),
            (10_000, Some(777), Some(9_999))
        );
    }

    proptest! {
        #[test]
        fn ranks_and_pages_are_those_of_a_sorted_set(
            start in proptest::collection::vec(0..5_000_u32, 0..3_000),
            changes in proptest::collection::vec((0..5_000_u32, any::<bool>()), 0..3_000),
        ) {
            let mut model: BTreeSet<u32> = start.iter().copied().collect();
            let mut ranked = Ranked::of_sorted(&model.iter().copied().collect::<Vec<_>>());
            for (entry, add) in changes {
                if add {
                    ranked.insert(entry);
                    model.insert(entry);
                } else {
                    ranked.remove(&entry);
                    model.remove(&entry);
                }
            }
            prop_assert_eq!(ranked.len(), model.len());
            for entry in (0..5_000).step_by(61) {
                prop_assert_eq!(ranked.before(&entry), model.range(..entry).count());
            }
            for (rank, entry) in model.iter().enumerate().step_by(37) {
                prop_assert_eq!(ranked.rank(entry), Some(rank));
                let page: Vec<u32> = ranked.from(rank).take(5).copied().collect();
                let expected: Vec<u32> = model.iter().skip(rank).take(5).copied().collect();
                prop_assert_eq!(page, expected);
            }
            prop_assert_eq!(ranked.from(model.len()).next(), None);
        }
    }
}
