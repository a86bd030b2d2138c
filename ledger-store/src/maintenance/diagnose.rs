//! What an admin wants to know of a file before asking for help: found, never changed.

use std::path::Path;

use rusqlite::Connection;

use crate::api::options::{Clock, Mode, SystemClock};
use crate::internal_error::{Result, explain};
use crate::ledger::open;
use crate::sqlite::{checkpoint, connection, journal, schema};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub what: &'static str,
    /// What was found.
    pub value: String,
    /// Whether that is as it should be.
    pub health: Health,
}

/// Whether a finding is as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// It is.
    Fine,
    /// Somebody should look at it.
    Attention,
    /// The ledger cannot be used like that.
    Broken,
}

/// Looks at a file.
pub fn diagnose(path: &Path) -> Vec<Finding> {
    let mut findings = vec![
        finding("SQLite", format!("{} (bundled)", connection::sqlite_version()), Health::Fine),
        finding("schema of this version", schema::SCHEMA_VERSION.to_string(), Health::Fine),
    ];
    if let Err(error) = open::look_before(path, Mode::Existing) {
        findings.push(finding("file", explain(&error), Health::Broken));
        return findings;
    }
    if let Err(error) = look(path, &mut findings) {
        findings.push(finding("file", explain(&error), Health::Broken));
    }
    findings
}

fn look(path: &Path, findings: &mut Vec<Finding>) -> Result<()> {
    let size = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        std::fs::metadata(Path::new(&name)).map_or(0, |found| found.len())
    };
    findings.push(finding("file", format!("{} ({} bytes)", path.display(), size("")), Health::Fine));
    let wal = size("-wal");
    let health = if wal > 256 * 1024 * 1024 { Health::Attention } else { Health::Fine };
    findings.push(finding("write-ahead log", format!("{wal} bytes"), health));
    let reader = connection::reader(path)?;
    let standing = match schema::standing(&reader)? {
        schema::Standing::Empty => "empty".to_owned(),
        schema::Standing::Ledger(version) => format!("a ledger of schema {version}"),
    };
    findings.push(finding("content", standing, Health::Fine));
    let mode = pragma(&reader, "journal_mode")?;
    if mode == "wal" {
        findings.push(finding("journal_mode", mode, Health::Fine));
        look_at_settings(path, findings)?;
    } else {
        // A copy that stands alone becomes a live ledger when it is opened; looking at it must not do that.
        findings.push(finding("journal_mode", format!("{mode}: a copy that stands alone"), Health::Fine));
    }
    let quick = pragma(&reader, "quick_check(1)")?;
    let health = if quick == "ok" { Health::Fine } else { Health::Broken };
    findings.push(finding("structure", quick, health));
    if let schema::Standing::Ledger(_) = schema::standing(&reader)? {
        let head = journal::head(&reader)?;
        findings.push(finding("events", head.to_string(), Health::Fine));
        let checkpoint = checkpoint::stored(&reader)?;
        let checkpoint =
            checkpoint.map_or("none".to_owned(), |stored| format!("at position {}", stored.position));
        findings.push(finding("checkpoint", checkpoint, Health::Fine));
        match open::check_journal(&reader, SystemClock.now()) {
            Ok(seal) => findings.push(finding("seal", seal.to_string(), Health::Fine)),
            Err(error) => findings.push(finding("journal", explain(&error), Health::Broken)),
        }
    }
    Ok(())
}

/// What a writer of this version sets on its connection, as SQLite says it back.
fn look_at_settings(path: &Path, findings: &mut Vec<Finding>) -> Result<()> {
    let writer = connection::writer(path, rusqlite::OpenFlags::empty())?;
    for (what, expected) in [
        ("synchronous", Some("2")),
        ("secure_delete", Some("1")),
        ("wal_autocheckpoint", None),
        ("journal_size_limit", None),
        ("busy_timeout", None),
        ("foreign_keys", Some("1")),
    ] {
        let value = pragma(&writer, what)?;
        let fine = expected.is_none_or(|expected| value == expected);
        findings.push(finding(what, value, if fine { Health::Fine } else { Health::Broken }));
    }
    Ok(())
}

fn pragma(connection: &Connection, name: &str) -> Result<String> {
    let value: rusqlite::types::Value =
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))?;
    Ok(match value {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => format!("{other:?}"),
    })
}

fn finding(what: &'static str, value: String, health: Health) -> Finding {
    Finding { what, value, health }
}
