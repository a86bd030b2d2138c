//! The integration tests of the bot, in one binary.

mod commands;
mod effects;
mod hostile;
mod listening;
mod long;
mod manners;
mod names;
mod pages;
mod picture;
mod published;
mod registering;
mod render;
mod shards;
mod stewards;
mod texts;
mod typed;
mod world;
