//! The members' commands, each by slash and by prefix, with the real client against a local Discord.

mod achievements;
mod claim;
mod give;
mod help;
mod history;
mod leaderboard;
mod points;
mod privacy;
mod rank;
mod stats;
