//! `orders`: the orders of a book, what became of their claims, and, when asked for, the codes of those still open.

use adapter_orders::ClaimSecrets;
use clap::Args;
use ledger_core::{BookId, Order, OrderStatus};
use serde::Serialize;

use crate::args::InBook;
use crate::failure::{Answer, Verdict};
use crate::out::Out;
use crate::render::number::counted;
use crate::render::table::{Side, Table};
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Orders {
    #[command(flatten)]
    of: InBook,
    /// Show the codes of open claims: whoever sees them can redeem them
    #[arg(long)]
    show_codes: bool,
}

#[derive(Serialize)]
struct Json {
    orders: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
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
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let book = self.of.book;
        let ledger = tallybook.ledger()?;
        let secrets = if self.show_codes { Some(tallybook.claim_secrets()?) } else { None };
        let orders: Vec<Row> = ledger.read(book, |read| {
            read.orders()
                .map(|order| Row::of(order, secrets.as_ref().map(|secrets| code(book, order, secrets))))
                .collect()
        });
        let json = Json { orders };
        out.answer(&json, |page| {
            let mut table = Table::of(&[
                ("order", Side::Left),
                ("amount", Side::Right),
                ("", Side::Left),
                ("points", Side::Right),
                ("status", Side::Left),
                ("code", Side::Left),
            ]);
            for row in &json.orders {
                table.row([
                    row.order.clone(),
                    row.amount.clone(),
                    row.currency.clone().unwrap_or_default(),
                    row.points.to_string(),
                    row.status.to_owned(),
                    row.code.clone().flatten().unwrap_or_default(),
                ]);
            }
            table.write(page)?;
            page.line(counted(json.orders.len() as u64, "order"))
        })?;
        Ok(Verdict::Done)
    }
}

impl Row {
    fn of(order: &Order, code: Option<Option<String>>) -> Row {
        Row {
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

/// The code in force, if the claim is open and its secret is here.
pub fn code(book: BookId, order: &Order, secrets: &ClaimSecrets) -> Option<String> {
    let secret = secrets.by_id(order.secret).filter(|_| order.status == OrderStatus::Claimable)?;
    Some(secret.code(book, &order.key, order.issue).to_string())
}

/// The amount with at least two decimals, as shops write it.
pub fn money(order: &Order) -> String {
    let amount = order.amount.normalize();
    format!("{amount:.*}", usize::try_from(amount.scale()).unwrap_or(2).max(2))
}
