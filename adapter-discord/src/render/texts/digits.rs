//! Digits in groups of three, with what a language puts between them.

use fluent_bundle::FluentValue;

/// The largest whole number up to which floats hold every whole number.
pub(super) const EXACT: u64 = 1 << 53;

/// Writes the numbers of a Fluent bundle.
pub(super) type Writer<M> = fn(&FluentValue<'_>, &M) -> Option<String>;

/// What may stand between groups, with the writer that puts it there. Fluent takes a plain function,
/// which cannot remember a separator: so there is one function for each.
pub(super) fn writer<M>(separator: &str) -> Option<(&'static str, Writer<M>)> {
    Some(match separator {
        "" => ("", |value, _| written(value, "")),
        "," => (",", |value, _| written(value, ",")),
        "." => (".", |value, _| written(value, ".")),
        "'" => ("'", |value, _| written(value, "'")),
        "’" => ("’", |value, _| written(value, "’")),
        // Any space becomes one that no line breaks at.
        " " | "\u{a0}" => ("\u{a0}", |value, _| written(value, "\u{a0}")),
        "\u{202f}" => ("\u{202f}", |value, _| written(value, "\u{202f}")),
        _ => return None,
    })
}

/// 1234567 as `1,234,567`.
pub(super) fn grouped(number: i64, separator: &str) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut written = String::with_capacity(digits.len() * 2);
    if number < 0 {
        // A real minus sign: the hyphen is a bullet to Discord where it opens a line.
        written.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push_str(separator);
        }
        written.push(digit);
    }
    written
}

fn written(value: &FluentValue<'_>, separator: &str) -> Option<String> {
    match value {
        // Whole and at most 2⁵³: that is how they were handed over.
        FluentValue::Number(number) => Some(grouped(number.value as i64, separator)),
        _ => None,
    }
}
