//! `docs/events.md` has every kind with its version, columns and fields, and no other kind.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use ledger_core::EventKind;
use serde_json::Value;

use crate::golden::golden_rows;

/// The shape of a kind, from the page or from its golden rows.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shape {
    version: i64,
    columns: BTreeSet<String>,
    body: BTreeMap<String, Presence>,
    private: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Always,
    Optional,
}

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join("docs").join("events.md");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads headings like "### `points_granted`, version 1" and rows like "| body | `order` | its number |".
fn written() -> Vec<(String, Shape)> {
    let mut kinds: Vec<(String, Shape)> = Vec::new();
    for line in page().lines() {
        if let Some(heading) = line.strip_prefix("### `") {
            let (kind, version) =
                heading.split_once("`, version ").expect("a heading names a kind and its version");
            let shape = Shape { version: version.parse().unwrap(), ..Shape::default() };
            kinds.push((kind.to_owned(), shape));
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let ([place, field, holds], Some((_, shape))) = (&cells[..], kinds.last_mut()) else { continue };
        let field = field.trim_matches('`').to_owned();
        match *place {
            "column" => _ = shape.columns.insert(field),
            "body" => {
                let optional = holds.starts_with("optional");
                shape.body.insert(field, if optional { Presence::Optional } else { Presence::Always });
            }
            "private" => _ = shape.private.insert(field),
            _ => {}
        }
    }
    kinds
}

/// The shape in the golden rows of a kind.
fn stored(kind: &str) -> Shape {
    let rows = golden_rows(kind);
    let object = |text: &Value| -> Option<serde_json::Map<String, Value>> {
        text.as_str().map(|text| serde_json::from_str(text).unwrap())
    };
    let bodies: Vec<_> = rows.iter().map(|row| object(&row["body"]).unwrap_or_default()).collect();
    let mut shape = Shape { version: rows[0]["version"].as_i64().unwrap(), ..Shape::default() };
    for body in &bodies {
        for field in body.keys() {
            let always = bodies.iter().all(|body| body.contains_key(field));
            shape.body.insert(field.clone(), if always { Presence::Always } else { Presence::Optional });
        }
    }
    for row in &rows {
        shape.private.extend(object(&row["private"]).unwrap_or_default().keys().cloned());
        let is_used = |column: &&str| row[*column].as_i64().is_some_and(|number| number != 0);
        let used = ["debit", "credit", "amount", "reverses"].into_iter().filter(is_used);
        shape.columns.extend(used.map(str::to_owned));
    }
    shape
}

#[test]
fn the_page_has_every_kind_in_the_order_of_the_code_and_no_other() {
    let names: Vec<String> = written().into_iter().map(|(kind, _)| kind).collect();
    let kinds: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names, kinds);
}

#[test]
fn the_page_says_of_each_kind_what_is_stored() {
    for (kind, shape) in written() {
        assert_eq!(shape, stored(&kind), "docs/events.md on {kind} (left) and its golden rows (right)");
    }
}

#[test]
fn the_page_names_the_reserved_kinds() {
    for kind in EventKind::RESERVED {
        assert!(page().contains(&format!("`{kind}`")), "docs/events.md does not name `{kind}`");
    }
}
