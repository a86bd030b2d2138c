//! Leaderboards without members who left the server. Those keep their points and their rank in the ledger; here the
//! others move up, so that the board shows no absent member.

use ledger_core::{BookId, By, MemberId, Points};
use ledger_store::{Entry, Ledger, Page};

pub(crate) const PER_PAGE: usize = 10;

/// The most absent members considered. Beyond that a board has gaps in its ranks, but no one is missing.
const MAX_HIDDEN: usize = 10_000;

pub(crate) struct LeaderboardView<'l> {
    ledger: &'l Ledger,
    book: BookId,
    by: By,
    /// The ledger's rows of the hidden members, sorted.
    hidden: Vec<usize>,
}

pub(crate) struct LeaderboardPage {
    /// From 1.
    pub page: usize,
    /// At least 1.
    pub pages: usize,
    /// Best first, with rows and ranks as shown.
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LeaderboardRank {
    /// From 1. Equals share it.
    pub rank: usize,
    /// From 1. Every member has their own.
    pub row: usize,
    /// The members on the board.
    pub members: usize,
    pub points: Points,
}

impl<'l> LeaderboardView<'l> {
    pub(crate) fn of(ledger: &'l Ledger, book: BookId, by: By, gone: &[MemberId]) -> LeaderboardView<'l> {
        let places = gone.iter().take(MAX_HIDDEN).filter_map(|member| ledger.rank(book, by, *member));
        let mut hidden: Vec<usize> = places.map(|place| place.row).collect();
        hidden.sort_unstable();
        LeaderboardView { ledger, book, by, hidden }
    }

    /// A page; the last one if there are fewer.
    pub(crate) fn page(&self, wanted: usize) -> LeaderboardPage {
        let pages = self.members().div_ceil(PER_PAGE).max(1);
        let page = wanted.clamp(1, pages);
        let first = (page - 1) * PER_PAGE + 1;
        let from = self.kept_row(first);
        // Fetch as many more as may be hidden among them.
        let until = self.kept_row(first + PER_PAGE - 1);
        let limit = until.saturating_sub(from) + 1;
        let board = self.ledger.leaderboard(self.book, self.by, Page::From { rank: from, limit });
        let shown = board.entries.into_iter().filter(|entry| self.hidden.binary_search(&entry.row).is_err());
        let ranked =
            shown.map(|entry| Entry { row: self.shown(entry.row), rank: self.shown(entry.rank), ..entry });
        LeaderboardPage { page, pages, entries: ranked.take(PER_PAGE).collect() }
    }

    /// The rank of a member; `None` if they are not on this board.
    pub(crate) fn rank_of(&self, member: MemberId) -> Option<LeaderboardRank> {
        let place = self.ledger.rank(self.book, self.by, member)?;
        if self.hidden.binary_search(&place.row).is_ok() {
            return None;
        }
        Some(LeaderboardRank {
            rank: self.shown(place.rank),
            row: self.shown(place.row),
            members: self.members(),
            points: place.points,
        })
    }

    /// The page with a member.
    pub(crate) fn page_of(&self, member: MemberId) -> Option<usize> {
        self.rank_of(member).map(|rank_of| rank_of.row.div_ceil(PER_PAGE))
    }

    fn members(&self) -> usize {
        let nothing = Page::From { rank: 1, limit: 0 };
        let all = self.ledger.leaderboard(self.book, self.by, nothing).members;
        all.saturating_sub(self.hidden.len())
    }

    /// The ledger's row of the member shown in a row.
    fn kept_row(&self, shown: usize) -> usize {
        self.hidden.iter().fold(shown, |kept, hidden| if *hidden <= kept { kept + 1 } else { kept })
    }

    /// A row or a rank of the ledger as shown: without the hidden members above. Equals of a rank are not above it.
    fn shown(&self, kept: usize) -> usize {
        kept - self.hidden.partition_point(|hidden| *hidden < kept)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ledger_core::Command;
    use ledger_store::Request;

    use super::*;

    fn member(id: u64) -> MemberId {
        MemberId::new(id).unwrap()
    }

    fn book() -> BookId {
        BookId::new(1).unwrap()
    }

    /// Members 1 to 25 with 100, 99, 98 … points.
    fn ledger(folder: &tempfile::TempDir) -> Ledger {
        let ledger = Ledger::open(folder.path().join("points.db")).unwrap();
        for id in 1..=25 {
            let grant = Command::grant(id, 101 - id as i64, "a start").unwrap();
            ledger.submit(Request::new(book(), grant)).wait().unwrap();
        }
        assert!(ledger.wait_for_boards(ledger.head(), Duration::from_secs(10)));
        ledger
    }

    #[track_caller]
    fn shows(standings: &LeaderboardView<'_>, page: usize, expected: impl IntoIterator<Item = (usize, u64)>) {
        let entries = standings.page(page).entries;
        let shown: Vec<_> =
            entries.iter().map(|entry| (entry.rank, entry.member.unwrap().number())).collect();
        assert_eq!(shown, expected.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn who_left_is_not_shown_and_the_others_move_up() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(&folder);
        let all = LeaderboardView::of(&ledger, book(), By::Balance, &[]);
        shows(&all, 1, (1..=10).map(|id| (id as usize, id)));
        shows(&all, 3, (21..=25).map(|id| (id as usize, id)));
        let gone = [member(1), member(12), member(25), member(99)];
        let shown = LeaderboardView::of(&ledger, book(), By::Balance, &gone);
        shows(&shown, 1, (1..=10).map(|rank| (rank, rank as u64 + 1)));
        shows(&shown, 2, (11..=20).map(|rank| (rank, rank as u64 + 2)));
        shows(&shown, 3, [(21, 23), (22, 24)]);
        assert_eq!(shown.page(3).pages, 3);
        let ben = shown.rank_of(member(2)).unwrap();
        assert_eq!((ben.rank, ben.members, ben.points), (1, 22, Points(99)));
        assert_eq!((shown.page_of(member(13)), shown.page_of(member(14))), (Some(2), Some(2)));
        assert_eq!((shown.rank_of(member(12)), shown.rank_of(member(99))), (None, None));
    }

    #[test]
    fn equals_share_a_rank_also_where_one_of_them_left() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path().join("points.db")).unwrap();
        for (id, points) in [(1, 9), (2, 9), (3, 9), (4, 5), (5, 5)] {
            let grant = Command::grant(id, points, "a start").unwrap();
            ledger.submit(Request::new(book(), grant)).wait().unwrap();
        }
        assert!(ledger.wait_for_boards(ledger.head(), Duration::from_secs(10)));
        let all = LeaderboardView::of(&ledger, book(), By::Balance, &[]);
        shows(&all, 1, [(1, 1), (1, 2), (1, 3), (4, 4), (4, 5)]);
        let without = LeaderboardView::of(&ledger, book(), By::Balance, &[member(2), member(4)]);
        shows(&without, 1, [(1, 1), (1, 3), (3, 5)]);
        let last = without.rank_of(member(5)).unwrap();
        assert_eq!((last.rank, last.row, last.members), (3, 3, 3));
    }

    #[test]
    fn a_page_that_is_not_there_is_the_nearest_one() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(&folder);
        let board = LeaderboardView::of(&ledger, book(), By::Balance, &[]);
        assert_eq!((board.page(0).page, board.page(usize::MAX).page), (1, 3));
        let empty = LeaderboardView::of(&ledger, BookId::new(2).unwrap(), By::Week, &[]);
        let page = empty.page(7);
        assert_eq!((page.page, page.pages, page.entries.len()), (1, 1, 0));
    }
}
