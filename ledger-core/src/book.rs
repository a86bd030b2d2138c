//! The book: the state of one community, folded from its events. [`Book::decide`] asks the rules,
//! [`Book::apply`] folds a fact in; nothing else changes it.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::accounts::Accounts;
use crate::tables::{Conduct, DayFlow, Head, Rules, Season, Tables};
use crate::{
    Account, AccountNo, Achievement, AchievementKey, AchievementNo, CodeHash, Command, Context, Day, Decided,
    Draft, MemberId, Order, OrderKey, OrderNo, OrderStatus, Overlay, Points, Position, Recorded, Refusal,
    Settings, Standing, Timestamp,
};

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
    pub(crate) head: Head,
}

/// Facts whose accounts are drawn near before the first of them is folded: enough that the memory has always something
/// to look for, so few that all of them are still near when their turn comes.
const AHEAD: usize = 32;

/// What a book answers to a command: yes or no, and the events to be appended either way.
/// A refusal comes with events only where the rules want the attempt remembered: a wrong code.
#[derive(Debug)]
pub struct Decision {
    /// Yes, or why not. A yes without events means that everything is as asked already.
    pub answer: Result<(), Refusal>,
    /// To be appended, in this order and all in one commit.
    pub events: Vec<Decided>,
}

/// An account whose place on the boards changed with a commit.
#[derive(Debug, Clone, Copy)]
pub struct Change {
    /// Which.
    pub account: AccountNo,
    /// As it was.
    pub before: Standing,
    /// As it is.
    pub after: Standing,
}

/// An event that does not fit the book it is about: the journal was damaged or forged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the event at position {position} does not fit the book before it: {problem}")]
pub struct Unfit {
    /// Where.
    pub position: Position,
    /// Why.
    pub problem: &'static str,
}

/// Sums over a book.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Accounts that were opened.
    pub accounts: u32,
    /// Orders that were recorded.
    pub orders: u32,
    /// Postings.
    pub entries: u64,
    /// Points that members hold.
    pub outstanding: Points,
    /// Points that were ever issued, less reversals.
    pub issued: Points,
    /// Points that were ever spent, less reversals.
    pub spent: Points,
}

impl Book {
    /// A book without an event.
    pub fn new() -> Book {
        Book::default()
    }

    /// Asks the rules. Changes nothing: the events of the answer are facts once they are appended and applied.
    pub fn decide(&self, command: &Command, context: &Context<'_>) -> Decision {
        let mut overlay = Overlay::over(self);
        let mut events = Vec::new();
        let answer = Draft::new(self, &mut overlay, &mut events).decide(command, context);
        Decision { answer, events }
    }

    /// Folds a fact in. Total: it cannot fail. Events from outside are asked first whether they
    /// [`fit`](Book::fits); one that does not leaves a book that means nothing.
    pub fn apply(&mut self, recorded: &Recorded) {
        crate::apply::apply(self, recorded);
    }

    /// Whether an event from outside can follow what is here. Events that were decided here always do.
    ///
    /// # Errors
    /// Says what does not fit.
    pub fn fits(&self, recorded: &Recorded) -> Result<(), Unfit> {
        crate::fits::fits(self, recorded)
    }

    /// Folds facts in, one after the other. Each is asked first whether it [fits](Book::fits); the facts before one
    /// that does not are in the book.
    ///
    /// # Errors
    /// Says what does not fit.
    pub fn apply_all<'e>(
        &mut self,
        recorded: &'e [Recorded],
        mut each: impl FnMut(&'e Recorded),
    ) -> Result<(), Unfit> {
        for some in recorded.chunks(AHEAD) {
            self.accounts.draw_near(some.iter().map(|recorded| recorded.event.sides()));
            for recorded in some {
                self.fits(recorded)?;
                self.apply(recorded);
                each(recorded);
            }
        }
        Ok(())
    }

    /// Takes over what a draft decided. Call it after the commit returned, never before.
    pub fn merge(&mut self, overlay: Overlay, mut changed: impl FnMut(Change)) {
        overlay.pour_into(self, &mut changed);
    }

    /// The account of a member.
    pub fn account_of(&self, member: MemberId) -> Option<AccountNo> {
        self.accounts.of(member)
    }

    /// An account by its number; the treasury is number 0.
    pub fn account(&self, no: AccountNo) -> Option<&Account> {
        self.accounts.get(no)
    }

    /// The account of a member, with everything that is known of it.
    pub fn member(&self, member: MemberId) -> Option<(AccountNo, &Account)> {
        let no = self.accounts.of(member)?;
        Some((no, self.accounts.get(no)?))
    }

    /// What a member has; 0 for somebody who never had an account.
    pub fn balance(&self, member: MemberId) -> Points {
        self.member(member).map_or(Points::ZERO, |(_, account)| account.balance.points)
    }

    /// Every account, the treasury first.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountNo, &Account)> + Clone {
        self.accounts.iter()
    }

    /// Every order, in the order they were recorded.
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.iter()
    }

    /// An order by its name outside.
    pub fn order(&self, key: &OrderKey) -> Option<&Order> {
        self.order_no(*self.order_keys.get(key)?)
    }

    /// An order by its place.
    pub fn order_no(&self, no: OrderNo) -> Option<&Order> {
        self.orders.get((no.0 as usize).checked_sub(1)?)
    }

    /// How many orders are in a state.
    pub fn orders_with(&self, status: OrderStatus) -> usize {
        self.orders.iter().filter(|order| order.status == status).count()
    }

    /// Every achievement, retired ones included, in the order they were defined.
    pub fn achievements(&self) -> &[Achievement] {
        &self.rules.achievements
    }

    /// An achievement by its short name.
    pub fn achievement(&self, key: &AchievementKey) -> Option<&Achievement> {
        self.rules.achievements.iter().find(|achievement| achievement.spec.key == *key)
    }

    /// How many members have an achievement.
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

    /// Sums over the book.
    pub fn totals(&self) -> Totals {
        let treasury = self.accounts.get(AccountNo::TREASURY).map_or(Points::ZERO, |a| a.balance.points);
        Totals {
            accounts: self.accounts.opened(),
            orders: self.head.orders,
            entries: self.head.entries,
            outstanding: Points::ZERO.minus(treasury).unwrap_or(Points(i64::MAX)),
            issued: self.head.issued,
            spent: self.head.spent,
        }
    }

    /// Points issued and spent and members active, per day of the book, oldest first.
    pub fn daily_flows(&self) -> impl Iterator<Item = (Day, DayFlow)> {
        self.flows.iter().map(|(day, flow)| (*day, *flow))
    }

    /// Whether the posting at a position was reversed.
    pub fn is_reversed(&self, position: Position) -> bool {
        self.reversed.contains(&position)
    }

    /// The book's last event.
    pub fn head(&self) -> Position {
        self.head.position
    }

    /// When the book's last event was recorded.
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
        self.orders.get_mut((no.0 as usize).checked_sub(1)?)
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

    fn head(&self) -> &Head {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }
}
