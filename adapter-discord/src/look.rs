//! How every answer looks.

use ledger_core::{Points, Settings};

use crate::texts::Voice;

/// How points are called here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Currency;

impl Currency {
    /// Stand-in.
    pub fn of(_: &Settings) -> Currency {
        Currency
    }

    /// Stand-in.
    pub fn amount(&self, voice: Voice<'_>, points: Points) -> String {
        format!("{} points", voice.number(points.0))
    }
}

/// Stand-in.
pub fn harmless(text: &str) -> String {
    text.to_owned()
}
