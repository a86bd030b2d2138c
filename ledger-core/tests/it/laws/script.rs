//! Random scripts: few members, orders and keys, so that commands interact; amounts near every limit.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, CLEO, DORA, MemoryLedger, OTHER_BOOK, achievement, award, batch, because, change,
    close_season, code, deduct, define, expire, forget, forget_order, grant, order, order_key, redeem,
    reissue, retire, reverse, revoke, set_balance, setting, transfer, void,
};
use ledger_core::{Asker, BookId, Command, Limits, MemberId};
use proptest::prelude::*;

use crate::points::unlimited;

/// Groups in a script and commands in a group, on average; a batch counts as one.
const GROUPS: usize = 40;
const ASKS: usize = 4;
/// Commands in a script, on average.
pub(crate) const COMMANDS: u64 = (GROUPS * ASKS) as u64;

const MEMBERS: [MemberId; 4] = [ANNA, BEN, CLEO, DORA];
const ORDERS: [&str; 3] = ["1001", "1002", "1003"];
const BADGES: [&str; 3] = ["first", "second", "third"];
const REASONS: [&str; 2] = ["so they wanted", "said \"no\" \\ ♪"];
const RULES: [&str; 8] = [
    "by_hand",
    "balance:100",
    "balance:250",
    "earned:50",
    "entries:3",
    "entries:1",
    "orders:1",
    "first_members:2",
];
const SETTINGS: [(&str, &str); 20] = [
    ("transfers", "off"),
    ("transfers", ""),
    ("transfers", "on"),
    ("transfer_minimum", "5"),
    ("transfer_minimum", ""),
    ("transfer_daily_cap", "150"),
    ("transfer_daily_cap", ""),
    ("transfer_cooldown", "90"),
    ("transfer_cooldown", ""),
    ("transfer_confirm_above", "50"),
    ("claim_guesses_per_hour", "2"),
    ("claim_guesses_per_hour", ""),
    ("max_points_per_transaction", "120"),
    ("max_points_per_transaction", ""),
    ("max_total_points", "300"),
    ("max_total_points", ""),
    ("order_rate", "3"),
    ("order_rate", ""),
    ("utc_offset", "+02:00"),
    ("utc_offset", "-05:00"),
];

#[derive(Debug, Clone)]
pub(crate) struct Script {
    limited: bool,
    pub groups: Vec<Group>,
}

/// Commands of one moment, one book and one asker: decided one by one, and again in one commit.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    book: u8,
    pub seconds: i64,
    asker: Option<usize>,
    pub asks: Vec<Ask>,
    pub decoy: Step,
}

#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub key: Option<u8>,
    pub step: Step,
}

/// A command whose positions and issue numbers are relative to the ledger's state when it runs.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Grant(usize, i64),
    Deduct(usize, i64),
    Set(usize, i64),
    Transfer(usize, usize, i64),
    Reverse(u64),
    Define(usize, usize, i64),
    Change(usize, usize, i64),
    Retire(usize),
    Award(usize, usize),
    Revoke(usize, usize),
    Order(usize, i64),
    Redeem(usize, usize, u32),
    Guess(usize),
    Reissue(usize, u32),
    /// Reissues with the first code of the next order.
    ReissueTaken(usize),
    Void(usize),
    Expire(usize),
    Setting(usize),
    Close,
    Forget(usize),
    ForgetOrder(usize),
    /// Adds an optional reason.
    Because(Box<Step>, usize),
    Batch(Vec<Step>),
}

impl Script {
    pub(crate) fn limits(&self) -> Limits {
        if self.limited { Limits::default() } else { unlimited() }
    }
}

impl Group {
    pub(crate) fn book(&self) -> BookId {
        if self.book == 0 { OTHER_BOOK } else { BOOK }
    }

    pub(crate) fn asker(&self) -> Asker {
        self.asker.map_or(Asker::System, |member| Asker::Member(MEMBERS[member]))
    }
}

impl Step {
    pub(crate) fn command(&self, ledger: &MemoryLedger, book: BookId) -> Command {
        match *self {
            Step::Grant(member, amount) => grant(MEMBERS[member], amount),
            Step::Deduct(member, amount) => deduct(MEMBERS[member], amount),
            Step::Set(member, balance) => set_balance(MEMBERS[member], balance),
            Step::Transfer(from, to, amount) => transfer(MEMBERS[from], MEMBERS[to], amount),
            Step::Reverse(back) => {
                let next = ledger.journal().len() as u64 + 1;
                reverse(next.saturating_sub(back))
            }
            Step::Define(badge, rule, reward) => define(achievement(BADGES[badge], RULES[rule], reward)),
            Step::Change(badge, rule, reward) => change(achievement(BADGES[badge], RULES[rule], reward)),
            Step::Retire(badge) => retire(BADGES[badge]),
            Step::Award(member, badge) => award(MEMBERS[member], BADGES[badge]),
            Step::Revoke(member, badge) => revoke(MEMBERS[member], BADGES[badge]),
            Step::Order(id, cents) => order(ORDERS[id], &format!("{}.{:02}", cents / 100, cents % 100)),
            Step::Redeem(member, id, issue) => redeem(MEMBERS[member], code(ORDERS[id], issue)),
            Step::Guess(member) => redeem(MEMBERS[member], code("a guess", 1)),
            Step::Reissue(id, ahead) => {
                let issued = ledger.book(book).order(&order_key(ORDERS[id])).map_or(0, |order| order.issue);
                reissue(ORDERS[id], issued + ahead)
            }
            Step::ReissueTaken(id) => {
                let Command::ReissueClaim { order, issue, secret, .. } =
                    Step::Reissue(id, 1).command(ledger, book)
                else {
                    unreachable!("`reissue` makes a reissue")
                };
                let taken = code(ORDERS[(id + 1) % ORDERS.len()], 1);
                Command::ReissueClaim { order, issue, secret, code: taken, reason: None }
            }
            Step::Void(id) => void(ORDERS[id]),
            Step::Expire(id) => expire(ORDERS[id]),
            Step::Setting(index) => setting(SETTINGS[index].0, SETTINGS[index].1),
            Step::Close => close_season(),
            Step::Forget(member) => forget(MEMBERS[member]),
            Step::ForgetOrder(id) => forget_order(ORDERS[id]),
            Step::Because(ref step, why) => because(step.command(ledger, book), REASONS[why]),
            Step::Batch(ref steps) => batch(steps.iter().map(|step| step.command(ledger, book))),
        }
    }
}

pub(crate) fn scripts() -> impl Strategy<Value = Script> {
    let groups = proptest::collection::vec(groups(), 1..2 * GROUPS);
    (prop::bool::weighted(0.7), groups).prop_map(|(limited, groups)| Script { limited, groups })
}

fn groups() -> impl Strategy<Value = Group> {
    let seconds = prop::sample::select(vec![0, 0, 1, 60, 1_799, 3_600, 40_000, 86_400, 604_800, -100]);
    let asker = prop::option::weighted(0.2, 0..MEMBERS.len());
    let key = prop::option::weighted(0.15, 0..4_u8);
    let ask = (key, steps()).prop_map(|(key, step)| Ask { key, step });
    (0..5_u8, seconds, asker, proptest::collection::vec(ask, 1..2 * ASKS), steps())
        .prop_map(|(book, seconds, asker, asks, decoy)| Group { book, seconds, asker, asks, decoy })
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        19 => step(),
        1 => proptest::collection::vec(step(), 0..5).prop_map(Step::Batch),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let member = || 0..MEMBERS.len();
    let id = || 0..ORDERS.len();
    let badge = || 0..BADGES.len();
    let cents = prop_oneof![
        8 => 0..20_000_i64,
        2 => prop::sample::select(vec![0, 99, 100, 5_000, 5_001]),
        1 => 99_999_900..=100_000_200_i64,
        1 => i64::MAX - 2..=i64::MAX,
    ];
    prop_oneof![
        20 => (member(), amounts()).prop_map(|(m, a)| Step::Grant(m, a)),
        10 => (member(), amounts()).prop_map(|(m, a)| Step::Deduct(m, a)),
        4 => (member(), prop_oneof![8 => 0..500_i64, 2 => amounts(), 1 => Just(-1_i64)])
            .prop_map(|(m, b)| Step::Set(m, b)),
        12 => (member(), member(), amounts()).prop_map(|(f, t, a)| Step::Transfer(f, t, a)),
        14 => (0..24_u64).prop_map(Step::Reverse),
        10 => changing_rules(),
        4 => (changing_rules(), 0..REASONS.len()).prop_map(|(step, why)| Step::Because(Box::new(step), why)),
        3 => (member(), badge()).prop_map(|(m, b)| Step::Award(m, b)),
        2 => (member(), badge()).prop_map(|(m, b)| Step::Revoke(m, b)),
        9 => (id(), cents).prop_map(|(o, c)| Step::Order(o, c)),
        9 => (member(), id(), prop_oneof![6 => Just(1_u32), 2 => Just(2), 1 => Just(3)])
            .prop_map(|(m, o, i)| Step::Redeem(m, o, i)),
        6 => member().prop_map(Step::Guess),
        1 => id().prop_map(Step::Void),
        1 => id().prop_map(Step::Expire),
        1 => Just(Step::Close),
        2 => member().prop_map(Step::Forget),
        1 => id().prop_map(Step::ForgetOrder),
    ]
}

/// Commands with an optional reason.
fn changing_rules() -> impl Strategy<Value = Step> {
    let id = || 0..ORDERS.len();
    let badge = || 0..BADGES.len();
    let reward = || prop::sample::select(vec![0, 0, 1, 10, 100, 130, 1_000_001, i64::MAX, -1]);
    let rule = || 0..RULES.len();
    prop_oneof![
        3 => (badge(), rule(), reward()).prop_map(|(b, r, p)| Step::Define(b, r, p)),
        2 => (badge(), rule(), reward()).prop_map(|(b, r, p)| Step::Change(b, r, p)),
        1 => badge().prop_map(Step::Retire),
        3 => (id(), prop_oneof![5 => Just(1_u32), 1 => Just(0), 1 => Just(2)])
            .prop_map(|(o, i)| Step::Reissue(o, i)),
        1 => id().prop_map(Step::ReissueTaken),
        5 => (0..SETTINGS.len()).prop_map(Step::Setting),
    ]
}

fn amounts() -> impl Strategy<Value = i64> {
    prop_oneof![
        14 => 1..200_i64,
        2 => 999_990..=1_000_010_i64,
        1 => 9_999_990..=10_000_010_i64,
        1 => i64::MAX - 2..=i64::MAX,
        1 => (i64::MAX / 2)..=(i64::MAX / 2 + 2),
    ]
}
