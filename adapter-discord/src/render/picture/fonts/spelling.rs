//! How a text is spelled before fonts are chosen: visible characters on one line, and plain letters for styled ones.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::is_plain;
use crate::render::invisible::visible;

/// More is never on a picture. A bound for the layout: one character can become eighteen plain ones.
const MAX_CHARS: usize = 200;

/// The text on one line. Letters of another style become plain ones (NFKC), except where the text font has the
/// character itself: x² stays x².
pub(super) fn spelled(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            c if is_plain(c) || is_jamo(c) => spelled.push(c),
            '\u{1f150}'..='\u{1f169}' => spelled.extend(letter(c, '\u{1f150}')),
            '\u{1f170}'..='\u{1f189}' => spelled.extend(letter(c, '\u{1f170}')),
            c => spelled.extend(std::iter::once(c).nfkc()),
        }
    }
    let spelled: String = spelled.nfc().collect();
    // A compatibility character can be a space with an accent.
    let spelled = visible(&spelled).replace('\n', " ");
    let mut end = 0;
    for (at, grapheme) in spelled.grapheme_indices(true) {
        if spelled[..at].chars().count() + grapheme.chars().count() > MAX_CHARS {
            break;
        }
        end = at + grapheme.len();
    }
    spelled[..end].to_owned()
}

/// Whether a character has no shape of its own: it joins others or chooses between their shapes.
pub(super) fn is_shapeless(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}

/// Single letters of Korean, as in ㅋㅋ. Their compatibility mapping would join them to other syllables.
fn is_jamo(c: char) -> bool {
    matches!(c, '\u{3131}'..='\u{318e}')
}

/// The letter on a coloured disc or square, which Unicode does not map.
fn letter(c: char, first: char) -> Option<char> {
    char::from_u32(u32::from('A') + u32::from(c) - u32::from(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styled_letters_become_plain() {
        for styled in ["𝓐𝓵𝓲𝓬𝓮", "Ⓐⓛⓘⓒⓔ", "Ａｌｉｃｅ", "𝔸𝕝𝕚𝕔𝕖", "𝕬𝖑𝖎𝖈𝖊", "𝙰𝚕𝚒𝚌𝚎", "ᴬˡⁱᶜᵉ"]
        {
            assert_eq!(spelled(styled), "Alice", "{styled}");
        }
        assert_eq!(spelled("🅐🅛🅘🅒🅔 🅰🅻🅸🅲🅴 🄰🄻🄸🄲🄴"), "ALICE ALICE ALICE");
        assert_eq!(spelled("ｱﾙｶﾞ"), "アルガ");
    }

    #[test]
    fn what_means_something_else_stays() {
        for text in ["x² + ½", "№ 7™", "ㅋㅋㅎㅏ", "…"] {
            assert_eq!(spelled(text), text);
        }
    }

    #[test]
    fn a_long_text_ends_at_a_whole_character() {
        assert_eq!(spelled(&"ﷺ".repeat(100)).chars().count(), MAX_CHARS);
        let kiss = "👩‍❤️‍💋‍👨".repeat(100);
        assert!(spelled(&kiss).ends_with('👨'));
    }
}
