//! What stewards can do, each by slash and by prefix, on the real client against a Discord on this machine.

mod achievement;
mod audit;
mod change;
mod done;
mod givable;
mod grant_role;
mod hostile;
pub mod manners;
mod orders;
mod reasons;
mod reverse;
mod rewards;
mod season;
mod settings;
mod silence;
mod status;
