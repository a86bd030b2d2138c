//! Tallybook: points for communities, kept in a ledger that people can trust with value.
//!
//! This package wires the command line, the configuration, the log and the ledger together.
//! Rules about points live in `ledger-core`.

mod adapter_settings;
mod args;
mod batch;
mod claim_codes;
mod claim_secret_file;
mod cli;
mod commands;
mod config;
mod exit;
mod logging;
mod out;
mod progress;
mod render;
mod shutdown;
mod tallybook;
mod time_zones;

use std::io::{self, BufWriter};
use std::process::ExitCode;

use crate::cli::Cli;
use crate::out::{Colours, Out};
use crate::tallybook::Tallybook;

fn main() -> ExitCode {
    let (cli, format) = Cli::read(std::env::args_os());
    let (mut stdout, mut stderr) = (BufWriter::new(io::stdout().lock()), io::stderr());
    let mut out = Out::new(&mut stdout, &mut stderr, format, Colours::of_the_terminal());
    let answer = cli.and_then(|cli| {
        let tallybook = Tallybook::start(cli.db(), cli.command().console())?;
        cli.command().run(&tallybook, &mut out)
    });
    out.finish(answer)
}
