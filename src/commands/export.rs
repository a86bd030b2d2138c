//! `export`: the whole journal as JSON Lines, to a file or to standard output.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use ledger_store::{Transferred, export};
use serde::Serialize;

use crate::failure::{Answer, Failure, Verdict};
use crate::out::Out;
use crate::progress::Meter;
use crate::render::number::counted;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Export {
    /// The file to write; standard output, if none is named
    to: Option<PathBuf>,
}

#[derive(Serialize)]
struct Json {
    to: String,
    events: u64,
    seal: String,
}

impl Export {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let mut meter = Meter::of("exporting");
        let mut progress = |progress| meter.show(progress);
        let Some(path) = &self.to else {
            // The journal is the answer: nothing else may stand among its lines.
            export(tallybook.database(), out.raw(), &mut progress)?;
            return Ok(Verdict::Done);
        };
        let problem = |error: std::io::Error| {
            Failure::input(format!("the file {} cannot be written: {error}; name a new one", path.display()))
        };
        // What is there already is kept: it may be the only copy of something.
        let mut file = BufWriter::new(File::create_new(path).map_err(problem)?);
        let Transferred { events, seal, .. } = export(tallybook.database(), &mut file, &mut progress)?;
        file.flush().and_then(|()| file.get_ref().sync_all()).map_err(problem)?;
        drop(meter);
        let json = Json { to: path.display().to_string(), events, seal: seal.to_string() };
        out.answer(&json, |page| {
            page.line(format_args!("exported {} to {}", counted(json.events, "event"), json.to))?;
            page.line(format_args!("  seal {}", json.seal))
        })?;
        Ok(Verdict::Done)
    }
}
