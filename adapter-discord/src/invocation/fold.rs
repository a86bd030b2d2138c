//! Compares what people type without its case. Phones begin every message with a capital.

/// A character without its case, by Unicode's simple case folding: one character always becomes one.
pub(crate) fn fold(c: char) -> char {
    // The dotless i has a capital of its own only in Turkish; without its case it is not an i.
    if c == 'ı' {
        return c;
    }
    let upper = single(c.to_uppercase()).unwrap_or(c);
    single(upper.to_lowercase()).unwrap_or(upper)
}

/// A text without its case.
pub(crate) fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// Whether two texts are the same but for their case.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.chars().map(fold).eq(b.chars().map(fold))
}

/// What stands behind a beginning in any case.
pub(crate) fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    if let Some(rest) = text.strip_prefix(prefix) {
        return Some(rest);
    }
    let mut chars = text.chars();
    for wanted in prefix.chars() {
        if fold(chars.next()?) != fold(wanted) {
            return None;
        }
    }
    Some(chars.as_str())
}

fn single(mut mapped: impl Iterator<Item = char>) -> Option<char> {
    let first = mapped.next();
    first.filter(|_| mapped.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_does_not_matter_in_any_script() {
        for (a, b) in [
            ("Points", "pOINTS"),
            ("EINLÖSEN", "einlösen"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("ПУНКТЫ", "пункты"),
            ("STRAẞE", "straße"),
            ("ſilent", "SILENT"),
        ] {
            assert!(same(a, b), "{a} {b}");
            assert_eq!(folded(a), folded(b));
        }
        for (a, b) in [("points", "point"), ("ı", "i"), ("straße", "strasse"), ("o", "ö")] {
            assert!(!same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_beginning_is_found_in_any_case() {
        assert_eq!(strip_prefix("T!points", "t!"), Some("points"));
        assert_eq!(strip_prefix("ÄH?punkte", "äh?"), Some("punkte"));
        assert_eq!(strip_prefix("t!", "T!"), Some(""));
        assert_eq!(strip_prefix("t", "T!"), None);
        assert_eq!(strip_prefix("hello", "T!"), None);
    }
}
