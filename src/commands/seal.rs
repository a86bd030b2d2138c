//! `seal`: the seal of everything so far. Kept outside the machine, it shows when something was cut off.

use clap::Args;
use serde::Serialize;

use crate::failure::{Answer, Verdict};
use crate::out::Out;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub struct Seal {}

#[derive(Serialize)]
struct Json {
    position: u64,
    seal: String,
}

impl Seal {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let seal = tallybook.ledger()?.seal();
        let json = Json { position: seal.position.0, seal: seal.to_string() };
        out.answer(&json, |page| page.line(&json.seal))?;
        Ok(Verdict::Done)
    }
}
