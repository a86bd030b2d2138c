//! `claim`: redeems the code of an order. Says the points and the new balance, and nothing else of the order.

use ledger_core::{CodeHash, Command, Event, OrderStatus, Points, Refusal};
use ledger_store::{Outcome, Receipt};

use crate::answer::Answer;
use crate::ask::{Ask, Context};
use crate::codes::NotACode;
use crate::look::{Meaning, Sheet};
use crate::trouble::Trouble;
use crate::way::{Deleted, Privacy};

/// Redeems a code.
#[poise::command(slash_command, prefix_command, ephemeral)]
pub async fn claim(ctx: Context<'_>, #[rest] code: String) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    // First of all: whatever becomes of it, nobody else should read it.
    let context = ask.discord.clone();
    let deleted = ask.way().delete_question(&context).await;
    let hashes = ask.bot.codes.read(&code).map_err(|problem| match problem {
        NotACode::Unreadable => Trouble::say("claim-unreadable"),
        NotACode::Mistyped => Trouble::say("claim-mistyped"),
        NotACode::Off => Trouble::say("claim-off"),
    })?;
    let command = Command::RedeemClaim { member: ask.member, code: hashes.clone() };
    let sheet = match ask.ask(command, ask.key()).await? {
        Outcome::Applied(receipt) | Outcome::AlreadyApplied(receipt) => redeemed(&ask, &receipt).await?,
        Outcome::Refused(refusal) => match redeemed_before(&ask, &hashes, &refusal) {
            Some(points) => {
                let amount = ask.amount(points);
                Sheet::new(Meaning::Neutral)
                    .line(ask.say_with("claim-done-before", &[("amount", amount.into())]))
            }
            None => return Err(refusal.into()),
        },
    };
    let answer = Answer::sheet(match deleted {
        Deleted::NotNeeded => sheet,
        Deleted::Gone => sheet.footer(ask.say("claim-message-deleted")),
        Deleted::StillThere => sheet.footer(ask.say("claim-message-left")),
    });
    ask.answer(answer).await
}

async fn redeemed(ask: &Ask, receipt: &Receipt) -> Result<Sheet, Trouble> {
    let position = receipt.position;
    let event = ask
        .look_up(move |ledger, _| position.map(|position| ledger.event(position)).transpose())
        .await?
        .flatten();
    let Some(Event::ClaimRedeemed { amount, .. }) = event.map(|recorded| recorded.event) else {
        return Err(ask.after_all(Trouble::fault("the redeemed claim is not where its receipt says")));
    };
    let (amount, balance) = (ask.amount(amount.points()), ask.amount(receipt.balance));
    let sheet = Sheet::new(Meaning::Good)
        .title(ask.say("claim-title"))
        .line(ask.say_with("claim-done", &[("amount", amount.into())]))
        .line(ask.say_with("claim-balance", &[("balance", balance.into())]));
    Ok(match ask.new_achievements(receipt).await? {
        Some(line) => sheet.line(line),
        None => sheet,
    })
}

/// What this member got for this code before, if it was them.
fn redeemed_before(ask: &Ask, hashes: &[CodeHash], refusal: &Refusal) -> Option<Points> {
    if !matches!(refusal, Refusal::ClaimNotOpen { status: OrderStatus::Redeemed }) {
        return None;
    }
    ask.read(|book| {
        let own = book.account_of(ask.member)?;
        let order = book.orders().find(|order| hashes.contains(&order.code))?;
        order.redeemed.filter(|redeemed| redeemed.account == own).map(|_| order.points)
    })
}
