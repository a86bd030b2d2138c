//! `claim`: redeems the code of an order. Says the points and the new balance, and nothing else of the order.

use ledger_core::{CodeHash, Command, Event, OrderStatus, Points, Refusal};
use ledger_store::{Outcome, Receipt};

use crate::invocation::{Context, Invocation};
use crate::render::{Embed, Tone};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;
use crate::reply::{Deleted, Privacy};
use crate::settings::codes::NotACode;

/// Redeems a code.
#[poise::command(slash_command, prefix_command, ephemeral)]
pub(crate) async fn claim(ctx: Context<'_>, #[rest] code: String) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    // Before anything else: no other member should read the code.
    let deleted = invocation.delete_question().await;
    let hashes = invocation.bot.codes.read(&code).map_err(|problem| match problem {
        NotACode::Unreadable => CommandError::say("claim-unreadable"),
        NotACode::Mistyped => CommandError::say("claim-mistyped"),
        NotACode::Off => CommandError::say("claim-off"),
    })?;
    let command = Command::RedeemClaim { member: invocation.member, code: hashes.clone() };
    let embed = match invocation.submit_with_key(command, invocation.key()).await? {
        Outcome::Applied(receipt) | Outcome::AlreadyApplied(receipt) => {
            redeemed(&invocation, &receipt).await?
        }
        Outcome::Refused(refusal) => match redeemed_before(&invocation, &hashes, &refusal) {
            Some(points) => {
                let amount = invocation.amount(points);
                Embed::new(Tone::Neutral)
                    .line(invocation.say_with("claim-done-before", &[("amount", amount.into())]))
            }
            None => return Err(refusal.into()),
        },
    };
    let answer = Answer::embed(match deleted {
        Deleted::NotNeeded => embed,
        Deleted::Gone => embed.footer(invocation.say("claim-message-deleted")),
        Deleted::StillThere => embed.footer(invocation.say("claim-message-left")),
    });
    invocation.answer(answer).await
}

async fn redeemed(invocation: &Invocation, receipt: &Receipt) -> Result<Embed, CommandError> {
    let position = receipt.position;
    let event = invocation
        .look_up(move |ledger, _| position.map(|position| ledger.event(position)).transpose())
        .await?
        .flatten();
    let Some(Event::ClaimRedeemed { amount, .. }) = event.map(|recorded| recorded.event) else {
        return Err(CommandError::fault("the redeemed claim is not where its receipt says"));
    };
    let (amount, balance) = (invocation.amount(amount.points()), invocation.amount(receipt.balance));
    let embed = Embed::new(Tone::Good)
        .title(invocation.say("claim-title"))
        .line(invocation.say_with("claim-done", &[("amount", amount.into())]))
        .line(invocation.say_with("claim-balance", &[("balance", balance.into())]));
    Ok(match invocation.new_achievements(receipt).await? {
        Some(line) => embed.line(line),
        None => embed,
    })
}

/// What this member got for this code before, if it was them.
fn redeemed_before(invocation: &Invocation, hashes: &[CodeHash], refusal: &Refusal) -> Option<Points> {
    if !matches!(refusal, Refusal::ClaimNotOpen { status: OrderStatus::Redeemed }) {
        return None;
    }
    invocation.read(|book| {
        let own = book.account_of(invocation.member)?;
        let order = book.orders().find(|order| hashes.contains(&order.code))?;
        order.redeemed.filter(|redeemed| redeemed.account == own).map(|_| order.points)
    })
}
