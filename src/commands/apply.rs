//! `apply`: apply a list of changes from a CSV file. The whole file is checked before the first change is applied.

mod list;

use std::path::PathBuf;

use adapter_orders::FileHash;
use clap::Args;
use ledger_core::{Asker, BookId, MemberId};
use ledger_store::{Outcome, Request};
use serde::Serialize;

use crate::args::{InBook, read_file};
use crate::batch::{self, LineProblem, PROBLEMS_SHOWN, submit_each};
use crate::commands::close;
use crate::exit::{CommandResult, ExitStatus};
use crate::out::Out;
use crate::render::number::{counted, grouped};
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Apply {
    /// A CSV file with the columns `member`, `change` or `set`, `reason`, and perhaps `key`
    file: PathBuf,
    #[command(flatten)]
    of: InBook,
    /// The member who asks, instead of an import
    #[arg(long, value_name = "MEMBER", allow_hyphen_values = true)]
    by: Option<MemberId>,
}

#[derive(Default, Serialize)]
struct Json {
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    rows: u64,
    applied: u64,
    already_applied: u64,
    refused: u64,
    problems: Vec<LineProblem>,
}

impl Apply {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let contents = read_file(&self.file)?;
        let changes = match list::read(&contents, &FileHash::of(&contents))? {
            list::List { changes, problems } if problems.is_empty() => changes,
            list::List { changes, problems } => return broken(changes.len(), problems, out),
        };
        let ledger = tallybook.ledger_or_new()?;
        let requests = changes.iter().map(|change| self.request(self.of.book, change)).collect();
        let outcomes = submit_each(&ledger, requests, "applying")?;
        close(ledger);
        let mut json = Json { rows: changes.len() as u64, ..Json::default() };
        for (change, outcome) in changes.iter().zip(outcomes) {
            match outcome {
                Outcome::Applied(_) => json.applied += 1,
                Outcome::AlreadyApplied(_) => json.already_applied += 1,
                Outcome::Refused(refusal) => {
                    json.refused += 1;
                    json.problems.push(LineProblem::of(change.line, refusal));
                }
            }
        }
        out.answer(&json, |page| {
            let (rows, applied) = (counted(json.rows, "row"), grouped(json.applied));
            let (again, refused) = (grouped(json.already_applied), grouped(json.refused));
            page.line(format_args!("{rows}: {applied} applied, {again} applied already, {refused} refused"))?;
            batch::show(&json.problems, PROBLEMS_SHOWN, page)
        })?;
        Ok(if json.refused == 0 { ExitStatus::Done } else { ExitStatus::Refused })
    }

    fn request(&self, book: BookId, change: &list::ListedChange) -> Request {
        let asker = self.by.map_or(Asker::Import, Asker::Member);
        Request::new(book, change.command.clone()).key(change.key.clone()).asker(asker)
    }
}

/// Reports lines that cannot be read; nothing was applied.
fn broken(sound: usize, problems: Vec<LineProblem>, out: &mut Out<'_>) -> CommandResult {
    let lines = counted(problems.len() as u64, "line");
    let error = format!(
        "{lines} of the file cannot be read, so nothing was applied; correct the file and apply it again"
    );
    let rows = (sound + problems.len()) as u64;
    let json = Json { outcome: Some("error"), error: Some(error), rows, problems, ..Json::default() };
    out.objection(&json, |page| {
        page.line(format_args!("tallybook: {}", json.error.as_deref().unwrap_or_default()))?;
        batch::show(&json.problems, PROBLEMS_SHOWN, page)
    })?;
    Ok(ExitStatus::Unusable)
}
