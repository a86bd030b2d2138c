//! The integration tests of the bot, in one binary.

mod commands;
mod hostile;
mod long;
mod look;
mod manners;
mod picture;
mod reactions;
mod stewards;
mod texts;
mod world;
