//! `playground`: the real bot on a Discord of this machine, with a sample community, in the browser.
//! Nothing outside the machine is asked for, and no account or token is needed.

mod beginnings;
mod community;
mod tour;

use std::io::{self, IsTerminal};
use std::path::Path;
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
use crate::failure::{Answer, Failure, Verdict};
use crate::out::{Ink, Out, Page};
use crate::stop::{self, Stop};
use crate::tallybook::Tallybook;

/// How long the bot may take to connect and to register its commands.
const PATIENCE: Duration = Duration::from_secs(30);

/// The file of the ledger in a folder of its own.
const DATABASE: &str = "playground.db";

#[derive(Args)]
pub struct Playground {
    /// The port of the page; without it, any that is free
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Print the address and leave the browser alone
    #[arg(long)]
    no_open: bool,
    /// Walk through it once, say what was seen, and end; so it does where nobody is at a terminal
    #[arg(long, conflicts_with = "stay")]
    tour: bool,
    /// Go on until Ctrl-C, even where nobody is at a terminal
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

/// What becomes of it once it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Stay,
    Tour,
}

impl Playground {
    pub fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        // It is gone when the playground is, unless somebody named a file.
        let folder = tempfile::tempdir()
            .map_err(|error| Failure::input(format!("no temporary folder can be made: {error}")))?;
        let tallybook = tallybook.with_database_unless_named(&folder.path().join(DATABASE));
        stop::runtime()?.block_on(self.play(&tallybook, out))
    }

    async fn play(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> Answer {
        let mut stop = Stop::listen()?;
        let discord = LocalDiscord::start_at(self.port, community::scenario())
            .await
            .map_err(|error| Failure::Input(error.into()))?;
        let book = community::book(&discord)?;
        let secrets = tallybook.claim_secrets()?;
        let sample = beginnings::lay(tallybook.database(), &discord, &secrets)?;
        let ledger = tallybook.ledger()?;
        let codes = beginnings::open_codes(&ledger, book, &secrets);
        let mut running = start(&discord, &ledger, ClaimCodes::new(secrets)).await?;
        if sample == beginnings::Sample::Laid {
            community::introduce(&discord).await?;
        }
        let bot = Arc::clone(running.bot());
        let prefix = bot.prefix(Some(book));
        discord.set_prefix(move |server| bot.prefix(server.and_then(|id| BookId::new(id.0).ok())));
        community::propose(&discord, &codes, &prefix);
        let json = Json {
            page: discord.page_url(),
            database: tallybook.database().display().to_string(),
            book: book.to_string(),
            codes: codes.iter().map(|open| open.code.to_string()).collect(),
        };
        let answer = match self.wanted() {
            Wanted::Tour => {
                tour::take(&discord, &ledger, book, &codes, &prefix, out).await.and_then(|told| {
                    out.answer(&told, |_| Ok(()))?;
                    Ok(Verdict::Done)
                })
            }
            Wanted::Stay => {
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

    /// Where nobody can press Ctrl-C, it must end by itself.
    fn wanted(&self) -> Wanted {
        let nobody_there = !io::stdin().is_terminal() && !io::stdout().is_terminal();
        if self.tour || (nobody_there && !self.stay) { Wanted::Tour } else { Wanted::Stay }
    }

    /// Opens the page in the browser, where there is one. The address is printed in any case.
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
        page.line("Speak as anybody there, and type / or !, or take one of the proposals on the right.")?;
        page.line("Nothing leaves this machine. Ctrl-C ends it.")
    }
}

/// Starts the bot, and waits until it is connected and its commands are known.
async fn start(discord: &LocalDiscord, ledger: &Ledger, codes: ClaimCodes) -> Result<Running, Failure> {
    let mut config = BotConfig::new(Token::new(&discord.token()));
    config.api_url = Some(discord.api_url());
    let mut running = Bot::start(config, ledger.clone(), Arc::new(codes)).await?;
    let came = tokio::select! {
        came = discord.wait_for_bot(PATIENCE) => came.map_err(anyhow::Error::new),
        ended = running.wait() => Err(match ended {
            Ok(()) => anyhow::Error::msg("the bot stopped by itself"),
            Err(error) => error.into(),
        }),
    };
    came.map_err(Failure::Bot)?;
    Ok(running)
}

/// Until somebody wants it to end, or the bot cannot go on.
async fn stay(running: &mut Running, stop: &mut Stop) -> Answer {
    tokio::select! {
        () = stop.wait() => Ok(Verdict::Done),
        ended = running.wait() => match ended {
            Ok(()) => Err(Failure::Bot(anyhow::Error::msg("the bot stopped by itself; start it again"))),
            Err(error) => Err(Failure::Bot(error.into())),
        },
    }
}

/// Refuses a file that is somebody's own ledger.
fn in_use(database: &Path) -> Failure {
    let name = database.display();
    Failure::input(format!(
        "{name} is there already and is not a playground of ours; name another file with --db"
    ))
}
