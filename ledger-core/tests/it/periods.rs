//! Laws of this and the last week and month, with clocks that jump and offsets that move, against a naive model.

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::testkit::{BOOK, utc};
use ledger_core::{
    Account, AccountNo, Actor, Amount, Boards, Book, By, Day, Event, Flow, MemberId, Points, Position,
    Recorded, Reversed, SettingChange, Standing, StandingChange, Timestamp, UtcOffset,
};
use proptest::prelude::*;

const MEMBERS: u32 = 4;

#[derive(Debug, Clone)]
enum Step {
    Grant {
        account: u32,
        amount: i64,
    },
    /// Reverses the n-th of the grants that are not reversed.
    Reverse {
        nth: usize,
    },
    Offset {
        hours: i8,
    },
    Clock {
        hours: i64,
    },
}

fn step(jumps: impl Strategy<Value = i64>) -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (1..=MEMBERS, 1..50_i64).prop_map(|(account, amount)| Step::Grant { account, amount }),
        2 => any::<prop::sample::Index>().prop_map(|nth| Step::Reverse { nth: nth.index(1_000) }),
        2 => (-14..=14_i8).prop_map(|hours| Step::Offset { hours }),
        3 => jumps.prop_map(|hours| Step::Clock { hours }),
    ]
}

/// A book with boards that follow it, and everything that was granted and not reversed, with the day it counted on.
struct Trial {
    book: Book,
    boards: Boards,
    now: Timestamp,
    position: u64,
    grants: Vec<Grant>,
    /// The model: the kept weeks and months of each account with their points.
    kept: BTreeMap<(u32, &'static str), Vec<(i32, i64)>>,
}

#[derive(Debug, Clone, Copy)]
struct Grant {
    account: u32,
    amount: i64,
    at: Timestamp,
    position: u64,
    day: Day,
}

impl Trial {
    fn new() -> Trial {
        let mut trial = Trial {
            book: Book::new(),
            boards: Boards::default(),
            now: utc(2026, 1, 30, 12, 0),
            position: 0,
            grants: Vec::new(),
            kept: BTreeMap::new(),
        };
        for account in (1..=MEMBERS).map(AccountNo) {
            let member = MemberId::new(account.0.into()).ok();
            trial.record(Event::AccountOpened { account, member });
        }
        trial
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Grant { account, amount } => {
                let day = self.now.day(self.offset());
                let grant = Grant { account, amount, at: self.now, position: self.position + 1, day };
                self.grants.push(grant);
                for kind in ["week", "month"] {
                    *begin(self.kept.entry((account, kind)).or_default(), of(kind, day)) += amount;
                }
                let (account, amount) = (AccountNo(account), Amount::new(amount).unwrap());
                self.record(Event::PointsGranted { account, amount, reason: None });
            }
            Step::Reverse { nth } => {
                if self.grants.is_empty() {
                    return;
                }
                let grant = self.grants.remove(nth % self.grants.len());
                for kind in ["week", "month"] {
                    let kept = self.kept.entry((grant.account, kind)).or_default();
                    let sum = kept.iter_mut().find(|(period, _)| *period == of(kind, grant.day));
                    sum.into_iter().for_each(|(_, sum)| *sum -= grant.amount);
                }
                self.record(Event::PostingReversed {
                    debit: AccountNo(grant.account),
                    credit: AccountNo::TREASURY,
                    amount: Amount::new(grant.amount).unwrap(),
                    reverses: Position(grant.position),
                    of: Reversed { flow: Flow::Earned, at: grant.at, order: None },
                    reason: None,
                });
            }
            Step::Offset { hours } => {
                let sign = if hours < 0 { '-' } else { '+' };
                let value = format!("{sign}{:02}:00", hours.abs());
                let changes = vec![SettingChange::new("utc_offset", &value).unwrap()];
                self.record(Event::SettingsChanged { changes, reason: None });
            }
            Step::Clock { hours } => self.now = self.now.plus_seconds(hours * 3_600),
        }
    }

    fn record(&mut self, event: Event) {
        self.position += 1;
        let position = Position(self.position);
        let accounts: BTreeSet<AccountNo> = event.sides().accounts().filter(|no| !no.is_treasury()).collect();
        let before: Vec<(AccountNo, Standing)> =
            accounts.into_iter().map(|no| (no, self.standing(no))).collect();
        let (book, at, actor) = (BOOK, self.now, Actor::System);
        self.book.apply(&Recorded { position, book, at, occurred_at: None, command: position, actor, event });
        for (account, before) in before {
            let after = self.standing(account);
            self.boards.update(&StandingChange { account, before, after });
        }
    }

    fn standing(&self, no: AccountNo) -> Standing {
        self.book.account(no).map(Account::standing).unwrap_or_default()
    }

    fn offset(&self) -> UtcOffset {
        self.book.settings().utc_offset
    }

    /// The account numbers and points of a board, as a reader sees them now.
    fn board(&mut self, by: By) -> Vec<(u32, i64)> {
        let (now, offset) = (self.now, self.offset());
        if !self.boards.cover(now, offset) {
            self.boards = Boards::build(self.book.accounts(), now, offset);
        }
        let places = self.boards.places(by, 1, 100, now, offset);
        for place in &places {
            let standing = self.standing(place.account);
            assert_eq!(self.boards.rank(by, place.account, &standing, now, offset), Some(place.rank));
            assert_eq!(standing.points(by, now, offset), place.points);
        }
        places.into_iter().map(|place| (place.account.0, place.points.0)).collect()
    }

    /// What a board shows if nothing is lost, sorted by account.
    fn everything(&self, by: By) -> Vec<(u32, i64)> {
        let (kind, period) = self.period_of(by);
        let mut sums = BTreeMap::new();
        for grant in self.grants.iter().filter(|grant| of(kind, grant.day) == period) {
            *sums.entry(grant.account).or_insert(0) += grant.amount;
        }
        sums.into_iter().collect()
    }

    /// What a board shows if each account keeps two periods, sorted by account.
    fn kept(&self, by: By) -> Vec<(u32, i64)> {
        let (kind, period) = self.period_of(by);
        let of_kind = self.kept.iter().filter(|((_, of), _)| *of == kind);
        let sums = of_kind.flat_map(|((account, _), kept)| kept.iter().map(|sum| (*account, *sum)));
        sums.filter(|(_, (of, sum))| *of == period && *sum > 0)
            .map(|(account, (_, sum))| (account, sum))
            .collect()
    }

    fn period_of(&self, by: By) -> (&'static str, i32) {
        let today = self.now.day(self.offset());
        match by {
            By::Week => ("week", of("week", today)),
            By::LastWeek => ("week", of("week", today) - 1),
            By::Month => ("month", of("month", today)),
            By::LastMonth => ("month", of("month", today) - 1),
            By::Balance | By::Earned => unreachable!("they have no period"),
        }
    }
}

fn of(kind: &str, day: Day) -> i32 {
    if kind == "week" { day.week().0 } else { day.month().0 }
}

/// The rule in its own words: two periods are kept, and a new one takes the place of the older one, unless only that is
/// next to it.
fn begin(kept: &mut Vec<(i32, i64)>, period: i32) -> &mut i64 {
    let known = kept.iter().position(|(known, _)| *known == period);
    let place = known.unwrap_or_else(|| {
        if let [older, newer] = kept[..] {
            let far = |kept: (i32, i64)| (kept.0 - period).abs() != 1;
            let stays = if far(newer) && !far(older) { older } else { newer };
            *kept = vec![stays];
        }
        kept.push((period, 0));
        kept.len() - 1
    });
    &mut kept[place].1
}

fn sorted(mut board: Vec<(u32, i64)>) -> Vec<(u32, i64)> {
    assert!(board.is_sorted_by(|left, right| left.1 >= right.1), "{board:?}");
    board.sort_unstable();
    board
}

const PERIODS: [By; 4] = [By::Week, By::LastWeek, By::Month, By::LastMonth];

proptest! {
    /// A clock that goes on, however the offset moves: nothing that was earned this week or month is lost.
    #[test]
    fn with_a_clock_that_goes_on_this_week_and_month_have_everything(
        steps in prop::collection::vec(step(1..200_i64), 1..120),
    ) {
        let mut trial = Trial::new();
        for step in &steps {
            trial.take(step);
            for by in [By::Week, By::Month] {
                let expected = trial.everything(by);
                prop_assert_eq!(sorted(trial.board(by)), expected, "{:?} after {:?}", by, step);
            }
        }
    }

    /// A clock that goes on, with an offset that stays: the last week and month have everything too.
    #[test]
    fn with_an_offset_that_stays_the_last_week_and_month_have_everything(
        hours in -14..=14_i8,
        steps in prop::collection::vec(step(1..200_i64), 1..120),
    ) {
        let mut trial = Trial::new();
        trial.take(&Step::Offset { hours });
        for step in steps.iter().filter(|step| !matches!(step, Step::Offset { .. })) {
            trial.take(step);
            for by in PERIODS {
                let expected = trial.everything(by);
                prop_assert_eq!(sorted(trial.board(by)), expected, "{:?} after {:?}", by, step);
            }
        }
    }

    /// Any clock: an account has its points of the two periods that it keeps, and each board shows them.
    #[test]
    fn with_any_clock_the_boards_show_the_kept_periods(
        steps in prop::collection::vec(step(prop_oneof![-200..200_i64, -50_000..50_000_i64]), 1..120),
    ) {
        let mut trial = Trial::new();
        for step in &steps {
            trial.take(step);
            for by in PERIODS {
                let expected = trial.kept(by);
                prop_assert_eq!(sorted(trial.board(by)), expected, "{:?} after {:?}", by, step);
            }
            let balances: i64 = trial.grants.iter().map(|grant| grant.amount).sum();
            let treasury = trial.book.account(AccountNo::TREASURY).unwrap().balance.points;
            prop_assert_eq!(treasury, Points(-balances));
        }
    }
}
