//! Rows to orders: the rows of one order are merged, and rows with totals are dropped.
//!
//! Amounts of one order are never added up: exports repeat the total on every line item or write it on the first, and
//! rows that contradict each other are reported.

use std::collections::HashMap;
use std::fmt::Display;

use rust_decimal::Decimal;

use crate::reading::columns::Columns;
use crate::reading::dates;
use crate::reading::detect::notation::Notation;
use crate::reading::export::ReadOrder;
use crate::reading::field::Field;
use crate::reading::order_id::OrderIdText;
use crate::reading::payment_status::PaymentStatus;
use crate::reading::problem::Problem;
use crate::reading::row_error::RowError;
use crate::reading::row_kind::{self, OrderPart, RowKind, Total, TotalAmount};
use crate::reading::rows::Row;

/// The orders and problems of a file.
pub(crate) struct Assembled {
    pub(crate) orders: Vec<ReadOrder>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) skipped: u64,
}

/// Merges the rows of a file.
pub(crate) fn assemble(rows: &[Row], columns: &Columns, notation: Notation) -> Assembled {
    let mut assembly = Assembly::default();
    for row in rows {
        assembly.add(row.line, row_kind::of(row, columns, notation));
    }
    assembly.finish(columns)
}

#[derive(Default)]
struct Assembly {
    drafts: Vec<Draft>,
    by_id: HashMap<OrderIdText, usize>,
    problems: Vec<Problem>,
    /// Rows that are totals unless an order follows.
    totals: Vec<Total>,
    /// The sum of the amount column so far.
    sum: Decimal,
}

/// An order that more rows may belong to.
struct Draft {
    id: Option<OrderIdText>,
    part: OrderPart,
    /// Whether a row of it was reported, so that the order is left out.
    is_broken: bool,
}

impl Assembly {
    fn add(&mut self, line: u64, kind: RowKind) {
        match kind {
            RowKind::NothingNew => {}
            RowKind::Total(total) => self.totals.push(total),
            RowKind::Broken { id, error } => {
                self.report_totals();
                self.problems.push(error.on(line));
                let nothing = OrderPart {
                    line,
                    email: None,
                    amount: None,
                    refund: None,
                    currency: None,
                    status: None,
                    placed_at: None,
                };
                if let Some(id) = id {
                    self.draft(Some(id), nothing).is_broken = true;
                }
            }
            RowKind::Order { id, part, bad_address } => {
                self.report_totals();
                self.problems.extend(bad_address.map(|error| error.on(line)));
                self.sum += part.amount.unwrap_or_default();
                let draft = self.draft(id, part.clone());
                if let Err(error) = draft.merge(part)
                    && !draft.is_broken
                {
                    draft.is_broken = true;
                    self.problems.push(error.on(line));
                }
            }
        }
    }

    /// The draft with this id, new or not. Rows without an id are an order each.
    fn draft(&mut self, id: Option<OrderIdText>, part: OrderPart) -> &mut Draft {
        let next = self.drafts.len();
        let index = id.as_ref().map_or(next, |id| *self.by_id.entry(id.clone()).or_insert(next));
        if index == next {
            self.drafts.push(Draft { id, part, is_broken: false });
        }
        &mut self.drafts[index]
    }

    /// Reports the totals so far: an order follows, so they were no totals.
    fn report_totals(&mut self) {
        for total in std::mem::take(&mut self.totals) {
            let error = match (total.label, total.amount) {
                (_, TotalAmount::Blank) => continue,
                (Some(label), _) => RowError::TotalBetweenOrders { label },
                (None, _) => RowError::NoIdentity,
            };
            self.problems.push(error.on(total.line));
        }
    }

    fn finish(mut self, columns: &Columns) -> Assembled {
        for total in std::mem::take(&mut self.totals) {
            let is_sum = total.amount == TotalAmount::Blank || total.amount == TotalAmount::Is(self.sum);
            if total.label.is_none() && !is_sum {
                self.problems.push(RowError::NoIdentity.on(total.line));
            }
        }
        let (mut orders, mut problems, mut skipped) =
            (Vec::with_capacity(self.drafts.len()), self.problems, 0);
        for draft in self.drafts {
            if draft.is_broken {
                continue;
            }
            if draft.part.status == Some(PaymentStatus::Unpaid) {
                skipped += 1;
                continue;
            }
            match draft.part.net(columns) {
                Ok(amount) => orders.push(draft.order(amount)),
                Err(error) => problems.push(error.on(draft.part.line)),
            }
        }
        problems.sort_by_key(|problem| problem.line);
        Assembled { orders, problems, skipped }
    }
}

impl Draft {
    /// Merges another row of the order.
    ///
    /// # Errors
    /// When the rows contradict each other.
    fn merge(&mut self, other: OrderPart) -> Result<(), RowError> {
        let line = self.part.line;
        let id = self.id.as_ref();
        let conflict = |here, (first, second)| RowError::Conflict {
            id: id.map(ToString::to_string).unwrap_or_default(),
            here,
            first,
            second,
            line,
        };
        let own = &mut self.part;
        agree(&mut own.amount, other.amount).map_err(|both| conflict("the amount", both))?;
        agree(&mut own.refund, other.refund).map_err(|both| conflict("the refund", both))?;
        agree(&mut own.email, other.email).map_err(|both| conflict("the e-mail", both))?;
        agree(&mut own.currency, other.currency).map_err(|both| conflict("the currency", both))?;
        agree(&mut own.status, other.status).map_err(|both| conflict("the status", both))?;
        let mut placed_at = own.placed_at.map(Moment);
        agree(&mut placed_at, other.placed_at.map(Moment)).map_err(|both| conflict("the date", both))?;
        own.placed_at = placed_at.map(|Moment(micros)| micros);
        Ok(())
    }

    fn order(self, amount: Decimal) -> ReadOrder {
        let OrderPart { line, email, currency, placed_at, .. } = self.part;
        ReadOrder { line, id: self.id, email, amount, currency: currency.map(str::to_owned), placed_at }
    }
}

impl OrderPart {
    /// The amount less the refund.
    fn net(&self, columns: &Columns) -> Result<Decimal, RowError> {
        let amount = self.amount.ok_or_else(|| RowError::NoAmount { column: columns.name(Field::Amount) })?;
        let refund = self.refund.unwrap_or_default();
        if amount < Decimal::ZERO {
            return Err(RowError::NegativeAmount { amount });
        }
        if self.status == Some(PaymentStatus::Refunded) {
            return Ok(Decimal::ZERO);
        }
        if refund < Decimal::ZERO {
            return Err(RowError::NegativeRefund { refund });
        }
        if refund > amount {
            return Err(RowError::RefundTooLarge { refund, amount });
        }
        Ok(amount - refund)
    }
}

/// A time with a readable `Display`, for messages.
#[derive(PartialEq)]
struct Moment(i64);

impl Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&dates::shown(self.0))
    }
}

fn agree<T: PartialEq + Display>(own: &mut Option<T>, other: Option<T>) -> Result<(), (String, String)> {
    match (&own, other) {
        (Some(first), Some(second)) if *first != second => Err((first.to_string(), second.to_string())),
        (None, other) => {
            *own = other;
            Ok(())
        }
        _ => Ok(()),
    }
}
