//! Imports a shop's export into a book, and redeems the code of one order for points.
#![expect(clippy::print_stdout, reason = "an example prints its results")]

use std::error::Error;

use adapter_orders::{ClaimCode, ClaimSecret, ClaimSecrets, FileHash, Origin, record_order};
use ledger_core::{Asker, BookId, Command, MemberId, OrderStatus, OrderText};
use ledger_store::{Ledger, Outcome, Request};

/// A realistic export of a shop, with invented customers: line items, refunds, and some unreadable rows.
const EXPORT: &[u8] = include_bytes!("data/orders.csv");

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let ledger = Ledger::open(folder.path().join("points.db"))?;
    let book = BookId::new(1)?;
    // Codes are derived from a secret and never stored. Use a long random secret, and keep it out of your source code.
    let secret = ClaimSecret::new("an example's secret, known to all readers of this file")?;

    let export = adapter_orders::read(EXPORT)?;
    println!("The file has {}.", export.layout);
    println!(
        "{} rows are {} orders; {} are not paid yet, and there is something to say about {} rows:",
        export.rows,
        export.orders.len(),
        export.skipped,
        export.problems.len()
    );
    for problem in export.problems.iter().take(3) {
        println!("  {problem}");
    }

    // The origin is part of an order's key, so importing the same file again changes nothing.
    let origin = Origin::new(OrderText::new("shopify")?, OrderText::new("main")?, FileHash::of(EXPORT));
    let mut requests = Vec::new();
    for order in &export.orders {
        let command = record_order(book, origin.key(order)?, order, &secret)?;
        requests.push(Request::new(book, command).asker(Asker::Import));
    }
    for round in ["first", "second"] {
        let outcomes = ledger.submit_all(requests.clone()).wait()?;
        let recorded = outcomes.into_iter().flatten().filter_map(|outcome| outcome.receipt().ok()?.position);
        println!("The {round} import recorded {} orders.", recorded.count());
    }

    // The customer gets the code by mail, and may type it in any spelling.
    let order =
        ledger.read(book, |book| book.orders().find(|order| order.status == OrderStatus::Claimable).cloned());
    let order = order.ok_or("no order of the sample can be claimed")?;
    let code = secret.code(book, &order.key, order.issue);
    println!("Order {} is worth {} points with the code {code}.", order.key.id, order.points);

    let secrets = ClaimSecrets::new(secret, Vec::new());
    for (member, name, typed) in [
        (41, "Anna", code.to_string().to_lowercase().replace('-', " ")),
        (42, "Ben", code.to_string()),
        (43, "Cleo", code.to_string().chars().rev().collect()),
    ] {
        let member = MemberId::new(member)?;
        match ClaimCode::parse(&typed) {
            // A typing error is detected before the ledger sees the code, so it does not count as a guess.
            Err(slip) => println!("  {name}: {slip}"),
            Ok(code) => {
                let command = Command::RedeemClaim { member, code: secrets.hashes(code) };
                match ledger.submit(Request::new(book, command).asker(Asker::Member(member))).wait()? {
                    Outcome::Refused(refusal) => println!("  {name}: no, {refusal}"),
                    Outcome::Applied(receipt) | Outcome::AlreadyApplied(receipt) => {
                        println!("  {name}: welcome, you have {} points now", receipt.balance);
                    }
                }
            }
        }
    }
    Ok(())
}
