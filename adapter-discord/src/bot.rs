//! The bot as a whole: how it starts, what its commands share, how it stops. No command is known here.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ledger_core::{BookId, Timestamp};
use ledger_store::{Ledger, OutboxError};
use poise::serenity_prelude as serenity;
use serenity::{ClientBuilder, GatewayIntents, HttpBuilder, ShardManager};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::book_settings;
use crate::busy::Busy;
use crate::codes::Codes;
use crate::commands;
use crate::config::{BotConfig, MessageContent};
use crate::dispatch::Dispatch;
use crate::faces::Faces;
use crate::heard::Heard;
use crate::listening::Listening;
use crate::passing::Passing;
use crate::people::People;
use crate::reactions::Reactions;
use crate::sieve::Sieve;
use crate::texts::{BadTexts, Texts};

/// How long one call to Discord may take. There is no limit unless one is set.
const HTTP_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the connections may take to say goodbye when the bot is stopped.
const GOODBYE: Duration = Duration::from_secs(2);

/// How long all of stopping may take, answers under way and reactions included. Whoever stops the process waits for ten
/// seconds, and the ledger is closed after this.
const STOPPING: Duration = Duration::from_secs(7);

/// What the commands share.
pub struct Bot {
    /// Who is asked.
    pub ledger: Ledger,
    /// Who reads claim codes.
    pub codes: Arc<dyn Codes>,
    /// What is said.
    pub texts: Texts,
    /// Who is who.
    pub people: People,
    /// What they look like.
    pub faces: Faces,
    /// Since when the bot is running.
    pub started_at: Timestamp,
    pub(crate) config: BotConfig,
    pub(crate) busy: Busy,
    pub(crate) heard: Heard,
    pub(crate) ready: watch::Sender<bool>,
    /// Who the bot is, once it was told.
    pub(crate) me: OnceLock<serenity::UserId>,
}

/// A bot that is running.
pub struct Running {
    bot: Arc<Bot>,
    shards: Arc<ShardManager>,
    http: Arc<serenity::Http>,
    reactions: Reactions,
    listening: Listening,
}

/// The bot did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Discord does not know the token.
    #[error("Discord does not accept the bot token; copy it again from the developer portal, page “Bot”")]
    Token,
    /// Discord does not answer, or not as expected.
    #[error("Discord cannot be reached{}", at(api_url.as_deref()))]
    Unreachable {
        /// The address, where it is not Discord's own.
        api_url: Option<String>,
        /// What was said.
        #[source]
        source: Box<serenity::Error>,
    },
    /// The address of the API cannot be used.
    #[error("the address {api_url} of the Discord API must begin with http:// or https:// and have no path")]
    Address {
        /// The address.
        api_url: String,
    },
    /// A language file is broken: tests look for that, so it can only be a changed build.
    #[error(transparent)]
    Texts(#[from] BadTexts),
    /// The ledger cannot be asked what is to be done because of its events.
    #[error("log channels, roles and direct messages cannot be started")]
    Reactions(#[from] OutboxError),
    /// Who is who could not be read.
    #[error("who is who cannot be read")]
    People(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The HTTP client could not be made.
    #[error("no HTTP client can be made")]
    Client(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The machine gives no port.
    #[error("nothing can listen on this machine's own address (127.0.0.1)")]
    Sieve(#[source] std::io::Error),
    /// The machine gives no thread.
    #[error("the thread that listens to Discord cannot be started")]
    Thread(#[from] std::io::Error),
}

/// The bot broke off.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The gateway does not let it in.
    #[error("the connection to Discord ended: {}", explained(.0))]
    Gateway(Box<serenity::Error>),
    /// A part of it panicked.
    #[error("the bot broke off")]
    Panicked,
}

impl Bot {
    /// Starts the bot. It has the ledger to itself as far as Discord goes; others may use the same ledger.
    ///
    /// # Errors
    /// When Discord cannot be reached, or does not know the token.
    pub async fn start(
        config: BotConfig,
        ledger: Ledger,
        codes: Arc<dyn Codes>,
    ) -> Result<Running, StartError> {
        let texts = Texts::embedded()?;
        let commands = commands::all(&texts)?;
        let client = client()?;
        let http = http(&config, client.clone())?;
        let application =
            http.get_current_application_info().await.map_err(|error| unreachable(&config, error))?;
        http.set_application_id(application.id);
        let intents = intents(config.message_content);
        tell_what_works(&config);
        let people = {
            let ledger = ledger.clone();
            tokio::task::spawn_blocking(move || People::new(ledger)).await
        };
        let bot = Arc::new(Bot {
            people: people.map_err(|broke_off| StartError::People(broke_off.into()))?,
            faces: Faces::new(client, config.api_url.as_deref()),
            started_at: ledger.now(),
            ledger,
            codes,
            texts,
            config,
            busy: Busy::new(),
            heard: Heard::new(),
            ready: watch::Sender::new(false),
            me: OnceLock::new(),
        });
        let activity = serenity::ActivityData::custom(format!("{}help", bot.config.prefix));
        let passing = Arc::new(Passing::new(Arc::clone(&bot)));
        let dispatch = Arc::new(Dispatch::new(Arc::clone(&bot), Arc::clone(&passing), commands));
        // A framework beside the handler would be handed a copy of every event, in one more task.
        let client = ClientBuilder::new_with_http(http, intents)
            .activity(activity)
            .event_handler_arc(Arc::clone(&dispatch))
            .await
            .map_err(|error| unreachable(&bot.config, error))?;
        let (shards, http) = (Arc::clone(&client.shard_manager), Arc::clone(&client.http));
        dispatch.begin(Arc::clone(&shards));
        // Before the first command is taken, so that nothing is missed that follows from one.
        let reactions = Reactions::start(&bot, &http, &client.cache)?;
        let keeps_back = Box::new(move |event: &str| passing.keeps_back(event));
        let sieve = Sieve::before(&client, keeps_back).await.map_err(StartError::Sieve)?;
        let listening = Listening::begin(client, sieve, bot.config.shards)?;
        Ok(Running { bot, shards, http, reactions, listening })
    }

    /// What commands in messages of a community begin with; in a direct message, what is configured.
    pub fn prefix(&self, book: Option<BookId>) -> String {
        self.with_prefix(book, str::to_owned)
    }

    /// What commands in messages of a server begin with, for a look.
    pub(crate) fn with_prefix<T>(&self, book: Option<BookId>, look: impl FnOnce(&str) -> T) -> T {
        let Some(book) = book else { return look(&self.config.prefix) };
        self.ledger
            .read(book, |book| look(book_settings::prefix_of(book.settings()).unwrap_or(&self.config.prefix)))
    }
}

impl Running {
    /// Waits until the first shard is connected; `false` if the bot ended before.
    pub async fn ready(&mut self) -> bool {
        let mut ready = self.bot.ready.subscribe();
        tokio::select! {
            is_ready = ready.wait_for(|ready| *ready) => is_ready.is_ok(),
            () = self.listening.ended() => false,
        }
    }

    /// Waits until the bot ends by itself, which it does only when Discord will not have it.
    ///
    /// # Errors
    /// Why it ended.
    pub async fn wait(&mut self) -> Result<(), RunError> {
        match self.listening.end().await {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => Err(RunError::Gateway(Box::new(error))),
            None => Err(RunError::Panicked),
        }
    }

    /// The way to Discord, for what is told there without being asked.
    pub fn http(&self) -> Arc<serenity::Http> {
        Arc::clone(&self.http)
    }

    /// What the commands share.
    pub fn bot(&self) -> &Arc<Bot> {
        &self.bot
    }

    /// Says goodbye, so that no more commands come, and finishes those under way. Takes at most seven seconds.
    pub async fn stop(self) {
        let busy = &self.bot.busy;
        log::info!("shutting down: {} answers are under way", busy.under_way());
        let last_answers = async {
            // Answers go another way than events come. What came before the connection closed is still answered; from
            // then on Discord says by itself that nobody is there.
            if timeout(GOODBYE, self.shards.shutdown_all()).await.is_err() {
                log::warn!("the connections did not close in time");
            }
            busy.close();
            busy.idle().await;
        };
        let all = async { tokio::join!(last_answers, self.reactions.stop()) };
        if timeout(STOPPING, all).await.is_err() {
            log::warn!("{} answers were not finished in time", busy.under_way());
        }
        if timeout(GOODBYE, self.listening.stop()).await.is_err() {
            log::warn!("the thread that listens to Discord did not end in time");
        }
        log::info!("the bot has stopped");
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").field("config", &self.bot.config).finish_non_exhaustive()
    }
}

fn client() -> Result<reqwest::Client, StartError> {
    let client = reqwest::Client::builder().use_rustls_tls().timeout(HTTP_TIMEOUT).build();
    client.map_err(|error| StartError::Client(error.into()))
}

fn http(config: &BotConfig, client: reqwest::Client) -> Result<serenity::Http, StartError> {
    let nobody = serenity::CreateAllowedMentions::new();
    let http = HttpBuilder::new(config.token.expose()).client(client).default_allowed_mentions(nobody);
    let Some(api_url) = &config.api_url else { return Ok(http.build()) };
    let address = api_url.trim_end_matches('/');
    let host = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"));
    if host.is_none_or(|host| host.is_empty() || host.contains('/')) {
        return Err(StartError::Address { api_url: api_url.clone() });
    }
    // Another address keeps the rates by itself; while serenity does, it would not go there.
    Ok(http.proxy(address).ratelimiter_disabled(true).build())
}

fn intents(message_content: MessageContent) -> GatewayIntents {
    let always = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    match message_content {
        MessageContent::Read => always | GatewayIntents::MESSAGE_CONTENT,
        MessageContent::Without => always,
    }
}

fn tell_what_works(config: &BotConfig) {
    match config.message_content {
        MessageContent::Read => log::info!(
            "commands work with a slash, with {}, and when the bot is mentioned; names are those last seen",
            config.prefix
        ),
        MessageContent::Without => log::info!(
            "commands work with a slash and when the bot is mentioned; prefixes do not, because message contents are \
             switched off"
        ),
    }
}

fn unreachable(config: &BotConfig, error: serenity::Error) -> StartError {
    let status = match &error {
        serenity::Error::Http(error) => error.status_code().map(|status| status.as_u16()),
        _ => None,
    };
    if status == Some(401) {
        return StartError::Token;
    }
    StartError::Unreachable { api_url: config.api_url.clone(), source: Box::new(error) }
}

fn at(api_url: Option<&str>) -> String {
    api_url.map_or(String::new(), |url| format!(" at {url}"))
}

fn explained(error: &serenity::Error) -> String {
    use serenity::GatewayError;
    match error {
        serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents) => {
            "the bot may not read message contents; switch “Message Content Intent” on in the developer portal, page \
             “Bot”, or tell Tallybook to do without"
                .to_owned()
        }
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => {
            "the bot token is not accepted".to_owned()
        }
        other => other.to_string(),
    }
}
