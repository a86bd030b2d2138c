//! What an import does: from the orders of a file to commands, and from their outcomes to what is told about them.
//! A rehearsal asks the same rules the same questions, and keeps nothing of the answers.

use adapter_orders::{ClaimSecret, Export, Origin, ReadOrder, record_order};
use ledger_core::{
    Asker, Book, BookId, Command, Context, Draft, Event, Invalid, Limits, OrderKey, Overlay, Points,
    Position, Refusal, Timestamp,
};
use ledger_store::{Ledger, Outcome, Request};
use serde::Serialize;

use crate::batch::{LineProblem, submit_each};
use crate::failure::Failure;

/// The orders of a file, ready to be recorded.
pub struct Plan<'e> {
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

/// What became of a file.
#[derive(Serialize)]
pub struct Imported {
    /// What was recognised in it.
    pub layout: String,
    /// Rows below its header.
    pub rows: u64,
    /// Orders that were read.
    pub orders: u64,
    /// Orders that were not known before.
    pub new: u64,
    /// Orders that are as they were.
    pub unchanged: u64,
    /// Orders that are recorded as they are now.
    pub changed: u64,
    /// New orders that are worth nothing, and so are not recorded.
    pub without_points: u64,
    /// Orders that the rules refused.
    pub refused: u64,
    /// Orders that were left out rightly: not paid yet, or made in a test.
    pub skipped: u64,
    /// Points that may be claimed now and could not before, less those that no longer can.
    pub points: i64,
    /// What could not be read, and what was refused.
    pub problems: Vec<LineProblem>,
}

/// What the book said to an order.
enum Effect {
    /// Nothing had to change.
    None,
    /// It is worth that many points now.
    Recorded(Points),
    /// No.
    Refused(Refusal),
}

impl<'e> Plan<'e> {
    /// Names the orders of a file and derives their codes.
    pub fn of(export: &'e Export, origin: &Origin, book: BookId, secret: &ClaimSecret) -> Plan<'e> {
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

    /// Whether the file has no ids, is not known, and another one without ids is.
    pub fn may_be_an_edited_copy(&self, origin: &Origin, book: &Book) -> bool {
        self.export.orders.iter().any(|order| order.id.is_none())
            && self.steps.iter().all(|step| book.order(&step.key).is_none())
            && book.orders().any(|known| origin.is_of_another_file(&known.key))
    }

    /// Records the orders.
    pub fn carry_out(self, ledger: &Ledger, asker: Asker) -> Result<Imported, Failure> {
        let before = ledger.read(self.book, |book| self.worth(book));
        let now = ledger.now();
        let requests = self.steps.iter().zip(&before).map(|(step, before)| {
            let request = Request::new(self.book, step.command.clone()).asker(asker);
            // When a known order changed is not in the file: it only says when it was placed.
            match step.order.placed_at.map(Timestamp::from_micros).filter(|placed| *placed <= now) {
                Some(placed) if before.is_none() => request.occurred_at(placed),
                _ => request,
            }
        });
        let outcomes = submit_each(ledger, requests.collect(), "importing")?;
        let after = ledger.read(self.book, |book| self.worth(book));
        let effects = outcomes.into_iter().zip(after).map(|(outcome, after)| match outcome {
            Outcome::Refused(refusal) => Effect::Refused(refusal),
            Outcome::Applied(receipt) | Outcome::AlreadyApplied(receipt) => match receipt.position {
                Some(_) => Effect::Recorded(after.unwrap_or_default()),
                None => Effect::None,
            },
        });
        Ok(self.told(&before, effects.collect()))
    }

    /// Asks the rules what would become of the orders, one after the other.
    pub fn rehearse(&self, book: &Book, limits: Limits) -> Imported {
        let (mut overlay, mut events) = (Overlay::over(book), Vec::new());
        let effects = self.steps.iter().map(|step| {
            let known = events.len();
            let next = Position(book.head().0.saturating_add(1 + known as u64));
            let asker = Asker::Import;
            let context =
                Context { now: book.last_at(), occurred_at: None, asker, next, limits, postings: &[] };
            let mut draft = Draft::new(book, &mut overlay, &mut events).for_book(self.book);
            if let Err(refusal) = draft.decide(&step.command, &context) {
                return Effect::Refused(refusal);
            }
            overlay.accept();
            match events.get(known).map(|decided| &decided.recorded.event) {
                Some(Event::OrderRecorded(order)) => Effect::Recorded(order.points),
                Some(Event::OrderChanged(order)) => Effect::Recorded(order.points),
                _ => Effect::None,
            }
        });
        let effects = effects.collect();
        self.told(&self.worth(book), effects)
    }

    /// What each order is worth, if it is known.
    fn worth(&self, book: &Book) -> Vec<Option<Points>> {
        self.steps.iter().map(|step| book.order(&step.key).map(|order| order.points)).collect()
    }

    fn told(&self, before: &[Option<Points>], effects: Vec<Effect>) -> Imported {
        let mut told = Imported {
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
        for ((step, before), effect) in self.steps.iter().zip(before).zip(effects) {
            let counter = match (&effect, before) {
                (Effect::Refused(_), _) => &mut told.refused,
                (Effect::None, None) => &mut told.without_points,
                (Effect::None, Some(_)) => &mut told.unchanged,
                (Effect::Recorded(_), None) => &mut told.new,
                (Effect::Recorded(_), Some(_)) => &mut told.changed,
            };
            *counter += 1;
            match effect {
                Effect::Recorded(worth) => {
                    let more = worth.0.saturating_sub(before.unwrap_or_default().0);
                    told.points = told.points.saturating_add(more);
                }
                Effect::Refused(refusal) => told.problems.push(LineProblem::of(step.order.line, refusal)),
                Effect::None => {}
            }
        }
        told.problems.sort_by_key(|problem| problem.line);
        told
    }
}

/// A secret for codes that nobody will ever see.
pub fn secret_of_a_rehearsal() -> ClaimSecret {
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
    fn a_rehearsal_tells_what_would_be_recorded() {
        let told = rehearsed(
            "Order ID,Email,Total\n1,a@example.org,12.50\n2,b@example.org,0.40\n3,c@example.org,2000000.00\n",
        );
        assert_eq!((told.orders, told.new, told.without_points, told.refused), (3, 1, 1, 1));
        assert_eq!(told.points, 12);
        assert_eq!(told.problems[0].line, 4);
        assert_eq!(
            told.problems[0].problem,
            "2,000,000 points are over the limit of 1,000,000 for one transaction"
        );
    }
}
