//! The stewards' commands, each by slash and by prefix, with the real client against a local Discord.

mod achievement;
mod amounts;
mod audit;
mod change;
mod done;
mod givable;
mod grant_role;
mod hostile;
pub(crate) mod manners;
mod orders;
mod reasons;
mod reverse;
mod rewards;
mod season;
mod settings;
mod silence;
mod status;
