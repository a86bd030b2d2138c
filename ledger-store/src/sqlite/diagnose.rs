//! Findings about a file that concern SQLite.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::pool::Pool;
use super::{connection, open, schema};
use crate::api::finding::{Finding, Health};
use crate::api::options::Mode;
use crate::engine::reader::EngineReader;
use crate::internal_error::{Result, explain};

/// Examines a file. Also returns a reader if the file is a ledger.
pub(crate) fn diagnose(path: &Path) -> (Vec<Finding>, Option<Box<dyn EngineReader>>) {
    let mut findings = vec![
        finding("SQLite", format!("{} (bundled)", connection::sqlite_version()), Health::Fine),
        finding("schema of this version", schema::SCHEMA_VERSION.to_string(), Health::Fine),
    ];
    let looked = open::look_before(path, Mode::Existing).and_then(|()| look(path, &mut findings));
    match looked {
        Ok(reader) => (findings, reader),
        Err(error) => {
            findings.push(finding("file", explain(&error), Health::Broken));
            (findings, None)
        }
    }
}

fn look(path: &Path, findings: &mut Vec<Finding>) -> Result<Option<Box<dyn EngineReader>>> {
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
        // Opening would switch a copy without a log to WAL mode; diagnosing must not change it.
        findings.push(finding("journal_mode", format!("{mode}: a copy that stands alone"), Health::Fine));
    }
    let quick = pragma(&reader, "quick_check(1)")?;
    let health = if quick == "ok" { Health::Fine } else { Health::Broken };
    findings.push(finding("structure", quick, health));
    Ok(match schema::standing(&reader)? {
        schema::Standing::Ledger(_) => Some(Box::new(Pool::at(path, 1)?)),
        schema::Standing::Empty => None,
    })
}

/// The settings that a writer of this version makes, as SQLite reports them.
fn look_at_settings(path: &Path, findings: &mut Vec<Finding>) -> Result<()> {
    let writer = connection::writer(path, OpenFlags::empty())?;
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
