//! The thread that listens to Discord. Every event comes in there and is looked at, one after the other; what is to be
//! heard goes to the library, on the runtime that the bot was started on. No event is known here.

use std::io;
use std::thread;

use poise::serenity_prelude as serenity;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use crate::gateway::sieve::Sieve;
use crate::settings::shards::ShardRange;

/// The thread's name, as the machine lists it.
const NAME: &str = "bot-gateway";

/// The thread, as the others see it.
///
/// Nearly every event is a message that is no command, over in less time than it takes to wake another thread: with one
/// thread for all of them nobody is woken.
pub(crate) struct GatewayThread {
    /// Dropped when it is to stop.
    stop: Option<oneshot::Sender<()>>,
    end: oneshot::Receiver<End>,
    /// How it ended, until somebody is told; `None` inside if it broke off.
    ended: Option<Option<End>>,
}

/// How listening ends by itself.
pub(crate) type End = Result<(), serenity::Error>;

impl GatewayThread {
    /// Connects, and listens until it is stopped or Discord will not have it.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub(crate) fn begin(
        mut client: serenity::Client,
        sieve: Sieve,
        range: Option<ShardRange>,
    ) -> io::Result<GatewayThread> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let (ended, end) = oneshot::channel();
        let listen = async move {
            match range {
                // serenity counts the last shard in.
                Some(range) => client.start_shard_range(range.first()..range.last(), range.total()).await,
                None => client.start_autosharded().await,
            }
        };
        thread::Builder::new().name(NAME.to_owned()).spawn(move || {
            let result = runtime.block_on(async {
                tokio::select! {
                    result = listen => result,
                    error = sieve.serve() => Err(error.into()),
                    _ = stopped => Ok(()),
                }
            });
            // The connections are let go before anybody hears that this has ended.
            drop(runtime);
            sieve.step_aside();
            // Nobody may want to know.
            drop(ended.send(result));
        })?;
        Ok(GatewayThread { stop: Some(stop), end, ended: None })
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(&mut self) {
        if self.ended.is_none() && !self.end.is_terminated() {
            self.ended = Some((&mut self.end).await.ok());
        }
    }

    /// How it ended, once it has; `None` if it broke off, or if that was told already.
    pub(crate) async fn end(&mut self) -> Option<End> {
        self.ended().await;
        self.ended.take().flatten()
    }

    /// Ends it, and waits for that.
    pub(crate) async fn stop(mut self) {
        drop(self.stop.take());
        self.ended().await;
    }
}
