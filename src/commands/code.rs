//! `code`: issue a new code for an order, or make the one it has void.

use clap::{Args, Subcommand};
use ledger_core::{Command, Event, OrderKey, Position, Reason, Refusal};
use ledger_store::{Ledger, Outcome, Receipt, Request};
use serde::Serialize;

use crate::args::{Because, InBook, Intention, OrderName};
use crate::commands::close;
use crate::failure::{Answer, Failure, Verdict};
use crate::out::{Ink, Out};
use crate::render::outcome::{Applied, in_force};
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Code {
    #[command(subcommand)]
    change: Change,
}

#[derive(Subcommand)]
enum Change {
    /// Give an order a new code; the one before is dead
    Reissue(Reissue),
    /// Make an order's code void
    Void(Void),
}

#[derive(Args)]
struct OfOrder {
    #[command(flatten)]
    of: InBook,
    /// The order, as `orders` shows it
    #[arg(long, value_name = "ORDER", allow_hyphen_values = true)]
    order: OrderName,
    #[command(flatten)]
    intention: Intention,
}

#[derive(Args)]
struct Reissue {
    #[command(flatten)]
    of: OfOrder,
    #[command(flatten)]
    why: Because,
}

#[derive(Args)]
struct Void {
    #[command(flatten)]
    of: OfOrder,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT", default_value = "made void", allow_hyphen_values = true)]
    reason: Reason,
}

#[derive(Serialize)]
struct Json {
    #[serde(flatten)]
    applied: Applied,
    order: String,
    status: Option<&'static str>,
    code: Option<String>,
}

impl Code {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let (Change::Reissue(Reissue { of, .. }) | Change::Void(Void { of, .. })) = &self.change;
        let (ledger, book) = (tallybook.ledger()?, of.of.book);
        let order = ledger.read(book, |book| of.order.find(book.orders().map(|order| &order.key)))?;
        let (outcome, code, done) = match &self.change {
            Change::Reissue(reissue) => {
                let (outcome, code) = reissue.ask(&ledger, &order, tallybook)?;
                (outcome, Some(code), "reissued")
            }
            Change::Void(Void { reason, .. }) => {
                let command = Command::VoidClaim { order: order.clone(), reason: reason.clone() };
                let request = of.intention.on(Request::new(book, command));
                (ledger.submit(request).wait()?, None, "made void")
            }
        };
        let Some(in_force) = in_force(outcome, out)? else { return Ok(Verdict::Refused) };
        let json = Json {
            applied: in_force.json(),
            order: order.id.to_string(),
            status: ledger.read(book, |book| book.order(&order).map(|order| order.status.name())),
            code,
        };
        close(ledger);
        out.answer(&json, |page| {
            in_force.line(page, &format!("{done} the code of order {}", order.id))?;
            let Some(code) = &json.code else { return Ok(()) };
            page.line(format_args!("  the new code is {}", page.ink(Ink::Cyan, code)))
        })?;
        Ok(Verdict::Done)
    }
}

impl Reissue {
    fn ask(
        &self,
        ledger: &Ledger,
        order: &OrderKey,
        tallybook: &Tallybook,
    ) -> Result<(Outcome, String), Failure> {
        let (book, secrets) = (self.of.of.book, tallybook.claim_secrets()?);
        let secret = secrets.current();
        let ask = |issue: u32| -> Result<(Outcome, String), Failure> {
            let code = secret.code(book, order, issue);
            let command = Command::ReissueClaim {
                order: order.clone(),
                issue,
                code: secret.hash(code),
                secret: secret.id(),
                reason: self.why.reason.clone(),
            };
            let request = self.of.intention.on(Request::new(book, command));
            Ok((ledger.submit(request).wait()?, code.to_string()))
        };
        let issued = ledger.read(book, |book| book.order(order).map_or(0, |order| order.issue));
        let (outcome, code) = ask(issued.saturating_add(1))?;
        // The number of the code is part of the command: the same key again means the number that it got then. Where
        // the order was forgotten, the key alone is compared.
        match &outcome {
            Outcome::Refused(Refusal::KeyReused { position }) => match issue_at(ledger, *position)? {
                Some(issue) => ask(issue),
                None => Ok((outcome, code)),
            },
            Outcome::AlreadyApplied(Receipt { position: Some(position), .. }) => {
                let then =
                    issue_at(ledger, *position)?.map(|issue| secret.code(book, order, issue).to_string());
                Ok((outcome, then.unwrap_or(code)))
            }
            _ => Ok((outcome, code)),
        }
    }
}

fn issue_at(ledger: &Ledger, position: Position) -> Result<Option<u32>, Failure> {
    Ok(match ledger.event(position)?.map(|recorded| recorded.event) {
        Some(Event::ClaimReissued { issue, .. }) => Some(issue),
        _ => None,
    })
}
