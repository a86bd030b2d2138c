//! `demo`: a sample of orders on its whole way, in a database of its own that stays there to play with.

mod stage;
mod story;
mod teller;

use std::path::{Path, PathBuf};

use clap::Args;
use ledger_store::{Verified, VerifyOptions, verify};
use serde::Serialize;

use crate::commands::close;
use crate::commands::demo::stage::Remade;
use crate::commands::demo::teller::Teller;
use crate::failure::{Answer, Failure, Verdict};
use crate::out::{Ink, Out};
use crate::render::number::counted;
use crate::tallybook::Tallybook;

/// Where the demonstration takes place, unless somebody names another file.
const DATABASE: &str = "tallybook-demo.db";

#[derive(Args)]
pub struct Demo {}

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
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let tallybook = tallybook.with_database_unless_named(Path::new(DATABASE));
        let mut teller = Teller::new(out);
        begin(stage::clear(tallybook.database())?, tallybook.database(), &mut teller)?;
        let ledger = stage::set(tallybook.database())?;
        let cast = story::tell(&ledger, &tallybook.claim_secrets()?, &mut teller)?;
        let totals = ledger.read(story::book(), |book| book.totals());
        close(ledger);
        let verified = prove(tallybook.database(), &mut teller)?;
        let next = next(tallybook.database(), &cast);
        let json = Json {
            database: tallybook.database().display().to_string(),
            book: story::book().to_string(),
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
        Ok(Verdict::Done)
    }
}

fn begin(remade: Remade, database: &Path, teller: &mut Teller<'_, '_>) -> Result<(), Failure> {
    let (version, name) = (env!("CARGO_PKG_VERSION"), database.display());
    teller.chapter(&format!("Tallybook {version} takes a shop's orders the whole way, in {name}"))?;
    match remade {
        Remade::Yes => teller.say("the demonstration that was there is made anew"),
        Remade::No => Ok(()),
    }
}

fn prove(database: &Path, teller: &mut Teller<'_, '_>) -> Result<Verified, Failure> {
    teller.chapter("The ledger is verified")?;
    let verified =
        verify(database, &VerifyOptions::default(), &mut |_| {}).map_err(|e| Failure::Store(e.into()))?;
    let events = counted(verified.events, "event");
    teller.say(format_args!("{events} from the first to the last, nothing missing, nothing changed"))?;
    teller.say(format_args!("seal {}", verified.seal))?;
    Ok(verified)
}

/// Three commands that work as they stand.
fn next(database: &Path, cast: &story::Cast) -> Vec<String> {
    // Whoever came here through cargo goes on that way.
    let program = match (std::env::var_os("CARGO").is_some(), cfg!(debug_assertions)) {
        (true, true) => "cargo run --",
        (true, false) => "cargo run --release --",
        (false, _) => "tallybook",
    };
    let (db, book) = (word(database), story::book());
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

/// A path as a shell takes it.
fn word(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = text.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
    if plain { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// The files of a database.
fn files(database: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|suffix| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    })
}

fn in_use(database: &Path) -> Failure {
    Failure::input(format!(
        "{} is there already and is not a demonstration of ours; name another file with --db",
        database.display()
    ))
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
