//! The integration tests of the bot, in one binary.

mod commands;
mod effects;
mod hostile;
mod long;
mod manners;
mod names;
mod picture;
mod published;
mod registering;
mod render;
mod shards;
mod stewards;
mod texts;
mod world;
