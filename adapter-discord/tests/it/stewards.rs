//! What stewards can do, each by slash and by prefix, on the real client against a Discord on this machine.

mod achievement;
mod audit;
mod change;
mod grant_role;
mod hostile;
mod manners;
mod orders;
mod reverse;
mod season;
mod settings;
mod silence;
mod status;
