//! Messages that are no responses to interactions: a reply to a message, a direct message, an edit of either. Each is
//! retried where Discord is busy or broken.

use poise::serenity_prelude as serenity;
use serenity::{Builder, ChannelId, Context, CreateMessage, GuildId, Message, MessageId, UserId};
use tokio::time::Instant;

use super::LATER_ANSWER;
use super::discord_errors::is_forbidden;
use super::retry::Retry;
use crate::reply::answer::Answer;

/// Replies to a message, for the `nth` time; only writes below it where no reply is allowed.
pub(super) async fn send_reply(
    context: &Context,
    (channel, guild): (ChannelId, Option<GuildId>),
    message: MessageId,
    nth: u32,
    answer: Answer,
) -> serenity::Result<MessageId> {
    let mut retry = Retry::until(Instant::now() + LATER_ANSWER);
    let mut reply = answer.clone().into_reply(channel, message, nth);
    let mut is_reply = true;
    loop {
        match reply.clone().execute(context, (channel, guild)).await {
            Ok(sent) => return Ok(sent.id),
            // Without the permission to read the history, the bot cannot reply, but it can write.
            Err(error) if is_reply && is_forbidden(&error) => {
                is_reply = false;
                reply = answer.clone().into_direct_message(message, nth);
            }
            Err(error) if retry.waits_for_another_try(&error).await => {}
            Err(error) => return Err(error),
        }
    }
}

/// Replaces a message by an answer.
pub(super) async fn edit_message(
    context: &Context,
    (channel, message): (ChannelId, MessageId),
    answer: &Answer,
) -> serenity::Result<()> {
    let mut retry = Retry::until(Instant::now() + LATER_ANSWER);
    let change = answer.clone().into_change();
    loop {
        match channel.edit_message(context, message, change.clone()).await {
            Err(error) if retry.waits_for_another_try(&error).await => {}
            changed => return changed.map(drop),
        }
    }
}

/// Sends a direct message. Retried, it is one message if it has a nonce.
pub(crate) async fn send_direct_message(
    context: &Context,
    user: UserId,
    direct_message: CreateMessage,
) -> serenity::Result<Message> {
    let mut retry = Retry::until(Instant::now() + LATER_ANSWER);
    loop {
        let sent = match user.create_dm_channel(context).await {
            Ok(channel) => channel.send_message(context, direct_message.clone()).await,
            Err(error) => Err(error),
        };
        match sent {
            Err(error) if retry.waits_for_another_try(&error).await => {}
            sent => return sent,
        }
    }
}
