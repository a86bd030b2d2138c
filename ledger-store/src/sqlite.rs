//! The SQLite engine: its files, schema, statements, pragmas and errors. The rest of the crate uses it through the
//! traits of `engine`, and through the functions here for operations on files.

mod adapter_data;
mod checkpoint;
mod connection;
mod copy;
mod diagnose;
mod disk;
mod erase;
mod error;
mod files;
mod journal;
mod load;
mod open;
mod outbox;
mod pages;
mod place;
mod pool;
mod reader;
mod record;
mod replace;
mod row_reader;
mod rows;
mod schema;
mod snapshot;
mod state;
mod writer;

pub(crate) use self::copy::{copy, stand_alone};
pub(crate) use self::diagnose::diagnose;
pub(crate) use self::files::{beside, log_with_bytes, remove, remove_logs, sync_folder_of};
pub(crate) use self::load::create;
pub(crate) use self::open::{NoLedger, look_before, open, open_moment, open_reader};
pub(crate) use self::place::file_name;
pub(crate) use self::replace::{Carried, Content, InTheWay, Taken, carry_over};
