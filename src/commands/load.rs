//! `load`: read an exported journal into a ledger that is empty or not there yet; it ends at the same seal.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use clap::Args;
use ledger_store::load;
use serde::Serialize;

use crate::failure::{Answer, Failure, Verdict};
use crate::out::Out;
use crate::progress::Meter;
use crate::render::number::counted;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Load {
    /// A journal as `export` writes it
    file: PathBuf,
}

#[derive(Serialize)]
struct Json {
    to: String,
    events: u64,
    seal: String,
}

impl Load {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let name = self.file.display();
        let file = File::open(&self.file).map_err(|error| {
            Failure::input(format!("the file {name} cannot be read: {error}; check its name"))
        })?;
        let mut meter = Meter::of("loading");
        let loaded =
            load(&mut BufReader::new(file), tallybook.database(), &mut |progress| meter.show(progress))?;
        drop(meter);
        let to = tallybook.database().display().to_string();
        let json = Json { to, events: loaded.events, seal: loaded.seal.to_string() };
        out.answer(&json, |page| {
            page.line(format_args!("loaded {} into {}", counted(json.events, "event"), json.to))?;
            page.line(format_args!("  seal {}", json.seal))
        })?;
        Ok(Verdict::Done)
    }
}
