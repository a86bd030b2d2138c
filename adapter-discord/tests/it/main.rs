//! The integration tests of the bot, in one binary.

mod texts;
