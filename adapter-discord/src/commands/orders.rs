//! `orders`: how many there are and how they stand, one of them, a new code for one, and a code made void.

use ledger_core::{Command, Order, OrderKey, OrderStatus, Points, Reason};

use crate::answer::Answer;
use crate::arguments::InForm;
use crate::ask::{Ask, Context};
use crate::because;
use crate::change::{Change, mention};
use crate::look::text::{harmless, said_back};
use crate::look::{Meaning, Sheet, time};
use crate::silence::{self, Silence};
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The most orders that are named where one name fits several.
const MAX_NAMED: usize = 5;

/// In a message, without anything behind it, counts them.
#[poise::command(slash_command, prefix_command, subcommands("overview", "show", "reissue", "void"))]
pub async fn orders(ctx: Context<'_>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let sheet = counted(&ask);
    ask.answer(Answer::sheet(sheet)).await
}

/// Counts them.
#[poise::command(slash_command, prefix_command)]
pub async fn overview(ctx: Context<'_>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let sheet = counted(&ask);
    ask.answer(Answer::sheet(sheet)).await
}

/// Says how one stands.
#[poise::command(slash_command, prefix_command)]
pub async fn show(ctx: Context<'_>, #[rest] order: String) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let order = named(&ask, &order)?;
    let sheet = shown(&ask, &order);
    ask.answer(Answer::sheet(sheet)).await
}

/// Gives one a new code; the old one goes dead.
#[poise::command(slash_command, prefix_command)]
pub async fn reissue(
    ctx: Context<'_>,
    #[autocomplete = "crate::suggest::reasons"] reason: Option<InForm<String>>,
    #[rest] order: String,
) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    // There are ids of several words: without the word for a reason, all of the line is the order.
    let mut order = Some(order);
    let reason = because::behind(ctx, reason, &mut order)?;
    let order = named(&ask, &order.ok_or_else(|| Trouble::say("bad-missing"))?)?;
    // Whoever reads the code can redeem it, so it must not stand in a channel. And where it cannot be shown, the old one
    // must not go dead.
    let letter = match ask.is_private() {
        true => None,
        false => Some(ask.open_letter().await?),
    };
    let issue = order.issue.saturating_add(1);
    let issued = ask.bot.codes.issue(ask.book, &order.key, issue).map_err(Trouble::fault)?;
    let (code, secret) = (issued.hash, issued.secret);
    let key = order.key.clone();
    let command = Command::ReissueClaim { order: key, issue, code, secret, reason: reason.clone() };
    let receipt = ask.submit(command).await?;
    let values = [("order", name(&order.key).into()), ("code", issued.code.into())];
    let sheet = Sheet::new(Meaning::Good)
        .title(ask.say("orders-reissued-title"))
        .line(ask.say_with("orders-reissued", &values));
    let sheet = because::shown(&ask, sheet, &receipt, reason.as_ref());
    match letter {
        None => ask.answer(Answer::sheet(sheet)).await,
        Some(letter) => ask.tell_by(letter, Answer::sheet(sheet)).await,
    }
}

/// Makes the code of one void.
#[poise::command(slash_command, prefix_command)]
pub async fn void(
    ctx: Context<'_>,
    order: String,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::suggest::reasons"]
    reason: String,
) -> Result<(), Trouble> {
    let (mut ask, silence) = silence::begin(ctx, silent).await?;
    let (order, reason) = (named(&ask, &order)?, Reason::new(&reason)?);
    let receipt = ask.submit(Command::VoidClaim { order: order.key.clone(), reason: reason.clone() }).await?;
    let values = [("order", name(&order.key).into())];
    let change = Change {
        title: ask.say_with("orders-order-title", &values),
        said: ask.say_with("orders-voided", &values),
        reason: &reason,
        balance: None,
        entry: receipt.position,
        silence,
    };
    change.tell(&mut ask).await
}

fn counted(ask: &Ask) -> Sheet {
    let (counts, waiting) = ask.read(|book| {
        let counts = OrderStatus::ALL.map(|status| (status, book.orders_with(status)));
        let open = book.orders().filter(|order| order.status == OrderStatus::Claimable);
        let waiting = open.fold(Points::ZERO, |sum, order| sum.checked_add(order.points).unwrap_or(sum));
        (counts, waiting)
    });
    let sheet = Sheet::new(Meaning::Neutral).title(ask.say("orders-title"));
    if counts.iter().all(|(_, count)| *count == 0) {
        return sheet.line(ask.say("orders-none"));
    }
    let lines = counts.map(|(status, count)| {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        format!("**{}** · {}", ask.voice().number(count), in_words(ask, status))
    });
    sheet.lines(lines).field(ask.say("orders-points-waiting"), ask.amount(waiting))
}

fn shown(ask: &Ask, order: &Order) -> Sheet {
    let values = [("order", name(&order.key).into())];
    let number = |number: u32| ask.voice().number(number.into());
    let sheet = Sheet::new(Meaning::Neutral)
        .title(ask.say_with("orders-order-title", &values))
        .column(ask.say("orders-status"), in_words(ask, order.status))
        .column(ask.say("orders-points"), ask.amount(order.points))
        .column(ask.say("orders-issues"), number(order.issue));
    let Some(redeemed) = order.redeemed else { return sheet };
    let member = ask.read(|book| book.account(redeemed.account).and_then(|account| account.member));
    let member = member.map_or_else(|| ask.say("name-forgotten"), mention);
    sheet.column(ask.say("orders-claimed-by"), format!("{member} · {}", time::ago(redeemed.at)))
}

fn in_words(ask: &Ask, status: OrderStatus) -> String {
    match status {
        OrderStatus::Claimable => ask.say("order-status-claimable"),
        OrderStatus::Redeemed => ask.say("order-status-redeemed"),
        OrderStatus::Reversed => ask.say("order-status-reversed"),
        OrderStatus::Refunded => ask.say("order-status-refunded"),
        OrderStatus::Voided => ask.say("order-status-voided"),
        OrderStatus::Expired => ask.say("order-status-expired"),
        other => other.to_string(),
    }
}

/// An order by its id, or in full where several shops have the same: `shopify:main:1001`.
fn named(ask: &Ask, typed: &str) -> Result<Order, Trouble> {
    let typed = typed.trim();
    let id = typed.strip_prefix('#').unwrap_or(typed);
    let found: Vec<Order> = ask.read(|book| {
        let is_it = |order: &&Order| {
            let own = order.key.id.as_str();
            own == typed || own == id || own.strip_prefix('#') == Some(id) || order.key.to_string() == typed
        };
        book.orders().filter(is_it).take(MAX_NAMED).cloned().collect()
    });
    let quoted = typed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match (found.as_slice(), quoted) {
        // As an id of several words is written where something follows it.
        ([], Some(inner)) => named(ask, inner),
        ([], None) => Err(Trouble::say_with(
            "refusal-unknown-order",
            [("order", format!("“{}”", said_back(typed)).into())],
        )),
        ([one], _) => Ok(one.clone()),
        (several, _) => {
            let orders = several.iter().map(|order| name(&order.key)).collect::<Vec<_>>().join(", ");
            let values = [("order", format!("“{}”", said_back(typed)).into()), ("orders", orders.into())];
            Err(Trouble::say_with("orders-ambiguous", values))
        }
    }
}

fn name(key: &OrderKey) -> String {
    harmless(&key.to_string())
}
