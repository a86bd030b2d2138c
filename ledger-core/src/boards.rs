//! Leaderboards by balance, by points earned in total, and in this and the last week and month.
//! A board lists accounts with more than 0 points; among equals the account that reached the number first ranks higher.

mod ranked;

use std::cmp::Ordering;

use crate::account::{Account, Score, Standing, StandingChange};
use crate::boards::ranked::Ranked;
use crate::recent::Recent;
use crate::values::{AccountNo, Month, Period, Points, Timestamp, UtcOffset, Week};

/// The order of a leaderboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum By {
    /// Balance.
    #[default]
    Balance,
    /// Points earned in total.
    Earned,
    /// Points earned this ISO week.
    Week,
    /// Points earned this calendar month.
    Month,
    /// Points earned in the ISO week before this one.
    LastWeek,
    /// Points earned in the calendar month before this one.
    LastMonth,
}

/// The leaderboards of one book.
#[derive(Debug, Clone, Default)]
pub struct Boards {
    balance: Ranked<BoardKey>,
    earned: Ranked<BoardKey>,
    weeks: PeriodBoards<Week>,
    months: PeriodBoards<Month>,
}

/// The boards of two periods.
#[derive(Debug, Clone, Default)]
struct PeriodBoards<P> {
    kept: Recent<P, Ranked<BoardKey>>,
    /// The latest period in which an account earned points. No account has points of a later one, so the board of a later
    /// period is empty without being kept.
    latest: P,
}

/// A board as it is seen at a time.
#[derive(Debug, Clone, Copy)]
enum Column {
    Balance,
    Earned,
    Week(Week),
    Month(Month),
}

impl By {
    /// All orders.
    pub const ALL: [By; 6] = [By::Balance, By::Earned, By::Week, By::Month, By::LastWeek, By::LastMonth];

    fn column(self, now: Timestamp, offset: UtcOffset) -> Column {
        let today = now.day(offset);
        match self {
            By::Balance => Column::Balance,
            By::Earned => Column::Earned,
            By::Week => Column::Week(today.week()),
            By::Month => Column::Month(today.month()),
            By::LastWeek => Column::Week(today.week().previous()),
            By::LastMonth => Column::Month(today.month().previous()),
        }
    }
}

/// One line of a leaderboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The rank, from 1.
    pub rank: usize,
    /// The account at this rank.
    pub account: AccountNo,
    /// The points that put it there.
    pub points: Points,
}

/// Sorts by points, descending, then by position, ascending. 20 bytes, so that four boards fit beside the accounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct BoardKey {
    points_high: u32,
    points_low: u32,
    since_high: u32,
    since_low: u32,
    account: AccountNo,
}

/// Compares whole words: sorting a million keys spends most of its time here.
impl Ord for BoardKey {
    fn cmp(&self, other: &BoardKey) -> Ordering {
        self.words().cmp(&other.words())
    }
}

impl PartialOrd for BoardKey {
    fn partial_cmp(&self, other: &BoardKey) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl BoardKey {
    fn words(&self) -> (u64, u64, AccountNo) {
        let join = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
        (join(self.points_high, self.points_low), join(self.since_high, self.since_low), self.account)
    }

    fn new(score: Score, account: AccountNo) -> BoardKey {
        // Descending: the complement of a non-negative number.
        let points = !score.points.0.cast_unsigned();
        let (points_high, points_low) = halves(points);
        let (since_high, since_low) = halves(score.since.0);
        BoardKey { points_high, points_low, since_high, since_low, account }
    }

    fn points(self) -> Points {
        Points((!(u64::from(self.points_high) << 32 | u64::from(self.points_low))).cast_signed())
    }
}

fn halves(number: u64) -> (u32, u32) {
    ((number >> 32) as u32, (number & u64::from(u32::MAX)) as u32)
}

impl Boards {
    /// Builds the boards from all accounts of a book, as they are seen at a time.
    pub fn build<'a>(
        accounts: impl Iterator<Item = (AccountNo, &'a Account)>,
        now: Timestamp,
        offset: UtcOffset,
    ) -> Boards {
        let today = now.day(offset);
        let mut balance = Vec::new();
        let mut earned = Differing::default();
        let mut weeks = DifferingPeriods::seen_from(today.week());
        let mut months = DifferingPeriods::seen_from(today.month());
        for (no, account) in accounts.filter(|(no, _)| !no.is_treasury()) {
            if account.balance.points > Points::ZERO {
                balance.push(BoardKey::new(account.balance, no));
            }
            earned.add(no, account.balance, account.earned);
            weeks.add(no, account.balance, &account.weeks);
            months.add(no, account.balance, &account.months);
        }
        balance.sort_unstable();
        Boards {
            earned: earned.board(&balance),
            weeks: weeks.boards(&balance),
            months: months.boards(&balance),
            balance: Ranked::of_sorted(&balance),
        }
    }

    /// Moves an account to its new ranks.
    pub fn update(&mut self, change: &StandingChange) {
        let StandingChange { account, before, after } = change;
        shift(&mut self.balance, *account, before.balance, after.balance);
        shift(&mut self.earned, *account, before.earned, after.earned);
        self.weeks.update(*account, &before.weeks, &after.weeks);
        self.months.update(*account, &before.months, &after.months);
    }

    /// Whether these boards have all periods that are seen at a time. They do unless a clock was wrong by more than a
    /// period; then [build](Boards::build) them again for that time.
    pub fn cover(&self, now: Timestamp, offset: UtcOffset) -> bool {
        let today = now.day(offset);
        self.weeks.cover(today.week()) && self.months.cover(today.month())
    }

    /// The number of accounts on a board.
    pub fn len(&self, by: By, now: Timestamp, offset: UtcOffset) -> usize {
        self.board(by.column(now, offset)).map_or(0, Ranked::len)
    }

    /// Up to `limit` places in order, beginning at rank `from` (1 is the first).
    pub fn places(&self, by: By, from: usize, limit: usize, now: Timestamp, offset: UtcOffset) -> Vec<Place> {
        let Some(board) = self.board(by.column(now, offset)) else { return Vec::new() };
        let first = from.saturating_sub(1);
        let keys = board.from(first).take(limit);
        // The keys end first: a rank beyond the last is never counted.
        keys.zip(first.saturating_add(1)..)
            .map(|(key, rank)| Place { rank, account: key.account, points: key.points() })
            .collect()
    }

    /// The rank of an account with this standing; `None` if it has no points there or the boards do not know this standing yet.
    pub fn rank(
        &self,
        by: By,
        account: AccountNo,
        standing: &Standing,
        now: Timestamp,
        offset: UtcOffset,
    ) -> Option<usize> {
        let column = by.column(now, offset);
        self.board(column)?
            .rank(&BoardKey::new(standing.score(column), account))
            .map(|before| before.saturating_add(1))
    }

    /// `None` for a period that is not kept: it is empty if these boards [cover](Boards::cover) it.
    fn board(&self, column: Column) -> Option<&Ranked<BoardKey>> {
        match column {
            Column::Balance => Some(&self.balance),
            Column::Earned => Some(&self.earned),
            Column::Week(week) => self.weeks.kept.kept(week),
            Column::Month(month) => self.months.kept.kept(month),
        }
    }
}

impl<P: Period> PeriodBoards<P> {
    fn cover(&self, this: P) -> bool {
        [this, this.previous()]
            .iter()
            .all(|period| *period > self.latest || self.kept.kept(*period).is_some())
    }

    fn update(&mut self, no: AccountNo, before: &Recent<P, Score>, after: &Recent<P, Score>) {
        // At most one of both is new: an account begins one period at a time, and each change is applied.
        for period in [after.last, after.current] {
            if period > self.latest {
                self.latest = period;
                self.kept.entry(period);
            }
        }
        for (period, board) in
            [(self.kept.current, &mut self.kept.in_current), (self.kept.last, &mut self.kept.in_last)]
        {
            shift(board, no, score(before, period), score(after, period));
        }
    }
}

impl Standing {
    /// The points that count on a board as it is seen at a time.
    pub fn points(&self, by: By, now: Timestamp, offset: UtcOffset) -> Points {
        self.score(by.column(now, offset)).points
    }

    fn score(&self, column: Column) -> Score {
        match column {
            Column::Balance => self.balance,
            Column::Earned => self.earned,
            Column::Week(week) => score(&self.weeks, week),
            Column::Month(month) => score(&self.months, month),
        }
    }
}

fn score<P: Period>(earned: &Recent<P, Score>, period: P) -> Score {
    earned.kept(period).copied().unwrap_or_default()
}

/// The accounts whose key on a board differs from their key by balance. An account that never spent a point has the same
/// key on both, so only the others are sorted: sorting a million keys is most of the work of building boards.
#[derive(Default)]
struct Differing {
    /// Indexed by account number.
    moved: Vec<bool>,
    keys: Vec<BoardKey>,
}

impl Differing {
    fn add(&mut self, no: AccountNo, balance: Score, score: Score) {
        let moved = score != balance;
        self.moved.resize(no.index(), false);
        self.moved.push(moved);
        if moved && score.points > Points::ZERO {
            self.keys.push(BoardKey::new(score, no));
        }
    }

    fn board(mut self, balance: &[BoardKey]) -> Ranked<BoardKey> {
        let stays = |key: &&BoardKey| self.moved.get(key.account.index()) == Some(&false);
        let mut keys: Vec<BoardKey> = balance.iter().filter(stays).copied().collect();
        self.keys.sort_unstable();
        keys.append(&mut self.keys);
        // Two sorted runs: the stable sort finds them, and only merges.
        keys.sort();
        Ranked::of_sorted(&keys)
    }
}

/// The accounts of the boards of two periods, and the latest period that an account has.
struct DifferingPeriods<P> {
    kept: Recent<P, Differing>,
    latest: P,
}

impl<P: Period> DifferingPeriods<P> {
    fn seen_from(this: P) -> DifferingPeriods<P> {
        let kept = Recent {
            current: this,
            last: this.previous(),
            in_current: Differing::default(),
            in_last: Differing::default(),
        };
        DifferingPeriods { latest: kept.last, kept }
    }

    fn add(&mut self, no: AccountNo, balance: Score, earned: &Recent<P, Score>) {
        self.latest = self.latest.max(earned.current).max(earned.last);
        self.kept.in_current.add(no, balance, score(earned, self.kept.current));
        self.kept.in_last.add(no, balance, score(earned, self.kept.last));
    }

    fn boards(self, balance: &[BoardKey]) -> PeriodBoards<P> {
        let Recent { current, last, in_current, in_last } = self.kept;
        let (in_current, in_last) = (in_current.board(balance), in_last.board(balance));
        PeriodBoards { kept: Recent { current, last, in_current, in_last }, latest: self.latest }
    }
}

fn shift(board: &mut Ranked<BoardKey>, no: AccountNo, before: Score, after: Score) {
    if before == after {
        return;
    }
    if before.points > Points::ZERO {
        board.remove(&BoardKey::new(before, no));
    }
    if after.points > Points::ZERO {
        board.insert(BoardKey::new(after, no));
    }
}
