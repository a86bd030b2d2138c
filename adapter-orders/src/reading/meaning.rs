//! What one row says: an order or a part of one, a total, nothing new, or something broken.
//!
//! A row is judged by itself, in the light of what holds for the whole file ([`Habits`]).
//! Putting rows together to orders lives in `assembly`.

use rust_decimal::Decimal;

use crate::reading::address;
use crate::reading::columns::Columns;
use crate::reading::currency;
use crate::reading::dates::{self, DayOrder};
use crate::reading::decimal_mark::{self, DecimalMark, Sample};
use crate::reading::export::OrderIdText;
use crate::reading::field::Field;
use crate::reading::money::{self, Money};
use crate::reading::rows::Row;
use crate::reading::standing::{self, Standing};
use crate::reading::text::{is_total_label, shown};
use crate::reading::trouble::Trouble;
use crate::reading::unreadable::Unreadable;

/// How a file writes amounts and dates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habits {
    pub(crate) mark: Option<DecimalMark>,
    days: DayOrder,
}

impl Habits {
    /// The habits that all rows together show.
    pub(crate) fn of(rows: &[Row]) -> Result<Habits, Unreadable> {
        let samples = rows.iter().flat_map(|row| {
            let currency = currency::code(row.cell(Field::Currency));
            [Field::Amount, Field::Refund, Field::Adjusted].map(|field| Sample {
                line: row.line,
                cell: row.cell(field),
                currency,
            })
        });
        let mark = decimal_mark::decide(samples)?;
        Ok(Habits { mark, days: dates::day_order(rows.iter().map(|row| row.cell(Field::PlacedAt))) })
    }

    fn mark(self) -> DecimalMark {
        self.mark.unwrap_or(DecimalMark::Point)
    }
}

/// What one row says.
#[derive(Debug)]
pub(crate) enum Meaning {
    /// A line item of the order above, or nothing at all.
    NothingNew,
    /// No order, but maybe a sum of the rows above.
    Total(Total),
    /// An order, or one of the rows of an order.
    Order { id: Option<OrderIdText>, part: Part, bad_address: Option<Trouble> },
    /// Something that cannot be read; no order with this id is.
    Broken { id: Option<OrderIdText>, trouble: Trouble },
}

/// A row that names nobody.
#[derive(Debug)]
pub(crate) struct Total {
    pub(crate) line: u64,
    /// "Total" or the like; `None` if the row only looks like one.
    pub(crate) label: Option<String>,
    pub(crate) amount: TotalAmount,
}

/// The amount in a row that names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TotalAmount {
    Blank,
    Is(Decimal),
    /// Something that is no amount.
    Unclear,
}

/// What one row says about its order. Blank cells say nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) line: u64,
    pub(crate) email: Option<String>,
    pub(crate) amount: Option<Decimal>,
    pub(crate) refund: Option<Decimal>,
    pub(crate) currency: Option<&'static str>,
    pub(crate) standing: Option<Standing>,
    pub(crate) placed_at: Option<i64>,
}

/// What a row says.
pub(crate) fn of(row: &Row, columns: &Columns, habits: Habits) -> Meaning {
    if let Some(total) = total(row, habits) {
        return Meaning::Total(total);
    }
    let (id_cell, email_cell) = (row.cell(Field::OrderId), row.cell(Field::Email));
    let (has_id, has_amount) = (!id_cell.is_empty(), !row.cell(Field::Amount).is_empty());
    let id = match has_id.then(|| OrderIdText::parse(id_cell)).transpose() {
        Ok(id) => id,
        Err(trouble) => return Meaning::Broken { id: None, trouble },
    };
    if let Some(trouble) = row.flaw.as_deref() {
        return Meaning::Broken { id, trouble: trouble.clone() };
    }
    if columns.has(Field::OrderId) && !has_id {
        return match has_amount {
            true => {
                Meaning::Broken { id, trouble: Trouble::NoOrderId { column: columns.name(Field::OrderId) } }
            }
            false => Meaning::NothingNew,
        };
    }
    let is_address = address::parse(email_cell).is_some();
    let bad_address = match (email_cell.is_empty() || is_address, has_id) {
        (true, _) => None,
        (false, true) => Some(Trouble::NotAnAddress { cell: shown(email_cell) }),
        (false, false) => {
            return Meaning::Broken { id, trouble: Trouble::NoAddress { cell: shown(email_cell) } };
        }
    };
    match part(row, columns, habits) {
        Ok(part) => Meaning::Order { id, part, bad_address },
        Err(trouble) => Meaning::Broken { id, trouble },
    }
}

/// A row is no order if neither its id nor its address says whose it is. It is a total if it calls
/// itself one, there or in its first cell.
fn total(row: &Row, habits: Habits) -> Option<Total> {
    let identity = [row.cell(Field::OrderId), row.cell(Field::Email)];
    if !identity.iter().all(|cell| cell.is_empty() || is_total_label(cell)) {
        return None;
    }
    let label = identity.into_iter().chain([row.first()]).find(|cell| is_total_label(cell)).map(shown);
    if label.is_none() && row.flaw.is_some() {
        return None;
    }
    let cell = row.cell(Field::Amount);
    let amount = match money::read(cell, habits.mark(), String::new) {
        _ if cell.is_empty() => TotalAmount::Blank,
        Ok(money) => TotalAmount::Is(money.amount),
        Err(_) => TotalAmount::Unclear,
    };
    Some(Total { line: row.line, label, amount })
}

fn part(row: &Row, columns: &Columns, habits: Habits) -> Result<Part, Trouble> {
    let said = currency::code(row.cell(Field::Currency));
    let money = |field| -> Result<Option<Money>, Trouble> {
        let cell = row.cell(field);
        if cell.is_empty() {
            Ok(None)
        } else {
            money::read(cell, habits.mark(), || columns.name(field)).map(Some)
        }
    };
    let standing = standing::of(row, columns)?;
    let amount = money(Field::Amount)?;
    let refund = money(Field::Refund)?;
    let adjusted = money(Field::Adjusted)?.map(|money| money.amount).filter(|adjusted| !adjusted.is_zero());
    if let (Some(column), Some(_)) = (columns.first_beyond(row.width), amount) {
        return Err(Trouble::TooFewFields { fields: row.width, column: column.to_owned() });
    }
    let written = amount.and_then(|money| money.currency).or(refund.and_then(|money| money.currency));
    if let (Some(written), Some(said)) = (written, said)
        && written != said
    {
        let column = columns.name(Field::Currency);
        return Err(Trouble::TwoCurrencies { written: written.to_owned(), column, said: said.to_owned() });
    }
    let amount = amount.map(|money| money.amount);
    let by_adjustment = amount.zip(adjusted).map(|(amount, adjusted)| amount - adjusted);
    Ok(Part {
        line: row.line,
        email: address::parse(row.cell(Field::Email)),
        amount,
        refund: refund.map(|money| money.amount).or(by_adjustment),
        currency: said.or(written),
        standing,
        placed_at: dates::micros(row.cell(Field::PlacedAt), habits.days),
    })
}
