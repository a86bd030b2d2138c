//! What separates the fields of a file: said by its first line, or found by its header.
//!
//! Splitting the file lives in `records`.

use std::fmt;

use crate::reading::records::Records;
use crate::reading::synonyms;
use crate::reading::text::shown;
use crate::reading::unreadable::Unreadable;

/// The character between two fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`, usual where the comma is the decimal mark.
    Semicolon,
    /// The tab character.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    const ALL: [Delimiter; 4] = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab, Delimiter::Pipe];

    pub(crate) fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
            Delimiter::Pipe => b'|',
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Delimiter::Comma => "commas",
            Delimiter::Semicolon => "semicolons",
            Delimiter::Tab => "tabs",
            Delimiter::Pipe => "`|`",
        })
    }
}

/// The delimiter, and the byte at which the header begins.
///
/// Without Excel's `sep=` line it is the one that gives the header the most names that mean something,
/// then the most names at all. Both count outside quotes.
pub(crate) fn sniff(text: &str) -> Result<(usize, Delimiter), Unreadable> {
    if let Some((body, said)) = said_by_first_line(text) {
        let known = Delimiter::ALL.into_iter().find(|delimiter| said == char::from(delimiter.byte()));
        return match known {
            Some(delimiter) => Ok((body, delimiter)),
            None => Err(Unreadable::UnknownDelimiter { found: shown(&said.to_string()) }),
        };
    }
    // One name that means nothing is what every delimiter gives.
    let mut best = (Delimiter::Comma, (0, 1));
    for delimiter in Delimiter::ALL {
        let Some(header) = Records::new(text, 0, delimiter).first_filled() else { continue };
        let meaningful = header.cells.iter().filter(|name| synonyms::is_known(name)).count();
        let rank = (meaningful, header.cells.len());
        if rank > best.1 {
            best = (delimiter, rank);
        }
    }
    Ok((0, best.0))
}

/// `sep=;`, which Excel writes and hides again; the second number is where the next line begins.
fn said_by_first_line(text: &str) -> Option<(usize, char)> {
    let line = &text[..text.find(['\r', '\n'])?];
    let bare = line.strip_prefix('"').unwrap_or(line);
    let said = bare.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")).and(bare.get(4..))?;
    Some((line.len(), said.chars().next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, delimiter: Delimiter) {
        assert_eq!(sniff(text).map(|(_, found)| found), Ok(delimiter), "{text:?}");
    }

    #[test]
    fn each_delimiter_is_found_by_the_header() {
        check("Order ID,Email,Total\n", Delimiter::Comma);
        check("Order ID;Email;Total\n", Delimiter::Semicolon);
        check("Order ID\tEmail\tTotal\n", Delimiter::Tab);
        check("Order ID|Email|Total\n", Delimiter::Pipe);
    }

    #[test]
    fn delimiters_inside_quotes_and_inside_names_do_not_count() {
        check("\"a;b;c;d\",Email,Total\n", Delimiter::Comma);
        check("Notes (free, long, optional, odd);Email;Total\n", Delimiter::Semicolon);
    }

    #[test]
    fn the_line_that_excel_adds_is_believed() {
        assert_eq!(sniff("sep=;\r\nEmail,x;Total\r\n"), Ok((5, Delimiter::Semicolon)));
        assert_eq!(sniff("\"SEP=\t\"\nEmail\tTotal\n").map(|found| found.1), Ok(Delimiter::Tab));
        assert_eq!(
            sniff("sep=:\nEmail:Total\n"),
            Err(Unreadable::UnknownDelimiter { found: ":".to_owned() })
        );
    }
}
