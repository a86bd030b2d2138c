//! Finds malformed quotes. The CSV reader accepts them silently, and may swallow rows because of them.

/// A malformed quote, with its byte offset in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// A field begins with a quote that is never closed.
    NeverClosed { at: usize },
    /// Text follows a closing quote.
    TextAfterClosing { at: usize },
}

/// The first flaw in the text of one record.
pub(crate) fn flaw(record: &str, delimiter: u8) -> Option<Flaw> {
    if !record.contains('"') {
        return None;
    }
    let mut place = Place::FieldStart;
    for (at, byte) in record.bytes().enumerate() {
        let ends_field = byte == delimiter || byte == b'\n' || byte == b'\r';
        place = match (place, byte) {
            (Place::FieldStart, b'"') => Place::Quoted { since: at },
            (Place::Quoted { since }, b'"') => Place::QuoteInQuoted { since },
            (Place::Quoted { since }, _) => Place::Quoted { since },
            (Place::QuoteInQuoted { since }, b'"') => Place::Quoted { since },
            (_, _) if ends_field => Place::FieldStart,
            (Place::QuoteInQuoted { .. }, b' ') => place,
            (Place::QuoteInQuoted { .. }, _) => return Some(Flaw::TextAfterClosing { at }),
            (Place::FieldStart | Place::Plain, _) => Place::Plain,
        };
    }
    match place {
        Place::Quoted { since } => Some(Flaw::NeverClosed { at: since }),
        _ => None,
    }
}

#[derive(Clone, Copy)]
enum Place {
    FieldStart,
    Plain,
    Quoted {
        since: usize,
    },
    /// After a quote that closes the field, unless another quote follows.
    QuoteInQuoted {
        since: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(record: &str, expected: Option<Flaw>) {
        assert_eq!(flaw(record, b','), expected, "{record:?}");
    }

    #[test]
    fn sound_quotes_have_no_flaw() {
        for record in
            ["a,b", "\"a\",b", "\"a,\"\"b\"\"\",c\r\n", "a\"b,c", "\"two\nlines\",c", "\"\",\"\"", "\"a\" ,b"]
        {
            check(record, None);
        }
    }

    #[test]
    fn an_open_quote_is_found_where_it_was_opened() {
        check("a,\"b,c\nd,e\n", Some(Flaw::NeverClosed { at: 2 }));
        check("\"", Some(Flaw::NeverClosed { at: 0 }));
    }

    #[test]
    fn a_quote_that_closes_too_early_is_found() {
        check("\"he said \"hi\" to me\",1", Some(Flaw::TextAfterClosing { at: 10 }));
        check("a,\"open\nb,\"x\"", Some(Flaw::TextAfterClosing { at: 11 }));
    }
}
