//! The rules of the ledger as test names, and its laws. One binary with a file per topic.

mod achievements;
mod askers;
mod batches;
mod boards;
mod claims;
mod fingerprints;
mod forgetting;
mod input;
mod keys;
mod laws;
mod live;
mod numbers;
mod orders;
mod points;
mod reasons;
mod refusals;
mod reversals;
mod seasons;
mod settings;
mod stats;
mod testkit;
mod transfers;
mod unfit;
mod visible;
