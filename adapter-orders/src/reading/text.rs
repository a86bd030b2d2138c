//! Operations on the text of cells: cleaning, comparing, shortening for messages.

use crate::reading::limits::MAX_SHOWN_CHARS;

/// A cell without the additions of spreadsheets: spaces of every width, invisible marks, and the leading `'` and the
/// `="…"` that protect text in Excel.
pub(crate) fn clean(cell: &str) -> &str {
    let trimmed = trim(cell);
    let formula = trimmed.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let bare = formula.unwrap_or(trimmed);
    trim(bare.strip_prefix('\'').unwrap_or(bare))
}

/// A name in lower case, letters and digits only, so that spellings compare equal.
///
/// `#` becomes the word "number". `?` stays, because exports have a yes-or-no column and an amount of the same name.
pub(crate) fn squeeze(name: &str) -> String {
    let mut squeezed = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            '#' | '№' => squeezed.push_str("number"),
            '?' => squeezed.push('?'),
            letter if letter.is_alphanumeric() => squeezed.push(letter),
            _ => {}
        }
    }
    squeezed
}

/// A cell as a message repeats it: on one line, and shortened.
pub(crate) fn shown(cell: &str) -> String {
    let mut letters = trim(cell).chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    let mut shown: String = letters.by_ref().take(MAX_SHOWN_CHARS).collect();
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Whether a cell says "total", in the languages of real files.
pub(crate) fn is_total_label(cell: &str) -> bool {
    const LABELS: [&str; 17] = [
        "total",
        "totals",
        "grandtotal",
        "grandtotals",
        "sum",
        "summe",
        "gesamt",
        "gesamtsumme",
        "gesamtbetrag",
        "totaal",
        "totale",
        "somme",
        "suma",
        "总计",
        "合计",
        "總計",
        "合計",
    ];
    // Nearly every cell is an order id or an address, so most calls end here.
    let may_be = !cell.is_empty() && cell.len() <= 40 && !cell.contains('@');
    may_be && LABELS.contains(&squeeze(clean(cell)).as_str())
}

/// Counts line ends: `\n`, `\r\n` and a lone `\r` are one each.
pub(crate) fn count_line_ends(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|&(at, &byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}

fn trim(cell: &str) -> &str {
    cell.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_header_compare_equal() {
        for spelling in ["Order ID", "order_id", " ORDER-ID ", "\u{feff}order.id", "OrderId"] {
            assert_eq!(squeeze(spelling), "orderid", "{spelling}");
        }
        assert_eq!(squeeze("Order #"), "ordernumber");
        assert_eq!(squeeze("Fully Refunded?"), "fullyrefunded?");
        assert_eq!(squeeze("Sale Price ($)"), "saleprice");
    }

    #[test]
    fn the_additions_of_spreadsheets_are_removed() {
        for cell in [" '75008", "=\"75008\"", "\u{a0}75008\u{200b}", "75008"] {
            assert_eq!(clean(cell), "75008", "{cell:?}");
        }
        assert_eq!(clean("'"), "");
    }

    #[test]
    fn a_long_cell_is_shown_short_and_on_one_line() {
        let shown = shown(&"a\nb".repeat(100));
        assert_eq!(shown.chars().count(), MAX_SHOWN_CHARS + 1);
        assert!(!shown.contains('\n'));
    }

    #[test]
    fn every_kind_of_line_end_counts_once() {
        assert_eq!(count_line_ends("a\r\nb\nc\rd"), 3);
        assert_eq!(count_line_ends(""), 0);
    }

    #[test]
    fn totals_are_known_in_several_languages() {
        for label in ["Total", "Totals", " TOTAL: ", "总计", "Gesamt", "Summe"] {
            assert!(is_total_label(label), "{label}");
        }
        assert!(!is_total_label("Total recall"));
        assert!(!is_total_label(""));
    }
}
