//! `serve`, the same as no command at all: serves what is configured, and says what is there and what can be
//! switched on.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use adapter_discord::{Bot, BotConfig, StartError};
use clap::Args;
use ledger_store::Ledger;
use serde::Serialize;

use crate::claim_codes::ClaimCodes;
use crate::commands::close;
use crate::config::Config;
use crate::failure::{Answer, Failure, Verdict};
use crate::out::{Ink, Out, Page};
use crate::render::number::counted;
use crate::stop::{self, Stop};
use crate::tallybook::Tallybook;

const HOUR_SECONDS: u64 = 3_600;

/// How long threads of the bot may take to end once it has stopped.
const LAST_THREADS: Duration = Duration::from_secs(1);

#[derive(Args)]
pub struct Serve {}

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
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let config = tallybook.config();
        let serves = config.backups.is_some() || config.bot.is_some();
        // Without anything to serve this only looks, and makes no file.
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
        Ok(Verdict::Done)
    }
}

/// Runs until somebody stops it, or the bot cannot go on.
fn serve(ledger: Ledger, tallybook: &Tallybook, out: &mut Out<'_>) -> Result<(), Failure> {
    let mut stop = Stop::listen()?;
    let config = tallybook.config();
    let backups =
        config.backups.map(|plan| ledger.backup_every(tallybook.backup_folder(), plan.every, plan.keep));
    log::info!("serving {}; stop with Ctrl-C", tallybook.database().display());
    out.flush()?;
    let runtime = stop::runtime()?;
    let served = match &config.bot {
        Some(bot) => {
            let codes = ClaimCodes::new(tallybook.claim_secrets()?);
            runtime.block_on(answer(bot.clone(), ledger.clone(), codes, &mut stop))
        }
        None => {
            runtime.block_on(stop.wait());
            Ok(())
        }
    };
    log::info!("stopping");
    // What hangs is not waited for: the ledger is closed within the ten seconds that there are.
    runtime.shutdown_timeout(LAST_THREADS);
    drop(backups);
    close(ledger);
    served
}

/// Lets the bot answer until somebody wants it to stop.
async fn answer(
    config: BotConfig,
    ledger: Ledger,
    codes: ClaimCodes,
    stop: &mut Stop,
) -> Result<(), Failure> {
    let mut running = tokio::select! {
        started = Bot::start(config, ledger, Arc::new(codes)) => started?,
        () = stop.wait() => return Ok(()),
    };
    let ended = tokio::select! {
        ended = running.wait() => Some(ended),
        () = stop.wait() => None,
    };
    running.stop().await;
    match ended {
        None => Ok(()),
        Some(Ok(())) => Err(Failure::Bot(anyhow::Error::msg("the bot stopped by itself; start it again"))),
        Some(Err(error)) => Err(Failure::Bot(error.into())),
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Failure {
        match error {
            StartError::Token | StartError::Address { .. } => Failure::Input(error.into()),
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
