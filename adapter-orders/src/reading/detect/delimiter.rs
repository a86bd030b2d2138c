//! The delimiter of a file: named by its `sep=` line, else recognised by the header.

use crate::reading::delimiter::Delimiter;
use crate::reading::file_error::FileError;
use crate::reading::records::Records;
use crate::reading::synonyms;
use crate::reading::text::shown;

/// The delimiter, and the byte at which the header begins.
///
/// Without Excel's `sep=` line it is the one that splits the header into the most known names, then into the most names.
/// Quoted text does not count.
pub(crate) fn detect(text: &str) -> Result<(usize, Delimiter), FileError> {
    if let Some((body, said)) = named_by_first_line(text) {
        let known = Delimiter::ALL.into_iter().find(|delimiter| said == char::from(delimiter.byte()));
        return match known {
            Some(delimiter) => Ok((body, delimiter)),
            None => Err(FileError::UnknownDelimiter { found: shown(&said.to_string()) }),
        };
    }
    // Every delimiter gives at least one name.
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

/// The delimiter of a first line such as `sep=;`, which Excel writes, and the byte at which the line ends.
fn named_by_first_line(text: &str) -> Option<(usize, char)> {
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
        assert_eq!(detect(text).map(|(_, found)| found), Ok(delimiter), "{text:?}");
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
    fn the_line_that_excel_adds_decides() {
        assert_eq!(detect("sep=;\r\nEmail,x;Total\r\n"), Ok((5, Delimiter::Semicolon)));
        assert_eq!(detect("\"SEP=\t\"\nEmail\tTotal\n").map(|found| found.1), Ok(Delimiter::Tab));
        assert_eq!(
            detect("sep=:\nEmail:Total\n"),
            Err(FileError::UnknownDelimiter { found: ":".to_owned() })
        );
    }
}
