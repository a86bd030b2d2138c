//! Reading exports as an outsider does: bytes in, orders and problems out.
//!
//! One file per kind of difficulty. People and shops are invented; addresses are of example domains.

mod dirt;
mod laws;
mod layouts;
mod line_items;
mod money;
mod refunds;
mod refusals;
mod sample;
mod totals;

use adapter_orders::{Export, ReadOrder, Unreadable};

/// The export in a text that can be read.
#[track_caller]
fn read(text: &str) -> Export {
    adapter_orders::read(text.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}\n{text}"))
}

/// Why a text cannot be read.
#[track_caller]
fn refusal(text: &str) -> Unreadable {
    adapter_orders::read(text.as_bytes()).expect_err("the text should be refused")
}

/// Orders on one line each: `id email amount currency`, with `-` for what is not there.
fn brief(export: &Export) -> Vec<String> {
    let brief = |order: &ReadOrder| {
        let id = order.id.as_ref().map_or("-", |id| id.as_str());
        let email = order.email.as_deref().unwrap_or("-");
        format!("{id} {email} {} {}", order.amount, order.currency.as_deref().unwrap_or("-"))
    };
    export.orders.iter().map(brief).collect()
}

/// Problems as they are shown.
fn problems(export: &Export) -> Vec<String> {
    export.problems.iter().map(ToString::to_string).collect()
}

/// Reads a text that has no problems and compares its orders.
#[track_caller]
fn check(text: &str, orders: &[&str]) -> Export {
    let export = read(text);
    assert_eq!(problems(&export), Vec::<String>::new());
    assert_eq!(brief(&export), orders);
    export
}
