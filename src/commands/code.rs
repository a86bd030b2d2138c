//! `code`: issue a new code for an order, or make its code void.

use adapter_orders::ClaimSecret;
use clap::{Args, Subcommand};
use ledger_core::{CodeHash, Command, Event, OrderKey, Position, Reason, Refusal, SecretId};
use ledger_store::{Ledger, Outcome, Receipt, Request};
use serde::Serialize;

use crate::args::{Because, InBook, Intention, OrderName};
use crate::commands::close;
use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::{Ink, Out};
use crate::render::outcome::{Applied, in_force};
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Code {
    #[command(subcommand)]
    action: CodeAction,
}

#[derive(Subcommand)]
enum CodeAction {
    /// Give an order a new code; the one before stops working
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
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let (CodeAction::Reissue(Reissue { of, .. }) | CodeAction::Void(Void { of, .. })) = &self.action;
        let (ledger, book) = (tallybook.ledger()?, of.of.book);
        let order = ledger.read(book, |book| of.order.find(book.orders().map(|order| &order.key)))?;
        let (outcome, code, done) = match &self.action {
            CodeAction::Reissue(reissue) => {
                let (outcome, code) = reissue.ask(&ledger, &order, tallybook)?;
                (outcome, code, "reissued")
            }
            CodeAction::Void(Void { reason, .. }) => {
                let command = Command::VoidClaim { order: order.clone(), reason: reason.clone() };
                let request = of.intention.on(Request::new(book, command));
                (ledger.submit_and_wait(request)?, None, "made void")
            }
        };
        let Some(in_force) = in_force(outcome, out)? else { return Ok(ExitStatus::Refused) };
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
        Ok(ExitStatus::Done)
    }
}

impl Reissue {
    /// The outcome with the new code. A code that was issued before is known only if its secret still is.
    fn ask(
        &self,
        ledger: &Ledger,
        order: &OrderKey,
        tallybook: &Tallybook,
    ) -> Result<(Outcome, Option<String>), Failure> {
        let (book, secrets) = (self.of.of.book, tallybook.claim_secrets()?);
        let code_of = |secret: &ClaimSecret, issue: u32| secret.code(book, order, issue);
        let ask = |issue: u32| -> Result<Outcome, Failure> {
            let secret = secrets.current();
            let command = Command::ReissueClaim {
                order: order.clone(),
                issue,
                code: secret.hash(code_of(secret, issue)),
                secret: secret.id(),
                reason: self.why.reason.clone(),
            };
            Ok(ledger.submit_and_wait(self.of.intention.on(Request::new(book, command)))?)
        };
        let next =
            ledger.read(book, |book| book.order(order).map_or(0, |order| order.issue)).saturating_add(1);
        let mut outcome = ask(next)?;
        // The command holds the number of the code, so a repeated key has to repeat the number of then.
        if let Outcome::Refused(Refusal::KeyReused { position }) = &outcome
            && let Some(then) = issued_at(ledger, *position)?
        {
            outcome = ask(then.issue)?;
        }
        let code = match &outcome {
            Outcome::Applied(_) => Some(code_of(secrets.current(), next)),
            // The event tells the code of then: for a forgotten order the ledger compares the key alone.
            Outcome::AlreadyApplied(Receipt { position: Some(position), .. }) => {
                issued_at(ledger, *position)?.and_then(|then| {
                    let secret = secrets.by_id(then.secret)?;
                    Some(code_of(secret, then.issue)).filter(|code| secret.hash(*code) == then.code)
                })
            }
            _ => None,
        };
        Ok((outcome, code.map(|code| code.to_string())))
    }
}

struct Issued {
    issue: u32,
    code: CodeHash,
    secret: SecretId,
}

fn issued_at(ledger: &Ledger, position: Position) -> Result<Option<Issued>, Failure> {
    Ok(match ledger.event(position)?.map(|recorded| recorded.event) {
        Some(Event::ClaimReissued { issue, code, secret, .. }) => Some(Issued { issue, code, secret }),
        _ => None,
    })
}
