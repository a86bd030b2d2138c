//! `serve`, the same as no command at all: serves what is configured, and says what is there and what can be
//! switched on.

use std::io;
use std::sync::mpsc::channel;

use anyhow::Context;
use clap::Args;
use ledger_store::Ledger;
use serde::Serialize;

use crate::commands::close;
use crate::config::{BackupPlan, Config};
use crate::failure::{Answer, Failure, Verdict};
use crate::out::{Ink, Out, Page};
use crate::render::number::counted;
use crate::tallybook::Tallybook;

const HOUR_SECONDS: u64 = 3_600;

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
        let plan = tallybook.config().backups;
        // Without anything to serve this only looks, and makes no file.
        let ledger = match plan {
            Some(_) => Some(tallybook.ledger_or_new()?),
            None if tallybook.database().exists() => Some(tallybook.ledger()?),
            None => None,
        };
        let json = Json::of(tallybook, ledger.as_ref());
        out.answer(&json, |page| json.write(page))?;
        if let (Some(ledger), Some(plan)) = (ledger, plan) {
            serve(ledger, plan, tallybook, out)?;
        }
        Ok(Verdict::Done)
    }
}

/// Runs until somebody stops it.
fn serve(ledger: Ledger, plan: BackupPlan, tallybook: &Tallybook, out: &mut Out<'_>) -> Result<(), Failure> {
    let (stop, stopped) = channel();
    let handler = move || {
        // Asked twice, it stops once.
        let _stops_already = stop.send(());
    };
    ctrlc::set_handler(handler).context("cannot listen for the signal to stop").map_err(Failure::Store)?;
    let backups = ledger.backup_every(tallybook.backup_folder(), plan.every, plan.keep);
    log::info!("serving {}; stop with Ctrl-C", tallybook.database().display());
    out.flush()?;
    stopped.recv().context("lost the signal to stop").map_err(Failure::Store)?;
    log::info!("stopping");
    drop(backups);
    close(ledger);
    Ok(())
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
    match config.bot_token {
        Some(_) => format!(
            "comes with a later version; BOT_TOKEN is set and will be used then, with the prefix {}",
            config.command_prefix
        ),
        None => "comes with a later version, with BOT_TOKEN".to_owned(),
    }
}

fn backups(config: &Config, tallybook: &Tallybook) -> String {
    let Some(plan) = config.backups else { return "off; switch them on with ENABLE_BACKUP=true".to_owned() };
    let hours = counted(plan.every.as_secs() / HOUR_SECONDS, "hour");
    let folder = tallybook.backup_folder();
    format!("every {hours} into {}, the newest {} are kept", folder.display(), plan.keep)
}
