//! Rows to orders: line items and repeats of an order become one, and totals fall away.
//!
//! Amounts of one order are never added up: exports repeat the total on every line item or write it
//! on the first, and rows that disagree are a question for the person who uploaded them.

use std::collections::HashMap;
use std::fmt::Display;

use rust_decimal::Decimal;

use crate::reading::columns::Columns;
use crate::reading::dates;
use crate::reading::export::{OrderIdText, Problem, ReadOrder};
use crate::reading::field::Field;
use crate::reading::meaning::{self, Habits, Meaning, Part, Total, TotalAmount};
use crate::reading::rows::Row;
use crate::reading::standing::Standing;
use crate::reading::trouble::Trouble;

/// What the rows of a file come to.
pub(crate) struct Assembled {
    pub(crate) orders: Vec<ReadOrder>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) skipped: u64,
}

/// Puts the rows of a file together.
pub(crate) fn assemble(rows: &[Row], columns: &Columns, habits: Habits) -> Assembled {
    let mut assembly = Assembly::default();
    for row in rows {
        assembly.add(row.line, meaning::of(row, columns, habits));
    }
    assembly.finish(columns)
}

#[derive(Default)]
struct Assembly {
    drafts: Vec<Draft>,
    by_id: HashMap<OrderIdText, usize>,
    problems: Vec<Problem>,
    /// Rows that are totals if no order follows.
    totals: Vec<Total>,
    /// Sum of the amount column so far, as a spreadsheet would add it up.
    sum: Decimal,
}

/// An order as far as it is known.
struct Draft {
    id: Option<OrderIdText>,
    part: Part,
    /// Whether one of its rows was reported, so that the order cannot be trusted.
    is_broken: bool,
}

impl Assembly {
    fn add(&mut self, line: u64, meaning: Meaning) {
        match meaning {
            Meaning::NothingNew => {}
            Meaning::Total(total) => self.totals.push(total),
            Meaning::Broken { id, trouble } => {
                self.expect_no_totals();
                self.problems.push(trouble.on(line));
                let nothing = Part {
                    line,
                    email: None,
                    amount: None,
                    refund: None,
                    currency: None,
                    standing: None,
                    placed_at: None,
                };
                if let Some(id) = id {
                    self.draft(Some(id), nothing).is_broken = true;
                }
            }
            Meaning::Order { id, part, bad_address } => {
                self.expect_no_totals();
                self.problems.extend(bad_address.map(|trouble| trouble.on(line)));
                self.sum += part.amount.unwrap_or_default();
                let draft = self.draft(id, part.clone());
                if let Err(trouble) = draft.agree(part)
                    && !draft.is_broken
                {
                    draft.is_broken = true;
                    self.problems.push(trouble.on(line));
                }
            }
        }
    }

    /// The draft of an id, new or not; rows without one are an order each.
    fn draft(&mut self, id: Option<OrderIdText>, part: Part) -> &mut Draft {
        let next = self.drafts.len();
        let index = id.as_ref().map_or(next, |id| *self.by_id.entry(id.clone()).or_insert(next));
        if index == next {
            self.drafts.push(Draft { id, part, is_broken: false });
        }
        &mut self.drafts[index]
    }

    /// An order follows, so the totals before it were none.
    fn expect_no_totals(&mut self) {
        for total in std::mem::take(&mut self.totals) {
            let trouble = match (total.label, total.amount) {
                (_, TotalAmount::Blank) => continue,
                (Some(label), _) => Trouble::TotalBetweenOrders { label },
                (None, _) => Trouble::Nobody,
            };
            self.problems.push(trouble.on(total.line));
        }
    }

    fn finish(mut self, columns: &Columns) -> Assembled {
        for total in std::mem::take(&mut self.totals) {
            let is_sum = total.amount == TotalAmount::Blank || total.amount == TotalAmount::Is(self.sum);
            if total.label.is_none() && !is_sum {
                self.problems.push(Trouble::Nobody.on(total.line));
            }
        }
        let (mut orders, mut problems, mut skipped) =
            (Vec::with_capacity(self.drafts.len()), self.problems, 0);
        for draft in self.drafts {
            if draft.is_broken {
                continue;
            }
            if draft.part.standing == Some(Standing::NotYet) {
                skipped += 1;
                continue;
            }
            match draft.part.net(columns) {
                Ok(amount) => orders.push(draft.order(amount)),
                Err(trouble) => problems.push(trouble.on(draft.part.line)),
            }
        }
        problems.sort_by_key(|problem| problem.line);
        Assembled { orders, problems, skipped }
    }
}

impl Draft {
    /// Takes over what another row of the order says, unless it says something else.
    fn agree(&mut self, other: Part) -> Result<(), Trouble> {
        let line = self.part.line;
        let id = self.id.as_ref();
        let conflict = |here, (first, second)| Trouble::Conflict {
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
        agree(&mut own.standing, other.standing).map_err(|both| conflict("the status", both))?;
        let mut placed_at = own.placed_at.map(Moment);
        agree(&mut placed_at, other.placed_at.map(Moment)).map_err(|both| conflict("the date", both))?;
        own.placed_at = placed_at.map(|Moment(micros)| micros);
        Ok(())
    }

    fn order(self, amount: Decimal) -> ReadOrder {
        let Part { line, email, currency, placed_at, .. } = self.part;
        ReadOrder { line, id: self.id, email, amount, currency: currency.map(str::to_owned), placed_at }
    }
}

impl Part {
    /// What the customer paid and did not get back.
    fn net(&self, columns: &Columns) -> Result<Decimal, Trouble> {
        let amount = self.amount.ok_or_else(|| Trouble::NoAmount { column: columns.name(Field::Amount) })?;
        let refund = self.refund.unwrap_or_default();
        if amount < Decimal::ZERO {
            return Err(Trouble::NegativeAmount { amount });
        }
        if self.standing == Some(Standing::TakenBack) {
            return Ok(Decimal::ZERO);
        }
        if refund < Decimal::ZERO {
            return Err(Trouble::NegativeRefund { refund });
        }
        if refund > amount {
            return Err(Trouble::RefundTooLarge { refund, amount });
        }
        Ok(amount - refund)
    }
}

/// A time that shows itself as people read it.
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
