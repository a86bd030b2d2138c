//! Leaderboards by balance, by points earned in total, this week and this month.
//! A board lists the members with more than 0 points. Equals share a rank; the one who reached the number first stands
//! above the others. The treasury and the accounts of forgotten members are on no board.

mod ranked;

use std::cmp::Ordering;

use crate::account::{Account, Score, Standing, StandingChange};
use crate::boards::ranked::Ranked;
use crate::values::{AccountNo, Month, Points, Position, Timestamp, UtcOffset, Week};

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
}

/// The leaderboards of one book.
#[derive(Debug, Clone, Default)]
pub struct Boards {
    balance: Ranked<BoardKey>,
    earned: Ranked<BoardKey>,
    week: (Week, Ranked<BoardKey>),
    month: (Month, Ranked<BoardKey>),
}

/// One line of a leaderboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The row on the board, from 1: every account has its own.
    pub row: usize,
    /// The rank, from 1: one more than the accounts with more points, so equals share it (1, 1, 1, 4).
    pub rank: usize,
    /// The account.
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
    /// Builds the boards from all accounts of a book.
    pub fn build<'a>(accounts: impl Iterator<Item = (AccountNo, &'a Account)> + Clone) -> Boards {
        let accounts = accounts.filter(|(_, account)| account.member.is_some());
        let week = accounts.clone().map(|(_, account)| account.week).max().unwrap_or(Week(i32::MIN));
        let month = accounts.clone().map(|(_, account)| account.month).max().unwrap_or(Month(i32::MIN));
        let mut balance = Vec::new();
        let (mut earned, mut of_week, mut of_month) = <(Differing, Differing, Differing)>::default();
        for (no, account) in accounts {
            let standing = account.standing();
            balance.extend(
                (standing.balance.points > Points::ZERO).then(|| BoardKey::new(standing.balance, no)),
            );
            earned.add(no, &standing, standing.earned);
            of_week.add(no, &standing, standing.in_week(week));
            of_month.add(no, &standing, standing.in_month(month));
        }
        balance.sort_unstable();
        Boards {
            earned: earned.board(&balance),
            week: (week, of_week.board(&balance)),
            month: (month, of_month.board(&balance)),
            balance: Ranked::of_sorted(&balance),
        }
    }

    /// Moves an account to its new ranks.
    pub fn update(&mut self, change: &StandingChange) {
        let StandingChange { account, before, after } = change;
        shift(&mut self.balance, *account, before.balance, after.balance);
        shift(&mut self.earned, *account, before.earned, after.earned);
        if after.week > self.week.0 {
            self.week = (after.week, Ranked::default());
        }
        if after.month > self.month.0 {
            self.month = (after.month, Ranked::default());
        }
        let (week, month) = (self.week.0, self.month.0);
        shift(&mut self.week.1, *account, before.in_week(week), after.in_week(week));
        shift(&mut self.month.1, *account, before.in_month(month), after.in_month(month));
    }

    /// The number of accounts on a board; 0 when the board's period is over.
    pub fn len(&self, by: By, now: Timestamp, offset: UtcOffset) -> usize {
        self.board(by, now, offset).map_or(0, Ranked::len)
    }

    /// Up to `limit` places in order, beginning at row `from` (1 is the first).
    pub fn places(&self, by: By, from: usize, limit: usize, now: Timestamp, offset: UtcOffset) -> Vec<Place> {
        let Some(board) = self.board(by, now, offset) else { return Vec::new() };
        let first = from.saturating_sub(1);
        let keys = board.from(first).take(limit);
        let mut above: Option<(Points, usize)> = None;
        // The keys end first: a row beyond the last is never counted.
        keys.zip(first.saturating_add(1)..)
            .map(|(key, row)| {
                let points = key.points();
                let rank = match above {
                    Some((same, rank)) if same == points => rank,
                    // The first equal of all stands on the row of this rank.
                    None => rank_with(board, points),
                    Some(_) => row,
                };
                above = Some((points, rank));
                Place { row, rank, account: key.account, points }
            })
            .collect()
    }

    /// The place of an account with this standing; `None` if it has no points there or the boards do not know this
    /// standing yet.
    pub fn place(
        &self,
        by: By,
        account: AccountNo,
        standing: &Standing,
        now: Timestamp,
        offset: UtcOffset,
    ) -> Option<Place> {
        let board = self.board(by, now, offset)?;
        let key = BoardKey::new(standing.score(by), account);
        let row = board.rank(&key)?.saturating_add(1);
        let points = key.points();
        Some(Place { row, rank: rank_with(board, points), account, points })
    }

    /// The rank of an account with this standing, which equals share; `None` as for [`place`](Boards::place).
    pub fn rank(
        &self,
        by: By,
        account: AccountNo,
        standing: &Standing,
        now: Timestamp,
        offset: UtcOffset,
    ) -> Option<usize> {
        self.place(by, account, standing, now, offset).map(|place| place.rank)
    }

    /// `None` when the board's period is over.
    fn board(&self, by: By, now: Timestamp, offset: UtcOffset) -> Option<&Ranked<BoardKey>> {
        match by {
            By::Balance => Some(&self.balance),
            By::Earned => Some(&self.earned),
            By::Week => (self.week.0 == now.day(offset).week()).then_some(&self.week.1),
            By::Month => (self.month.0 == now.day(offset).month()).then_some(&self.month.1),
        }
    }
}

impl Standing {
    /// The points that count on a board.
    pub fn points(&self, by: By) -> Points {
        self.score(by).points
    }

    fn in_week(&self, week: Week) -> Score {
        if self.week == week { self.earned_in_week } else { Score::default() }
    }

    fn in_month(&self, month: Month) -> Score {
        if self.month == month { self.earned_in_month } else { Score::default() }
    }

    fn score(&self, by: By) -> Score {
        match by {
            By::Balance => self.balance,
            By::Earned => self.earned,
            By::Week => self.earned_in_week,
            By::Month => self.earned_in_month,
        }
    }
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
    fn add(&mut self, no: AccountNo, standing: &Standing, score: Score) {
        let moved = score != standing.balance;
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

/// The rank with these points: one more than the accounts with more.
fn rank_with(board: &Ranked<BoardKey>, points: Points) -> usize {
    let first_of_equals = Score { points, since: Position::START };
    board.before(&BoardKey::new(first_of_equals, AccountNo::TREASURY)).saturating_add(1)
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
