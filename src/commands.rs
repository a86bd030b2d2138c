//! The commands, one file each, and the table of all of them.
//! A command parses its options, asks the ledger, and prints the answer. Rules live in `ledger-core`.

mod achievement;
mod apply;
mod backup;
mod balance;
mod claim;
mod clock;
mod code;
mod demo;
mod doctor;
mod export;
mod forget;
mod history;
mod import;
mod leaderboard;
mod load;
mod orders;
mod outbox;
mod playground;
mod points;
mod rank;
mod rebuild;
mod restore;
mod reverse;
mod sample;
mod seal;
mod season;
pub(crate) mod serve;
mod settings;
mod stats;
mod transfer;
mod verify;

use ledger_store::{Ledger, Request};

use crate::exit::CommandResult;
use crate::logging::Console;
use crate::out::Out;
use crate::render::outcome;
use crate::tallybook::Tallybook;

macro_rules! subcommands {
    ($($(#[$attribute:meta])* $name:ident => $module:ident,)*) => {
        #[derive(clap::Subcommand)]
        pub(crate) enum Subcommand {
            $($(#[$attribute])* $name($module::$name),)*
        }

        impl Subcommand {
            pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
                match self {
                    $(Subcommand::$name(command) => command.run(tallybook, out),)*
                }
            }
        }
    };
}

subcommands! {
    /// Try the bot in the browser, on a Discord of this machine: no account, no token
    Playground => playground,
    /// Import sample orders, redeem their codes and verify the ledger, in a database of its own
    Demo => demo,
    /// Give points to a member
    Grant => points,
    /// Take points from a member
    Deduct => points,
    /// Set a balance, by a grant or a deduction
    Set => points,
    /// Move points from one member to another
    Transfer => transfer,
    /// Undo one posting, once
    Reverse => reverse,
    /// Show how many points a member has, now or in the past
    Balance => balance,
    /// Show everything about a member's points, now or in the past
    Stats => stats,
    /// Show a member's rank on a leaderboard, now or in the past
    Rank => rank,
    /// List the members with the most points
    Leaderboard => leaderboard,
    /// List the postings of a book or of a member, newest first
    History => history,
    /// Apply a list of changes from a CSV file
    Apply => apply,
    /// Import a shop's order export
    Import => import,
    /// List the orders of a book, and their codes
    Orders => orders,
    /// Redeem a code
    Claim => claim,
    /// Issue a new code for an order, or make one void
    Code => code,
    /// Define, change, retire, award, revoke or list achievements
    Achievement => achievement,
    /// Show or change the settings of a book
    Settings => settings,
    /// Close a season: every balance to 0, open claims void
    Season => season,
    /// Erase the personal data of a member, of the buyer of an order, or of an address
    Forget => forget,
    /// Prove that the ledger is complete and unchanged
    Verify => verify,
    /// Print the seal of the whole journal, to be kept on another machine
    Seal => seal,
    /// Fold the journal again from its beginning and compare
    Rebuild => rebuild,
    /// Show the progress of log channels, roles and direct messages, and retry deliveries that were given up
    #[command(alias = "reactions")]
    Outbox => outbox,
    /// Copy the ledger while it is in use
    Backup => backup,
    /// Put a backup in the place of the ledger
    Restore => restore,
    /// Write the whole journal as JSON Lines
    Export => export,
    /// Read an exported journal into an empty ledger
    Load => load,
    /// Compare the clock with the recorded time, and correct the recorded time after the clock had been ahead
    Clock => clock,
    /// Show the settings, examine the file, and name what needs attention
    Doctor => doctor,
    /// Run everything that is configured; the default command
    Serve => serve,
}

impl Subcommand {
    /// Which log records the console shows meanwhile.
    pub(crate) fn console(&self) -> Console {
        match self {
            Subcommand::Serve(_) => Console::Everything,
            _ => Console::Warnings,
        }
    }
}

/// Submits a change to a member's points, and writes the outcome.
fn change_points(ledger: Ledger, request: Request, done: &str, out: &mut Out<'_>) -> CommandResult {
    let book = request.book;
    let outcome = ledger.submit_and_wait(request)?;
    let status = outcome::write(outcome, done, &ledger, book, out)?;
    close(ledger);
    Ok(status)
}

/// Closes the ledger. The command has its answer already, so an error is only logged.
fn close(ledger: Ledger) {
    if let Err(error) = ledger.close() {
        log::warn!("the ledger was not closed properly, and opening it may take longer: {error}");
    }
}
