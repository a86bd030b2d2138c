//! The sample orders that `demo` and `playground` import, each into a ledger of its own that carries a mark.

use std::path::Path;

use adapter_orders::{ClaimSecret, FileHash, Origin};
use ledger_core::{Asker, BookId, Order, OrderStatus, OrderText};
use ledger_store::{Ledger, Mode, Options};

use crate::args::{DEFAULT_SHOP, DEFAULT_SOURCE};
use crate::commands::import::work::{Imported, Plan};
use crate::exit::Failure;

/// Invented customers, with the errors that real exports have.
const ORDERS: &[u8] = include_bytes!("../../examples/data/orders.csv");

/// Name and value of the setting by which a command knows its own sample ledger again.
pub(crate) type Mark = (&'static str, &'static str);

/// Imports the sample orders.
pub(crate) fn import(ledger: &Ledger, book: BookId, secret: &ClaimSecret) -> Result<Imported, Failure> {
    let text = |text| OrderText::new(text);
    let origin = Origin::new(text(DEFAULT_SOURCE)?, text(DEFAULT_SHOP)?, FileHash::of(ORDERS));
    let export = adapter_orders::read(ORDERS)?;
    Plan::of(&export, &origin, book, secret).carry_out(ledger, Asker::Import)
}

/// The orders whose codes can still be redeemed.
pub(crate) fn claimable(ledger: &Ledger, book: BookId) -> Vec<Order> {
    let is_open = |order: &&Order| order.status == OrderStatus::Claimable;
    ledger.read(book, |book| book.orders().filter(is_open).cloned().collect())
}

/// The ledger in a file, if its book carries the mark.
pub(crate) fn marked_ledger(database: &Path, book: BookId, (name, value): Mark) -> Option<Ledger> {
    let ledger = Ledger::open_with(database, Options::default().mode(Mode::Existing)).ok()?;
    let is_marked = ledger.read(book, |book| book.settings().others.get(name).is_some_and(|is| is == value));
    is_marked.then_some(ledger)
}

/// Refuses a file that holds anything but a sample ledger; `what` is the command's word for its own.
pub(crate) fn not_a_sample(database: &Path, what: &str) -> Failure {
    let name = database.display();
    Failure::input(format!(
        "{name} is there already and is not a {what} of ours; name another file with --db"
    ))
}
