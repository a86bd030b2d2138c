//! Parses the file of `apply`: each line becomes a change, checked as far as possible without the ledger.

use std::collections::HashMap;

use adapter_orders::{Delimiter, FileHash, Record, RecordFlaw, Records};
use csv::StringRecord;
use ledger_core::{Amount, Command, GroupMark, Invalid, MemberId, Points, Reason, RequestKey};

use crate::batch::LineProblem;
use crate::exit::Failure;

/// The most rows of one file; longer lists are split.
const MAX_ROWS: usize = 1_000_000;

/// The columns that a file may have.
const COLUMNS: [&str; 5] = ["member", "change", "set", "reason", "key"];

pub(crate) struct List {
    /// The valid lines, in the order of the file.
    pub(crate) changes: Vec<ListedChange>,
    pub(crate) problems: Vec<LineProblem>,
}

pub(crate) struct ListedChange {
    /// Its line, counted from 1.
    pub(crate) line: u64,
    pub(crate) command: Command,
    /// The key in the file, or one derived from the file's hash and the line.
    pub(crate) key: RequestKey,
}

/// Parses the whole file.
///
/// # Errors
/// When it is not UTF-8, its header is unusable, or it has more than 1,000,000 rows.
pub(crate) fn read(contents: &[u8], file: &FileHash) -> Result<List, Failure> {
    let text = std::str::from_utf8(contents).map_err(|error| {
        let line = contents[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Failure::input(format!("line {line} of the file is not UTF-8 text; save it as `CSV UTF-8`"))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let delimiter = delimiter(text);
    let groups = if delimiter == Delimiter::Semicolon { GroupMark::Neither } else { GroupMark::Comma };
    let mut records = Records::new(text, 0, delimiter);
    let columns = match records.next() {
        Some(Record { flaw: Some(flaw), line, .. }) => {
            let (line, problem) = bad_quote(&flaw, line);
            return Err(Failure::input(format!("line {line} of the file: {problem}")));
        }
        Some(header) => Columns::of(&trimmed(header.cells), groups)?,
        None => Columns::of(&StringRecord::new(), groups)?,
    };
    let mut list = List { changes: Vec::new(), problems: Vec::new() };
    let mut keys: HashMap<RequestKey, u64> = HashMap::new();
    for Record { cells, line, flaw, .. } in records {
        if list.changes.len() + list.problems.len() == MAX_ROWS {
            return Err(Failure::input(format!("the file has more than {MAX_ROWS} rows; split it")));
        }
        if let Some(flaw) = flaw {
            let (line, problem) = bad_quote(&flaw, line);
            list.problems.push(LineProblem::of(line, problem));
            continue;
        }
        let row = trimmed(cells);
        let change =
            columns.change(&row, line, file).and_then(|change| match keys.insert(change.key.clone(), line) {
                Some(earlier) => {
                    Err(Invalid::new("key", &change.key, format!("stands on line {earlier} already")))
                }
                None => Ok(change),
            });
        match change {
            Ok(change) => list.changes.push(change),
            Err(invalid) => list.problems.push(LineProblem::of(line, invalid)),
        }
    }
    Ok(list)
}

fn trimmed(mut cells: StringRecord) -> StringRecord {
    cells.trim();
    cells
}

/// The line of the bad quote in a row that begins on `line`, and the problem.
fn bad_quote(flaw: &RecordFlaw, line: u64) -> (u64, &'static str) {
    match flaw {
        RecordFlaw::OpenQuote { line } => {
            (*line, "a quote is opened and never closed, so the rows after it cannot be told apart; close it")
        }
        RecordFlaw::StrayQuote => (line, "a quote stands inside a field; write quotes inside a field twice"),
    }
}

struct Columns {
    count: usize,
    places: HashMap<&'static str, usize>,
    /// The mark between groups of digits. Programs that write semicolons are set to a language in which a comma begins a
    /// fraction.
    groups: GroupMark,
}

impl Columns {
    fn of(header: &StringRecord, groups: GroupMark) -> Result<Columns, Failure> {
        let seen = header.iter().collect::<Vec<_>>().join(", ");
        let refuse = |problem: String| {
            Failure::input(format!("line 1 of the file {problem}; its columns are: {seen}"))
        };
        let mut places = HashMap::new();
        for (place, name) in header.iter().enumerate() {
            let known = COLUMNS.iter().find(|known| name.eq_ignore_ascii_case(known));
            let known = known.ok_or_else(|| {
                refuse(format!("has the column “{name}”, and only {} are understood", COLUMNS.join(", ")))
            })?;
            if places.insert(*known, place).is_some() {
                return Err(refuse(format!("has the column “{name}” twice")));
            }
        }
        for needed in ["member", "reason"] {
            if !places.contains_key(needed) {
                return Err(refuse(format!("has no column `{needed}`")));
            }
        }
        if !places.contains_key("change") && !places.contains_key("set") {
            return Err(refuse("has neither a column `change` nor a column `set`".to_owned()));
        }
        Ok(Columns { count: header.len(), places, groups })
    }

    fn change(&self, row: &StringRecord, line: u64, file: &FileHash) -> Result<ListedChange, Invalid> {
        if row.len() != self.count {
            let problem = format!(
                "has {} fields and the header {}; quote a field that holds a separator",
                row.len(),
                self.count
            );
            return Err(Invalid::new("row", row.get(0).unwrap_or_default(), problem));
        }
        let cell = |name: &str| {
            self.places.get(name).and_then(|place| row.get(*place)).filter(|cell| !cell.is_empty())
        };
        let member: MemberId = cell("member").unwrap_or_default().parse()?;
        let reason: Reason = cell("reason").unwrap_or_default().parse()?;
        let command = match (cell("change"), cell("set")) {
            (Some(change), None) => changed(member, Points::read(change, self.groups), change, reason)?,
            (None, Some(set)) => {
                Command::SetBalance { member, balance: Points::read(set, self.groups)?, reason }
            }
            (None, None) => {
                return Err(Invalid::new("change", "", "is empty; give a change or a balance to set"));
            }
            (Some(change), Some(_)) => {
                return Err(Invalid::new(
                    "change",
                    change,
                    "stands beside a balance to set; give one of them",
                ));
            }
        };
        let key = match cell("key") {
            Some(key) => key.parse()?,
            None => RequestKey::new(&format!("apply:{file}:{line}"))?,
        };
        Ok(ListedChange { line, command, key })
    }
}

fn changed(
    member: MemberId,
    points: Result<Points, Invalid>,
    change: &str,
    reason: Reason,
) -> Result<Command, Invalid> {
    let invalid = || {
        Invalid::new(
            "change",
            change,
            "must be a whole number of points that fits 64 bits, such as 5 or -5, and not 0",
        )
    };
    let points = points.map_err(|mut invalid| {
        invalid.field = "change";
        invalid
    })?;
    let amount = Amount::new(points.0.checked_abs().ok_or_else(invalid)?).map_err(|_| invalid())?;
    Ok(match points > Points::ZERO {
        true => Command::Grant { member, amount, reason },
        false => Command::Deduct { member, amount, reason },
    })
}

/// The most frequent separator of the header: some spreadsheets write semicolons or tabs.
fn delimiter(text: &str) -> Delimiter {
    let header = text.lines().next().unwrap_or_default();
    let count = |sign: char| header.chars().filter(|found| *found == sign).count();
    let known = [(';', Delimiter::Semicolon), ('\t', Delimiter::Tab), (',', Delimiter::Comma)];
    known.into_iter().max_by_key(|(sign, _)| count(*sign)).map_or(Delimiter::Comma, |(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Result<List, Failure> {
        read(text.as_bytes(), &FileHash::of(b"any"))
    }

    fn problems(text: &str) -> Vec<String> {
        list(text).unwrap().problems.iter().map(|one| format!("{}: {}", one.line, one.problem)).collect()
    }

    #[test]
    fn changes_go_up_and_down_and_balances_are_set() {
        let list =
            list("\u{feff}Member;Change;Set;Reason;Key\n1;5;;up;\n1;-3;;down;mine\n2;;7;exact;\n").unwrap();
        assert!(list.problems.is_empty());
        assert_eq!(list.changes[0].command, Command::grant(1, 5, "up").unwrap());
        assert_eq!(list.changes[1].command, Command::deduct(1, 3, "down").unwrap());
        assert_eq!(list.changes[1].key.as_str(), "mine");
        assert_eq!(list.changes[2].key.as_str(), format!("apply:{}:4", FileHash::of(b"any")));
        assert!(matches!(list.changes[2].command, Command::SetBalance { balance: Points(7), .. }));
    }

    #[test]
    fn grouped_numbers_are_read_where_they_mean_one_thing() {
        let list = list("member,change,reason\n1,\"1,234\",r\n1,\"-1,234\",r\n1,1 234,r\n1,+5,r\n").unwrap();
        let commands: Vec<Command> = list.changes.into_iter().map(|change| change.command).collect();
        let grant = |amount| Command::grant(1, amount, "r").unwrap();
        assert_eq!(commands, [grant(1_234), Command::deduct(1, 1_234, "r").unwrap(), grant(1_234), grant(5)]);
        let either = "can be 1234, or 1 and a fraction, and points are whole numbers; write 1234 or 1";
        assert_eq!(problems("member,change,reason\n1,1.234,r\n"), [format!("2: change “1.234” {either}")]);
        assert_eq!(
            problems("member;change;set;reason\n1;1,234;;r\n1;;1.234;r\n"),
            [format!("2: change “1,234” {either}"), format!("3: amount “1.234” {either}")]
        );
    }

    #[test]
    fn every_broken_line_is_named() {
        assert_eq!(
            problems(
                "member,change,reason\nabc,5,r\n1,0,r\n1,1.5,r\n1,5,\n1,5\n1,-9223372036854775808,r\n\n\
                 1,5,\"a\"x\n1,5,\"two, words\"\n1,5,a \"b\" c\n1,5,\"cut\n1,5,r\n"
            ),
            [
                "2: member “abc” must be a whole number from 1 to 9223372036854775807, digits only",
                "3: change “0” must be a whole number of points that fits 64 bits, such as 5 or -5, and not 0",
                "4: change “1.5” can be 15, or 1 and a fraction, and points are whole numbers; write 15 or 1",
                "5: reason “” is empty; give 1 to 500 characters",
                "6: row “1” has 2 fields and the header 3; quote a field that holds a separator",
                "7: change “-9223372036854775808” must be a whole number of points that fits 64 bits, such as 5 or -5, and not 0",
                "9: a quote stands inside a field; write quotes inside a field twice",
                "12: a quote is opened and never closed, so the rows after it cannot be told apart; close it",
            ]
        );
    }

    #[test]
    fn a_key_stands_on_one_line() {
        assert_eq!(
            problems("member,change,reason,key\n1,5,r,k\n2,5,r,k\n"),
            ["3: key “k” stands on line 2 already"]
        );
    }

    #[test]
    fn a_header_that_is_not_understood_is_repeated() {
        let problem = |text: &str| list(text).err().unwrap().to_string();
        assert_eq!(
            problem("member,points,reason\n1,5,r\n"),
            "line 1 of the file has the column “points”, and only member, change, set, reason, key are understood; \
             its columns are: member, points, reason"
        );
        assert_eq!(
            problem("member,change\n"),
            "line 1 of the file has no column `reason`; its columns are: member, change"
        );
        assert_eq!(
            problem("member,change,\"reason\n1,5,r\n"),
            "line 1 of the file: a quote is opened and never closed, so the rows after it cannot be told apart; close it"
        );
        assert!(
            read(b"member,change,reason\n1,5,\xff\n", &FileHash::of(b""))
                .err()
                .unwrap()
                .to_string()
                .starts_with("line 2 of")
        );
    }
}
