//! Effects in Discord that events call for: log channels, roles, direct messages, and the daily seal. This file starts
//! and stops them together; `effects/runner.rs` runs one, and each has a file of its own.
//!
//! A silent change is still reported in the log channel and to the member: silent only means that no reply is public,
//! and the journal does not record it.

pub(crate) mod catch_up;
pub(crate) mod closed_log;
pub(crate) mod context;
mod daily_seal;
pub(crate) mod delivery_error;
mod direct_messages;
mod event_text;
pub(crate) mod in_step;
mod log_channel;
pub(crate) mod lost_channels;
pub(crate) mod role_obstacle;
pub(crate) mod role_rewards;
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

/// The effects of a running bot. Dropping this ends them as soon as they notice.
pub(crate) struct Effects {
    runners: Vec<Runner>,
    seals: JoinSet<()>,
}

impl Effects {
    /// Starts every effect; each acts in one process at a time. They register in the ledger before this returns, so
    /// that no later event is missed.
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

    /// Starts no new deliveries and finishes those under way; unfinished ones come again after the next start.
    pub(crate) async fn stop(mut self) {
        self.seals.abort_all();
        let stopping: Vec<_> = self.runners.into_iter().map(Runner::stop).collect();
        for stopped in stopping {
            stopped.await;
        }
    }
}
