//! Splits a list over pages: a page ends where the embed is full, and the next begins there.

use std::ops::Range;

use super::embed::MAX_DESCRIPTION;
use super::length;

/// The lines of each page, at most `most` on one; at least one page. `around` is the length of what stands on every page
/// besides the list.
pub(crate) fn pages(lines: &[String], most: usize, around: usize) -> Vec<Range<usize>> {
    let room = MAX_DESCRIPTION.saturating_sub(around);
    let mut pages = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (at, line) in lines.iter().enumerate() {
        // With the line break.
        let more = length(line) + 1;
        if at > start && (at - start == most || used + more > room) {
            pages.push(start..at);
            (start, used) = (at, 0);
        }
        used += more;
    }
    pages.push(start..lines.len());
    pages
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_empty_list_has_one_page() {
        let pages = pages(&[], 10, 0);
        assert_eq!((pages.len(), pages[0].clone()), (1, 0..0));
    }

    proptest! {
        #[test]
        fn every_line_is_on_one_page_and_every_page_is_as_full_as_it_can_be(
            lengths in proptest::collection::vec(1..2_000_usize, 0..60),
            most in 1..12_usize,
            around in 0..500_usize,
        ) {
            let lines: Vec<String> = lengths.iter().map(|length| "x".repeat(*length)).collect();
            let pages = pages(&lines, most, around);
            let all: Vec<usize> = pages.iter().cloned().flatten().collect();
            prop_assert_eq!(all, (0..lines.len()).collect::<Vec<_>>());
            let used = |page: Range<usize>| around + lengths[page].iter().map(|length| length + 1).sum::<usize>();
            for (at, page) in pages.iter().enumerate() {
                prop_assert!(page.len() <= most && used(page.clone()) <= MAX_DESCRIPTION);
                if at + 1 < pages.len() {
                    prop_assert!(page.len() == most || used(page.start..page.end + 1) > MAX_DESCRIPTION);
                }
            }
        }
    }
}
