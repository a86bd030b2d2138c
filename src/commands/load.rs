//! `load`: read an exported journal into an empty or new ledger, which then has the same seal.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use clap::Args;
use ledger_store::load;

use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::Out;
use crate::progress::Meter;
use crate::render::transferred::Transferred;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Load {
    /// A journal as `export` writes it
    file: PathBuf,
}

impl Load {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let name = self.file.display();
        let file = File::open(&self.file).map_err(|error| {
            Failure::input(format!("the file {name} cannot be read: {error}; check its name"))
        })?;
        let mut meter = Meter::of("loading");
        let loaded =
            load(&mut BufReader::new(file), tallybook.database(), &mut |progress| meter.show(progress))?;
        drop(meter);
        let json = Transferred::new(tallybook.database(), loaded.events, loaded.seal);
        out.answer(&json, |page| json.write(page, "loaded", "into"))?;
        Ok(ExitStatus::Done)
    }
}
