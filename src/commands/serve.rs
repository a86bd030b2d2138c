//! `serve`, the default command: runs everything that is configured, and prints what is on and how to switch on the
//! rest.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use adapter_discord::{Bot, BotConfig, Running, StartError};
use clap::Args;
use ledger_store::{ClockStatus, Ledger, SubmitError};
use serde::Serialize;
use tokio::time::timeout;

use crate::claim_codes::ClaimCodes;
use crate::commands::close;
use crate::config::Config;
use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::{Ink, Out, Page};
use crate::render::number::counted;
use crate::shutdown::{self, Shutdown};
use crate::tallybook::Tallybook;

const HOUR_SECONDS: u64 = 3_600;

/// How long the threads of the bot may take to end after it has stopped.
const THREADS_TIMEOUT: Duration = Duration::from_secs(1);

/// Wait before the second attempt to reach Discord; it doubles with each attempt.
const FIRST_RETRY_AFTER: Duration = Duration::from_secs(1);

/// The longest wait between two attempts to reach Discord.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(300);

#[derive(Args)]
pub(crate) struct Serve {}

#[derive(Serialize)]
struct Json {
    version: &'static str,
    database: String,
    events: Option<u64>,
    books: Option<u64>,
    bot: String,
    dashboard: String,
    backups: String,
}

impl Serve {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let config = tallybook.config();
        let serves = config.backups.is_some() || config.bot.is_some();
        // Without anything to serve, no file is created.
        let ledger = match serves {
            true => Some(tallybook.ledger_or_new()?),
            false if tallybook.database().exists() => Some(tallybook.ledger()?),
            false => None,
        };
        let json = Json::of(tallybook, ledger.as_ref());
        out.answer(&json, |page| json.write(page))?;
        if let Some(ledger) = ledger.filter(|_| serves) {
            serve(ledger, tallybook, out)?;
        }
        Ok(ExitStatus::Done)
    }
}

/// Serves until a signal stops it, or the bot fails.
fn serve(ledger: Ledger, tallybook: &Tallybook, out: &mut Out<'_>) -> Result<(), Failure> {
    let mut shutdown = Shutdown::listen()?;
    let config = tallybook.config();
    let backups =
        config.backups.map(|plan| ledger.backup_every(tallybook.backup_folder(), plan.every, plan.keep));
    log::info!("serving {}; stop with Ctrl-C", tallybook.database().display());
    if let Ok(ClockStatus { problem: Some(problem), .. }) = ledger.clock() {
        log::error!("nothing is recorded: {problem}");
    }
    out.flush()?;
    let runtime = shutdown::runtime()?;
    runtime.spawn(follow_time_zones(ledger.clone()));
    let served = match &config.bot {
        Some(bot) => {
            let codes = Arc::new(ClaimCodes::new(tallybook.claim_secrets()?));
            runtime.block_on(run_bot(bot, &ledger, codes, &mut shutdown))
        }
        None => {
            runtime.block_on(shutdown.wait());
            Ok(())
        }
    };
    log::info!("stopping");
    // A service manager kills after ten seconds or so, and the ledger has to be closed before.
    runtime.shutdown_timeout(THREADS_TIMEOUT);
    drop(backups);
    close(ledger);
    served
}

/// Looks every minute whether summer time began or ended for a book to which nothing is written.
async fn follow_time_zones(ledger: Ledger) {
    let mut minutes = tokio::time::interval(Duration::from_secs(60));
    loop {
        minutes.tick().await;
        let ledger = ledger.clone();
        match tokio::task::spawn_blocking(move || ledger.follow_time_zones()).await {
            // The ledger logs a problem with the clock itself.
            Ok(Ok(_) | Err(SubmitError::Clock(_))) => {}
            Ok(Err(error)) => log::warn!("the time zones of books could not be followed: {error}"),
            // The runtime is shutting down.
            Err(_) => return,
        }
    }
}

/// Runs the bot until a signal stops it, or it fails.
async fn run_bot(
    config: &BotConfig,
    ledger: &Ledger,
    codes: Arc<ClaimCodes>,
    shutdown: &mut Shutdown,
) -> Result<(), Failure> {
    let Some(mut running) = start_bot(config, ledger, codes, shutdown).await? else { return Ok(()) };
    let ended = tokio::select! {
        ended = running.wait() => Some(ended),
        () = shutdown.wait() => None,
    };
    running.stop().await;
    match ended {
        None => Ok(()),
        Some(Ok(())) => Err(Failure::Bot(anyhow::Error::msg("the bot stopped by itself; start it again"))),
        Some(Err(error)) => Err(Failure::Bot(error.into())),
    }
}

/// Starts the bot. While Discord cannot be reached it tries again, so that backups go on meanwhile.
/// `None` means that a signal came first.
async fn start_bot(
    config: &BotConfig,
    ledger: &Ledger,
    codes: Arc<ClaimCodes>,
    shutdown: &mut Shutdown,
) -> Result<Option<Running>, Failure> {
    let mut wait = FIRST_RETRY_AFTER;
    loop {
        let started = tokio::select! {
            started = Bot::start(config.clone(), ledger.clone(), codes.clone()) => started,
            () = shutdown.wait() => return Ok(None),
        };
        match started {
            Ok(running) => return Ok(Some(running)),
            Err(error @ StartError::Unreachable { .. }) => {
                log::warn!("{:#}; trying again in {} s", anyhow::Error::new(error), wait.as_secs());
            }
            Err(error) => return Err(error.into()),
        }
        if timeout(wait, shutdown.wait()).await.is_ok() {
            return Ok(None);
        }
        wait = (wait * 2).min(LONGEST_RETRY_AFTER);
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Failure {
        match error {
            StartError::Token | StartError::Address { .. } | StartError::Fonts(_) => {
                Failure::Input(error.into())
            }
            _ => Failure::Bot(error.into()),
        }
    }
}

impl Json {
    fn of(tallybook: &Tallybook, ledger: Option<&Ledger>) -> Json {
        let config = tallybook.config();
        Json {
            version: env!("CARGO_PKG_VERSION"),
            database: tallybook.database().display().to_string(),
            events: ledger.map(|ledger| ledger.head().0),
            books: ledger.map(|ledger| ledger.books().len() as u64),
            bot: bot(config),
            dashboard: "comes with a later version".to_owned(),
            backups: backups(config, tallybook),
        }
    }

    fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        page.line(page.ink(Ink::Bold, format_args!("Tallybook {}", self.version)))?;
        let state = match (self.events, self.books) {
            (Some(events), Some(books)) => {
                format!("{} in {}", counted(events, "event"), counted(books, "book"))
            }
            _ => "not there yet; the first command that writes makes it".to_owned(),
        };
        page.line(format_args!("  database   {} ({state})", self.database))?;
        page.line(format_args!("  backups    {}", self.backups))?;
        page.line(format_args!("  bot        {}", self.bot))?;
        page.line(format_args!("  dashboard  {}", self.dashboard))?;
        page.line("tallybook --help lists the commands; tallybook demo shows them at work")
    }
}

fn bot(config: &Config) -> String {
    let Some(bot) = &config.bot else {
        return "off; switch it on with BOT_TOKEN, or try it without one: tallybook playground".to_owned();
    };
    let at = bot.api_url.as_ref().map_or_else(String::new, |url| format!(" at {url}"));
    format!("on Discord{at}, with / and the prefix {}", bot.prefix)
}

fn backups(config: &Config, tallybook: &Tallybook) -> String {
    let Some(plan) = config.backups else { return "off; switch them on with ENABLE_BACKUP=true".to_owned() };
    let hours = counted(plan.every.as_secs() / HOUR_SECONDS, "hour");
    let folder = tallybook.backup_folder();
    format!("every {hours} into {}, the newest {} are kept", folder.display(), plan.keep)
}
