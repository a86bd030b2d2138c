//! The wish to stop: Ctrl-C, or SIGTERM from whoever runs the service. What is stopped then is not known here.

use anyhow::Context;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::failure::Failure;

/// Hears the wish to stop.
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens from now on. A process can do that once.
    pub fn listen() -> Result<Stop, Failure> {
        let (tell, asked) = watch::channel(false);
        let handler = move || {
            // Asked twice, it stops once.
            tell.send_replace(true);
        };
        ctrlc::set_handler(handler)
            .context("cannot listen for the signal to stop")
            .map_err(Failure::Store)?;
        Ok(Stop(asked))
    }

    /// Waits until somebody wants it.
    pub async fn wait(&mut self) {
        // The signal handler lives as long as the process, so it is never lost.
        drop(self.0.wait_for(|asked| *asked).await);
    }
}

/// What the bot runs on.
pub fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no threads can be started")
        .map_err(Failure::Store)
}
