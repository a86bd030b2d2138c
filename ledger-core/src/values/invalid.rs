//! The error of a value that cannot be read: it names the field, the value and what the field accepts.
//! A readable command that the rules do not allow is a [`crate::Refusal`].

use std::fmt;

use crate::values::visible::{is_blank, is_hidden, moves_text};

/// The most characters of a bad value that the message repeats.
const SHOWN: usize = 40;

/// A value from outside that its field does not accept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {value} {problem}")]
#[non_exhaustive]
pub struct Invalid {
    /// The name of the field, as on the command line: `amount`, `member`, `reason` …
    pub field: &'static str,
    /// The value, quoted, cut to 40 characters, with invisible characters escaped.
    pub value: String,
    /// The problem and the accepted values, continuing the sentence after field and value.
    pub problem: String,
}

impl Invalid {
    /// An error about `value` in `field`; the problem continues the sentence: "must be …".
    pub fn new(field: &'static str, value: impl fmt::Display, problem: impl Into<String>) -> Self {
        Invalid { field, value: shown(&value.to_string()), problem: problem.into() }
    }
}

/// Quotes a value so that it cannot break the line of a log or a message.
fn shown(value: &str) -> String {
    let mut out = String::from("“");
    for (index, c) in value.chars().enumerate() {
        if index == SHOWN {
            out.push('…');
            break;
        }
        if is_hidden(c) || is_blank(c) || moves_text(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out.push('”');
    out
}
