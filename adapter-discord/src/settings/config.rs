//! What the bot has to be told: the token, where Discord is, which shards. Where these come from is not known here.

use std::fmt;

use crate::settings::shards::ShardRange;

/// The prefix of a server that has not set one of its own.
pub const DEFAULT_PREFIX: &str = "!";

/// The bot's token. It is never printed.
#[derive(Clone)]
pub struct Token(String);

/// What the bot has to be told.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BotConfig {
    /// Who it is to Discord.
    pub token: Token,
    /// What a command in a message begins with, where the server did not set another.
    pub prefix: String,
    /// Another address than Discord's: a proxy that keeps the rate limits, or a Discord on this machine.
    pub api_url: Option<String>,
    /// The shards that this process serves; `None` for as many as Discord recommends.
    pub shards: Option<ShardRange>,
    /// Whether messages can be read.
    pub message_content: MessageContent,
}

/// Whether the bot asks Discord for the contents of messages, which its developer page has to allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MessageContent {
    /// Commands with a prefix work.
    #[default]
    Read,
    /// Slash commands and mentions of the bot work, prefixes do not.
    Without,
}

impl Token {
    /// Takes a token as it is configured.
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
    /// A bot on Discord itself, with everything else as usual.
    pub fn new(token: Token) -> BotConfig {
        BotConfig {
            token,
            prefix: DEFAULT_PREFIX.to_owned(),
            api_url: None,
            shards: None,
            message_content: MessageContent::Read,
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
