//! Digits in groups of three, with a language's separator.

use fluent_bundle::FluentValue;

/// Floats represent every whole number up to here exactly.
pub(super) const EXACT: u64 = 1 << 53;

/// Formats the numbers of a Fluent bundle.
pub(super) type Writer<M> = fn(&FluentValue<'_>, &M) -> Option<String>;

/// The formatter for a separator. Fluent takes a function pointer, which cannot capture the separator, so there is one
/// function for each.
pub(super) fn writer<M>(separator: &str) -> Option<(&'static str, Writer<M>)> {
    Some(match separator {
        "" => ("", |value, _| written(value, "")),
        "," => (",", |value, _| written(value, ",")),
        "." => (".", |value, _| written(value, ".")),
        "'" => ("'", |value, _| written(value, "'")),
        "’" => ("’", |value, _| written(value, "’")),
        // Use a no-break space, so that a number is not split over two lines.
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
        // A real minus sign: at the start of a line, Discord renders a hyphen as a bullet.
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
        // The caller passes whole numbers up to 2⁵³ only.
        FluentValue::Number(number) => Some(grouped(number.value as i64, separator)),
        _ => None,
    }
}
