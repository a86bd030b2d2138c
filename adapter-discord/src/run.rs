//! How the bot starts and stops. What its parts share is in [`crate::app`].

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ledger_store::{Ledger, OutboxError, ReadError};
use poise::serenity_prelude as serenity;
use serenity::{ClientBuilder, GatewayIntents, HttpBuilder, ShardManager};
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::app::Bot;
use crate::app::avatars::Avatars;
use crate::app::clock_alarm::ClockAlarm;
use crate::app::dedup::SeenMessages;
use crate::app::hidden::HiddenMembers;
use crate::app::names::MemberNames;
use crate::commands;
use crate::effects::Effects;
use crate::gateway::connection::Connection;
use crate::gateway::dispatch::Dispatch;
use crate::render::picture::{FolderError, Fonts};
use crate::render::texts::{BadTexts, Texts};
use crate::settings::codes::Codes;
use crate::settings::config::{BotConfig, MessageContent};

/// The timeout of one call to Discord. reqwest has none by default.
const HTTP_TIMEOUT: Duration = Duration::from_secs(10);

/// The timeout for closing the connections.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(2);

/// The timeout of a stop, with unfinished answers and effects. Docker and systemd kill a process ten seconds or more
/// after the signal, and the ledger has to be closed in the rest.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(7);

/// A bot that is running.
pub struct Running {
    bot: Arc<Bot>,
    shards: Arc<ShardManager>,
    http: Arc<serenity::Http>,
    effects: Effects,
    connection: Connection,
}

/// The bot did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// Discord does not accept the token.
    #[error("Discord does not accept the bot token; copy it again from the developer portal, page “Bot”")]
    Token,
    /// Discord does not answer, or not as expected.
    #[error("Discord cannot be reached{}", at(api_url.as_deref()))]
    Unreachable {
        /// The configured address; `None` for Discord's own.
        api_url: Option<String>,
        /// The error of the call.
        #[source]
        source: Box<serenity::Error>,
    },
    /// The address of the API cannot be used.
    #[error("the address {api_url} of the Discord API must begin with http:// or https:// and have no path")]
    Address {
        /// The address.
        api_url: String,
    },
    /// A language file is invalid. Tests read them all, so this happens only in a changed build.
    #[error(transparent)]
    Texts(#[from] BadTexts),
    /// The outbox of the log channel, the roles or the direct messages cannot be read.
    #[error("log channels, roles and direct messages cannot be started")]
    Effects(#[from] OutboxError),
    /// The folder of fonts cannot be used.
    #[error(transparent)]
    Fonts(#[from] FolderError),
    /// The members who asked to be on no leaderboard cannot be read.
    #[error("the members who are hidden from leaderboards cannot be read")]
    Hidden(#[from] ReadError),
    /// Loading the stored member names, or the fonts, panicked.
    #[error("member names and fonts cannot be loaded")]
    Loading(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The HTTP client cannot be built.
    #[error("the HTTP client cannot be built")]
    Client(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The bot ended by itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// Discord rejects the connection.
    #[error("the connection to Discord ended: {}", explained(.0))]
    Gateway(Box<serenity::Error>),
    /// The task of the connection panicked.
    #[error("the bot ended because a part of it panicked")]
    Panicked,
}

impl Bot {
    /// Starts the bot on the current runtime. Other adapters may use the same ledger; a second bot for the same servers
    /// must not.
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
        let loading = {
            let (ledger, folder) = (ledger.clone(), config.card_fonts.clone());
            tokio::task::spawn_blocking(move || {
                let fonts = folder.map_or(Ok(Fonts::embedded()), |folder| Fonts::with_folder(&folder))?;
                let hidden = HiddenMembers::new(ledger.clone())?;
                Ok::<_, StartError>((MemberNames::new(ledger), hidden, fonts))
            })
        };
        let (names, hidden, fonts) = loading.await.map_err(|panic| StartError::Loading(panic.into()))??;
        let client = client()?;
        let http = http(&config, client.clone())?;
        let application =
            http.get_current_application_info().await.map_err(|error| unreachable(&config, error))?;
        http.set_application_id(application.id);
        let intents = intents(config.message_content);
        tell_what_works(&config);
        let bot = Arc::new(Bot {
            clock_alarm: ClockAlarm::default(),
            names,
            hidden,
            fonts,
            avatars: Avatars::new(client, config.api_url.as_deref()),
            started_at: ledger.now(),
            ledger,
            codes,
            texts,
            config,
            answers: TaskTracker::new(),
            seen_messages: SeenMessages::new(),
            in_step: Mutex::default(),
            ready: watch::Sender::new(false),
        });
        let activity = serenity::ActivityData::custom(format!("{}help", bot.config.prefix));
        let dispatch = Arc::new(Dispatch::new(Arc::clone(&bot), commands, commands::BUTTONS));
        // No framework: serenity would start a second task for every event, with a copy of it.
        let client = ClientBuilder::new_with_http(http, intents)
            .activity(activity)
            .event_handler_arc(Arc::clone(&dispatch))
            .await
            .map_err(|error| unreachable(&bot.config, error))?;
        let (shards, http) = (Arc::clone(&client.shard_manager), Arc::clone(&client.http));
        dispatch.begin(Arc::clone(&shards));
        // Before the first command, whose effects they carry out.
        let effects = Effects::start(&bot, &http, &client.cache)?;
        let connection = Connection::begin(client, bot.config.shards);
        Ok(Running { bot, shards, http, effects, connection })
    }
}

impl Running {
    /// Waits until the first shard is connected; `false` if the bot ended before.
    pub async fn ready(&mut self) -> bool {
        let mut ready = self.bot.ready.subscribe();
        tokio::select! {
            is_ready = ready.wait_for(|ready| *ready) => is_ready.is_ok(),
            () = self.connection.ended() => false,
        }
    }

    /// Waits until the bot ends by itself, which happens only when Discord rejects it or a part of it panics.
    ///
    /// # Errors
    /// The reason of the end.
    pub async fn wait(&mut self) -> Result<(), RunError> {
        match self.connection.end().await {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => Err(RunError::Gateway(Box::new(error))),
            None => Err(RunError::Panicked),
        }
    }

    /// The client of Discord's API, for messages that answer no command.
    pub fn http(&self) -> Arc<serenity::Http> {
        Arc::clone(&self.http)
    }

    /// The data that the commands share.
    pub fn bot(&self) -> &Arc<Bot> {
        &self.bot
    }

    /// Closes the connections, so that no more commands come, and finishes the answers under way. Takes at most seven
    /// seconds.
    pub async fn stop(self) {
        let answers = &self.bot.answers;
        log::info!("shutting down: {} answers are under way", answers.len());
        let last_answers = async {
            // Answers need no gateway: commands received before the close are still answered. After it, Discord tells
            // its users that the bot does not respond.
            if timeout(CLOSE_TIMEOUT, self.shards.shutdown_all()).await.is_err() {
                log::warn!("the connections did not close in time");
            }
            answers.close();
            answers.wait().await;
        };
        let all = async { tokio::join!(last_answers, self.effects.stop()) };
        if timeout(SHUTDOWN_TIMEOUT, all).await.is_err() {
            log::warn!("{} answers were not finished in time", answers.len());
        }
        self.connection.stop().await;
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
    let no_mentions = serenity::CreateAllowedMentions::new();
    let http = HttpBuilder::new(config.token.expose()).client(client).default_allowed_mentions(no_mentions);
    let Some(api_url) = &config.api_url else { return Ok(http.build()) };
    let address = api_url.trim_end_matches('/');
    let host = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"));
    if host.is_none_or(|host| host.is_empty() || host.contains('/')) {
        return Err(StartError::Address { api_url: api_url.clone() });
    }
    // serenity ignores the proxy for calls that go through its rate limiter; the proxy limits rates itself.
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
