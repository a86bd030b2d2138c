//! The settings of the program, read and checked once at the start from the environment and `.env`.
//! `docs/settings.md` describes them. The settings of a book live in its journal.

mod sources;

use std::path::{Path, PathBuf};
use std::time::Duration;

use adapter_discord::{BotConfig, MessageContent, ShardRange, Token};
use adapter_orders::ClaimSecret;
use ledger_core::{Amount, Limits};
use log::LevelFilter;

use crate::config::sources::{BadSetting, Sources};
use crate::exit::Failure;

/// The most rows that a leaderboard can be allowed to have.
const MAX_BOARD_ROWS: usize = 100;

/// The longest time between two backups, in hours (a year).
const MAX_BACKUP_HOURS: u64 = 8_760;

/// The most backups that are kept.
const MAX_BACKUPS_KEPT: usize = 1_000;

/// The most characters of a command prefix.
const MAX_PREFIX_CHARS: usize = 5;

#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// The Discord bot, if a token is set.
    pub(crate) bot: Option<BotConfig>,
    /// The prefix of commands in messages, for servers that have set none.
    pub(crate) command_prefix: String,
    pub(crate) database_path: PathBuf,
    /// The limits of books that have set none.
    pub(crate) limits: Limits,
    pub(crate) board: BoardRows,
    pub(crate) log: LogSettings,
    /// The schedule of backups, if they are on.
    pub(crate) backups: Option<BackupPlan>,
    /// The folder of the backups, whether new ones are made or not.
    pub(crate) backup_folder: Option<PathBuf>,
    /// The secret of new claim codes, if it is configured.
    pub(crate) claim_secret: Option<ClaimSecret>,
    /// Earlier secrets, whose codes stay valid.
    pub(crate) earlier_claim_secrets: Vec<ClaimSecret>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct BoardRows {
    /// Without `--limit`.
    pub(crate) usual: usize,
    pub(crate) most: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct LogSettings {
    /// The least severe level that is logged.
    pub(crate) level: LevelFilter,
    /// The file, besides the console.
    pub(crate) file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct BackupPlan {
    pub(crate) every: Duration,
    pub(crate) keep: usize,
}

impl Config {
    /// Reads the environment and the file `.env` of the working directory.
    ///
    /// # Errors
    /// When `.env` cannot be read, or a setting has a bad value.
    pub(crate) fn load() -> Result<Config, Failure> {
        let sources = Sources::here(Path::new(".env")).map_err(Failure::Input)?;
        Config::read(&sources).map_err(|bad| Failure::Input(bad.into()))
    }

    fn read(from: &Sources) -> Result<Config, BadSetting> {
        let most = from.number("MAX_LEADERBOARD_LIMIT", 1..=MAX_BOARD_ROWS)?.unwrap_or(25);
        let plan = BackupPlan {
            every: Duration::from_secs(
                from.number("BACKUP_INTERVAL_HOURS", 1..=MAX_BACKUP_HOURS)?.unwrap_or(24) * 3_600,
            ),
            keep: from.number("BACKUP_KEEP", 1..=MAX_BACKUPS_KEPT)?.unwrap_or(7),
        };
        let default = Limits::default();
        Ok(Config {
            bot: bot(from)?,
            command_prefix: prefix(from)?,
            database_path: from.path("DATABASE_PATH").unwrap_or_else(|| "tallybook.db".into()),
            limits: Limits {
                max_points_per_transaction: amount(from, "MAX_POINTS_PER_TRANSACTION")?
                    .unwrap_or(default.max_points_per_transaction),
                max_total_points: amount(from, "MAX_TOTAL_POINTS")?.unwrap_or(default.max_total_points),
            },
            board: BoardRows {
                usual: from.number("DEFAULT_LEADERBOARD_LIMIT", 1..=most)?.unwrap_or(most.min(10)),
                most,
            },
            log: LogSettings {
                level: from
                    .parsed("LOG_LEVEL", "off, error, warn, info, debug or trace")?
                    .unwrap_or(LevelFilter::Info),
                file: from.path("LOG_FILE"),
            },
            backups: from.switch("ENABLE_BACKUP")?.then_some(plan),
            backup_folder: from.path("BACKUP_FOLDER"),
            claim_secret: claim_secrets(from, "CLAIM_SECRET")?.pop(),
            earlier_claim_secrets: claim_secrets(from, "CLAIM_SECRET_EARLIER")?,
        })
    }
}

/// Checks every setting of the bot, also without a token.
fn bot(from: &Sources) -> Result<Option<BotConfig>, BadSetting> {
    let prefix = prefix(from)?;
    let api_url = api_url(from)?;
    let shards: Option<ShardRange> =
        from.parsed("SHARD_RANGE", "the first and the last shard and how many there are, like 0-3/8")?;
    let reads = from.parsed("DISCORD_MESSAGE_CONTENT", "true or false")?.unwrap_or(true);
    let Some(token) = from.secret("BOT_TOKEN")? else { return Ok(None) };
    let mut config = BotConfig::new(Token::new(&token));
    config.prefix = prefix;
    config.api_url = api_url;
    config.shards = shards;
    config.card_fonts = from.path("CARD_FONTS");
    config.message_content = if reads { MessageContent::Read } else { MessageContent::Without };
    Ok(Some(config))
}

fn api_url(from: &Sources) -> Result<Option<String>, BadSetting> {
    let Some(url) = from.text("DISCORD_API_URL")? else { return Ok(None) };
    let address = url.trim_end_matches('/');
    let host = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"));
    if host.is_none_or(|host| host.is_empty() || host.contains(['/', '@', ' '])) {
        let expected = "an address like http://127.0.0.1:3000, without a path";
        return Err(BadSetting::new("DISCORD_API_URL", url, expected));
    }
    Ok(Some(address.to_owned()))
}

fn prefix(from: &Sources) -> Result<String, BadSetting> {
    let Some(prefix) = from.text("COMMAND_PREFIX")? else { return Ok("!".to_owned()) };
    if prefix.chars().count() > MAX_PREFIX_CHARS || prefix.contains(char::is_whitespace) {
        let expected = format!("1 to {MAX_PREFIX_CHARS} characters without white space");
        return Err(BadSetting::new("COMMAND_PREFIX", prefix, expected));
    }
    Ok(prefix)
}

fn amount(from: &Sources, name: &'static str) -> Result<Option<Amount>, BadSetting> {
    from.parsed(name, "a whole number from 1 to 9223372036854775807")
}

/// One secret, or several with commas between them.
fn claim_secrets(from: &Sources, name: &'static str) -> Result<Vec<ClaimSecret>, BadSetting> {
    let Some(text) = from.secret(name)? else { return Ok(Vec::new()) };
    let earlier = name == "CLAIM_SECRET_EARLIER";
    let secrets: Vec<&str> = if earlier { text.split(',').collect() } else { vec![&text] };
    let secrets = secrets.into_iter().map(ClaimSecret::new).collect::<Result<_, _>>();
    secrets.map_err(|short| {
        let length = format!("{} characters", short.chars);
        let expected = format!("at least {} characters, long and random", ClaimSecret::MIN_CHARS);
        BadSetting::new(name, length, expected)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(settings: &[(&str, &str)]) -> Result<Config, BadSetting> {
        Config::read(&Sources::of(settings))
    }

    #[test]
    fn nothing_has_to_be_configured() {
        let config = config(&[("LOG_LEVEL", ""), ("CLAIM_SECRET", " ")]).unwrap();
        assert_eq!(config.database_path, Path::new("tallybook.db"));
        assert_eq!(config.limits, Limits::default());
        assert_eq!((config.board.usual, config.board.most), (10, 25));
        assert_eq!(config.log.level, LevelFilter::Info);
        assert!(config.backups.is_none() && config.claim_secret.is_none() && config.bot.is_none());
    }

    #[test]
    fn the_example_file_shows_the_defaults() {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join(".env.example");
        // The bot's settings count only with a token.
        let read = |backups: &str| {
            let given = [("BOT_TOKEN", "t"), ("ENABLE_BACKUP", backups)];
            [Sources::of_file(&example, &given), Sources::of(&given)].map(|from| Config::read(&from).unwrap())
        };
        for backups in ["", "true"] {
            let [of_example, of_nothing] = read(backups).map(|config| format!("{config:#?}"));
            assert_eq!(of_example, of_nothing);
        }
        let [of_example, _] = read("true");
        let plan = of_example.backups.unwrap();
        assert_eq!((plan.every, plan.keep), (Duration::from_secs(24 * 3_600), 7));
    }

    #[test]
    fn what_is_configured_counts() {
        let long = "s".repeat(32);
        let config = config(&[
            ("MAX_LEADERBOARD_LIMIT", "5"),
            ("ENABLE_BACKUP", "true"),
            ("BACKUP_INTERVAL_HOURS", "1"),
            ("CLAIM_SECRET", &long),
            ("CLAIM_SECRET_EARLIER", &format!("{long}1,{long}2")),
        ])
        .unwrap();
        assert_eq!((config.board.usual, config.board.most), (5, 5));
        assert_eq!(config.backups.map(|plan| plan.every), Some(Duration::from_secs(3_600)));
        assert_eq!((config.claim_secret.is_some(), config.earlier_claim_secrets.len()), (true, 2));
    }

    #[test]
    fn the_bot_is_configured_by_its_token() {
        let bot = |settings: &[(&str, &str)]| config(settings).unwrap().bot.unwrap();
        let usual = bot(&[("BOT_TOKEN", "t")]);
        assert_eq!((usual.prefix.as_str(), usual.message_content), ("!", MessageContent::Read));
        assert!(usual.api_url.is_none() && usual.shards.is_none());
        let own = bot(&[
            ("BOT_TOKEN", "t"),
            ("COMMAND_PREFIX", "?"),
            ("DISCORD_API_URL", "http://127.0.0.1:3000/"),
            ("SHARD_RANGE", "0-3/8"),
            ("DISCORD_MESSAGE_CONTENT", "false"),
        ]);
        assert_eq!((own.prefix.as_str(), own.message_content), ("?", MessageContent::Without));
        assert_eq!(own.api_url.as_deref(), Some("http://127.0.0.1:3000"));
        assert_eq!(own.shards.map(|range| range.to_string()).as_deref(), Some("0-3/8"));
    }

    #[track_caller]
    fn check(name: &str, value: &str, sentence: &str) {
        assert_eq!(config(&[(name, value)]).unwrap_err().to_string(), sentence);
    }

    #[test]
    fn a_value_that_cannot_be_read_is_named_with_what_was_expected() {
        check(
            "MAX_TOTAL_POINTS",
            "lots",
            "the setting MAX_TOTAL_POINTS is “lots”; it takes a whole number from 1 to 9223372036854775807",
        );
        check("BACKUP_KEEP", "0", "the setting BACKUP_KEEP is “0”; it takes a whole number from 1 to 1000");
        check(
            "DEFAULT_LEADERBOARD_LIMIT",
            "26",
            "the setting DEFAULT_LEADERBOARD_LIMIT is “26”; it takes a whole number from 1 to 25",
        );
        check("ENABLE_BACKUP", "yes", "the setting ENABLE_BACKUP is “yes”; it takes true or false");
        check(
            "LOG_LEVEL",
            "loud",
            "the setting LOG_LEVEL is “loud”; it takes off, error, warn, info, debug or trace",
        );
        check(
            "DISCORD_API_URL",
            "discord.example/api",
            "the setting DISCORD_API_URL is “discord.example/api”; it takes an address like http://127.0.0.1:3000, without a path",
        );
        check(
            "SHARD_RANGE",
            "8",
            "the setting SHARD_RANGE is “8”; it takes the first and the last shard and how many there are, like 0-3/8",
        );
        check(
            "COMMAND_PREFIX",
            "points!",
            "the setting COMMAND_PREFIX is “points!”; it takes 1 to 5 characters without white space",
        );
    }

    #[test]
    fn a_secret_is_never_repeated() {
        check(
            "CLAIM_SECRET",
            "hunter2",
            "the setting CLAIM_SECRET is “7 characters”; it takes at least 32 characters, long and random",
        );
        let secret = "correct horse battery staple and more";
        let shown = format!("{:?}", config(&[("CLAIM_SECRET", secret), ("BOT_TOKEN", secret)]).unwrap());
        assert!(!shown.contains("horse"), "{shown}");
    }
}
