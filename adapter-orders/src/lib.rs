//! Order exports of shops: parses them, derives claim codes, and makes the commands that record the orders.
//!
//! `reading` parses exports, `codes` derives claim codes, and `commands` turns orders into commands.
//! The crate does no IO and decides no rule about points.

mod codes;
mod commands;
mod reading;

pub use crate::codes::{ClaimCode, ClaimSecret, ClaimSecrets, ShortSecret};
pub use crate::commands::{FileHash, Origin, record_order};
pub use crate::reading::delimiter::Delimiter;
pub use crate::reading::encoding::Encoding;
pub use crate::reading::export::{Export, Layout, ReadOrder};
pub use crate::reading::field::Field;
pub use crate::reading::file_error::FileError;
pub use crate::reading::limits;
pub use crate::reading::order_id::OrderIdText;
pub use crate::reading::problem::Problem;
pub use crate::reading::read;
pub use crate::reading::records::{Record, RecordFlaw, Records};
