//! What was decided but is not committed yet: the touched parts of a book, kept apart from it.
//! After the commit they are poured into the book; if it fails they are dropped.

use std::hash::Hash;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use rustc_hash::FxBuildHasher;

use crate::book::Change;
use crate::tables::{Conduct, DayFlow, Head, Rules, Tables};
use crate::{
    Account, AccountNo, AchievementNo, Book, CodeHash, Day, MemberId, Order, OrderKey, OrderNo, Position,
};

/// The touched parts of a book. [`Overlay::accept`] settles what the last command did, [`Overlay::discard`] undoes it.
#[derive(Debug, Clone)]
pub struct Overlay {
    accounts: Layer<AccountNo, Account>,
    directory: Layer<MemberId, Option<AccountNo>>,
    orders: Layer<OrderNo, Order>,
    order_keys: Layer<OrderKey, OrderNo>,
    codes: Layer<CodeHash, OrderNo>,
    reversed: Layer<Position, ()>,
    flows: Layer<Day, DayFlow>,
    conduct: Layer<AccountNo, Conduct>,
    rules: Layer<(), Rules>,
    holders: Layer<AchievementNo, u32>,
    now: Totality,
    settled: Totality,
}

#[derive(Debug, Clone, Copy)]
struct Totality {
    head: Head,
    opened: u32,
}

impl Overlay {
    /// Nothing decided yet.
    pub fn over(book: &Book) -> Overlay {
        let start = Totality { head: book.head, opened: book.accounts.opened() };
        Overlay {
            accounts: Layer::default(),
            directory: Layer::default(),
            orders: Layer::default(),
            order_keys: Layer::default(),
            codes: Layer::default(),
            reversed: Layer::default(),
            flows: Layer::default(),
            conduct: Layer::default(),
            rules: Layer::default(),
            holders: Layer::default(),
            now: start,
            settled: start,
        }
    }

    /// Makes room for so many accounts.
    pub fn reserve(&mut self, accounts: usize) {
        self.accounts.now.reserve(accounts);
    }

    /// Settles what the last command did.
    pub fn accept(&mut self) {
        self.settled = self.now;
        self.accounts.accept();
        self.directory.accept();
        self.orders.accept();
        self.order_keys.accept();
        self.codes.accept();
        self.reversed.accept();
        self.flows.accept();
        self.conduct.accept();
        self.rules.accept();
        self.holders.accept();
    }

    /// Undoes what the last command did.
    pub fn discard(&mut self) {
        self.now = self.settled;
        self.accounts.discard();
        self.directory.discard();
        self.orders.discard();
        self.order_keys.discard();
        self.codes.discard();
        self.reversed.discard();
        self.flows.discard();
        self.conduct.discard();
        self.rules.discard();
        self.holders.discard();
    }

    pub(crate) fn pour_into(mut self, book: &mut Book, changed: &mut impl FnMut(Change)) {
        self.discard();
        let known = book.accounts.opened();
        let mut put = |(no, account): (AccountNo, Account)| {
            if !no.is_treasury() {
                let before = book.accounts.get(no).map(Account::standing).unwrap_or_default();
                let after = account.standing();
                if before != after {
                    changed(Change { account: no, before, after });
                }
            }
            book.accounts.put(no, account);
        };
        if self.settled.opened == known {
            self.accounts.rows().for_each(put);
        } else {
            // New accounts must arrive in the order of their numbers.
            let mut accounts: Vec<(AccountNo, Account)> = self.accounts.rows().collect();
            accounts.sort_unstable_by_key(|(no, _)| *no);
            accounts.into_iter().for_each(&mut put);
        }
        let mut orders: Vec<(OrderNo, Order)> = self.orders.rows().collect();
        orders.sort_unstable_by_key(|(no, _)| *no);
        for (no, order) in orders {
            match book.order_mut(no) {
                Some(place) => *place = order,
                None => book.orders.push(order),
            }
        }
        book.order_keys.extend(self.order_keys.rows());
        book.codes.extend(self.codes.rows());
        book.reversed.extend(self.reversed.rows().map(|(position, ())| position));
        book.flows.extend(self.flows.rows());
        book.conduct.extend(self.conduct.rows());
        book.unlocks.extend(self.holders.rows());
        if let Some(((), rules)) = self.rules.rows().next() {
            book.rules = rules;
        }
        book.head = self.settled.head;
    }
}

/// A book as it will be if everything decided so far is committed.
pub(crate) struct Ahead<'a> {
    pub book: &'a Book,
    pub over: &'a mut Overlay,
}

impl Ahead<'_> {
    pub fn account_of(&self, member: MemberId) -> Option<AccountNo> {
        self.over.directory.get(&member).copied().unwrap_or_else(|| self.book.account_of(member))
    }

    pub fn order_by_key(&self, key: &OrderKey) -> Option<OrderNo> {
        self.over.order_keys.get(key).or_else(|| self.book.order_keys.get(key)).copied()
    }

    pub fn order_by_code(&self, code: &CodeHash) -> Option<OrderNo> {
        self.over.codes.get(code).or_else(|| self.book.codes.get(code)).copied()
    }

    pub fn is_reversed(&self, position: Position) -> bool {
        self.over.reversed.get(&position).is_some() || self.book.is_reversed(position)
    }

    pub fn conduct(&self, no: AccountNo) -> Option<&Conduct> {
        self.over.conduct.get(&no).or_else(|| self.book.conduct.get(&no))
    }
}

impl Tables for Ahead<'_> {
    fn account(&self, no: AccountNo) -> Option<&Account> {
        self.over.accounts.get(&no).or_else(|| self.book.account(no))
    }

    fn account_mut(&mut self, no: AccountNo) -> Option<&mut Account> {
        let book = self.book;
        self.over.accounts.edit(no, || book.account(no).cloned())
    }

    fn opened(&self) -> u32 {
        self.over.now.opened
    }

    fn open_account(&mut self, no: AccountNo, account: Account) {
        if let Some(member) = account.member {
            self.over.directory.set(member, Some(no));
        }
        self.over.now.opened = self.over.now.opened.max(no.0);
        self.over.accounts.set(no, account);
    }

    fn forget_member(&mut self, no: AccountNo) {
        if let Some(member) = self.account_mut(no).and_then(|account| account.member.take()) {
            self.over.directory.set(member, None);
        }
    }

    fn order(&self, no: OrderNo) -> Option<&Order> {
        self.over.orders.get(&no).or_else(|| self.book.order_no(no))
    }

    fn order_mut(&mut self, no: OrderNo) -> Option<&mut Order> {
        let book = self.book;
        self.over.orders.edit(no, || book.order_no(no).cloned())
    }

    fn add_order(&mut self, order: Order) {
        self.over.codes.set(order.code, order.no);
        self.over.order_keys.set(order.key.clone(), order.no);
        self.over.orders.set(order.no, order);
    }

    fn add_code(&mut self, code: CodeHash, order: OrderNo) {
        self.over.codes.set(code, order);
    }

    fn mark_reversed(&mut self, position: Position) {
        self.over.reversed.set(position, ());
    }

    fn flow_mut(&mut self, day: Day) -> &mut DayFlow {
        let book = self.book;
        self.over.flows.edit_or_default(day, || book.flows.get(&day).copied())
    }

    fn conduct_mut(&mut self, no: AccountNo) -> &mut Conduct {
        let book = self.book;
        self.over.conduct.edit_or_default(no, || book.conduct.get(&no).cloned())
    }

    fn rules(&self) -> &Rules {
        self.over.rules.get(&()).unwrap_or(&self.book.rules)
    }

    fn rules_mut(&mut self) -> &mut Rules {
        let book = self.book;
        self.over.rules.edit_or_default((), || Some(book.rules.clone()))
    }

    fn holders_mut(&mut self, achievement: AchievementNo) -> &mut u32 {
        let book = self.book;
        self.over.holders.edit_or_default(achievement, || book.unlocks.get(&achievement).copied())
    }

    fn head(&self) -> &Head {
        &self.over.now.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.over.now.head
    }
}

/// The touched rows of one table, and how they were before the last command.
#[derive(Debug, Clone)]
struct Layer<K, V> {
    now: HashMap<K, Touched<V>, FxBuildHasher>,
    before: Vec<(K, Option<V>)>,
    command: u32,
}

/// A row, and the command that last noted how it was before.
#[derive(Debug, Clone)]
struct Touched<V> {
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
        let before = self.now.insert(key.clone(), Touched { row, noted_by: self.command });
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
                Some(&mut entry.insert(Touched { row, noted_by: self.command }).row)
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
                Some(row) => self.now.insert(key, Touched { row, noted_by: self.command }),
                None => self.now.remove(&key),
            };
        }
        self.command = self.command.wrapping_add(1);
    }
}
