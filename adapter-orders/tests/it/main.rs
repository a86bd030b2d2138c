//! Tests of the public API: bytes in, orders and problems out, one file per kind of difficulty.
//!
//! People and shops are invented; addresses are of example domains.

mod file_errors;
mod laws;
mod layouts;
mod line_items;
mod messy_files;
mod money;
mod refunds;
mod sample;
mod totals;

use adapter_orders::{Export, FileError, ReadOrder};

/// Reads a text, which must succeed.
#[track_caller]
fn read(text: &str) -> Export {
    adapter_orders::read(text.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}\n{text}"))
}

/// The error of a text that must be refused.
#[track_caller]
fn refusal(text: &str) -> FileError {
    adapter_orders::read(text.as_bytes()).expect_err("the text should be refused")
}

/// One line for each order: `id email amount currency`, with `-` for a missing value.
fn brief(export: &Export) -> Vec<String> {
    let brief = |order: &ReadOrder| {
        let id = order.id.as_ref().map_or("-", |id| id.as_str());
        let email = order.email.as_deref().unwrap_or("-");
        format!("{id} {email} {} {}", order.amount, order.currency.as_deref().unwrap_or("-"))
    };
    export.orders.iter().map(brief).collect()
}

/// The problems as messages.
fn problems(export: &Export) -> Vec<String> {
    export.problems.iter().map(ToString::to_string).collect()
}

/// Reads a text, which must have no problems, and compares its orders.
#[track_caller]
fn check(text: &str, orders: &[&str]) -> Export {
    let export = read(text);
    assert_eq!(problems(&export), Vec::<String>::new());
    assert_eq!(brief(&export), orders);
    export
}
