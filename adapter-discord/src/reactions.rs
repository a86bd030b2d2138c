//! What the bot does in Discord because of events: log channels, roles, direct messages, and the seal of the day.
//! Here they begin and end together; how one runs is in `reactions/runner.rs`, what one does in the file of its name.
//!
//! A change that was made silently is told in the log channel and to the member all the same: silent means that no
//! answer stands in public, and the journal does not know the word.

pub mod catching_up;
mod direct_messages;
pub mod log_access;
mod log_channel;
pub mod obstacle;
mod post;
mod reach;
mod role_rewards;
mod runner;
mod seal_of_the_day;
mod told;
mod undone;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use ledger_store::OutboxError;
use poise::serenity_prelude as serenity;
use tokio::task::JoinSet;

use self::direct_messages::Letters;
use self::log_channel::LogChannel;
use self::reach::Reach;
pub use self::reach::server;
use self::role_rewards::RoleRewards;
use self::runner::Runner;
use crate::bot::Bot;

/// The reactions of a running bot. Dropped, they end as soon as they notice.
pub struct Reactions {
    runners: Vec<Runner>,
    seals: JoinSet<()>,
}

impl Reactions {
    /// Starts them all; each acts in one process at a time. They write a line to the ledger before this returns, so
    /// that nothing that happens from now on is missed.
    ///
    /// # Errors
    /// When the ledger cannot be read or written.
    pub fn start(
        bot: &Arc<Bot>,
        http: &Arc<serenity::Http>,
        cache: &Arc<serenity::Cache>,
    ) -> Result<Reactions, OutboxError> {
        let reach = Reach { bot: Arc::clone(bot), http: Arc::clone(http), cache: Arc::clone(cache) };
        let ledger = &bot.ledger;
        let keeps_the_log = Arc::new(AtomicBool::new(false));
        let runners = vec![
            Runner::start(ledger, LogChannel::new(reach.clone()), Arc::clone(&keeps_the_log))?,
            Runner::start(ledger, RoleRewards::new(reach.clone()), Arc::default())?,
            Runner::start(ledger, Letters::new(reach.clone()), Arc::default())?,
        ];
        let mut seals = JoinSet::new();
        seals.spawn(seal_of_the_day::post_daily(reach, keeps_the_log));
        Ok(Reactions { runners, seals })
    }

    /// Begins nothing more and finishes what is under way; what does not finish in time is done after the next start.
    pub async fn stop(mut self) {
        self.seals.abort_all();
        let stopping: Vec<_> = self.runners.into_iter().map(Runner::stop).collect();
        for stopped in stopping {
            stopped.await;
        }
    }
}
