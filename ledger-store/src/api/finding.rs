//! The findings of `diagnose`.

/// One checked property of a ledger file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The name of the property.
    pub what: &'static str,
    /// Its value, as text.
    pub value: String,
    /// Whether the value is as it should be.
    pub health: Health,
}

/// The rating of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// As it should be.
    Fine,
    /// An admin should check it.
    Attention,
    /// The ledger cannot be used in this state.
    Broken,
}
