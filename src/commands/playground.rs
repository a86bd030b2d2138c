//! `playground`: run the real bot on a Discord of this machine, with a sample community, in the browser.
//! It needs no account and no token, and opens no connection to the outside.

mod open_codes;
mod sample_ledger;
mod sample_server;
mod tour;

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::time::Duration;

use adapter_discord::{Bot, BotConfig, Running, Token};
use clap::Args;
use ledger_core::BookId;
use ledger_store::Ledger;
use local_discord::LocalDiscord;
use serde::Serialize;

use crate::claim_codes::ClaimCodes;
use crate::commands::close;
use crate::exit::{CommandResult, ExitStatus, Failure};
use crate::out::{Ink, Out, Page};
use crate::shutdown::{self, Shutdown};
use crate::tallybook::Tallybook;

/// How long the bot may take to connect and to register its commands.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// The file of the ledger in its temporary folder.
const DATABASE: &str = "playground.db";

#[derive(Args)]
pub(crate) struct Playground {
    /// The port of the page; without it, any that is free
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Print the address and leave the browser alone
    #[arg(long)]
    no_open: bool,
    /// Try each part once, say what was seen, and end; the default where no terminal is attached
    #[arg(long, conflicts_with = "stay")]
    tour: bool,
    /// Go on until Ctrl-C, even where no terminal is attached
    #[arg(long)]
    stay: bool,
}

#[derive(Serialize)]
struct Json {
    page: String,
    database: String,
    book: String,
    codes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RunMode {
    Stay,
    Tour,
}

impl Playground {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        // Without `--db`, the ledger is deleted with this folder at the end.
        let folder = tempfile::tempdir()
            .map_err(|error| Failure::input(format!("no temporary folder can be made: {error}")))?;
        let tallybook = tallybook.with_database_unless_named(&folder.path().join(DATABASE));
        shutdown::runtime()?.block_on(self.play(&tallybook, out))
    }

    async fn play(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let mut stop = Shutdown::listen()?;
        let discord = LocalDiscord::start_at(self.port, sample_server::scenario())
            .await
            .map_err(|error| Failure::Input(error.into()))?;
        let book = sample_server::book(&discord)?;
        let secrets = tallybook.claim_secrets()?;
        let sample = sample_ledger::prepare(tallybook.database(), &discord, &secrets)?;
        let ledger = tallybook.ledger()?;
        let codes = open_codes::find(&ledger, book, &secrets);
        let mut running = start(&discord, &ledger, ClaimCodes::new(secrets)).await?;
        if sample == sample_ledger::Sample::New {
            sample_server::introduce(&discord).await?;
        }
        let bot = Arc::clone(running.bot());
        let prefix = bot.prefix(Some(book));
        discord.set_prefix(move |server| bot.prefix(server.and_then(|id| BookId::new(id.0).ok())));
        sample_server::propose(&discord, &codes, &prefix);
        let json = Json {
            page: discord.page_url(),
            database: tallybook.database().display().to_string(),
            book: book.to_string(),
            codes: codes.iter().map(|open| open.code.to_string()).collect(),
        };
        let answer = match self.mode() {
            RunMode::Tour => {
                tour::take(&discord, &ledger, book, &codes, &prefix, out).await.and_then(|told| {
                    out.answer(&told, |_| Ok(()))?;
                    Ok(ExitStatus::Done)
                })
            }
            RunMode::Stay => {
                out.answer(&json, |page| json.write(page))?;
                out.flush()?;
                self.show(&json.page);
                stay(&mut running, &mut stop).await
            }
        };
        running.stop().await;
        drop(discord);
        close(ledger);
        answer
    }

    /// Without a terminal there is no Ctrl-C, so the playground must end by itself.
    fn mode(&self) -> RunMode {
        let no_terminal = !io::stdin().is_terminal() && !io::stdout().is_terminal();
        if self.tour || (no_terminal && !self.stay) { RunMode::Tour } else { RunMode::Stay }
    }

    /// Opens the page in the browser, if there is one. The address was printed already.
    fn show(&self, page: &str) {
        if self.no_open || !io::stdout().is_terminal() {
            return;
        }
        if let Err(error) = open::that_detached(page) {
            log::debug!("no browser was opened: {error}");
        }
    }
}

impl Json {
    fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        page.line(page.ink(Ink::Bold, "The playground is open:"))?;
        page.line(format_args!("  {}", page.ink(Ink::Cyan, &self.page)))?;
        page.line(
            "Choose a member to speak as, and type / or !, or take one of the proposals on the right.",
        )?;
        page.line("Nothing leaves this machine. Ctrl-C ends it.")
    }
}

/// Starts the bot, and waits until it is connected and has registered its commands.
async fn start(discord: &LocalDiscord, ledger: &Ledger, codes: ClaimCodes) -> Result<Running, Failure> {
    let mut config = BotConfig::new(Token::new(&discord.token()));
    config.api_url = Some(discord.api_url());
    let mut running = Bot::start(config, ledger.clone(), Arc::new(codes)).await?;
    let came = tokio::select! {
        came = discord.wait_for_bot(START_TIMEOUT) => came.map_err(anyhow::Error::new),
        ended = running.wait() => Err(match ended {
            Ok(()) => anyhow::Error::msg("the bot stopped by itself"),
            Err(error) => error.into(),
        }),
    };
    came.map_err(Failure::Bot)?;
    Ok(running)
}

/// Waits for the signal to stop, or for the bot to fail.
async fn stay(running: &mut Running, stop: &mut Shutdown) -> CommandResult {
    tokio::select! {
        () = stop.wait() => Ok(ExitStatus::Done),
        ended = running.wait() => match ended {
            Ok(()) => Err(Failure::Bot(anyhow::Error::msg("the bot stopped by itself; start it again"))),
            Err(error) => Err(Failure::Bot(error.into())),
        },
    }
}
