//! The configuration of the bot: the token, Discord's address, the shards. The caller decides where it comes from.

use std::fmt;
use std::path::PathBuf;

use crate::settings::shards::ShardRange;

/// The default prefix of commands in messages.
pub const DEFAULT_PREFIX: &str = "!";

/// The bot's token. It is never printed.
#[derive(Clone)]
pub struct Token(String);

/// The configuration of the bot.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BotConfig {
    /// The token for Discord.
    pub token: Token,
    /// The prefix of commands in messages, unless the server sets another.
    pub prefix: String,
    /// An address instead of Discord's: a proxy for the rate limits, or a local Discord.
    pub api_url: Option<String>,
    /// The shards of this process; `None` for as many as Discord recommends.
    pub shards: Option<ShardRange>,
    /// Whether the bot reads the content of messages.
    pub message_content: MessageContent,
    /// A folder of fonts for the letters in pictures that the embedded fonts lack.
    pub card_fonts: Option<PathBuf>,
}

/// Whether the bot asks Discord for the content of messages, which has to be allowed on its developer page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MessageContent {
    /// Commands with a prefix work.
    #[default]
    Read,
    /// Slash commands and mentions of the bot work; prefixes do not.
    Without,
}

impl Token {
    /// A token; white space around it is removed.
    pub fn new(token: &str) -> Token {
        Token(token.trim().to_owned())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl BotConfig {
    /// The default configuration, for Discord itself.
    pub fn new(token: Token) -> BotConfig {
        BotConfig {
            token,
            prefix: DEFAULT_PREFIX.to_owned(),
            api_url: None,
            shards: None,
            message_content: MessageContent::Read,
            card_fonts: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_never_printed() {
        let config = BotConfig::new(Token::new(" not-for-the-log "));
        assert!(!format!("{config:?}").contains("not-for-the-log"));
        assert_eq!(config.token.expose(), "not-for-the-log");
    }
}
