//! Values for the placeholders of a line: a text, or a number that selects a plural form.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

use super::digits;

/// A value for a placeholder. A number selects "one day" or "2 days", and is written in the language's groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// A text, inserted as it is.
    Text(Cow<'a, str>),
    /// A number.
    Number(i64),
}

impl Value<'_> {
    pub(super) fn for_fluent(&self, separator: &str) -> FluentValue<'_> {
        match self {
            Value::Text(text) => FluentValue::from(text.as_ref()),
            // Fluent computes in floats. A number that these cannot hold exactly is never singular, so pass its digits.
            Value::Number(number) if number.unsigned_abs() > digits::EXACT => {
                FluentValue::from(digits::grouped(*number, separator))
            }
            Value::Number(number) => FluentValue::from(*number),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                // Beyond 64 bits only the digits matter.
                i64::try_from(number).map_or_else(|_| Value::Text(number.to_string().into()), Value::Number)
            }
        }
    )*};
}

numbers!(i32, i64, u16, u32, u64, usize);
