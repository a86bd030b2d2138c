//! `export`: write the whole journal as JSON Lines, to a file or to standard output.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use ledger_store::export;

use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::Out;
use crate::progress::Meter;
use crate::render::transferred::Transferred;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Export {
    /// The file to write; standard output, if none is named
    to: Option<PathBuf>,
}

impl Export {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let mut meter = Meter::of("exporting");
        let mut progress = |progress| meter.show(progress);
        let Some(path) = &self.to else {
            // The journal is the answer, so no other line may be written.
            export(tallybook.database(), out.raw(), &mut progress)?;
            return Ok(ExitStatus::Done);
        };
        let problem = |error: std::io::Error| {
            Failure::input(format!("the file {} cannot be written: {error}; name a new one", path.display()))
        };
        // Never overwrite a file: it may be the only copy of a journal.
        let mut file = BufWriter::new(File::create_new(path).map_err(problem)?);
        let exported = export(tallybook.database(), &mut file, &mut progress)?;
        file.flush().and_then(|()| file.get_ref().sync_all()).map_err(problem)?;
        drop(meter);
        let json = Transferred::new(path, exported.events, exported.seal);
        out.answer(&json, |page| json.write(page, "exported", "to"))?;
        Ok(ExitStatus::Done)
    }
}
