//! What `diagnose` found.

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub what: &'static str,
    /// What was found.
    pub value: String,
    /// Whether that is as it should be.
    pub health: Health,
}

/// Whether a finding is as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// It is.
    Fine,
    /// Somebody should look at it.
    Attention,
    /// The ledger cannot be used like that.
    Broken,
}
