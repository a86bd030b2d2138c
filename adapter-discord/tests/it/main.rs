//! The integration tests of the bot, in one binary.

mod commands;
mod look;
mod manners;
mod texts;
mod world;
