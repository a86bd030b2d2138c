//! What holds for every decision of a commit.

use ledger_core::{Limits, Timestamp};

#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub now: Timestamp,
    pub limits: Limits,
}
