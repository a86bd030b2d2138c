//! `demo`: import sample orders, redeem their codes and verify the ledger, in a database of its own that stays.

mod database;
mod narrator;
mod story;

use std::path::Path;

use clap::Args;
use ledger_store::{Verified, VerifyOptions, verify};
use serde::Serialize;

use crate::commands::close;
use crate::commands::demo::database::Remade;
use crate::commands::demo::narrator::Narrator;
use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::{Ink, Out};
use crate::render::number::counted;
use crate::tallybook::Tallybook;

/// The database, unless `--db` names another file.
const DATABASE: &str = "tallybook-demo.db";

#[derive(Args)]
pub(crate) struct Demo {}

#[derive(Serialize)]
struct Json {
    database: String,
    book: String,
    events: u64,
    members: u64,
    orders: u64,
    points: i64,
    seal: String,
    next: Vec<String>,
}

impl Demo {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let tallybook = tallybook.with_database_unless_named(Path::new(DATABASE));
        let mut narrator = Narrator::new(out);
        begin(database::clear(tallybook.database())?, tallybook.database(), &mut narrator)?;
        let ledger = database::create(tallybook.database())?;
        let cast = story::tell(&ledger, &tallybook.claim_secrets()?, &mut narrator)?;
        let totals = ledger.totals(database::book());
        close(ledger);
        let verified = prove(tallybook.database(), &mut narrator)?;
        let next = next(tallybook.database(), &cast);
        let json = Json {
            database: tallybook.database().display().to_string(),
            book: database::book().to_string(),
            events: verified.events,
            members: totals.accounts.into(),
            orders: totals.orders.into(),
            points: totals.outstanding.0,
            seal: verified.seal.to_string(),
            next,
        };
        out.answer(&json, |page| {
            page.line("")?;
            page.line(page.ink(Ink::Bold, format_args!("All of it is in {}. Try next:", json.database)))?;
            for command in &json.next {
                page.line(page.ink(Ink::Cyan, format_args!("  {command}")))?;
            }
            Ok(())
        })?;
        Ok(ExitStatus::Done)
    }
}

fn begin(remade: Remade, database: &Path, narrator: &mut Narrator<'_, '_>) -> Result<(), Failure> {
    let (version, name) = (env!("CARGO_PKG_VERSION"), database.display());
    narrator.chapter(&format!("Tallybook {version} takes a shop's orders the whole way, in {name}"))?;
    match remade {
        Remade::Yes => narrator.say("the demonstration that was there is made anew"),
        Remade::No => Ok(()),
    }
}

fn prove(database: &Path, narrator: &mut Narrator<'_, '_>) -> Result<Verified, Failure> {
    narrator.chapter("The ledger is verified")?;
    let verified =
        verify(database, &VerifyOptions::default(), &mut |_| {}).map_err(|e| Failure::Store(e.into()))?;
    let events = counted(verified.events, "event");
    narrator.say(format_args!("{events} from the first to the last, nothing missing, nothing changed"))?;
    narrator.say(format_args!("seal {}", verified.seal))?;
    Ok(verified)
}

/// Three commands to try, ready to be copied.
fn next(database: &Path, cast: &story::Cast) -> Vec<String> {
    // Suggest cargo to a reader who started the demonstration through cargo.
    let program = match (std::env::var_os("CARGO").is_some(), cfg!(debug_assertions)) {
        (true, true) => "cargo run --",
        (true, false) => "cargo run --release --",
        (false, _) => "tallybook",
    };
    let (db, book) = (word(database), database::book());
    let claim = match &cast.open_code {
        Some(code) => format!("claim --db {db} --book {book} --member {} {code}", cast.newcomer),
        None => format!("orders --db {db} --book {book} --show-codes"),
    };
    [
        claim,
        format!("leaderboard --db {db} --book {book} --around {}", cast.newcomer),
        format!("history --db {db} --book {book} --member {}", cast.hero),
    ]
    .map(|command| format!("{program} {command}"))
    .to_vec()
}

/// A path, quoted for a shell.
fn word(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = text.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
    if plain { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_spaces_is_quoted_for_the_shell() {
        assert_eq!(word(Path::new("a/b.db")), "a/b.db");
        assert_eq!(word(Path::new("it's here.db")), "'it'\\''s here.db'");
    }
}
