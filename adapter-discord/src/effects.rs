//! What the bot does in Discord because of events: log channels, roles, direct messages, and the seal of the day.
//! Here they begin and end together; how one runs is in `effects/runner.rs`, what one does in the file of its name.
//!
//! A change that was made silently is told in the log channel and to the member all the same: silent means that no
//! answer stands in public, and the journal does not know the word.

pub(crate) mod catch_up;
mod context;
mod daily_seal;
mod delivery_error;
mod direct_messages;
mod event_text;
mod log_channel;
pub(crate) mod role_obstacle;
mod role_rewards;
mod runner;
mod send_once;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use ledger_store::OutboxError;
use poise::serenity_prelude as serenity;
use tokio::task::JoinSet;

use self::context::EffectContext;
use self::direct_messages::DirectMessages;
use self::log_channel::LogChannel;
use self::role_rewards::RoleRewards;
use self::runner::Runner;
use crate::app::Bot;

/// The reactions of a running bot. Dropped, they end as soon as they notice.
pub(crate) struct Effects {
    runners: Vec<Runner>,
    seals: JoinSet<()>,
}

impl Effects {
    /// Starts them all; each acts in one process at a time. They write a line to the ledger before this returns, so
    /// that nothing that happens from now on is missed.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub(crate) fn start(
        bot: &Arc<Bot>,
        http: &Arc<serenity::Http>,
        cache: &Arc<serenity::Cache>,
    ) -> Result<Effects, OutboxError> {
        let context =
            EffectContext { bot: Arc::clone(bot), http: Arc::clone(http), cache: Arc::clone(cache) };
        let ledger = &bot.ledger;
        let keeps_the_log = Arc::new(AtomicBool::new(false));
        let runners = vec![
            Runner::start(ledger, LogChannel::new(context.clone()), Arc::clone(&keeps_the_log))?,
            Runner::start(ledger, RoleRewards::new(context.clone()), Arc::default())?,
            Runner::start(ledger, DirectMessages::new(context.clone()), Arc::default())?,
        ];
        let mut seals = JoinSet::new();
        seals.spawn(daily_seal::post_daily(context, keeps_the_log));
        Ok(Effects { runners, seals })
    }

    /// Begins nothing more and finishes what is under way; what does not finish in time is done after the next start.
    pub(crate) async fn stop(mut self) {
        self.seals.abort_all();
        let stopping: Vec<_> = self.runners.into_iter().map(Runner::stop).collect();
        for stopped in stopping {
            stopped.await;
        }
    }
}
