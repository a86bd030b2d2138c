//! Open a ledger, grant points, read a balance, and reverse the grant, in fifteen lines.
#![expect(clippy::print_stdout, reason = "an example prints its results")]

use std::error::Error;

use ledger_core::{BookId, Command, MemberId};
use ledger_store::{Ledger, Request};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let ledger = Ledger::open(folder.path().join("points.db"))?;
    let (book, anna) = (BookId::new(1)?, MemberId::new(42)?);

    let receipt = ledger.submit(Request::new(book, Command::grant(42, 50, "welcome")?)).wait()?.receipt()?;
    println!("Anna has {} points, by event {}", ledger.balance(book, anna), receipt.positions()[0]);

    let undo = Command::reverse(receipt.positions()[0], "it was not her birthday")?;
    ledger.submit(Request::new(book, undo)).wait()?.receipt()?;
    println!("and now {}", ledger.balance(book, anna));
    Ok(())
}
