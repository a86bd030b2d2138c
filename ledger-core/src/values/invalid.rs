//! Input that cannot be read: the sentence that names the field, the value and what is accepted.
//! Whether a well-formed request is allowed is another question: see [`crate::Refusal`].

use std::fmt;

/// How many characters of a bad value are shown back.
const SHOWN: usize = 40;

/// A value from outside that is not what its field takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {value} {problem}")]
#[non_exhaustive]
pub struct Invalid {
    /// Which field it was, in the words of the command line: `amount`, `member`, `reason` …
    pub field: &'static str,
    /// The value as it came, quoted, cut to 40 characters, control characters made visible.
    pub value: String,
    /// What is wrong, and what would be accepted.
    pub problem: String,
}

impl Invalid {
    /// Says that `value` cannot be the `field`, and why: "must be …".
    pub fn new(field: &'static str, value: impl fmt::Display, problem: impl Into<String>) -> Self {
        Invalid { field, value: shown(&value.to_string()), problem: problem.into() }
    }
}

/// Quotes a value for a sentence: cut, and with nothing in it that could break the line.
fn shown(value: &str) -> String {
    let mut out = String::from("“");
    for (index, c) in value.chars().enumerate() {
        if index == SHOWN {
            out.push('…');
            break;
        }
        if c.is_control() {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out.push('”');
    out
}
