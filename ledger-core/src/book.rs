//! The book: the state of one community, folded from its events. Only [`Book::apply`] and [`Book::merge`] change it.

mod accounts;
mod apply;
mod overlay;
mod replay_check;
mod snapshot;
mod tables;

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::account::Account;
use crate::achievement::Achievement;
use crate::event::Recorded;
use crate::order::{Order, OrderStatus};
use crate::settings::Settings;
use crate::values::{
    AccountNo, AchievementKey, AchievementNo, CodeHash, Day, MemberId, OrderKey, OrderNo, Points, Position,
    Timestamp,
};

use accounts::Accounts;
pub(crate) use apply::apply;
pub(crate) use overlay::OverlaidBook;
pub use overlay::Overlay;
pub use replay_check::Unfit;
pub use snapshot::BookParts;
pub(crate) use tables::{BookHead, Rules, Tables};
pub use tables::{Conduct, DayFlow, Phase, Season};

/// The state of one community. The same events always give the same book, byte for byte.
#[derive(Debug, Clone, Default)]
pub struct Book {
    pub(crate) accounts: Accounts,
    pub(crate) orders: Vec<Order>,
    pub(crate) order_keys: FxHashMap<OrderKey, OrderNo>,
    pub(crate) codes: FxHashMap<CodeHash, OrderNo>,
    pub(crate) reversed: FxHashSet<Position>,
    pub(crate) flows: BTreeMap<Day, DayFlow>,
    pub(crate) conduct: BTreeMap<AccountNo, Conduct>,
    pub(crate) rules: Rules,
    pub(crate) unlocks: FxHashMap<AchievementNo, u32>,
    pub(crate) head: BookHead,
}

/// Sums and counts over a book.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Opened accounts, without the treasury.
    pub accounts: u32,
    /// Recorded orders.
    pub orders: u32,
    /// Postings.
    pub entries: u64,
    /// Points that members hold now.
    pub outstanding: Points,
    /// Points issued in total, less reversals.
    pub issued: Points,
    /// Points spent in total, less reversals.
    pub spent: Points,
}

impl Book {
    /// A book without events.
    pub fn new() -> Book {
        Book::default()
    }

    /// Folds an event into the book. It cannot fail: check events from outside with [`Book::fits`] first, because an
    /// event that does not fit leaves a book without meaning.
    pub fn apply(&mut self, recorded: &Recorded) {
        apply(self, recorded);
    }

    /// The account of a member.
    pub fn account_of(&self, member: MemberId) -> Option<AccountNo> {
        self.accounts.number_of(member)
    }

    /// An account by number; the treasury is number 0.
    pub fn account(&self, no: AccountNo) -> Option<&Account> {
        self.accounts.get(no)
    }

    /// The account of a member, with its number.
    pub fn member(&self, member: MemberId) -> Option<(AccountNo, &Account)> {
        let no = self.accounts.number_of(member)?;
        Some((no, self.accounts.get(no)?))
    }

    /// The balance of a member; 0 without an account.
    pub fn balance(&self, member: MemberId) -> Points {
        self.member(member).map_or(Points::ZERO, |(_, account)| account.balance.points)
    }

    /// All accounts by number, the treasury first.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountNo, &Account)> + Clone {
        self.accounts.iter()
    }

    /// All orders by number.
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.iter()
    }

    /// An order by its key outside the ledger.
    pub fn order(&self, key: &OrderKey) -> Option<&Order> {
        self.order_no(*self.order_keys.get(key)?)
    }

    /// An order by number.
    pub fn order_no(&self, no: OrderNo) -> Option<&Order> {
        self.orders.get(no.index()?)
    }

    /// The number of orders with a status. It looks at every order.
    pub fn orders_with(&self, status: OrderStatus) -> usize {
        self.orders.iter().filter(|order| order.status == status).count()
    }

    /// All achievements by number, including retired ones.
    pub fn achievements(&self) -> &[Achievement] {
        &self.rules.achievements
    }

    /// An achievement by key.
    pub fn achievement(&self, key: &AchievementKey) -> Option<&Achievement> {
        self.rules.achievements.iter().find(|achievement| achievement.spec.key == *key)
    }

    /// The number of members who have an achievement.
    pub fn holders(&self, achievement: AchievementNo) -> u32 {
        self.unlocks.get(&achievement).copied().unwrap_or(0)
    }

    /// The settings in force.
    pub fn settings(&self) -> &Settings {
        &self.rules.settings
    }

    /// The season.
    pub fn season(&self) -> Season {
        self.rules.season
    }

    /// Sums and counts over the book.
    pub fn totals(&self) -> Totals {
        let treasury = self.accounts.get(AccountNo::TREASURY).map_or(Points::ZERO, |a| a.balance.points);
        Totals {
            accounts: self.accounts.opened(),
            orders: self.head.orders,
            entries: self.head.entries,
            outstanding: Points::ZERO.checked_sub(treasury).unwrap_or(Points(i64::MAX)),
            issued: self.head.issued,
            spent: self.head.spent,
        }
    }

    /// Points issued, points spent and active members per day, oldest first; days without events are missing.
    pub fn daily_flows(&self) -> impl Iterator<Item = (Day, DayFlow)> {
        self.flows.iter().map(|(day, flow)| (*day, *flow))
    }

    /// Whether the posting at a position was reversed.
    pub fn is_reversed(&self, position: Position) -> bool {
        self.reversed.contains(&position)
    }

    /// The position of the book's last event.
    pub fn head(&self) -> Position {
        self.head.position
    }

    /// The time of the book's last event.
    pub fn last_at(&self) -> Timestamp {
        self.head.at
    }
}

impl Tables for Book {
    fn account(&self, no: AccountNo) -> Option<&Account> {
        self.accounts.get(no)
    }

    fn account_mut(&mut self, no: AccountNo) -> Option<&mut Account> {
        self.accounts.get_mut(no)
    }

    fn opened(&self) -> u32 {
        self.accounts.opened()
    }

    fn open_account(&mut self, no: AccountNo, account: Account) {
        self.accounts.put(no, account);
    }

    fn forget_member(&mut self, no: AccountNo) {
        self.accounts.forget(no);
    }

    fn order(&self, no: OrderNo) -> Option<&Order> {
        self.order_no(no)
    }

    fn order_mut(&mut self, no: OrderNo) -> Option<&mut Order> {
        self.orders.get_mut(no.index()?)
    }

    fn add_order(&mut self, order: Order) {
        self.codes.insert(order.code, order.no);
        self.order_keys.insert(order.key.clone(), order.no);
        self.orders.push(order);
    }

    fn add_code(&mut self, code: CodeHash, order: OrderNo) {
        self.codes.insert(code, order);
    }

    fn mark_reversed(&mut self, position: Position) {
        self.reversed.insert(position);
    }

    fn flow_mut(&mut self, day: Day) -> &mut DayFlow {
        self.flows.entry(day).or_default()
    }

    fn conduct_mut(&mut self, no: AccountNo) -> &mut Conduct {
        self.conduct.entry(no).or_default()
    }

    fn rules(&self) -> &Rules {
        &self.rules
    }

    fn rules_mut(&mut self) -> &mut Rules {
        &mut self.rules
    }

    fn holders_mut(&mut self, achievement: AchievementNo) -> &mut u32 {
        self.unlocks.entry(achievement).or_default()
    }

    fn head(&self) -> &BookHead {
        &self.head
    }

    fn head_mut(&mut self) -> &mut BookHead {
        &mut self.head
    }
}
