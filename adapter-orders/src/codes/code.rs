//! The written form of claim codes: Crockford's base 32 in groups, with a check letter that detects typing errors.

use std::fmt;

use ledger_core::Invalid;

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
    /// Parses a code as people type it: also in lower case, without dashes or with spaces, with O for 0 and I or L for 1.
    ///
    /// # Errors
    /// When the length is wrong, a letter does not occur in codes, or the check letter shows a typing error. Such an
    /// input cannot be the code of any order, so it does not count as a guess.
    pub fn parse(typed: &str) -> Result<ClaimCode, Invalid> {
        let mut values = Vec::with_capacity(LETTERS);
        for letter in typed.chars().filter(|letter| !is_between_groups(*letter)) {
            values.push(value(letter).ok_or_else(|| {
                let letter = letter.escape_default();
                invalid(
                    typed,
                    format!("has the character {letter}; codes have digits and the letters A to Z without U"),
                )
            })?);
        }
        let letters = values.len();
        let values = <[u8; LETTERS]>::try_from(values)
            .map_err(|_| invalid(typed, format!("has {letters} letters and digits; a code has {LETTERS}")))?;
        if remainder(&values) != 0 {
            return Err(invalid(
                typed,
                "has a slip in it: compare it letter by letter; it did not count as a try",
            ));
        }
        Ok(ClaimCode::of(values))
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

/// Spaces, and every dash that phones and word processors put in place of one.
fn is_between_groups(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '‐'..='―' | '−' | '_' | '.')
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
                "ABCDE-FGHJK-MNPQ!",
                "code “AB…” has the character !; codes have digits and the letters A to Z without U",
            ),
            (
                "00000-00000-00001",
                "code “00…” has a slip in it: compare it letter by letter; it did not count as a try",
            ),
        ] {
            assert_eq!(ClaimCode::parse(typed).unwrap_err().to_string(), problem);
        }
    }
}
