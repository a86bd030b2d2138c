//! `orders`: counts orders by status, shows one, issues a new code for one, and voids a code.

use ledger_core::{Command, Order, OrderKey, OrderStatus, Points, Reason};

use crate::invocation::arguments::SlashOnly;
use crate::invocation::change::{ChangeReport, mention};
use crate::invocation::silent::Silence;
use crate::invocation::{Context, Invocation, reason};
use crate::render::escape::{harmless, said_back};
use crate::render::{Embed, Tone, time};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

/// The most orders named when an id belongs to several; an ellipsis stands for more.
const MAX_NAMED: usize = 5;

/// In a message without a subcommand it counts the orders.
#[poise::command(slash_command, prefix_command, subcommands("overview", "show", "reissue", "void"))]
pub(crate) async fn orders(ctx: Context<'_>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let embed = counted(&invocation);
    invocation.answer(Answer::embed(embed)).await
}

/// Counts the orders by status.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn overview(ctx: Context<'_>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let embed = counted(&invocation);
    invocation.answer(Answer::embed(embed)).await
}

/// Shows one order.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn show(ctx: Context<'_>, #[rest] order: String) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let order = named(&invocation, &order)?;
    let embed = shown(&invocation, &order);
    invocation.answer(Answer::embed(embed)).await
}

/// Issues a new code for an order and invalidates the old one.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn reissue(
    ctx: Context<'_>,
    #[autocomplete = "crate::invocation::autocomplete::reasons"] reason: Option<SlashOnly<String>>,
    #[rest] order: String,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    // Order ids may have several words: without the word for a reason, the whole line is the order.
    let mut order = Some(order);
    let reason = reason::behind(ctx, reason, &mut order)?;
    let order = named(&invocation, &order.ok_or_else(|| CommandError::say("bad-missing"))?)?;
    // Everyone who reads the code can redeem it, so it must not be shown in a channel. If it cannot be shown privately,
    // the old code must stay valid.
    let direct_message = match invocation.is_private() {
        true => None,
        false => Some(invocation.open_direct_message().await?),
    };
    let issue = order.issue.saturating_add(1);
    let issued =
        invocation.bot.codes.issue(invocation.book, &order.key, issue).map_err(CommandError::fault)?;
    let (code, secret) = (issued.hash, issued.secret);
    let key = order.key.clone();
    let command = Command::ReissueClaim { order: key, issue, code, secret, reason: reason.clone() };
    let receipt = invocation.submit(command).await?;
    let values = [("order", name(&order.key).into()), ("code", issued.code.into())];
    let embed = Embed::new(Tone::Good)
        .title(invocation.say("orders-reissued-title"))
        .line(invocation.say_with("orders-reissued", &values));
    let embed = reason::shown(&invocation, embed, &receipt, reason.as_ref());
    match direct_message {
        None => invocation.answer(Answer::embed(embed)).await,
        Some(direct_message) => invocation.tell_by(direct_message, Answer::embed(embed)).await,
    }
}

/// Voids the code of an order.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn void(
    ctx: Context<'_>,
    order: String,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: String,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin_with_silence(ctx, silent).await?;
    let (order, reason) = (named(&invocation, &order)?, Reason::new(&reason)?);
    let receipt =
        invocation.submit(Command::VoidClaim { order: order.key.clone(), reason: reason.clone() }).await?;
    let values = [("order", name(&order.key).into())];
    let change = ChangeReport {
        title: invocation.say_with("orders-order-title", &values),
        said: invocation.say_with("orders-voided", &values),
        reason: &reason,
        balance: None,
        entry: receipt.position,
    };
    change.tell(&mut invocation).await
}

fn counted(invocation: &Invocation) -> Embed {
    let (counts, waiting) = invocation.read(|book| {
        let counts = OrderStatus::ALL.map(|status| (status, book.orders_with(status)));
        let open = book.orders().filter(|order| order.status == OrderStatus::Claimable);
        let waiting = open.fold(Points::ZERO, |sum, order| sum.checked_add(order.points).unwrap_or(sum));
        (counts, waiting)
    });
    let embed = Embed::new(Tone::Neutral).title(invocation.say("orders-title"));
    if counts.iter().all(|(_, count)| *count == 0) {
        return embed.line(invocation.say("orders-none"));
    }
    let lines = counts.map(|(status, count)| {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        format!("**{}** · {}", invocation.voice().number(count), in_words(invocation, status))
    });
    embed.lines(lines).field(invocation.say("orders-points-waiting"), invocation.amount(waiting))
}

fn shown(invocation: &Invocation, order: &Order) -> Embed {
    let values = [("order", name(&order.key).into())];
    let number = |number: u32| invocation.voice().number(number.into());
    let embed = Embed::new(Tone::Neutral)
        .title(invocation.say_with("orders-order-title", &values))
        .column(invocation.say("orders-status"), in_words(invocation, order.status))
        .column(invocation.say("orders-points"), invocation.amount(order.points))
        .column(invocation.say("orders-issues"), number(order.issue));
    let Some(redeemed) = order.redeemed else { return embed };
    let member = invocation.read(|book| book.account(redeemed.account).and_then(|account| account.member));
    let member = member.map_or_else(|| invocation.say("name-forgotten"), mention);
    embed.column(invocation.say("orders-claimed-by"), format!("{member} · {}", time::ago(redeemed.at)))
}

fn in_words(invocation: &Invocation, status: OrderStatus) -> String {
    match status {
        OrderStatus::Claimable => invocation.say("order-status-claimable"),
        OrderStatus::Redeemed => invocation.say("order-status-redeemed"),
        OrderStatus::Reversed => invocation.say("order-status-reversed"),
        OrderStatus::Refunded => invocation.say("order-status-refunded"),
        OrderStatus::Voided => invocation.say("order-status-voided"),
        OrderStatus::Expired => invocation.say("order-status-expired"),
        other => other.to_string(),
    }
}

/// An order by its id, or by its full key if several shops have that id: `shopify:main:1001`.
fn named(invocation: &Invocation, typed: &str) -> Result<Order, CommandError> {
    let typed = typed.trim();
    let id = typed.strip_prefix('#').unwrap_or(typed);
    let found: Vec<Order> = invocation.read(|book| {
        let is_it = |order: &&Order| {
            let own = order.key.id.as_str();
            own == typed || own == id || own.strip_prefix('#') == Some(id) || order.key.to_string() == typed
        };
        book.orders().filter(is_it).take(MAX_NAMED + 1).cloned().collect()
    });
    let quoted = typed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match (found.as_slice(), quoted) {
        // An id of several words may be quoted, which separates it from what follows.
        ([], Some(inner)) => named(invocation, inner),
        ([], None) => Err(CommandError::say_with(
            "refusal-unknown-order",
            [("order", format!("“{}”", said_back(typed)).into())],
        )),
        ([one], _) => Ok(one.clone()),
        (several, _) => {
            let named = several.iter().take(MAX_NAMED).map(|order| name(&order.key));
            let more = (several.len() > MAX_NAMED).then(|| "…".to_owned());
            let orders = named.chain(more).collect::<Vec<_>>().join(", ");
            let values = [("order", format!("“{}”", said_back(typed)).into()), ("orders", orders.into())];
            Err(CommandError::say_with("orders-ambiguous", values))
        }
    }
}

fn name(key: &OrderKey) -> String {
    harmless(&key.to_string())
}
