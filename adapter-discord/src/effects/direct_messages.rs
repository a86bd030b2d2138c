//! Sends a direct message to a member whose points changed, if the server and the member want it. One message covers
//! everything that a command did to a member: the grant, and the achievement that came with it.

use ledger_core::{
    AccountNo, AchievementKey, Book, BookId, Correction, Direction, Event, MemberId, Points, Position,
    Recorded,
};
use ledger_store::{AsOf, Delivery, Outbox, Planned, ReadError};
use poise::serenity_prelude as serenity;
use serenity::UserId;

use super::context::EffectContext;
use super::delivery_error::{DeliveryError, DiscordRefusal};
use super::runner::{Effect, patient};
use super::send_once::{SendOnce, mark};
use crate::render::escape::{harmless, plain};
use crate::render::{Embed, Tone};
use crate::settings::book_settings::{self, DirectMessageSetting, server};
use crate::settings::preferences::{self, DirectMessageAccess, DirectMessagePreference};

/// Messages sent at the same time. Discord penalises bots that open many conversations at once.
const AT_ONCE: usize = 4;

/// The most events between a change and an achievement that came with it.
const NEAR: u64 = 64;

/// The most events read around one.
const MAX_NEAR: usize = 129;

pub(super) struct DirectMessages {
    context: EffectContext,
}

impl DirectMessages {
    pub(super) fn new(context: EffectContext) -> DirectMessages {
        DirectMessages { context }
    }

    async fn send(&self, delivery: &Delivery, member: MemberId, embed: Embed) -> Result<(), DeliveryError> {
        let http = &self.context.http;
        let channel = UserId::new(member.number()).create_dm_channel(http).await?;
        SendOnce::of(delivery).send(http, channel.id, embed).await
    }

    async fn server_name(&self, book: BookId) -> Result<String, DeliveryError> {
        let cached = self.context.cache.guild(server(book)).map(|guild| guild.name.clone());
        match cached {
            Some(name) => Ok(name),
            None => Ok(self.context.http.get_guild(server(book)).await?.name),
        }
    }
}

impl Effect for DirectMessages {
    const REACTION: Outbox = patient("discord.messages").at_once(AT_ONCE);

    fn plan(recorded: &Recorded, book: &Book) -> Vec<Planned> {
        if !book_settings::has_direct_messages(book.settings()) {
            return Vec::new();
        }
        about(&recorded.event).into_iter().map(|account| Planned::new("message").to(account)).collect()
    }

    async fn perform(&self, delivery: &Delivery) -> Result<(), DeliveryError> {
        let (context, book) = (&self.context, delivery.book());
        let Some(account) = delivery.account() else { return Ok(()) };
        let Some(member) = context.member(book, account) else { return Ok(()) };
        let ledger = &context.bot.ledger;
        if context.settings(book).direct_messages == DirectMessageSetting::Off {
            return Ok(());
        }
        let asked = ledger.clone();
        let wished = tokio::task::spawn_blocking(move || {
            Ok::<_, ReadError>((
                preferences::direct_messages(&asked, book, member)?,
                preferences::direct_message_access(&asked, book, member)?,
            ))
        });
        if wished.await?? != (DirectMessagePreference::Wanted, DirectMessageAccess::Open) {
            return Ok(());
        }
        let server_name = self.server_name(book).await?;
        let (means, at) = (context.clone(), delivery.position());
        let composed = tokio::task::spawn_blocking(move || {
            let Some(recorded) = means.bot.ledger.event(at)? else { return Ok(None) };
            compose(&means, &recorded, account, member, &server_name)
        });
        let Some(embed) = composed.await?? else { return Ok(()) };
        let sent = self.send(delivery, member, embed).await;
        match sent.as_ref().err().and_then(DeliveryError::refusal) {
            Some(DiscordRefusal::Closed) => preferences::record_closed(ledger, book, member).await?,
            Some(DiscordRefusal::LeftTheServer) => context.bot.names.left(book, member),
            _ => {}
        }
        sent
    }
}

/// The accounts to notify about an event. The giver of a transfer needs no message.
fn about(event: &Event) -> Vec<AccountNo> {
    match event {
        Event::PointsGranted { account, .. }
        | Event::PointsDeducted { account, .. }
        | Event::PointsTransferred { to: account, .. }
        | Event::AchievementUnlocked { account, .. }
        | Event::ClaimRedeemed { account, .. }
        | Event::BalanceClosed { account, .. } => vec![*account],
        Event::PostingReversed { .. } => event.sides().accounts().collect(),
        Event::OrderChanged(changed) => {
            changed.correction.map(|correction| correction.account).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The message about everything that a command did to a member; `None` if an earlier event of the command covers this
/// one.
fn compose(
    context: &EffectContext,
    recorded: &Recorded,
    account: AccountNo,
    member: MemberId,
    server_name: &str,
) -> Result<Option<Embed>, ReadError> {
    let book = recorded.book;
    let ledger = &context.bot.ledger;
    let from = recorded.command.0.max(recorded.position.0.saturating_sub(NEAR));
    let mut near = ledger.events(Position(from.saturating_sub(1)), MAX_NEAR)?;
    near.retain(|one| one.command == recorded.command && about(&one.event).contains(&account));
    let Some(told) = told_together(recorded, near) else { return Ok(None) };
    let (voice, currency) = (context.voice(book), context.currency(book));
    let mut embed = Embed::new(Tone::Money)
        .title(voice.say_with("message-title", &[("server", harmless(server_name).into())]));
    for one in &told {
        embed = embed.line(line(context, one, account));
        if let Some(reason) = one.event.reason() {
            let reason = context.words_of(book, reason.as_str());
            embed = embed.line(voice.say_with("log-reason", &[("reason", reason.into())]));
        }
    }
    let last = told.last().map_or(recorded.position, |last| last.position);
    let balance = ledger.balance_as_of(book, member, AsOf::Position(last))?;
    let balance = currency.amount(voice, balance);
    let how_to_stop = plain(&voice.say("message-how-to-stop"));
    Ok(Some(
        embed
            .line(voice.say_with("message-balance", &[("balance", balance.into())]))
            .footer(format!("{} · {how_to_stop}", mark(recorded.position)))
            .at(recorded.at),
    ))
}

/// The events that one message covers: this one, and the achievements that came with it. `None` for such an
/// achievement. A command may concern thousands of members, so only events near this one are read, which is where its
/// achievements are.
fn told_together(recorded: &Recorded, near: Vec<Recorded>) -> Option<Vec<Recorded>> {
    let is_unlock = |one: &Recorded| matches!(one.event, Event::AchievementUnlocked { .. });
    let at = recorded.position;
    if is_unlock(recorded) {
        let came_with = near.iter().any(|one| one.position < at && !is_unlock(one));
        return (!came_with).then(|| vec![recorded.clone()]);
    }
    let behind = near.into_iter().filter(|one| one.position > at && one.position.0 - at.0 <= NEAR);
    let unlocks = behind.take_while(is_unlock);
    Some([recorded.clone()].into_iter().chain(unlocks).collect())
}

fn line(context: &EffectContext, recorded: &Recorded, account: AccountNo) -> String {
    let book = recorded.book;
    let (voice, currency) = (context.voice(book), context.currency(book));
    let amount = |line: &str, points: Points| {
        voice.say_with(line, &[("amount", currency.amount(voice, points).into())])
    };
    let change = |line: &str, points: Points| {
        voice.say_with(line, &[("change", currency.change(voice, points).into())])
    };
    match &recorded.event {
        Event::PointsGranted { amount: points, .. } => amount("message-granted", points.points()),
        Event::PointsDeducted { amount: points, .. } => amount("message-deducted", points.points()),
        Event::PointsTransferred { from, amount: points, .. } => voice.say_with(
            "message-received",
            &[
                ("name", context.name(book, *from).into()),
                ("amount", currency.amount(voice, points.points()).into()),
            ],
        ),
        Event::PostingReversed { debit, amount: points, .. } if *debit == account => {
            change("message-reversed", Points(points.points().0.saturating_neg()))
        }
        Event::PostingReversed { amount: points, .. } => change("message-reversed", points.points()),
        Event::AchievementUnlocked { achievement, reward, .. } => {
            let name = harmless(&achievement_name(context, book, achievement));
            let unlocked = voice.say_with("message-unlocked", &[("achievement", name.into())]);
            match *reward {
                Points::ZERO => unlocked,
                reward => format!("{unlocked} {}", currency.change(voice, reward)),
            }
        }
        Event::ClaimRedeemed { amount: points, .. } => amount("message-claimed", points.points()),
        Event::OrderChanged(changed) => {
            let points = changed.correction.map_or(
                Points::ZERO,
                |Correction { direction, amount, .. }| match direction {
                    Direction::Credit => amount.points(),
                    Direction::Debit => Points(amount.points().0.saturating_neg()),
                },
            );
            change("message-order-changed", points)
        }
        _ => voice.say("message-season-closed"),
    }
}

fn achievement_name(context: &EffectContext, book: BookId, key: &AchievementKey) -> String {
    let name = |book: &Book| book.achievement(key).map(|found| found.spec.name.to_string());
    context.bot.ledger.read(book, name).unwrap_or_else(|| key.to_string())
}
