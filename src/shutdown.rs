//! The signals that end a long-running command (Ctrl-C, SIGTERM, SIGHUP), and the async runtime that it ends on.

use anyhow::Context;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::exit::Failure;

pub(crate) struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Installs the handler, which a process can do only once.
    pub(crate) fn listen() -> Result<Shutdown, Failure> {
        let (tell, asked) = watch::channel(false);
        let handler = move || {
            tell.send_replace(true);
        };
        ctrlc::set_handler(handler)
            .context("cannot listen for the signal to stop")
            .map_err(Failure::Store)?;
        Ok(Shutdown(asked))
    }

    /// Waits for the signal. Once it came, this returns at once.
    pub(crate) async fn wait(&mut self) {
        // The signal handler lives as long as the process, so it is never lost.
        drop(self.0.wait_for(|asked| *asked).await);
    }
}

pub(crate) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("no threads can be started")
        .map_err(Failure::Store)
}
