//! Orders from shops: what lies between an uploaded export and the ledger.
//!
//! Here live the words an outsider needs; the reading of files lives in `reading`, claim codes in `codes`, and the
//! way from an order to a command for the ledger in `commands`.
//! No file is opened here, nothing is sent, and no rule about points is decided here.

mod codes;
mod commands;
mod reading;

pub use crate::codes::{ClaimCode, ClaimSecret, ClaimSecrets, ShortSecret};
pub use crate::commands::{FileHash, Origin, record_order};
pub use crate::reading::delimiter::Delimiter;
pub use crate::reading::encoding::Encoding;
pub use crate::reading::export::{Export, Layout, OrderIdText, Problem, ReadOrder};
pub use crate::reading::field::Field;
pub use crate::reading::limits;
pub use crate::reading::read;
pub use crate::reading::records::{Record, RecordFlaw, Records};
pub use crate::reading::unreadable::Unreadable;
