//! `forget`: a person, the buyer of an order, or an address, for good. The points and their history stay.

use clap::Args;
use ledger_core::{Asker, Command, Email, MemberId};
use ledger_store::{Ledger, Outcome, Request};
use serde::Serialize;

use crate::args::{InBook, Intention, OrderName};
use crate::commands::close;
use crate::failure::{Answer, Verdict};
use crate::out::{Ink, Out, Page};
use crate::render::number::counted;
use crate::render::outcome::{Applied, in_force};
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Forget {
    #[command(flatten)]
    of: InBook,
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    intention: Intention,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Whom {
    /// A member: as holder of an account, as who did something, as buyer
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

/// Said to people, because nothing here can know of every copy.
const COPIES: &str = "copies made before still hold it: those in the backup folder are replaced while Tallybook \
                      serves with ENABLE_BACKUP=true, remove any others";

#[derive(Serialize)]
struct OrdersForgotten {
    outcome: &'static str,
    orders: u64,
    erasure: &'static str,
}

impl Forget {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let (ledger, book) = (tallybook.ledger()?, self.of.book);
        let Whom { member, order, email } = &self.whom;
        if let Some(email) = email {
            let orders = ledger.forget_email(book, email, self.intention.asker(Asker::CommandLine))?;
            let json =
                OrdersForgotten { outcome: "applied", orders: orders as u64, erasure: erasure(&ledger) };
            close(ledger);
            out.answer(&json, |page| {
                page.line(format_args!("forgot the buyer of {}", counted(json.orders, "order")))?;
                tell_what_is_left(json.erasure, page)
            })?;
            return Ok(Verdict::Done);
        }
        let command = match (member, order) {
            (Some(member), _) => Command::ForgetMember { member: *member },
            (None, order) => {
                let keys = |name: &OrderName| {
                    ledger.read(book, |book| name.find(book.orders().map(|order| &order.key)))
                };
                let order = order.as_ref().map(keys).transpose()?;
                Command::ForgetOrder { order: order.expect("clap sees that one of the three is given") }
            }
        };
        let outcome: Outcome = ledger.submit(self.intention.on(Request::new(book, command))).wait()?;
        let Some(in_force) = in_force(outcome, out)? else { return Ok(Verdict::Refused) };
        let json = Json { applied: in_force.json(), erasure: erasure(&ledger) };
        close(ledger);
        out.answer(&json, |page| {
            in_force.line(page, "forgotten")?;
            tell_what_is_left(json.erasure, page)
        })?;
        Ok(Verdict::Done)
    }
}

fn erasure(ledger: &Ledger) -> &'static str {
    if ledger.erasure_pending() { "pending" } else { "done" }
}

/// What is left to be done about the bytes.
fn tell_what_is_left(erasure: &str, page: &mut Page<'_>) -> std::io::Result<()> {
    if erasure == "pending" {
        page.line("  another process still reads the old pages: the ledger erases them when it lets go")?;
    }
    page.line(page.ink(Ink::Faint, format_args!("  {COPIES}")))
}
