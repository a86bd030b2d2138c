//! `settings`: show or change the settings of a book. The settings of the program live in `config`.

use std::collections::BTreeMap;
use std::str::FromStr;

use clap::Args;
use ledger_core::{Book, Command, Invalid, SettingChange};
use ledger_store::Request;
use serde::Serialize;

use crate::adapter_settings::{self, with_near_name};
use crate::args::{Because, InBook, Intention};
use crate::commands::close;
use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::{Ink, Out};
use crate::render::outcome::{Applied, in_force};
use crate::tallybook::Tallybook;

/// The command line is not connected to Discord.
const ONLY_THE_BOT_KNOWS: &str =
    "whether the roles and channels exist is not checked here; /settings show in the server says it";

#[derive(Args)]
pub(crate) struct Settings {
    #[command(flatten)]
    of: InBook,
    /// Settings with their new values; an empty value goes back to the default
    #[arg(value_name = "NAME=VALUE")]
    changes: Vec<Setting>,
    #[command(flatten)]
    why: Because,
    #[command(flatten)]
    intention: Intention,
}

#[derive(Clone)]
struct Setting(SettingChange);

impl FromStr for Setting {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Setting, Invalid> {
        let (name, value) = text.split_once('=').ok_or_else(|| {
            Invalid::new("setting", text, "must look like order_rate=2, with a name and a value")
        })?;
        Ok(Setting(SettingChange::new(name, value).map_err(|invalid| with_near_name(name, invalid))?))
    }
}

#[derive(Serialize)]
struct Json {
    #[serde(flatten)]
    applied: Option<Applied>,
    settings: BTreeMap<String, String>,
}

impl Settings {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let settings = |book: &Book| book.settings().list().into_iter().collect();
        let book = self.of.book;
        if self.changes.is_empty() && self.why.reason.is_some() {
            return Err(Failure::input(
                "--reason says why something is changed, and nothing is: add a setting with its value, such as \
                 order_rate=2",
            ));
        }
        if self.changes.is_empty() {
            let json = Json { applied: None, settings: tallybook.ledger()?.read(book, settings) };
            out.answer(&json, |page| json.write(page))?;
            return Ok(ExitStatus::Done);
        }
        for Setting(change) in &self.changes {
            adapter_settings::check(book, change)?;
        }
        let has_ids = self.changes.iter().any(|Setting(change)| adapter_settings::names_ids(change));
        let ledger = tallybook.ledger_or_new()?;
        let changes = self.changes.iter().map(|Setting(change)| change.clone()).collect();
        let command = Command::ChangeSettings { changes, reason: self.why.reason.clone() };
        let request = self.intention.on(Request::new(book, command));
        let Some(in_force) = in_force(ledger.submit_and_wait(request)?, out)? else {
            return Ok(ExitStatus::Refused);
        };
        let json = Json { applied: Some(in_force.json()), settings: ledger.read(book, settings) };
        close(ledger);
        out.answer(&json, |page| {
            in_force.line(page, "changed the settings")?;
            json.write(page)?;
            match has_ids {
                true => page.line(page.ink(Ink::Faint, ONLY_THE_BOT_KNOWS)),
                false => Ok(()),
            }
        })?;
        Ok(ExitStatus::Done)
    }
}

impl Json {
    fn write(&self, page: &mut crate::out::Page<'_>) -> std::io::Result<()> {
        let width = self.settings.keys().map(String::len).max().unwrap_or(0);
        self.settings
            .iter()
            .try_for_each(|(name, value)| page.line(format_args!("  {name:<width$}  {value}")))
    }
}
