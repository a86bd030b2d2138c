//! The sample of the repository, which has the errors of real exports.

use std::collections::HashSet;

use adapter_orders::{Encoding, Export};
use rust_decimal::Decimal;

use crate::problems;

fn sample() -> Export {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/orders.csv");
    adapter_orders::read(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn the_sample_has_thousands_of_orders_and_a_handful_of_problems() {
    let export = sample();
    assert!((2_900..=3_700).contains(&export.rows), "{} rows", export.rows);
    assert!((2_400..=2_900).contains(&export.orders.len()), "{} orders", export.orders.len());
    assert!((5..=20).contains(&export.problems.len()), "{:#?}", problems(&export));
    assert!((40..=200).contains(&export.skipped), "{} skipped", export.skipped);
    assert_eq!(export.layout.encoding(), Encoding::Utf8WithBom);
    assert!(
        export
            .orders
            .iter()
            .all(|order| order.currency.as_deref() == Some("USD") && order.placed_at.is_some())
    );
}

#[test]
fn the_sample_has_returning_customers_and_orders_over_zero() {
    let export = sample();
    let emails: Vec<&str> = export.orders.iter().filter_map(|order| order.email.as_deref()).collect();
    let customers: HashSet<&str> = emails.iter().copied().collect();
    assert!(customers.len() * 2 < emails.len());
    assert!(emails.len() < export.orders.len());
    assert!(emails.iter().all(|email| {
        ["@example.com", "@example.org", "@example.net"].iter().any(|end| email.ends_with(end))
    }));
    assert!(export.orders.iter().any(|order| order.amount.is_zero()));
    assert!(export.orders.iter().any(|order| order.amount > Decimal::ONE_THOUSAND));
    let ids: HashSet<_> = export.orders.iter().map(|order| &order.id).collect();
    assert_eq!(ids.len(), export.orders.len());
}
