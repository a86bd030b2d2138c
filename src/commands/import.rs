//! `import`: import the order export of a shop. Importing it again changes nothing; a changed order is recorded anew.

pub(crate) mod work;

use std::io;
use std::path::PathBuf;

use adapter_orders::{FileHash, Origin};
use clap::Args;
use ledger_core::{Asker, Book, MemberId, OrderText, Points};
use serde::Serialize;

use crate::args::{DEFAULT_SHOP, DEFAULT_SOURCE, InBook, read_file};
use crate::batch::{self, PROBLEMS_SHOWN};
use crate::commands::close;
use crate::commands::import::work::{Imported, Plan};
use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::{Ink, Out, Page};
use crate::render::number::{counted, grouped, signed};
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Import {
    /// The export as it was downloaded
    file: PathBuf,
    #[command(flatten)]
    of: InBook,
    /// The shop system: shopify, etsy …
    #[arg(long, value_name = "NAME", default_value = DEFAULT_SOURCE)]
    source: OrderText,
    /// The shop, where there are several
    #[arg(long, value_name = "NAME", default_value = DEFAULT_SHOP)]
    shop: OrderText,
    /// Say what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// This file without order ids is not an edited copy of one that was imported before
    #[arg(long)]
    another_file: bool,
    /// The member who asks, instead of an import
    #[arg(long, value_name = "MEMBER", allow_hyphen_values = true)]
    by: Option<MemberId>,
}

#[derive(Serialize)]
struct Json<'i> {
    dry_run: bool,
    #[serde(flatten)]
    imported: &'i Imported,
}

impl Import {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let imported = if self.dry_run { self.rehearse(tallybook)? } else { self.carry_out(tallybook)? };
        out.answer(&Json { dry_run: self.dry_run, imported: &imported }, |page| {
            show(&imported, PROBLEMS_SHOWN, page)?;
            if self.dry_run { page.line("nothing was changed: this was a rehearsal") } else { Ok(()) }
        })?;
        Ok(if imported.refused == 0 { ExitStatus::Done } else { ExitStatus::Refused })
    }

    fn carry_out(&self, tallybook: &Tallybook) -> Result<Imported, Failure> {
        let contents = read_file(&self.file)?;
        let (export, origin) = (adapter_orders::read(&contents)?, self.origin(&contents));
        let ledger = tallybook.ledger_or_new()?;
        let secrets = tallybook.claim_secrets()?;
        let plan = Plan::of(&export, &origin, self.of.book, secrets.current());
        ledger.read(self.of.book, |book| self.refuse_an_edited_copy(&plan, &origin, book))?;
        let imported = plan.carry_out(&ledger, self.by.map_or(Asker::Import, Asker::Member))?;
        close(ledger);
        Ok(imported)
    }

    fn rehearse(&self, tallybook: &Tallybook) -> Result<Imported, Failure> {
        let contents = read_file(&self.file)?;
        let (export, origin) = (adapter_orders::read(&contents)?, self.origin(&contents));
        let plan = Plan::of(&export, &origin, self.of.book, &work::secret_of_a_rehearsal());
        let rehearse = |book: &Book| {
            self.refuse_an_edited_copy(&plan, &origin, book)?;
            Ok(plan.rehearse(book, tallybook.config().limits))
        };
        // A dry run creates no ledger.
        match tallybook.database().exists() {
            true => tallybook.ledger()?.read(self.of.book, rehearse),
            false => rehearse(&Book::new()),
        }
    }

    fn origin(&self, contents: &[u8]) -> Origin {
        Origin::new(self.source.clone(), self.shop.clone(), FileHash::of(contents))
    }

    fn refuse_an_edited_copy(&self, plan: &Plan<'_>, origin: &Origin, book: &Book) -> Result<(), Failure> {
        if self.another_file || !plan.may_be_an_edited_copy(origin, book) {
            return Ok(());
        }
        Err(Failure::input(
            "this file has no order ids, and another such file was imported before: an edited copy of it would count \
             its orders twice; if it is not a copy, say so with --another-file",
        ))
    }
}

/// Writes the answer for people; `demo` shows it too.
pub(crate) fn show(imported: &Imported, problems: usize, page: &mut Page<'_>) -> io::Result<()> {
    page.line(page.ink(Ink::Faint, &imported.layout))?;
    let (rows, orders) = (counted(imported.rows, "row"), counted(imported.orders, "order"));
    let (new, changed) = (grouped(imported.new), grouped(imported.changed));
    let points = page.ink(Ink::Bold, signed(Points(imported.points))).to_string();
    page.line(format_args!("{rows}, {orders}: {new} new, {changed} changed; points to claim: {points}"))?;
    let (unchanged, worthless) = (grouped(imported.unchanged), grouped(imported.without_points));
    let (skipped, refused) = (grouped(imported.skipped), grouped(imported.refused));
    page.line(format_args!(
        "{unchanged} unchanged, {worthless} worth no points, {skipped} not paid yet, {refused} refused, {} in the file",
        counted(imported.problems.len() as u64, "problem"),
    ))?;
    batch::show(&imported.problems, problems, page)
}
