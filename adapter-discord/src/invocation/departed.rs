//! Whether the members on a page are still in the server. Without the members intent Discord announces no departures,
//! so the bot asks about each member now and then, and [`crate::app::names`] remembers the answer.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use ledger_core::{BookId, MemberId};
use poise::serenity_prelude as serenity;
use serenity::UserId;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::app::{Bot, names};
use crate::invocation::Invocation;
use crate::reply;
use crate::settings::book_settings::server;

/// For how long an answer of Discord holds.
const HOLDS: Duration = Duration::from_secs(6 * 3_600);

/// After how long Discord is asked again, if it did not answer.
const ASK_AGAIN: Duration = Duration::from_secs(60);

/// How long a page waits. What comes later is there for the next page.
const PATIENCE: Duration = Duration::from_millis(800);

/// Asks about the members who were not asked about lately; returns how many of all of them have left.
pub(crate) async fn count_departed(invocation: &Invocation, members: &[MemberId]) -> usize {
    let unknown = invocation.bot.names.to_ask_about(invocation.book, members.iter().copied(), HOLDS);
    if unknown.is_empty() {
        return 0;
    }
    let (bot, http, book) =
        (Arc::clone(&invocation.bot), Arc::clone(&invocation.discord.http), invocation.book);
    let asking = tokio::spawn(async move {
        let mut under_way = JoinSet::new();
        for member in unknown {
            under_way.spawn(ask_about(Arc::clone(&bot), Arc::clone(&http), book, member));
        }
        while under_way.join_next().await.is_some() {}
    });
    // It goes on when the page stops waiting.
    if timeout(PATIENCE, asking).await.is_err() {
        log::debug!("{}: Discord takes its time to say who is there", invocation.reference());
    }
    let gone: HashSet<MemberId> = invocation.bot.names.gone(invocation.book).into_iter().collect();
    members.iter().filter(|member| gone.contains(member)).count()
}

async fn ask_about(bot: Arc<Bot>, http: Arc<serenity::Http>, book: BookId, member: MemberId) {
    match http.get_member(server(book), UserId::new(member.number())).await {
        Ok(here) => bot.names.seen(book, member, names::shown(&here.user, here.nick.as_deref())),
        Err(error) if reply::is_not_here(&error) => bot.names.left(book, member),
        Err(error) => {
            log::debug!("Discord did not say whether a member is in the server: {}", reply::shown(&error));
            bot.names.not_answered(book, member, ASK_AGAIN);
        }
    }
}
