//! `forget`: erase the personal data of a member, of the buyer of an order, or of an address. Points and history stay.

use clap::Args;
use ledger_core::{Asker, Command, Email, MemberId};
use ledger_store::{Ledger, Outcome, Request};
use serde::Serialize;

use crate::args::{InBook, Intention, OrderName};
use crate::commands::close;
use crate::exit::{CommandResult, ExitStatus};
use crate::out::{Ink, Out, Page};
use crate::render::number::counted;
use crate::render::outcome::{Applied, in_force};
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Forget {
    #[command(flatten)]
    of: InBook,
    #[command(flatten)]
    person: Person,
    #[command(flatten)]
    intention: Intention,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Person {
    /// A member, as holder of an account, as actor and as buyer
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    member: Option<MemberId>,
    /// The buyer of an order
    #[arg(long, value_name = "ORDER", allow_hyphen_values = true)]
    order: Option<OrderName>,
    /// The buyer of every order with this address
    #[arg(long, value_name = "ADDRESS", conflicts_with = "key")]
    email: Option<Email>,
}

#[derive(Serialize)]
struct Json {
    #[serde(flatten)]
    applied: Applied,
    erasure: &'static str,
}

/// A reminder for people, because the program cannot know every copy.
const COPIES: &str = "copies made before still hold it: those in the backup folder are replaced while Tallybook \
                      serves with ENABLE_BACKUP=true, remove any others";

#[derive(Serialize)]
struct OrdersForgotten {
    outcome: &'static str,
    orders: u64,
    erasure: &'static str,
}

impl Forget {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let (ledger, book) = (tallybook.ledger()?, self.of.book);
        let Person { member, order, email } = &self.person;
        if let Some(email) = email {
            let orders = ledger.forget_email(book, email, self.intention.asker(Asker::CommandLine))?;
            let json =
                OrdersForgotten { outcome: "applied", orders: orders as u64, erasure: erasure(&ledger) };
            close(ledger);
            out.answer(&json, |page| {
                page.line(format_args!("forgot the buyer of {}", counted(json.orders, "order")))?;
                write_erasure(json.erasure, page)
            })?;
            return Ok(ExitStatus::Done);
        }
        let command = match (member, order) {
            (Some(member), _) => Command::ForgetMember { member: *member },
            (None, order) => {
                let keys = |name: &OrderName| {
                    ledger.read(book, |book| name.find(book.orders().map(|order| &order.key)))
                };
                let order = order.as_ref().map(keys).transpose()?;
                Command::ForgetOrder { order: order.expect("clap requires one of the three") }
            }
        };
        let outcome: Outcome = ledger.submit_and_wait(self.intention.on(Request::new(book, command)))?;
        let Some(in_force) = in_force(outcome, out)? else { return Ok(ExitStatus::Refused) };
        let json = Json { applied: in_force.json(), erasure: erasure(&ledger) };
        close(ledger);
        out.answer(&json, |page| {
            in_force.line(page, "forgotten")?;
            write_erasure(json.erasure, page)
        })?;
        Ok(ExitStatus::Done)
    }
}

fn erasure(ledger: &Ledger) -> &'static str {
    if ledger.erasure_pending() { "pending" } else { "done" }
}

fn write_erasure(erasure: &str, page: &mut Page<'_>) -> std::io::Result<()> {
    if erasure == "pending" {
        page.line("  another process still reads the old pages: the ledger erases them when it lets go")?;
    }
    page.line(page.ink(Ink::Faint, format_args!("  {COPIES}")))
}
