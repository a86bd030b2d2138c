//! The integration tests of the bot, in one binary.

mod commands;
mod look;
mod manners;
mod picture;
mod texts;
mod world;
