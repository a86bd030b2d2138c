//! The integration tests of the bot, in one binary.

mod commands;
mod look;
<<<<<<< HEAD
mod manners;
=======
mod picture;
>>>>>>> bot-look
mod texts;
mod world;
