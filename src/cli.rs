//! The command line: the options of every command, and the messages for arguments that cannot be parsed.
//! The options of one command live in its own file.

use std::error::Error;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Parser;
use clap::error::ErrorKind;

use crate::commands::Subcommand;
use crate::commands::serve::Serve;
use crate::exit::Failure;
use crate::out::Format;

/// Points for communities, kept in a ledger that people can trust with value.
///
/// Without a command it runs everything that is configured.
/// Exit status: 0 done, 1 refused by the rules, 2 wrong usage or input, 3 the store or the bot failed, or the
/// ledger does not verify.
#[derive(Parser)]
#[command(name = "tallybook", version, propagate_version = true)]
pub(crate) struct Cli {
    /// The file of the ledger, instead of DATABASE_PATH
    #[arg(long, global = true, value_name = "PATH")]
    db: Option<PathBuf>,
    /// Answer with one line of JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Option<Subcommand>,
}

impl Cli {
    /// Parses the arguments. `--help` and `--version` print and end the process here.
    pub(crate) fn read(arguments: impl Iterator<Item = OsString>) -> (Result<Cli, Failure>, Format) {
        let arguments: Vec<OsString> = arguments.collect();
        let wants_json = arguments.iter().take_while(|argument| *argument != "--").any(|one| one == "--json");
        let cli = Cli::try_parse_from(arguments).map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => error.exit(),
            _ => Failure::input(sentence(&error)),
        });
        (cli, if wants_json { Format::Json } else { Format::Text })
    }

    /// The command; without one, `serve`.
    pub(crate) fn command(&self) -> &Subcommand {
        static SERVE: Subcommand = Subcommand::Serve(Serve {});
        self.command.as_ref().unwrap_or(&SERVE)
    }

    pub(crate) fn db(&self) -> Option<&Path> {
        self.db.as_deref()
    }
}

/// The message of clap without the usage below it. The error of a value parser is a whole sentence already.
fn sentence(error: &clap::Error) -> String {
    if let (ErrorKind::ValueValidation, Some(source)) = (error.kind(), error.source()) {
        return source.to_string();
    }
    let text = error.render().to_string();
    let advice = text.find("\n\nUsage:").or(text.find("\n\nFor more information"));
    let said = &text[..advice.unwrap_or(text.len())];
    let said = said.strip_prefix("error: ").unwrap_or(said);
    let said: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    format!("{}; see tallybook --help", said.join(" "))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn problem(arguments: &[&str]) -> String {
        let arguments = ["tallybook"].iter().chain(arguments).map(OsString::from);
        Cli::read(arguments).0.err().map(|failure| failure.to_string()).unwrap_or_default()
    }

    #[test]
    fn the_command_line_is_well_formed() {
        <Cli as CommandFactory>::command().debug_assert();
    }

    #[test]
    fn a_value_that_cannot_be_read_is_named_with_what_is_expected() {
        assert_eq!(
            problem(&["grant", "--book", "1", "--member", "abc", "--amount", "5", "--reason", "r"]),
            "member “abc” must be a whole number from 1 to 9223372036854775807, digits only"
        );
        assert_eq!(
            problem(&["grant", "--book", "-1", "--member", "1", "--amount", "5", "--reason", "r"]),
            "book “-1” must be a whole number from 1 to 9223372036854775807, digits only"
        );
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        let missing = problem(&["balance", "--book", "1"]);
        assert!(missing.contains("--member"), "{missing}");
        assert!(!missing.contains('\n'), "{missing}");
        let unknown = problem(&["balnce"]);
        assert!(unknown.contains("balnce"), "{unknown}");
    }
}
