//! Classifies each row: an order or a part of one, a total, a row without new data, or an error.
//!
//! `assembly` merges the rows of an order.

use rust_decimal::Decimal;

use crate::reading::columns::Columns;
use crate::reading::currency;
use crate::reading::dates;
use crate::reading::detect::notation::Notation;
use crate::reading::email_address;
use crate::reading::field::Field;
use crate::reading::money::{self, Money};
use crate::reading::order_id::OrderIdText;
use crate::reading::payment_status::{self, PaymentStatus};
use crate::reading::row_error::RowError;
use crate::reading::rows::Row;
use crate::reading::text::{is_total_label, shown};

/// The kind of a row, with its data.
#[derive(Debug)]
pub(crate) enum RowKind {
    /// A line item of the order above, or a row without data.
    NothingNew,
    /// Perhaps a sum of the rows above.
    Total(Total),
    /// An order, or one of the rows of an order.
    Order { id: Option<OrderIdText>, part: OrderPart, bad_address: Option<RowError> },
    /// A row with an error. The order with this id is left out.
    Broken { id: Option<OrderIdText>, error: RowError },
}

/// A row with neither an order id nor an address.
#[derive(Debug)]
pub(crate) struct Total {
    pub(crate) line: u64,
    /// "Total" or the like; `None` if the row only looks like a total.
    pub(crate) label: Option<String>,
    pub(crate) amount: TotalAmount,
}

/// The amount of such a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TotalAmount {
    Blank,
    Is(Decimal),
    /// A cell that is not an amount.
    Unclear,
}

/// The data of an order in one row; `None` for blank cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OrderPart {
    pub(crate) line: u64,
    pub(crate) email: Option<String>,
    pub(crate) amount: Option<Decimal>,
    pub(crate) refund: Option<Decimal>,
    pub(crate) currency: Option<&'static str>,
    pub(crate) status: Option<PaymentStatus>,
    pub(crate) placed_at: Option<i64>,
}

/// Classifies a row.
pub(crate) fn of(row: &Row, columns: &Columns, notation: Notation) -> RowKind {
    if let Some(total) = total(row, notation) {
        return RowKind::Total(total);
    }
    let (id_cell, email_cell) = (row.cell(Field::OrderId), row.cell(Field::Email));
    let (has_id, has_amount) = (!id_cell.is_empty(), !row.cell(Field::Amount).is_empty());
    let id = match has_id.then(|| OrderIdText::parse(id_cell)).transpose() {
        Ok(id) => id,
        Err(error) => return RowKind::Broken { id: None, error },
    };
    if let Some(error) = row.flaw.as_deref() {
        return RowKind::Broken { id, error: error.clone() };
    }
    if columns.has(Field::OrderId) && !has_id {
        return match has_amount {
            true => {
                RowKind::Broken { id, error: RowError::NoOrderId { column: columns.name(Field::OrderId) } }
            }
            false => RowKind::NothingNew,
        };
    }
    let is_address = email_address::parse(email_cell).is_some();
    let bad_address = match (email_cell.is_empty() || is_address, has_id) {
        (true, _) => None,
        (false, true) => Some(RowError::NotAnAddress { cell: shown(email_cell) }),
        (false, false) => {
            return RowKind::Broken { id, error: RowError::NoAddress { cell: shown(email_cell) } };
        }
    };
    match part(row, columns, notation) {
        Ok(part) => RowKind::Order { id, part, bad_address },
        Err(error) => RowKind::Broken { id, error },
    }
}

/// A row is a total if it has neither an id nor an address, or if one of them or the first cell says "Total".
fn total(row: &Row, notation: Notation) -> Option<Total> {
    let identity = [row.cell(Field::OrderId), row.cell(Field::Email)];
    if !identity.iter().all(|cell| cell.is_empty() || is_total_label(cell)) {
        return None;
    }
    let label = identity.into_iter().chain([row.first()]).find(|cell| is_total_label(cell)).map(shown);
    if label.is_none() && row.flaw.is_some() {
        return None;
    }
    let cell = row.cell(Field::Amount);
    let amount = match money::read(cell, notation.mark(), String::new) {
        _ if cell.is_empty() => TotalAmount::Blank,
        Ok(money) => TotalAmount::Is(money.amount),
        Err(_) => TotalAmount::Unclear,
    };
    Some(Total { line: row.line, label, amount })
}

fn part(row: &Row, columns: &Columns, notation: Notation) -> Result<OrderPart, RowError> {
    let in_column = currency::code(row.cell(Field::Currency));
    let money = |field| -> Result<Option<Money>, RowError> {
        let cell = row.cell(field);
        if cell.is_empty() {
            Ok(None)
        } else {
            money::read(cell, notation.mark(), || columns.name(field)).map(Some)
        }
    };
    let status = payment_status::of(row, columns)?;
    let amount = money(Field::Amount)?;
    let refund = money(Field::Refund)?;
    let adjusted = money(Field::Adjusted)?.map(|money| money.amount).filter(|adjusted| !adjusted.is_zero());
    if let (Some(column), Some(_)) = (columns.first_beyond(row.width), amount) {
        return Err(RowError::TooFewFields { fields: row.width, column: column.to_owned() });
    }
    let written = amount.and_then(|money| money.currency).or(refund.and_then(|money| money.currency));
    if let (Some(written), Some(said)) = (written, in_column)
        && written != said
    {
        let column = columns.name(Field::Currency);
        return Err(RowError::TwoCurrencies { written: written.to_owned(), column, said: said.to_owned() });
    }
    let amount = amount.map(|money| money.amount);
    let by_adjustment = amount.zip(adjusted).map(|(amount, adjusted)| amount - adjusted);
    Ok(OrderPart {
        line: row.line,
        email: email_address::parse(row.cell(Field::Email)),
        amount,
        refund: refund.map(|money| money.amount).or(by_adjustment),
        currency: in_column.or(written),
        status,
        placed_at: dates::micros(row.cell(Field::PlacedAt), notation.days),
    })
}
