//! Findings about a file that concern SQLite.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::pool::Pool;
use super::{connection, disk, open, schema};
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
            let error = disk::located(path, error);
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
    let log = size("-wal");
    let reader = connection::reader(path)?;
    let standing = match schema::standing(&reader)? {
        schema::Standing::Empty => "empty".to_owned(),
        schema::Standing::Ledger(version) => format!("a ledger of schema {version}"),
    };
    findings.push(finding("content", standing, Health::Fine));
    let mode = pragma(&reader, "journal_mode")?;
    if mode == "wal" {
        findings.push(finding("journal_mode", mode, Health::Fine));
        let writer = connection::writer(path, OpenFlags::empty())?;
        look_at_log(&writer, log, findings)?;
        look_at_settings(&writer, findings)?;
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

/// The size of the write-ahead log, and why it is large. SQLite cuts it when it begins it anew, for which all of it must
/// be in the file and no connection may read an old state from it.
fn look_at_log(writer: &Connection, bytes: u64, findings: &mut Vec<Finding>) -> Result<()> {
    let limit = u64::from(connection::WAL_SIZE_LIMIT);
    if bytes <= limit {
        findings.push(finding("write-ahead log", format!("{bytes} bytes"), Health::Fine));
        return Ok(());
    }
    let page: u64 = pragma(writer, "page_size")?.parse().unwrap_or(0);
    // This mode counts and moves nothing.
    let (log, moved): (i64, i64) =
        writer.query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| Ok((row.get(1)?, row.get(2)?)))?;
    let waiting = u64::try_from(log.saturating_sub(moved)).unwrap_or(0).saturating_mul(page);
    let why = if waiting > limit {
        format!(
            "{waiting} of them are not in the file yet, because another process reads an old state of it (a long query, \
             a copy, an open shell), or because the last process was killed; end that process, and the next write or \
             start of Tallybook moves them"
        )
    } else {
        "they are in the file already, so the log has grown by a large commit or because other processes always read \
         it; the next write cuts it, unless such a process goes on"
            .to_owned()
    };
    findings.push(finding(
        "write-ahead log",
        format!("{bytes} bytes, usual are at most {limit}: {why}"),
        Health::Attention,
    ));
    Ok(())
}

/// The settings that a writer of this version makes, as SQLite reports them.
fn look_at_settings(writer: &Connection, findings: &mut Vec<Finding>) -> Result<()> {
    for (what, expected) in [
        ("synchronous", Some("2")),
        ("secure_delete", Some("1")),
        ("wal_autocheckpoint", None),
        ("journal_size_limit", None),
        ("busy_timeout", None),
        ("foreign_keys", Some("1")),
    ] {
        let value = pragma(writer, what)?;
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
