//! The accounts and orders that changed since the stored checkpoint, one bit each.

use ledger_core::{AccountNo, BookId, OrderNo, Recorded};
use rustc_hash::FxHashMap;

/// The rows that the next checkpoint must write.
#[derive(Debug, Default)]
pub(crate) struct DirtyRows {
    books: FxHashMap<BookId, Rows>,
}

#[derive(Debug, Default)]
struct Rows {
    accounts: Bits,
    orders: Bits,
}

impl DirtyRows {
    pub(crate) fn note(&mut self, recorded: &Recorded) {
        let rows = self.books.entry(recorded.book).or_default();
        for no in recorded.event.sides().accounts() {
            rows.accounts.set(no.0);
        }
        if let Some(order) = recorded.event.order() {
            rows.orders.set(order.0);
        }
    }

    pub(crate) fn has(&self, book: BookId) -> bool {
        self.books.contains_key(&book)
    }

    pub(crate) fn accounts(&self, book: BookId) -> impl Iterator<Item = AccountNo> {
        self.books.get(&book).into_iter().flat_map(|rows| rows.accounts.iter()).map(AccountNo)
    }

    pub(crate) fn orders(&self, book: BookId) -> impl Iterator<Item = OrderNo> {
        self.books.get(&book).into_iter().flat_map(|rows| rows.orders.iter()).map(OrderNo)
    }

    pub(crate) fn clear(&mut self) {
        self.books.clear();
    }
}

#[derive(Debug, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn set(&mut self, number: u32) {
        let word = number as usize / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (number % 64);
    }

    fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().enumerate().flat_map(|(word, bits)| {
            let (mut bits, base) = (*bits, word as u32 * 64);
            std::iter::from_fn(move || {
                let lowest = bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
                (lowest < 64).then_some(base + lowest)
            })
        })
    }
}
