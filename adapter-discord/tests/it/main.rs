//! The integration tests of the bot, in one binary.

mod look;
mod texts;
