//! How an answer gets back to whoever asked: as the reply to a message, or into the place that Discord keeps for it.
//! Sending is tried again where that is harmless; what is said is not known here.

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

/// How long one try may take of what has to be there in time: whoever waits longer for a lost answer has no time left.
const FIRST_TRY: Duration = Duration::from_secs(1);

/// How long an answer is tried that Discord has a place for already.
const LATER_ANSWER: Duration = Duration::from_secs(10);

/// Which of the answers to a message says how far something has come. None that answers.
const PROGRESS_NONCE: u32 = 98;

/// How to answer one interaction or message.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// Nothing was said yet, and Discord waits three seconds for it.
    Fresh {
        /// Which interaction.
        id: InteractionId,
        /// What it is answered with. Never logged.
        token: ResponseToken,
    },
    /// The place for the answer is there.
    Deferred {
        /// What it is answered with.
        token: ResponseToken,
    },
    /// As a reply to a message.
    Message {
        /// Where.
        channel: ChannelId,
        /// In which server.
        guild: Option<GuildId>,
        /// To which message.
        message: MessageId,
        /// The reply that waits for the answer to take its place.
        opened: Option<MessageId>,
        /// How often it was answered.
        said: u32,
    },
    /// As direct messages, because nothing may be seen where it was asked.
    DirectMessage {
        /// To whom.
        user: UserId,
        /// Because of which message.
        message: MessageId,
        /// The one that waits for the answer to take its place.
        opened: Option<(ChannelId, MessageId)>,
        /// How many were sent.
        said: u32,
    },
}

/// What an interaction is answered with. It is never printed: whoever has it can answer for the bot.
#[derive(Clone)]
pub(crate) struct ResponseToken(String);

/// Who sees an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Privacy {
    /// Everybody in the channel.
    Public,
    /// Whoever asked, as far as Discord can do that: a reply to a message is seen by all.
    Private,
}

impl ResponseToken {
    /// Takes the token of an interaction.
    pub(crate) fn new(token: &str) -> ResponseToken {
        ResponseToken(token.to_owned())
    }
}

impl std::fmt::Debug for ResponseToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResponseToken(..)")
    }
}

impl Reply {
    /// To a message that was not answered yet.
    pub(crate) fn to(message: &serenity::Message) -> Reply {
        let (channel, guild, message) = (message.channel_id, message.guild_id, message.id);
        Reply::Message { channel, guild, message, opened: None, said: 0 }
    }

    /// Takes the interaction: from here on it is ours to answer. A message needs nothing of the kind.
    ///
    /// # Errors
    /// [`CommandError::Over`] when another process has it, or nobody can have it any more: then nothing may be done.
    pub(crate) async fn defer(&mut self, context: &Context, privacy: Privacy) -> Result<(), CommandError> {
        let said = CreateInteractionResponseMessage::new().ephemeral(privacy == Privacy::Private);
        self.take(context, CreateInteractionResponse::Defer(said)).await
    }

    /// Takes the interaction of a button or a form on a message: the answer changes that message.
    ///
    /// # Errors
    /// As [`Reply::defer`].
    pub(crate) async fn defer_change(&mut self, context: &Context) -> Result<(), CommandError> {
        self.take(context, CreateInteractionResponse::Acknowledge).await
    }

    /// Shows a form. The interaction is answered with that; what is filled in comes as another one.
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

    /// The same interaction, as it is once it was taken.
    pub(crate) fn taken(self) -> Reply {
        match self {
            Reply::Fresh { token, .. } => Reply::Deferred { token },
            other => other,
        }
    }

    /// Says something: into the place that is kept for it, or as the first and only response, which only
    /// whoever asked sees.
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
                        // Somebody has deleted it.
                        Err(error) if is_not_found(&error) => {}
                        changed => return changed.map_err(CommandError::from),
                    }
                }
                send_reply(context, (*channel, *guild), *message, *said, answer).await?;
                *said += 1;
                Ok(())
            }
            Reply::DirectMessage { user, message, opened, said } => {
                if let Some(direct_message) = opened.take() {
                    return edit_message(context, direct_message, &answer).await.map_err(CommandError::from);
                }
                let direct_message = answer.into_direct_message(*message, *said);
                *said += 1;
                match send_direct_message(context, *user, direct_message).await {
                    // It would have to be said in public that nothing can be said in private.
                    Err(error) if is_forbidden(&error) => {
                        Err(CommandError::Over("a silent answer was not taken as a direct message"))
                    }
                    sent => sent.map(drop).map_err(CommandError::from),
                }
            }
        }
    }

    /// Says something more, which only whoever asked sees where Discord can do that.
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
                        // Should it have arrived, it stands there twice: better than not at all.
                        Err(error) if retry.waits_for_another_try(&error).await => {}
                        Err(error) => return Err(over_or_fault(error)),
                    }
                }
            }
            Reply::Message { .. } | Reply::DirectMessage { .. } => self.say(context, answer).await,
        }
    }

    /// Says how far something has come, where the answer will take its place.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn progress(&mut self, context: &Context, answer: Answer) -> Result<(), CommandError> {
        match self {
            // What is said first is the answer.
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

    /// From here on nothing is seen where it was asked: the message that asked is deleted where that is allowed, and
    /// answers go to whoever wrote it. An interaction needs nothing of the kind.
    pub(crate) async fn hush(&mut self, context: &Context, user: UserId) {
        let Reply::Message { message, .. } = *self else { return };
        self.delete_question(context).await;
        *self = Reply::DirectMessage { user, message, opened: None, said: 0 };
    }

    /// Sends a letter that the answer will take the place of, before anything is done: whether somebody takes direct
    /// messages is not known until one is sent.
    ///
    /// # Errors
    /// When they take none.
    pub(crate) async fn open_direct_message(
        &mut self,
        context: &Context,
        answer: Answer,
    ) -> Result<(), CommandError> {
        let Reply::DirectMessage { user, message, opened, said } = self else { return Ok(()) };
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

    /// Deletes the message that asked, for others should not read it.
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

    /// Gives the first response, in time or not at all. Where it is not known whether it arrived, what goes wrong is
    /// told in the place that Discord then keeps for the answer.
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
            // A try that seemed to fail had arrived. Should it have been another process after all, the request key
            // sees to it that nothing is done twice.
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

/// serenity remembers the limits of every interaction by itself, for ever: some 200 bytes for each command, of which none
/// is answered with the same call again.
async fn forget_limits(http: &serenity::Http, id: InteractionId) {
    let Some(limits) = &http.ratelimiter else { return };
    let route = Route::InteractionResponse { interaction_id: id, token: "" };
    limits.routes().write().await.remove(&route.ratelimiting_bucket());
}

/// What became of a message that should be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deleted {
    /// There was no message: only whoever asked sees what was typed.
    NotNeeded,
    /// It is gone.
    Gone,
    /// It may not be deleted.
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
