//! Bytes to text, in the encodings that exports have.

use std::fmt;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::reading::file_error::FileError;
use crate::reading::limits::MAX_FILE_BYTES;
use crate::reading::text::count_line_ends;

/// The character encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 with the byte order mark that Excel writes.
    Utf8WithBom,
    /// UTF-16, low byte first: what Excel calls "Unicode text".
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Assumed for everything else: the encoding of old Western Windows.
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf8WithBom => "UTF-8 with BOM",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Windows1252 => "Windows-1252 (assumed, because it is not UTF-8)",
        })
    }
}

/// The text of a file, without a byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<(String, Encoding), FileError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(FileError::TooLong { bytes: bytes.len() });
    }
    if bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(b"\xD0\xCF\x11\xE0")
        || bytes.starts_with(b"\x1F\x8B")
    {
        return Err(FileError::Workbook);
    }
    let (text, encoding) = if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        (utf8(rest, Encoding::Utf8WithBom)?, Encoding::Utf8WithBom)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        (with(UTF_16LE, rest, Encoding::Utf16Le)?, Encoding::Utf16Le)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        (with(UTF_16BE, rest, Encoding::Utf16Be)?, Encoding::Utf16Be)
    } else if let Ok(text) = utf8(bytes, Encoding::Utf8) {
        (text, Encoding::Utf8)
    } else {
        (windows_1252(bytes)?, Encoding::Windows1252)
    };
    if let Some(at) = text.find('\0') {
        return Err(FileError::Binary { line: line_at(&text, at) });
    }
    if text.trim().is_empty() {
        return Err(FileError::Empty);
    }
    Ok((text, encoding))
}

fn utf8(bytes: &[u8], encoding: Encoding) -> Result<String, FileError> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|broken| {
        let sound = String::from_utf8_lossy(&bytes[..broken.valid_up_to()]);
        FileError::Garbled { line: line_at(&sound, sound.len()), encoding: encoding.to_string() }
    })
}

fn with(
    decoder: &'static encoding_rs::Encoding,
    bytes: &[u8],
    encoding: Encoding,
) -> Result<String, FileError> {
    let (text, broken) = decoder.decode_without_bom_handling(bytes);
    match text.find('\u{fffd}') {
        Some(at) if broken => {
            Err(FileError::Garbled { line: line_at(&text, at), encoding: encoding.to_string() })
        }
        _ => Ok(text.into_owned()),
    }
}

/// Five bytes have no letter in this encoding. A file with one of them has another encoding and is refused.
fn windows_1252(bytes: &[u8]) -> Result<String, FileError> {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    match text.find(['\u{81}', '\u{8d}', '\u{8f}', '\u{90}', '\u{9d}']) {
        Some(at) => {
            Err(FileError::Garbled { line: line_at(&text, at), encoding: "UTF-8 or Windows-1252".to_owned() })
        }
        None => Ok(text.into_owned()),
    }
}

fn line_at(text: &str, offset: usize) -> u64 {
    1 + count_line_ends(&text[..offset])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, encoding: Encoding) {
        assert_eq!(decode(bytes), Ok((text.to_owned(), encoding)));
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        check("Käthe €".as_bytes(), "Käthe €", Encoding::Utf8);
        check("\u{feff}Käthe €".as_bytes(), "Käthe €", Encoding::Utf8WithBom);
        check(b"K\xE4the \x80", "Käthe €", Encoding::Windows1252);
        let units: Vec<u16> = "\u{feff}Käthe €".encode_utf16().collect();
        let low: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let high: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        check(&low, "Käthe €", Encoding::Utf16Le);
        check(&high, "Käthe €", Encoding::Utf16Be);
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_line() {
        assert_eq!(decode(b"a,b\n1,\0"), Err(FileError::Binary { line: 2 }));
        assert_eq!(decode(b"PK\x03\x04rest"), Err(FileError::Workbook));
        assert_eq!(decode(b""), Err(FileError::Empty));
        assert_eq!(decode(b"\xEF\xBB\xBF \r\n"), Err(FileError::Empty));
        assert!(matches!(decode(b"\xEF\xBB\xBFa\n\xFF"), Err(FileError::Garbled { line: 2, .. })));
        assert!(matches!(decode(b"\xFF\xFEa\0\n\0b"), Err(FileError::Garbled { line: 2, .. })));
        assert!(matches!(decode(b"a\nb\n\x81\xFE"), Err(FileError::Garbled { line: 3, .. })));
    }

    #[test]
    fn a_file_beyond_the_limit_is_refused_first() {
        let long = vec![0; MAX_FILE_BYTES + 1];
        assert_eq!(decode(&long), Err(FileError::TooLong { bytes: MAX_FILE_BYTES + 1 }));
    }
}
