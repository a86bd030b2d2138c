//! The written form of claim codes: Crockford's base 32 in groups, with a check letter that detects typing errors.

use std::fmt;

use ledger_core::Invalid;
use unicode_normalization::UnicodeNormalization;

/// Letters before the check letter: 14 × 5 bits = 70 random bits.
const DIGITS: usize = 14;

/// All letters, with the check letter.
const LETTERS: usize = DIGITS + 1;

/// Letters between two dashes.
const GROUP: usize = 5;

/// Crockford's base 32: digits and letters without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The code that a person types to redeem the claim of an order.
/// Its `Display` is the code in groups; its `Debug` does not show it.
#[derive(Clone, Copy)]
pub struct ClaimCode([u8; LETTERS]);

impl ClaimCode {
    /// Parses a code as people type and paste it: also in lower case, without dashes or with spaces, with O for 0 and I or
    /// L for 1; in full-width letters; in the dress of a chat (spoiler bars, backticks, bold, quotes, brackets, zero-width
    /// characters); and among other words, such as `Code: …`.
    ///
    /// # Errors
    /// When the length is wrong, a letter does not occur in codes, or the check letter shows a typing error. Such an
    /// input cannot be the code of any order, so it does not count as a guess.
    pub fn parse(typed: &str) -> Result<ClaimCode, Invalid> {
        let words = words(typed);
        let found = candidates(&words).into_iter().find(|values| remainder(values) == 0);
        found.map(ClaimCode::of).ok_or_else(|| problem(typed, &words))
    }

    /// Whether a text has as many letters of codes as a code: then an error is a typing error.
    pub fn is_like(typed: &str) -> bool {
        !candidates(&words(typed)).is_empty()
    }

    /// The code of 70 bits, the lowest first, with its check letter.
    pub(crate) fn of_bits(mut bits: u128) -> ClaimCode {
        let mut values = [0_u8; LETTERS];
        for value in &mut values[..DIGITS] {
            *value = (bits & 31) as u8;
            bits >>= 5;
        }
        // With 0 as check letter, the remainder is the right check letter.
        values[DIGITS] = remainder(&values);
        ClaimCode::of(values)
    }

    /// The letters without dashes.
    pub(crate) fn letters(&self) -> &[u8] {
        &self.0
    }

    fn of(values: [u8; LETTERS]) -> ClaimCode {
        ClaimCode(values.map(|value| ALPHABET[usize::from(value)]))
    }
}

impl fmt::Display for ClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, group) in self.0.chunks(GROUP).enumerate() {
            if index > 0 {
                f.write_str("-")?;
            }
            f.write_str(str::from_utf8(group).expect("the alphabet is ASCII"))?;
        }
        Ok(())
    }
}

impl fmt::Debug for ClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClaimCode(..)")
    }
}

/// The code as a polynomial over GF(32), evaluated at the generator: 0 for a valid code.
/// The generator has 31 powers and a code 15 places, so every wrong letter and every swap of two letters is detected.
fn remainder(values: &[u8; LETTERS]) -> u8 {
    values.iter().fold(0, |sum, value| times_generator(sum) ^ value)
}

/// Multiplies by x in GF(32) with the modulus x⁵ + x² + 1.
fn times_generator(element: u8) -> u8 {
    let shifted = element << 1;
    if shifted & 0b10_0000 == 0 { shifted } else { shifted ^ 0b10_0101 }
}

fn value(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    };
    let place = ALPHABET.iter().position(|known| char::from(*known) == letter)?;
    u8::try_from(place).ok()
}

/// The words of a text: letters and digits in compatible form, so that full-width ones are read too. Everything between
/// words is dress: spaces, every kind of dash, markdown, quotes, invisible characters.
fn words(typed: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut end = |word: &mut Word, after_colon| {
        let word = std::mem::replace(word, Word { after_colon, ..Word::default() });
        words.extend(Some(word).filter(|word| !word.letters.is_empty()));
    };
    for letter in typed.nfkc() {
        match letter {
            ':' => end(&mut word, true),
            letter if letter.is_alphanumeric() => word.letters.push(letter),
            _ => {
                let after_colon = word.letters.is_empty() && word.after_colon;
                end(&mut word, after_colon);
            }
        }
    }
    end(&mut word, false);
    words
}

/// A word of a typed text.
#[derive(Debug, Default)]
struct Word {
    letters: Vec<char>,
    /// Whether it is the first behind a colon.
    after_colon: bool,
}

/// The parts of a text that have the length and the letters of a code, the likeliest first: the whole text, what stands
/// behind the last colon, words of the length of groups, and other words, the last first.
fn candidates(words: &[Word]) -> Vec<[u8; LETTERS]> {
    let behind_colon = words.iter().rposition(|word| word.after_colon).unwrap_or(0);
    let in_groups = |words: &&[Word]| words.iter().all(|word| word.letters.len().is_multiple_of(GROUP));
    let all = || (0..words.len()).rev().filter_map(|start| of_length(&words[start..]));
    let whole = [words, &words[behind_colon..]].into_iter();
    let likely = whole.chain(all().filter(in_groups)).chain(all());
    likely.filter_map(values).collect()
}

/// The first words that together have the letters of a code.
fn of_length(words: &[Word]) -> Option<&[Word]> {
    let mut letters = 0;
    let end = words.iter().position(|word| {
        letters += word.letters.len();
        letters >= LETTERS
    })?;
    (letters == LETTERS).then(|| &words[..=end])
}

fn values(words: &[Word]) -> Option<[u8; LETTERS]> {
    let values: Option<Vec<u8>> = letters(words).map(value).collect();
    values?.try_into().ok()
}

fn letters(words: &[Word]) -> impl Iterator<Item = char> {
    words.iter().flat_map(|word| &word.letters).copied()
}

/// Why a text has no code in it.
fn problem(typed: &str, words: &[Word]) -> Invalid {
    if !candidates(words).is_empty() {
        return invalid(typed, "has a slip in it: compare it letter by letter; it did not count as a try");
    }
    if let Some(letter) = letters(words).find(|letter| value(*letter).is_none()) {
        let letter = letter.escape_default();
        return invalid(
            typed,
            format!("has the character {letter}; codes have digits and the letters A to Z without U"),
        );
    }
    let letters = letters(words).count();
    invalid(typed, format!("has {letters} letters and digits; a code has {LETTERS}"))
}

/// Shows only the first letters: others may read the answer, and a typing error is quickly corrected to the real code.
fn invalid(typed: &str, problem: impl Into<String>) -> Invalid {
    let typed = typed.trim();
    let mut shown: String = typed.chars().take(2).collect();
    if shown.len() < typed.len() {
        shown.push('…');
    }
    Invalid::new("code", shown, problem)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = ClaimCode::of_bits(0x2_f3a1_90c7_55d0_8e61);
        let shown = code.to_string();
        let confused: String = shown
            .chars()
            .map(|letter| match letter {
                '0' => 'o',
                '1' => 'l',
                letter => letter,
            })
            .collect();
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', ""),
            shown.replace('-', " "),
            shown.replace('-', " – "),
            format!("  {confused}\n"),
        ] {
            assert_eq!(ClaimCode::parse(&typed).unwrap().0, code.0, "{typed}");
        }
    }

    /// What people and programs put around a code, before and behind it.
    const DRESS: &[(&str, &str)] = &[
        ("||", "||"),
        ("`", "`"),
        ("```\n", "\n```"),
        ("```text\n", "\n```"),
        ("**", "**"),
        ("*", "*"),
        ("__", "__"),
        ("~~", "~~"),
        ("> ", ""),
        (">>> ", ""),
        ("<", ">"),
        ("\"", "\""),
        ("'", "'"),
        ("“", "”"),
        ("„", "“"),
        ("«", "»"),
        ("(", ")"),
        ("[", "]"),
        ("\u{200b}", "\u{feff}"),
        ("\u{2068}", "\u{2069}"),
        ("\n\n", "\n"),
        ("", "."),
        ("", "!"),
        ("# ", ""),
        ("- ", ""),
        ("Code: ", ""),
        ("code:", ""),
        ("my code is: ", ""),
        ("Mein Code：", ""),
    ];

    /// What breaks a code in its middle.
    const BREAKS: &[&str] =
        &["", "-", " ", "\n", " – ", "\u{200b}", "\u{2060}-", "\u{ad}", "_", ".", "\r\n", "\u{202f}"];

    fn in_full_width(letter: char) -> char {
        char::from_u32(u32::from(letter) + 0xfee0).unwrap()
    }

    proptest! {
        #[test]
        fn a_right_code_is_read_in_any_dress_and_a_wrong_one_stays_wrong(
            bits in 0..1_u128 << 70,
            dress in proptest::collection::vec(0..DRESS.len(), 0..5),
            breaks in proptest::collection::vec(0..BREAKS.len(), LETTERS - 1),
            width in 0..3_u8,
            slip in 0..LETTERS,
            by in 1..32_usize,
        ) {
            let code = ClaimCode::of_bits(bits);
            let dressed = |letters: [u8; LETTERS]| {
                let mut typed = String::new();
                for (at, letter) in letters.into_iter().map(char::from).enumerate() {
                    typed.push(match width {
                        0 => letter,
                        1 => letter.to_ascii_lowercase(),
                        _ => in_full_width(letter),
                    });
                    typed.push_str(breaks.get(at).map_or("", |between| BREAKS[*between]));
                }
                dress.iter().fold(typed, |typed, around| format!("{}{typed}{}", DRESS[*around].0, DRESS[*around].1))
            };
            let typed = dressed(code.0);
            prop_assert_eq!(ClaimCode::parse(&typed).map(|code| code.0), Ok(code.0), "{}", typed);
            let mut wrong = code.0;
            let place = ALPHABET.iter().position(|letter| *letter == wrong[slip]).unwrap();
            wrong[slip] = ALPHABET[(place + by) % 32];
            let typed = dressed(wrong);
            let read = ClaimCode::parse(&typed).map(|code| code.0);
            // Other words may make a code by chance, but never this one.
            prop_assert_ne!(read, Ok(code.0), "{}", typed);
            prop_assert!(ClaimCode::is_like(&typed), "{}", typed);
        }
    }

    #[test]
    fn a_code_is_found_in_the_sentence_of_the_bot() {
        let code = ClaimCode::of_bits(0x2_f3a1_90c7_55d0_8e61);
        for typed in [
            format!("||`{code}`||"),
            format!("The new code of order 1001: ||`{code}`|| The old one is invalid now."),
            format!("Der neue Code der Bestellung 1001: ||`{code}`|| Der alte gilt nicht mehr."),
            format!("here is my code {code} thanks"),
        ] {
            assert_eq!(ClaimCode::parse(&typed).unwrap().0, code.0, "{typed}");
        }
    }

    #[test]
    fn every_wrong_letter_and_every_swap_of_two_is_detected() {
        let code = ClaimCode::of_bits(0x2_f3a1_90c7_55d0_8e61);
        for place in 0..LETTERS {
            for letter in ALPHABET.iter().filter(|letter| **letter != code.0[place]) {
                let mut slip = code.0;
                slip[place] = *letter;
                assert!(ClaimCode::parse(str::from_utf8(&slip).unwrap()).is_err(), "{place}: {letter}");
            }
            for other in (0..place).filter(|other| code.0[*other] != code.0[place]) {
                let mut swapped = code.0;
                swapped.swap(place, other);
                assert!(ClaimCode::parse(str::from_utf8(&swapped).unwrap()).is_err(), "{place} and {other}");
            }
        }
    }

    #[test]
    fn what_cannot_be_a_code_is_said_without_repeating_it() {
        for (typed, problem) in [
            ("", "code “” has 0 letters and digits; a code has 15"),
            ("ABC", "code “AB…” has 3 letters and digits; a code has 15"),
            (
                "ABCDE-FGHJK-MNPQU",
                "code “AB…” has the character U; codes have digits and the letters A to Z without U",
            ),
            ("ABCDE-FGHJK-MNPQ!", "code “AB…” has 14 letters and digits; a code has 15"),
            (
                "00000-00000-00001",
                "code “00…” has a slip in it: compare it letter by letter; it did not count as a try",
            ),
        ] {
            assert_eq!(ClaimCode::parse(typed).unwrap_err().to_string(), problem);
        }
    }
}
