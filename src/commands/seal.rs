//! `seal`: print the seal of the whole journal. Kept on another machine, it lets `verify` detect a cut-off journal.

use clap::Args;
use serde::Serialize;

use crate::exit::{CommandResult, ExitStatus};
use crate::out::Out;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct Seal {}

#[derive(Serialize)]
struct Json {
    position: u64,
    seal: String,
}

impl Seal {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let seal = tallybook.ledger()?.seal();
        let json = Json { position: seal.position.0, seal: seal.to_string() };
        out.answer(&json, |page| page.line(&json.seal))?;
        Ok(ExitStatus::Done)
    }
}
