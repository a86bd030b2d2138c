//! Numbers of points as people write them: `1234`, `1,234`, `1 234`, `2.5k`. Either the whole text is one number, or the
//! error says what it can mean; no part of it is left out.

/// The largest number of points.
const MAX: u64 = i64::MAX.unsigned_abs();

/// The longest text that is looked at.
const MAX_CHARS: usize = 80;

/// The zeros of the digits of other scripts, and of the digits in the shapes of mathematics.
const ZEROS: [char; 23] = [
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{17e0}',
    '\u{1810}',
    '\u{ff10}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
];

/// The mark that the reader's language puts between groups of three digits. The other of comma and full stop stands
/// before a fraction. Spaces, apostrophes and underscores group digits in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupMark {
    /// As in English: 1,234.
    Comma,
    /// As in German: 1.234.
    FullStop,
    /// Neither: 1 234, or 1234.
    Neither,
}

/// Why a text is not read as a number of points. The sentences continue one that begins with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NumberError {
    /// A comma or a full stop stands between thousands, or before a fraction.
    #[error(
        "can be {joined}, or {whole} and a fraction, and points are whole numbers; write {joined} or {whole}"
    )]
    Fraction {
        /// With the mark left out.
        joined: u64,
        /// What stands before the mark.
        whole: u64,
    },
    /// It is two different numbers of points.
    #[error("can be {first} or {second}; write one of them")]
    TwoReadings {
        /// The number if the mark groups digits.
        first: u64,
        /// The number if the mark begins a fraction.
        second: u64,
    },
    /// It is perhaps a number, but not written as one.
    #[error("is not written as an amount; if it means {meant}, write {meant}")]
    Unusual {
        /// The number that it looks like.
        meant: u64,
    },
    /// It does not fit.
    #[error("is too large; the largest amount is {MAX}")]
    TooLarge,
    /// It is no number.
    #[error("must be a whole number of points, at most {MAX}, such as 1500, 1,500 or 1.5k")]
    NotANumber,
}

/// Reads a number with groups of digits, and with `k` for thousands or `m` for millions. It fits a signed 64-bit number.
pub(crate) fn read(text: &str, groups: GroupMark) -> Result<u64, NumberError> {
    let text = text.trim();
    if text.chars().nth(MAX_CHARS).is_some() {
        return Err(NumberError::NotANumber);
    }
    if let Some(digits) = in_ascii_digits(text) {
        return Err(suggestion(read(&digits, groups)));
    }
    if let Some(unsigned) = text.strip_prefix(['-', '+', '−']) {
        return Err(suggestion(read(unsigned, groups)));
    }
    let end = text.find(|c: char| !c.is_ascii_digit() && !is_mark(c)).unwrap_or(text.len());
    let (body, tail) = (text[..end].trim_end(), &text[end..]);
    if !body.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(NumberError::NotANumber);
    }
    match tail {
        "" => scaled(body, 0, groups),
        "k" | "K" => scaled(body, 3, groups),
        "m" | "M" => scaled(body, 6, groups),
        _ => Err(with_tail(body, tail, groups)),
    }
}

/// `1e3`, `5 points`: what stands before the rest is suggested only if no digit is left out.
fn with_tail(body: &str, tail: &str, groups: GroupMark) -> NumberError {
    if let Some(power) = tail.strip_prefix(['e', 'E']).and_then(|power| power.parse::<usize>().ok()) {
        let number = if power < 20 { joined(body, power) } else { Err(NumberError::TooLarge) };
        return if body.chars().any(is_mark) { NumberError::NotANumber } else { suggestion(number) };
    }
    if tail.chars().any(char::is_numeric) {
        NumberError::NotANumber
    } else {
        suggestion(scaled(body, 0, groups))
    }
}

/// The number that digits and marks make, with so many zeros behind.
fn scaled(body: &str, zeros: usize, groups: GroupMark) -> Result<u64, NumberError> {
    let marks: Vec<char> = body.chars().filter(|c| is_mark(*c)).collect();
    let parts: Vec<&str> = body.split(is_mark).collect();
    let whole = joined(body, zeros)?;
    let (Some(&mark), [first, .., last]) = (marks.first(), &*parts) else { return Ok(whole) };
    let unusual = Err(NumberError::Unusual { meant: whole });
    if parts.contains(&"") {
        return unusual;
    }
    if marks.iter().any(|other| *other != mark) {
        let before = body.strip_suffix(last).unwrap_or(body);
        return match marks.last() {
            // As in 1,234.56.
            Some(',' | '.')
                if zeros == 0 && marks.iter().filter(|other| marks.last() == Some(other)).count() == 1 =>
            {
                Err(NumberError::Fraction { joined: whole, whole: joined(before, 0)? })
            }
            _ => unusual,
        };
    }
    let is_grouped =
        first.len() <= 3 && !first.starts_with('0') && parts.iter().skip(1).all(|part| part.len() == 3);
    match (mark, groups) {
        (',' | '.', _) if parts.len() > 2 => {
            if is_grouped {
                Ok(whole)
            } else {
                unusual
            }
        }
        (',', GroupMark::Comma) | ('.', GroupMark::FullStop) if is_grouped && zeros == 0 => Ok(whole),
        (',' | '.', _) => fraction(first, last, zeros, is_grouped.then_some(whole), whole),
        _ if is_grouped => Ok(whole),
        _ => unusual,
    }
}

/// Digits with a mark before the last of them: with zeros behind, `2.5k` is a whole number.
fn fraction(
    before: &str,
    behind: &str,
    zeros: usize,
    grouped: Option<u64>,
    joined_whole: u64,
) -> Result<u64, NumberError> {
    let Some(zeros_left) = zeros.checked_sub(behind.len()) else {
        return Err(NumberError::Fraction { joined: joined_whole, whole: joined(before, zeros)? });
    };
    let second = joined(&format!("{before}{behind}"), zeros_left)?;
    match grouped {
        Some(first) => Err(NumberError::TwoReadings { first, second }),
        None => Ok(second),
    }
}

/// All digits of a text as one number, with so many zeros behind.
fn joined(text: &str, zeros: usize) -> Result<u64, NumberError> {
    let digits: String =
        text.chars().filter(char::is_ascii_digit).chain(std::iter::repeat_n('0', zeros)).collect();
    digits.parse().ok().filter(|number| *number <= MAX).ok_or(NumberError::TooLarge)
}

/// A number that the text was perhaps meant to be, where it is not read as one.
fn suggestion(read: Result<u64, NumberError>) -> NumberError {
    read.map_or_else(|error| error, |meant| NumberError::Unusual { meant })
}

/// What may stand between two groups of digits.
fn is_mark(c: char) -> bool {
    matches!(c, ',' | '.' | '_' | '\'' | '’' | ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}')
}

/// The text with the digits 0 to 9 where it has others.
fn in_ascii_digits(text: &str) -> Option<String> {
    let digit = |c: char| {
        let places = ZEROS.iter().map(|zero| u32::from(c).wrapping_sub(u32::from(*zero)));
        places.filter(|place| *place < 10).find_map(|place| char::from_digit(place, 10))
    };
    let has_others = text.chars().any(|c| digit(c).is_some());
    has_others.then(|| text.chars().map(|c| digit(c).unwrap_or(c)).collect())
}
