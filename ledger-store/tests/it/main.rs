//! The store on real files: what it promises, through the API that everybody gets.

mod append_only;
mod checkpoints;
mod child;
mod crash;
mod everything;
mod history;
mod keys;
mod leaderboards;
mod many;
mod naive;
mod past;
mod support;
mod two_ledgers;
mod tamper;
mod visibility;
mod wal;
