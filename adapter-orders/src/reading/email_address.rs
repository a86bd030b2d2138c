//! E-mail addresses, checked for typing errors. Whether the mailbox exists is not checked.

use crate::reading::limits::MAX_EMAIL_CHARS;

/// The address in small letters, if the cell holds exactly one.
pub(crate) fn parse(cell: &str) -> Option<String> {
    let bare = cell.strip_prefix("mailto:").unwrap_or(cell);
    let (local, domain) = bare.split_once('@')?;
    let is_local = !local.is_empty() && local.chars().all(is_plain);
    let labels = || domain.split('.');
    let is_domain = labels().count() >= 2
        && labels().all(|label| {
            !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
        });
    let is_short = bare.chars().count() <= MAX_EMAIL_CHARS;
    (is_local && is_domain && is_short).then(|| bare.to_lowercase())
}

fn is_plain(letter: char) -> bool {
    !letter.is_whitespace()
        && !letter.is_control()
        && !matches!(letter, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_in_small_letters() {
        assert_eq!(parse("Ida.Berg+shop@Example.ORG").as_deref(), Some("ida.berg+shop@example.org"));
        assert_eq!(parse("mailto:o'neil@mail.example.com").as_deref(), Some("o'neil@mail.example.com"));
        assert_eq!(parse("käthe@bücher.example").as_deref(), Some("käthe@bücher.example"));
    }

    #[test]
    fn what_is_no_single_address_is_refused() {
        for cell in [
            "",
            "ida",
            "ida@",
            "@example.org",
            "ida@example",
            "ida@example.",
            "ida@exa mple.org",
            "a@b@example.org",
            "a@example.org, b@example.org",
            "Ida <ida@example.org>",
            "ida@example..org",
            "总计",
        ] {
            assert_eq!(parse(cell), None, "{cell}");
        }
        assert_eq!(parse(&format!("{}@example.org", "a".repeat(MAX_EMAIL_CHARS))), None);
    }
}
