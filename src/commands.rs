//! The commands: one file for each, and the table that is the list of what a person can do here.
//! Each file translates what was asked, asks the ledger, and shows the answer; no rule is in any of them.

mod achievement;
mod apply;
mod backup;
mod balance;
mod claim;
mod code;
mod deduct;
mod demo;
mod doctor;
mod export;
mod forget;
mod grant;
mod history;
mod import;
mod leaderboard;
mod load;
mod orders;
mod outbox;
mod playground;
mod rank;
mod rebuild;
mod restore;
mod reverse;
mod seal;
mod season;
pub mod serve;
mod set;
mod settings;
mod stats;
mod transfer;
mod verify;

use ledger_store::{Ledger, Request};

use crate::failure::Answer;
use crate::logging::Console;
use crate::out::Out;
use crate::render::outcome;
use crate::tallybook::Tallybook;

macro_rules! subcommands {
    ($($(#[$attribute:meta])* $name:ident => $module:ident,)*) => {
        /// What can be done.
        #[derive(clap::Subcommand)]
        pub enum Subcommand {
            $($(#[$attribute])* $name($module::$name),)*
        }

        impl Subcommand {
            /// Does it.
            pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
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
    /// Take a sample of orders through the whole way, in a database of its own
    Demo => demo,
    /// Give points to a member
    Grant => grant,
    /// Take points from a member
    Deduct => deduct,
    /// Make a balance what it should be, by a grant or a deduction
    Set => set,
    /// Move points from one member to another
    Transfer => transfer,
    /// Undo one posting, once
    Reverse => reverse,
    /// How many points a member has, now or in the past
    Balance => balance,
    /// Everything that is known about a member's points
    Stats => stats,
    /// A member's place on a leaderboard
    Rank => rank,
    /// Who has the most points
    Leaderboard => leaderboard,
    /// The postings of a book or of a member, newest first
    History => history,
    /// Apply a list of changes from a CSV file
    Apply => apply,
    /// Import a shop's order export
    Import => import,
    /// The orders of a book, and their codes
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
    /// Forget a person, the buyer of an order, or an address
    Forget => forget,
    /// Prove that the ledger is whole and untouched
    Verify => verify,
    /// The seal of everything so far, to be kept elsewhere
    Seal => seal,
    /// Fold the journal again from its beginning and compare
    Rebuild => rebuild,
    /// How far log channels, roles and direct messages have come, and retrying what was given up
    #[command(alias = "reactions")]
    Outbox => outbox,
    /// Copy the ledger while it is in use
    Backup => backup,
    /// Put a copy in the place of the ledger
    Restore => restore,
    /// Write the whole journal as JSON Lines
    Export => export,
    /// Read an exported journal into an empty ledger
    Load => load,
    /// What is there, how it is set up, and what needs attention
    Doctor => doctor,
    /// Serve everything that is configured; the same as no command at all
    Serve => serve,
}

impl Subcommand {
    /// What the console shows of the log meanwhile.
    pub fn console(&self) -> Console {
        match self {
            Subcommand::Serve(_) => Console::Everything,
            _ => Console::Warnings,
        }
    }
}

/// Asks for a change to a member's points and tells what became of it.
fn change_points(ledger: Ledger, request: Request, done: &str, out: &mut Out<'_>) -> Answer {
    let book = request.book;
    let outcome = ledger.submit(request).wait()?;
    let verdict = outcome::tell(outcome, done, &ledger, book, out)?;
    close(ledger);
    Ok(verdict)
}

/// Closes the ledger. The answer stands whatever happens here, so trouble is for the log.
fn close(ledger: Ledger) {
    if let Err(error) = ledger.close() {
        log::warn!("the ledger was not closed as it should be, and opening it may take longer: {error}");
    }
}
