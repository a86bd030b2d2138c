//! The store on real files: what it promises, through the API that everybody gets.

mod append_only;
mod checkpoints;
mod child;
mod crash;
mod everything;
mod faults;
mod forgetting;
mod history;
mod keys;
mod leaderboards;
mod many;
mod naive;
mod past;
mod seasons;
mod support;
mod tamper;
mod two_ledgers;
mod views;
mod visibility;
mod wal;
