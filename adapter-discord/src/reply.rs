//! How an answer gets back to the member: as a reply to a message, a response to an interaction, or a direct message.
//! Sending is retried where that is harmless.

pub(crate) mod answer;
pub(crate) mod channel_access;
mod discord_errors;
pub(crate) mod dm_link;
pub(crate) mod error;
mod retry;
mod send;

use std::time::Duration;

use poise::serenity_prelude as serenity;
use serenity::{
    Builder, ChannelId, Context, CreateInteractionResponse, CreateInteractionResponseMessage, GuildId,
    HttpError, InteractionId, MessageId, Route, UserId,
};
use tokio::time::{Instant, timeout};

use self::discord_errors::is_acknowledged_already;
pub(crate) use self::discord_errors::{is_forbidden, is_not_found, is_not_here, passes, shown};
use self::retry::Retry;
pub(crate) use self::send::send_direct_message;
use self::send::{edit_message, send_reply};
use crate::reply::answer::Answer;
use crate::reply::error::{CommandError, over_or_fault};

/// How long Discord waits for the first response to an interaction, less what the way there takes.
const FIRST_RESPONSE: Duration = Duration::from_millis(2_500);

/// How long one try of the first response may take: after a longer wait for a lost answer no time is left for another.
const FIRST_TRY: Duration = Duration::from_secs(1);

/// How long an answer after the first response is retried.
const LATER_ANSWER: Duration = Duration::from_secs(10);

/// Nonce index reserved for progress messages.
const PROGRESS_NONCE: u32 = 98;

/// Where the answer to one interaction or message goes, and what was sent already.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// An interaction without a response; Discord waits three seconds for it.
    Fresh {
        /// The interaction.
        id: InteractionId,
        /// The response token.
        token: ResponseToken,
    },
    /// An interaction with a first response, which the answer replaces.
    Deferred {
        /// The response token.
        token: ResponseToken,
    },
    /// A reply to a message.
    Message {
        /// The channel.
        channel: ChannelId,
        /// The server.
        guild: Option<GuildId>,
        /// The message.
        message: MessageId,
        /// A progress message, which the answer replaces.
        opened: Option<MessageId>,
        /// How many replies were sent.
        said: u32,
    },
    /// Direct messages, because the channel must show nothing.
    DirectMessage {
        /// The recipient.
        user: UserId,
        /// The message or interaction that they answer.
        message: MessageId,
        /// The channel of that message.
        asked_in: Option<ChannelId>,
        /// The opening direct message, which the answer replaces.
        opened: Option<(ChannelId, MessageId)>,
        /// How many were sent.
        said: u32,
    },
}

/// The token that responds to an interaction. Never printed: with it, anyone can answer for the bot.
#[derive(Clone)]
pub(crate) struct ResponseToken(String);

/// Which members see an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Privacy {
    /// All who can read the channel.
    Public,
    /// The member alone, as far as Discord can do that: a reply to a message is seen by all.
    Private,
}

impl std::fmt::Debug for ResponseToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResponseToken(..)")
    }
}

impl Reply {
    /// The reply to a message that has no answer yet.
    pub(crate) fn to(channel: ChannelId, guild: Option<GuildId>, message: MessageId) -> Reply {
        Reply::Message { channel, guild, message, opened: None, said: 0 }
    }

    /// The reply to an interaction that has no response yet.
    pub(crate) fn to_interaction(id: InteractionId, token: &str) -> Reply {
        Reply::Fresh { id, token: ResponseToken(token.to_owned()) }
    }

    /// Direct messages because of a message or an interaction, after `said` earlier ones.
    pub(crate) fn direct_message(user: UserId, message: MessageId, said: u32) -> Reply {
        Reply::DirectMessage { user, message, asked_in: None, opened: None, said }
    }

    /// Acknowledges the interaction: from here on it is ours to answer. Does nothing for a message.
    ///
    /// # Errors
    /// [`CommandError::Over`] when another process has acknowledged it, or it has expired: then nothing may be done.
    pub(crate) async fn defer(&mut self, context: &Context, privacy: Privacy) -> Result<(), CommandError> {
        let said = CreateInteractionResponseMessage::new().ephemeral(privacy == Privacy::Private);
        self.take(context, CreateInteractionResponse::Defer(said)).await
    }

    /// Acknowledges the interaction of a button or a form on a message: the answer changes that message.
    ///
    /// # Errors
    /// As [`Reply::defer`].
    pub(crate) async fn defer_change(&mut self, context: &Context) -> Result<(), CommandError> {
        self.take(context, CreateInteractionResponse::Acknowledge).await
    }

    /// Responds with a form; what is filled in comes as another interaction.
    ///
    /// # Errors
    /// As [`Reply::defer`].
    pub(crate) async fn show_form(
        &mut self,
        context: &Context,
        form: serenity::CreateModal,
    ) -> Result<(), CommandError> {
        self.take(context, CreateInteractionResponse::Modal(form)).await
    }

    pub(crate) fn taken(self) -> Reply {
        match self {
            Reply::Fresh { token, .. } => Reply::Deferred { token },
            other => other,
        }
    }

    /// Sends the answer. As the first response to an interaction, only the member sees it.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn say(&mut self, context: &Context, answer: Answer) -> Result<(), CommandError> {
        match self {
            Reply::Fresh { .. } => {
                let said = answer.into_first_response().ephemeral(true);
                self.take(context, CreateInteractionResponse::Message(said)).await
            }
            Reply::Deferred { token } => {
                let mut retry = Retry::until(Instant::now() + LATER_ANSWER);
                loop {
                    match answer.clone().into_edit().execute(context, &token.0).await {
                        Ok(_) => return Ok(()),
                        Err(error) if retry.waits_for_another_try(&error).await => {}
                        Err(error) => return Err(over_or_fault(error)),
                    }
                }
            }
            Reply::Message { channel, guild, message, opened, said } => {
                if let Some(reply) = opened.take() {
                    match edit_message(context, (*channel, reply), &answer).await {
                        // The progress message was deleted.
                        Err(error) if is_not_found(&error) => {}
                        changed => return changed.map_err(CommandError::from),
                    }
                }
                send_reply(context, (*channel, *guild), *message, *said, answer).await?;
                *said += 1;
                Ok(())
            }
            Reply::DirectMessage { user, message, opened, said, .. } => {
                if let Some(direct_message) = *opened {
                    edit_message(context, direct_message, &answer).await?;
                    *opened = None;
                    return Ok(());
                }
                let direct_message = answer.into_direct_message(*message, *said);
                *said += 1;
                match send_direct_message(context, *user, direct_message).await {
                    // No public fallback: it would reveal the silent command.
                    Err(error) if is_forbidden(&error) => {
                        Err(CommandError::Over("a silent answer was not taken as a direct message"))
                    }
                    sent => sent.map(drop).map_err(CommandError::from),
                }
            }
        }
    }

    /// Sends one more answer, private where Discord can do that.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn add(
        &mut self,
        context: &Context,
        answer: Answer,
        privacy: Privacy,
    ) -> Result<(), CommandError> {
        match self {
            Reply::Fresh { .. } => self.say(context, answer).await,
            Reply::Deferred { token } => {
                let mut retry = Retry::until(Instant::now() + LATER_ANSWER);
                let more = answer.into_followup().ephemeral(privacy == Privacy::Private);
                loop {
                    match more.clone().execute(context, (None, &token.0)).await {
                        Ok(_) => return Ok(()),
                        // If the failed try had arrived, the answer stands there twice: better than not at all.
                        Err(error) if retry.waits_for_another_try(&error).await => {}
                        Err(error) => return Err(over_or_fault(error)),
                    }
                }
            }
            Reply::Message { .. } | Reply::DirectMessage { .. } => self.say(context, answer).await,
        }
    }

    /// Shows how far something has come, where the answer will take its place.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn progress(&mut self, context: &Context, answer: Answer) -> Result<(), CommandError> {
        match self {
            // The first message is the answer.
            Reply::Fresh { .. } | Reply::DirectMessage { opened: None, .. } => Ok(()),
            Reply::Deferred { .. } => self.say(context, answer).await,
            Reply::DirectMessage { opened: Some(direct_message), .. } => {
                edit_message(context, *direct_message, &answer).await.map_err(CommandError::from)
            }
            Reply::Message { channel, opened: Some(reply), .. } => {
                edit_message(context, (*channel, *reply), &answer).await.map_err(CommandError::from)
            }
            Reply::Message { channel, guild, message, opened, .. } => {
                *opened =
                    Some(send_reply(context, (*channel, *guild), *message, PROGRESS_NONCE, answer).await?);
                Ok(())
            }
        }
    }

    /// Deletes the message that asked where that is allowed, and answers its author by direct message from here on.
    /// Does nothing for an interaction.
    pub(crate) async fn hush(&mut self, context: &Context, user: UserId) {
        let Reply::Message { channel, message, .. } = *self else { return };
        self.delete_question(context).await;
        *self = Reply::DirectMessage { user, message, asked_in: Some(channel), opened: None, said: 0 };
    }

    /// Sends the opening direct message, before anything is done: whether a member accepts direct messages is not known
    /// until one is sent.
    ///
    /// # Errors
    /// When the member accepts none.
    pub(crate) async fn open_direct_message(
        &mut self,
        context: &Context,
        answer: Answer,
    ) -> Result<(), CommandError> {
        let Reply::DirectMessage { user, message, opened, said, .. } = self else { return Ok(()) };
        let direct_message = answer.into_direct_message(*message, *said);
        match send_direct_message(context, *user, direct_message).await {
            Ok(sent) => *opened = Some((sent.channel_id, sent.id)),
            Err(error) if is_forbidden(&error) => {
                return Err(CommandError::say("answer-direct-message-closed"));
            }
            Err(error) => return Err(error.into()),
        }
        *said += 1;
        Ok(())
    }

    /// Deletes the message that asked, because others should not read it.
    pub(crate) async fn delete_question(&self, context: &Context) -> Deleted {
        let Reply::Message { channel, message, .. } = self else { return Deleted::NotNeeded };
        match channel.delete_message(context, *message).await {
            Ok(()) => Deleted::Gone,
            Err(error) if is_not_found(&error) => Deleted::Gone,
            Err(error) => {
                log::info!("a message that others should not read could not be deleted: {error}");
                Deleted::StillThere
            }
        }
    }

    /// Sends the first response, in time or not at all. Where it is not known whether it arrived, errors go where an
    /// acknowledged interaction is answered.
    async fn take(
        &mut self,
        context: &Context,
        response: CreateInteractionResponse,
    ) -> Result<(), CommandError> {
        let Reply::Fresh { id, .. } = *self else { return Ok(()) };
        let taken = self.try_to_take(context, response).await;
        forget_limits(&context.http, id).await;
        taken
    }

    async fn try_to_take(
        &mut self,
        context: &Context,
        response: CreateInteractionResponse,
    ) -> Result<(), CommandError> {
        let Reply::Fresh { id, token } = self else { return Ok(()) };
        let deadline = Instant::now() + FIRST_RESPONSE;
        let mut retry = Retry::until(deadline);
        loop {
            let left = deadline.saturating_duration_since(Instant::now()).min(FIRST_TRY);
            let Ok(tried) = timeout(left, response.clone().execute(context, (*id, &token.0))).await else {
                if retry.waits("no answer in time").await {
                    continue;
                }
                *self = self.clone().taken();
                return Err(CommandError::fault(
                    "Discord did not answer in time whether an interaction was taken",
                ));
            };
            let Err(error) = tried else { break };
            // An earlier try that seemed to fail had arrived. If it was another process after all, the request key
            // keeps the command from being executed twice.
            if retry.tries > 0 && is_acknowledged_already(&error) {
                break;
            }
            if !retry.waits_for_another_try(&error).await {
                if matches!(error, serenity::Error::Http(HttpError::Request(_))) {
                    *self = self.clone().taken();
                }
                return Err(over_or_fault(error));
            }
        }
        *self = self.clone().taken();
        Ok(())
    }
}

/// serenity remembers the rate limits of every interaction for ever: some 200 bytes for each command, and none of these
/// routes is called again.
async fn forget_limits(http: &serenity::Http, id: InteractionId) {
    let Some(limits) = &http.ratelimiter else { return };
    let route = Route::InteractionResponse { interaction_id: id, token: "" };
    limits.routes().write().await.remove(&route.ratelimiting_bucket());
}

/// The outcome of deleting a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deleted {
    /// There was no message: others do not see what was typed.
    NotNeeded,
    /// It was deleted.
    Gone,
    /// The bot may not delete it.
    StillThere,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_is_remembered_of_the_limits_of_an_interaction_that_was_answered() {
        let http = serenity::Http::new("");
        let bucket = |id: u64| {
            let route = Route::InteractionResponse { interaction_id: InteractionId::new(id), token: "" };
            route.ratelimiting_bucket()
        };
        let limits = http.ratelimiter.as_ref().unwrap().routes();
        for id in [1, 2] {
            limits.write().await.entry(bucket(id)).or_default();
        }
        forget_limits(&http, InteractionId::new(1)).await;
        let limits = limits.read().await;
        assert!(!limits.contains_key(&bucket(1)) && limits.contains_key(&bucket(2)));
    }
}
