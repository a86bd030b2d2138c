//! The integration tests of the bot, in one binary.

mod commands;
mod hostile;
mod long;
mod look;
mod manners;
mod names;
mod picture;
mod published;
mod reactions;
mod registering;
mod shards;
mod stewards;
mod texts;
mod world;
