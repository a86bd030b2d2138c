//! The store on real files: what it promises, through the API that everybody gets.

mod child;
mod crash;
mod keys;
mod many;
mod support;
mod visibility;
mod wal;
