//! An import: the orders of a file become commands, and their outcomes a summary.
//! A rehearsal decides the same commands by the same rules on a copy, and appends nothing.

use adapter_orders::{ClaimSecret, Export, Origin, ReadOrder, record_order};
use ledger_core::{
    Asker, Book, BookId, Command, Context, Draft, Event, Invalid, Limits, OrderKey, Overlay, Points,
    Position, Refusal, Timestamp,
};
use ledger_store::{Ledger, Outcome, Request};
use serde::Serialize;

use crate::batch::{LineProblem, submit_each};
use crate::exit::Failure;

/// The orders of a file, ready to be recorded.
pub(crate) struct Plan<'e> {
    export: &'e Export,
    book: BookId,
    steps: Vec<Step<'e>>,
    problems: Vec<LineProblem>,
}

struct Step<'e> {
    order: &'e ReadOrder,
    key: OrderKey,
    command: Command,
}

#[derive(Serialize)]
pub(crate) struct Imported {
    /// The layout that was recognised.
    pub(crate) layout: String,
    pub(crate) rows: u64,
    /// Orders that were read.
    pub(crate) orders: u64,
    /// Orders that were not known before.
    pub(crate) new: u64,
    /// Orders that are as they were.
    pub(crate) unchanged: u64,
    /// Orders that are recorded as they are now.
    pub(crate) changed: u64,
    /// New orders that are worth nothing, and so are not recorded.
    pub(crate) without_points: u64,
    /// Orders that the rules refused.
    pub(crate) refused: u64,
    /// Orders that are not paid yet, or test orders.
    pub(crate) skipped: u64,
    /// By how much the points that can be claimed have grown.
    pub(crate) points: i64,
    /// Lines that could not be read, and orders that were refused.
    pub(crate) problems: Vec<LineProblem>,
}

enum OrderResult {
    Unchanged,
    /// Worth that many points now.
    Recorded(Points),
    Refused(Refusal),
}

impl<'e> Plan<'e> {
    /// Gives each order of a file its key and the hash of its code.
    pub(crate) fn of(export: &'e Export, origin: &Origin, book: BookId, secret: &ClaimSecret) -> Plan<'e> {
        let problems = export.problems.iter().map(|one| LineProblem::of(one.line, &one.problem)).collect();
        let mut plan = Plan { export, book, steps: Vec::with_capacity(export.orders.len()), problems };
        for order in &export.orders {
            let step = |order: &'e ReadOrder| -> Result<Step<'e>, Invalid> {
                let key = origin.key(order)?;
                let command = record_order(book, key.clone(), order, secret)?;
                Ok(Step { order, key, command })
            };
            match step(order) {
                Ok(step) => plan.steps.push(step),
                Err(invalid) => plan.problems.push(LineProblem::of(order.line, invalid)),
            }
        }
        plan
    }

    /// Whether the file has no order ids and is new, and another file without ids was imported.
    pub(crate) fn may_be_an_edited_copy(&self, origin: &Origin, book: &Book) -> bool {
        self.export.orders.iter().any(|order| order.id.is_none())
            && self.steps.iter().all(|step| book.order(&step.key).is_none())
            && book.orders().any(|known| origin.is_of_another_file(&known.key))
    }

    /// Records the orders.
    pub(crate) fn carry_out(self, ledger: &Ledger, asker: Asker) -> Result<Imported, Failure> {
        let before = ledger.read(self.book, |book| self.worth(book));
        let now = ledger.now();
        let requests = self.steps.iter().zip(&before).map(|(step, before)| {
            let request = Request::new(self.book, step.command.clone()).asker(asker);
            // The file tells when an order was placed, not when it changed.
            match step.order.placed_at.map(Timestamp::from_micros).filter(|placed| *placed <= now) {
                Some(placed) if before.is_none() => request.occurred_at(placed),
                _ => request,
            }
        });
        let outcomes = submit_each(ledger, requests.collect(), "importing")?;
        let after = ledger.read(self.book, |book| self.worth(book));
        let results = outcomes.into_iter().zip(after).map(|(outcome, after)| match outcome {
            Outcome::Refused(refusal) => OrderResult::Refused(refusal),
            Outcome::Applied(receipt) | Outcome::AlreadyApplied(receipt) => match receipt.position {
                Some(_) => OrderResult::Recorded(after.unwrap_or_default()),
                None => OrderResult::Unchanged,
            },
        });
        Ok(self.summary(&before, results.collect()))
    }

    /// Decides the orders one after the other, without appending anything.
    pub(crate) fn rehearse(&self, book: &Book, limits: Limits) -> Imported {
        let (mut overlay, mut events) = (Overlay::over(book), Vec::new());
        let results = self.steps.iter().map(|step| {
            let known = events.len();
            let next = Position(book.head().0.saturating_add(1 + known as u64));
            let asker = Asker::Import;
            let context =
                Context { now: book.last_at(), occurred_at: None, asker, next, limits, postings: &[] };
            let mut draft = Draft::new(book, &mut overlay, &mut events).for_book(self.book);
            if let Err(refusal) = draft.decide(&step.command, &context) {
                return OrderResult::Refused(refusal);
            }
            overlay.accept();
            match events.get(known).map(|decided| &decided.recorded.event) {
                Some(Event::OrderRecorded(order)) => OrderResult::Recorded(order.points),
                Some(Event::OrderChanged(order)) => OrderResult::Recorded(order.points),
                _ => OrderResult::Unchanged,
            }
        });
        let results = results.collect();
        self.summary(&self.worth(book), results)
    }

    /// The points of each order that is known already.
    fn worth(&self, book: &Book) -> Vec<Option<Points>> {
        self.steps.iter().map(|step| book.order(&step.key).map(|order| order.points)).collect()
    }

    fn summary(&self, before: &[Option<Points>], results: Vec<OrderResult>) -> Imported {
        let mut imported = Imported {
            layout: self.export.layout.to_string(),
            rows: self.export.rows,
            orders: self.export.orders.len() as u64,
            new: 0,
            unchanged: 0,
            changed: 0,
            without_points: 0,
            refused: 0,
            skipped: self.export.skipped,
            points: 0,
            problems: self.problems.iter().map(|one| LineProblem::of(one.line, &one.problem)).collect(),
        };
        for ((step, before), result) in self.steps.iter().zip(before).zip(results) {
            let counter = match (&result, before) {
                (OrderResult::Refused(_), _) => &mut imported.refused,
                (OrderResult::Unchanged, None) => &mut imported.without_points,
                (OrderResult::Unchanged, Some(_)) => &mut imported.unchanged,
                (OrderResult::Recorded(_), None) => &mut imported.new,
                (OrderResult::Recorded(_), Some(_)) => &mut imported.changed,
            };
            *counter += 1;
            match result {
                OrderResult::Recorded(worth) => {
                    let more = worth.0.saturating_sub(before.unwrap_or_default().0);
                    imported.points = imported.points.saturating_add(more);
                }
                OrderResult::Refused(refusal) => {
                    imported.problems.push(LineProblem::of(step.order.line, refusal))
                }
                OrderResult::Unchanged => {}
            }
        }
        imported.problems.sort_by_key(|problem| problem.line);
        imported
    }
}

/// A secret for the codes of a rehearsal, which are thrown away.
pub(crate) fn secret_of_a_rehearsal() -> ClaimSecret {
    ClaimSecret::new("the codes of a rehearsal are thrown away with it").expect("it is long enough")
}

#[cfg(test)]
mod tests {
    use adapter_orders::FileHash;
    use ledger_core::OrderText;

    use super::*;

    fn rehearsed(export: &str) -> Imported {
        let text = |text| OrderText::new(text).unwrap();
        let origin = Origin::new(text("csv"), text("main"), FileHash::of(export.as_bytes()));
        let export = adapter_orders::read(export.as_bytes()).unwrap();
        let plan = Plan::of(&export, &origin, BookId::new(1).unwrap(), &secret_of_a_rehearsal());
        plan.rehearse(&Book::new(), Limits::default())
    }

    #[test]
    fn a_rehearsal_says_what_would_be_recorded() {
        let imported = rehearsed(
            "Order ID,Email,Total\n1,a@example.org,12.50\n2,b@example.org,0.40\n3,c@example.org,2000000.00\n",
        );
        assert_eq!((imported.orders, imported.new, imported.without_points, imported.refused), (3, 1, 1, 1));
        assert_eq!(imported.points, 12);
        assert_eq!(imported.problems[0].line, 4);
        assert_eq!(
            imported.problems[0].problem,
            "2,000,000 points are over the limit of 1,000,000 for one transaction"
        );
    }
}
