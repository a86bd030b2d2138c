//! Decided but uncommitted changes: the touched rows of a book's tables, kept apart from the book.
//! After the commit they are merged into the book; if the commit fails they are dropped.

use std::hash::Hash;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use rustc_hash::FxBuildHasher;

use crate::account::{Account, StandingChange};
use crate::book::Book;
use crate::book::tables::{BookHead, Conduct, DayFlow, Rules, Tables};
use crate::order::Order;
use crate::values::{AccountNo, AchievementNo, CodeHash, Day, MemberId, OrderKey, OrderNo, Position};

/// Declares the layers once, so that none can be missing where a command is accepted or discarded.
macro_rules! layers {
    ($($name:ident: $key:ty => $row:ty,)*) => {
        #[derive(Debug, Clone, Default)]
        struct Layers {
            $($name: Layer<$key, $row>,)*
        }

        impl Layers {
            fn accept(&mut self) {
                $(self.$name.accept();)*
            }

            fn discard(&mut self) {
                $(self.$name.discard();)*
            }
        }
    };
}

layers! {
    accounts: AccountNo => Account,
    directory: MemberId => Option<AccountNo>,
    orders: OrderNo => Order,
    order_keys: OrderKey => OrderNo,
    codes: CodeHash => OrderNo,
    reversed: Position => (),
    flows: Day => DayFlow,
    conduct: AccountNo => Conduct,
    rules: () => Rules,
    holders: AchievementNo => u32,
}

/// The touched rows of a book. [`Overlay::accept`] keeps what the last command did, [`Overlay::discard`] undoes it.
#[derive(Debug, Clone)]
pub struct Overlay {
    layers: Layers,
    now: Counters,
    accepted: Counters,
}

/// The parts of a book that are copied whole instead of row by row.
#[derive(Debug, Clone, Copy)]
struct Counters {
    head: BookHead,
    opened: u32,
}

impl Overlay {
    /// An overlay in which nothing is decided yet.
    pub fn over(book: &Book) -> Overlay {
        let start = Counters { head: book.head, opened: book.accounts.opened() };
        Overlay { layers: Layers::default(), now: start, accepted: start }
    }

    /// Reserves space for this many touched accounts.
    pub fn reserve(&mut self, accounts: usize) {
        self.layers.accounts.now.reserve(accounts);
    }

    /// Keeps what the last command did.
    pub fn accept(&mut self) {
        self.accepted = self.now;
        self.layers.accept();
    }

    /// Undoes what the last command did.
    pub fn discard(&mut self) {
        self.now = self.accepted;
        self.layers.discard();
    }
}

impl Book {
    /// Merges the accepted changes of an overlay over this book, and reports each changed standing.
    /// Call it after the commit returned, never before.
    pub fn merge(&mut self, overlay: Overlay, mut changed: impl FnMut(StandingChange)) {
        overlay.merge_into(self, &mut changed);
    }
}

impl Overlay {
    pub(crate) fn merge_into(mut self, book: &mut Book, changed: &mut impl FnMut(StandingChange)) {
        self.discard();
        let known = book.accounts.opened();
        let mut put = |(no, account): (AccountNo, Account)| {
            if !no.is_treasury() {
                let before = book.accounts.get(no).map(Account::standing).unwrap_or_default();
                let after = account.standing();
                if before != after {
                    changed(StandingChange { account: no, before, after });
                }
            }
            book.accounts.put(no, account);
        };
        if self.accepted.opened == known {
            self.layers.accounts.rows().for_each(put);
        } else {
            // New accounts must arrive in the order of their numbers.
            let mut accounts: Vec<(AccountNo, Account)> = self.layers.accounts.rows().collect();
            accounts.sort_unstable_by_key(|(no, _)| *no);
            accounts.into_iter().for_each(&mut put);
        }
        let mut orders: Vec<(OrderNo, Order)> = self.layers.orders.rows().collect();
        orders.sort_unstable_by_key(|(no, _)| *no);
        for (no, order) in orders {
            match book.order_mut(no) {
                Some(place) => *place = order,
                None => book.orders.push(order),
            }
        }
        book.order_keys.extend(self.layers.order_keys.rows());
        book.codes.extend(self.layers.codes.rows());
        book.reversed.extend(self.layers.reversed.rows().map(|(position, ())| position));
        book.flows.extend(self.layers.flows.rows());
        book.conduct.extend(self.layers.conduct.rows());
        book.unlocks.extend(self.layers.holders.rows());
        if let Some(((), rules)) = self.layers.rules.rows().next() {
            book.rules = rules;
        }
        book.head = self.accepted.head;
    }
}

/// The book as it will be when the overlay is committed.
pub(crate) struct OverlaidBook<'a> {
    pub(crate) base: &'a Book,
    pub(crate) overlay: &'a mut Overlay,
}

impl OverlaidBook<'_> {
    pub(crate) fn account_of(&self, member: MemberId) -> Option<AccountNo> {
        self.overlay.layers.directory.get(&member).copied().unwrap_or_else(|| self.base.account_of(member))
    }

    pub(crate) fn order_by_key(&self, key: &OrderKey) -> Option<OrderNo> {
        self.overlay.layers.order_keys.get(key).or_else(|| self.base.order_keys.get(key)).copied()
    }

    pub(crate) fn order_by_code(&self, code: &CodeHash) -> Option<OrderNo> {
        self.overlay.layers.codes.get(code).or_else(|| self.base.codes.get(code)).copied()
    }

    pub(crate) fn is_reversed(&self, position: Position) -> bool {
        self.overlay.layers.reversed.get(&position).is_some() || self.base.is_reversed(position)
    }

    pub(crate) fn conduct(&self, no: AccountNo) -> Option<&Conduct> {
        self.overlay.layers.conduct.get(&no).or_else(|| self.base.conduct.get(&no))
    }
}

impl Tables for OverlaidBook<'_> {
    fn account(&self, no: AccountNo) -> Option<&Account> {
        self.overlay.layers.accounts.get(&no).or_else(|| self.base.account(no))
    }

    fn account_mut(&mut self, no: AccountNo) -> Option<&mut Account> {
        let base = self.base;
        self.overlay.layers.accounts.edit(no, || base.account(no).cloned())
    }

    fn opened(&self) -> u32 {
        self.overlay.now.opened
    }

    fn open_account(&mut self, no: AccountNo, account: Account) {
        if let Some(member) = account.member {
            self.overlay.layers.directory.set(member, Some(no));
        }
        self.overlay.now.opened = self.overlay.now.opened.max(no.0);
        self.overlay.layers.accounts.set(no, account);
    }

    fn forget_member(&mut self, no: AccountNo) {
        if let Some(member) = self.account_mut(no).and_then(|account| account.member.take()) {
            self.overlay.layers.directory.set(member, None);
        }
    }

    fn order(&self, no: OrderNo) -> Option<&Order> {
        self.overlay.layers.orders.get(&no).or_else(|| self.base.order_no(no))
    }

    fn order_mut(&mut self, no: OrderNo) -> Option<&mut Order> {
        let base = self.base;
        self.overlay.layers.orders.edit(no, || base.order_no(no).cloned())
    }

    fn add_order(&mut self, order: Order) {
        self.overlay.layers.codes.set(order.code, order.no);
        self.overlay.layers.order_keys.set(order.key.clone(), order.no);
        self.overlay.layers.orders.set(order.no, order);
    }

    fn add_code(&mut self, code: CodeHash, order: OrderNo) {
        self.overlay.layers.codes.set(code, order);
    }

    fn mark_reversed(&mut self, position: Position) {
        self.overlay.layers.reversed.set(position, ());
    }

    fn flow_mut(&mut self, day: Day) -> &mut DayFlow {
        let base = self.base;
        self.overlay.layers.flows.edit_or_default(day, || base.flows.get(&day).copied())
    }

    fn conduct_mut(&mut self, no: AccountNo) -> &mut Conduct {
        let base = self.base;
        self.overlay.layers.conduct.edit_or_default(no, || base.conduct.get(&no).cloned())
    }

    fn rules(&self) -> &Rules {
        self.overlay.layers.rules.get(&()).unwrap_or(&self.base.rules)
    }

    fn rules_mut(&mut self) -> &mut Rules {
        let base = self.base;
        self.overlay.layers.rules.edit_or_default((), || Some(base.rules.clone()))
    }

    fn holders_mut(&mut self, achievement: AchievementNo) -> &mut u32 {
        let base = self.base;
        self.overlay.layers.holders.edit_or_default(achievement, || base.unlocks.get(&achievement).copied())
    }

    fn head(&self) -> &BookHead {
        &self.overlay.now.head
    }

    fn head_mut(&mut self) -> &mut BookHead {
        &mut self.overlay.now.head
    }
}

/// The touched rows of one table, with an undo log of the last command.
#[derive(Debug, Clone)]
struct Layer<K, V> {
    now: HashMap<K, TouchedRow<V>, FxBuildHasher>,
    before: Vec<(K, Option<V>)>,
    command: u32,
}

/// A row, and the last command that put its former value into the undo log.
#[derive(Debug, Clone)]
struct TouchedRow<V> {
    row: V,
    noted_by: u32,
}

impl<K, V> Default for Layer<K, V> {
    fn default() -> Self {
        Layer { now: HashMap::default(), before: Vec::new(), command: 0 }
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Layer<K, V> {
    fn get(&self, key: &K) -> Option<&V> {
        self.now.get(key).map(|touched| &touched.row)
    }

    fn rows(self) -> impl Iterator<Item = (K, V)> {
        self.now.into_iter().map(|(key, touched)| (key, touched.row))
    }

    fn set(&mut self, key: K, row: V) {
        let before = self.now.insert(key.clone(), TouchedRow { row, noted_by: self.command });
        match before {
            Some(touched) if touched.noted_by == self.command => {}
            before => self.before.push((key, before.map(|touched| touched.row))),
        }
    }

    fn edit(&mut self, key: K, base: impl FnOnce() -> Option<V>) -> Option<&mut V> {
        match self.now.entry(key) {
            Entry::Occupied(mut entry) => {
                if entry.get().noted_by != self.command {
                    self.before.push((entry.key().clone(), Some(entry.get().row.clone())));
                    entry.get_mut().noted_by = self.command;
                }
                Some(&mut entry.into_mut().row)
            }
            Entry::Vacant(entry) => {
                let row = base()?;
                self.before.push((entry.key().clone(), None));
                Some(&mut entry.insert(TouchedRow { row, noted_by: self.command }).row)
            }
        }
    }

    fn edit_or_default(&mut self, key: K, base: impl FnOnce() -> Option<V>) -> &mut V
    where
        V: Default,
    {
        self.edit(key, || Some(base().unwrap_or_default())).expect("the base always gives a row")
    }

    fn accept(&mut self) {
        if !self.before.is_empty() {
            self.before.clear();
            self.command = self.command.wrapping_add(1);
        }
    }

    fn discard(&mut self) {
        while let Some((key, before)) = self.before.pop() {
            match before {
                Some(row) => self.now.insert(key, TouchedRow { row, noted_by: self.command }),
                None => self.now.remove(&key),
            };
        }
        self.command = self.command.wrapping_add(1);
    }
}
