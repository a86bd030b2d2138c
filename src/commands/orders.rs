//! `orders`: list the orders of a book with their status, and on request the codes of open claims.

use adapter_orders::ClaimSecrets;
use clap::Args;
use ledger_core::{BookId, Order, OrderStatus};
use serde::Serialize;

use crate::args::InBook;
use crate::exit::{CommandResult, ExitStatus};
use crate::out::Out;
use crate::render::number::counted;
use crate::render::table::Table;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Orders {
    #[command(flatten)]
    of: InBook,
    /// Show the codes of open claims: anyone who sees a code can redeem it
    #[arg(long)]
    show_codes: bool,
}

#[derive(Serialize)]
struct Json {
    orders: Vec<OrderRow>,
}

#[derive(Serialize)]
struct OrderRow {
    order: String,
    source: String,
    shop: String,
    amount: String,
    currency: Option<String>,
    points: i64,
    status: &'static str,
    issue: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Option<String>>,
}

impl Orders {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let book = self.of.book;
        let ledger = tallybook.ledger()?;
        let secrets = if self.show_codes { Some(tallybook.claim_secrets()?) } else { None };
        let orders: Vec<OrderRow> = ledger.read(book, |read| {
            read.orders()
                .map(|order| OrderRow::of(order, secrets.as_ref().map(|secrets| code(book, order, secrets))))
                .collect()
        });
        let json = Json { orders };
        out.answer(&json, |page| {
            Table::of(&json.orders)
                .left("order", |row| row.order.clone())
                .right("amount", |row| row.amount.clone())
                .left("", |row| row.currency.clone().unwrap_or_default())
                .right("points", |row| row.points.to_string())
                .left("status", |row| row.status.to_owned())
                .left("code", |row| row.code.clone().flatten().unwrap_or_default())
                .write(page)?;
            page.line(counted(json.orders.len() as u64, "order"))
        })?;
        Ok(ExitStatus::Done)
    }
}

impl OrderRow {
    fn of(order: &Order, code: Option<Option<String>>) -> OrderRow {
        OrderRow {
            order: order.key.id.to_string(),
            source: order.key.source.to_string(),
            shop: order.key.shop.to_string(),
            amount: money(order),
            currency: order.currency.as_ref().map(ToString::to_string),
            points: order.points.0,
            status: order.status.name(),
            issue: order.issue,
            code,
        }
    }
}

/// The valid code, if the claim is open and its secret is known.
pub(crate) fn code(book: BookId, order: &Order, secrets: &ClaimSecrets) -> Option<String> {
    let secret = secrets.by_id(order.secret).filter(|_| order.status == OrderStatus::Claimable)?;
    Some(secret.code(book, &order.key, order.issue).to_string())
}

/// The amount with at least two decimals, as shops write it.
pub(crate) fn money(order: &Order) -> String {
    let amount = order.amount.normalize();
    format!("{amount:.*}", usize::try_from(amount.scale()).unwrap_or(2).max(2))
}
