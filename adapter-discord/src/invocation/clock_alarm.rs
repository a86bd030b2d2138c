//! Tells the stewards of a server, in its log channel, that the clock keeps the bot from saving anything.

use ledger_store::ClockProblem;
use poise::serenity_prelude as serenity;
use serenity::{ChannelId, CreateMessage};

use super::state::InvocationState;
use crate::render::{self, Embed, Tone, mentions};
use crate::reply;

impl InvocationState {
    /// Sends the sentence to the log channel, at most once an hour. Members go on asking meanwhile.
    pub(super) async fn tell_log_channel(&self, problem: &ClockProblem) {
        let (Some((guild, book)), Some(channel)) = (self.server, self.settings.log_channel) else { return };
        if !self.bot.clock_alarm.is_due(book) {
            return;
        }
        let preferred = || guild.to_guild_cached(&self.discord).map(|guild| guild.preferred_locale.clone());
        let locale = self.settings.locale.clone().or_else(preferred);
        let sentence = render::clock_problem(self.bot.texts.voice(locale.as_deref()), problem);
        let embed = Embed::new(Tone::Warning).line(sentence).build();
        let message = CreateMessage::new().embed(embed).allowed_mentions(mentions::none());
        if let Err(error) = ChannelId::new(channel).send_message(&self.discord.http, message).await {
            log::warn!("the log channel of {book} is not told of the clock: {}", reply::shown(&error));
        }
    }
}
