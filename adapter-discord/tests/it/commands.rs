//! What members can do, each by slash and by prefix, on the real client against a Discord on this machine.

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
