//! The imports between the files of a crate: what is shared lies below, what is wired lies on top.
//!
//! Each module with all that lies below it is one room, and no rooms side by side import each other in a circle, on no
//! floor. A file and its own children may: `impl` blocks of one type are spread over child files like that.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{File, rust_files};

/// A file by its modules: `["writer", "keys"]` is `src/writer/keys.rs`, and the root has none.
type Module = Vec<String>;

/// The folders of sources of which each is a crate.
const CRATES: [&str; 6] = [
    "ledger-core/src",
    "ledger-store/src",
    "adapter-orders/src",
    "adapter-discord/src",
    "adapter-discord/local-discord/src",
    "src",
];

#[test]
fn no_rooms_of_a_crate_import_each_other_in_a_circle() {
    let mut wrong = Vec::new();
    for sources in CRATES {
        let imports = Imports::of_crate(sources);
        for circle in imports.circles() {
            wrong.push(format!("{sources}: {}", circle.join("\n      ")));
        }
    }
    super::accept("move what both need below them, or hand it in from above", wrong);
}

#[test]
fn no_file_imports_through_the_root_of_its_crate() {
    let mut wrong = Vec::new();
    for sources in CRATES {
        let imports = Imports::of_crate(sources);
        let through_root = imports.found.iter().filter(|(from, to, _)| to.is_empty() && !from.is_empty());
        wrong
            .extend(through_root.map(|(from, _, name)| format!("{sources}/{}.rs: `{name}`", from.join("/"))));
    }
    super::accept(
        "import `crate::module::Name` from where it is defined; re-exports are for outsiders",
        wrong,
    );
}

#[test]
fn circles_are_found_where_they_are_and_only_there() {
    let crate_of = |files: &[(&str, &str)]| {
        let files: Vec<(Module, String)> =
            files.iter().map(|(path, text)| (module_of(path), (*text).to_owned())).collect();
        Imports::between(&files).circles().len()
    };
    // A file and its children.
    assert_eq!(
        crate_of(&[("a", "mod b; use b::B; pub struct A;"), ("a/b", "use super::A; pub struct B;")]),
        0
    );
    // Two files, by `use`, by a path in the code, in a group.
    assert_eq!(crate_of(&[("a", "use crate::b::B;"), ("b", "use crate::a::A;")]), 1);
    assert_eq!(crate_of(&[("a", "fn f() { crate::b::g() }"), ("b", "use super::a::A;")]), 1);
    assert_eq!(crate_of(&[("a", "use crate::{b::{B, C}, c};"), ("b", "use crate::a;"), ("c", "")]), 1);
    // Two folders, none of whose files are in a circle themselves.
    let folders = [("a/x", "use crate::b::y::Y;"), ("a/z", ""), ("b/y", ""), ("b/w", "use crate::a::z::Z;")];
    assert_eq!(crate_of(&folders), 1);
    // Children of one file.
    assert_eq!(crate_of(&[("a", ""), ("a/b", "use super::c::C;"), ("a/c", "use crate::a::b::B;")]), 1);
    // Comments and texts import nothing.
    let quiet =
        "// crate::a::A\n/// [`crate::a::A`]\nconst S: &str = \"use crate::a::A;\"; const C: char = '\"';\n";
    assert_eq!(crate_of(&[("a", "use crate::b::B;"), ("b", quiet)]), 0);
}

/// Every import of a crate: from which file, from which other, and the last name of the path.
struct Imports {
    found: BTreeSet<(Module, Module, String)>,
}

impl Imports {
    fn of_crate(sources: &str) -> Imports {
        let of_it = rust_files().filter_map(|file| {
            let path = file.path.strip_prefix(sources)?.strip_prefix('/')?.strip_suffix(".rs")?;
            Some((module_of(path), code_before_tests(file)))
        });
        Imports::between(&of_it.collect::<Vec<_>>())
    }

    fn between(files: &[(Module, String)]) -> Imports {
        let modules: BTreeSet<&Module> = files.iter().map(|(module, _)| module).collect();
        let mut found = BTreeSet::new();
        for (module, text) in files {
            for path in paths(&without_comments_and_texts(text)) {
                let Some(mut target) = resolve(module, &path, &modules) else { continue };
                let name = path.last().cloned().unwrap_or_default();
                while !target.is_empty() && !modules.contains(&target) {
                    target.pop();
                }
                if target != *module {
                    found.insert((module.clone(), target, name));
                }
            }
        }
        Imports { found }
    }

    /// The circles, each as the imports that make it.
    fn circles(&self) -> Vec<Vec<String>> {
        let parents: BTreeSet<Module> = self
            .found
            .iter()
            .flat_map(|(from, to, _)| [from, to])
            .flat_map(|module| (0..module.len()).map(|depth| module[..depth].to_vec()))
            .collect();
        let mut circles = Vec::new();
        for parent in parents {
            // Each room below the parent, and what it imports of the rooms beside it.
            let room = |module: &Module| {
                (module.len() > parent.len() && module.starts_with(&parent))
                    .then(|| module[parent.len()].clone())
            };
            let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            let beside =
                |(from, to): (&Module, &Module)| Some((room(from)?, room(to)?)).filter(|(a, b)| a != b);
            for (from, to) in self.found.iter().filter_map(|(from, to, _)| beside((from, to))) {
                arrows.entry(from).or_default().insert(to);
            }
            // In a circle is what reaches itself.
            let in_circle: BTreeSet<&String> =
                arrows.keys().filter(|room| reaches(&arrows, room, room)).collect();
            if in_circle.is_empty() {
                continue;
            }
            let tied = self.found.iter().filter(|(from, to, _)| {
                beside((from, to)).is_some_and(|(from, to)| {
                    in_circle.contains(&from) && in_circle.contains(&to) && reaches(&arrows, &to, &from)
                })
            });
            circles.push(
                tied.map(|(from, to, name)| format!("{} -> {}: {name}", from.join("/"), to.join("/")))
                    .collect(),
            );
        }
        circles
    }
}

fn reaches(arrows: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(room) = next.pop() {
        for beside in arrows.get(room).into_iter().flatten() {
            if beside == to {
                return true;
            }
            if seen.insert(beside) {
                next.push(beside);
            }
        }
    }
    false
}

fn module_of(path: &str) -> Module {
    match path {
        "lib" | "main" => Vec::new(),
        path => path.split('/').map(str::to_owned).collect(),
    }
}

/// The module that a path begins in, and the rest of it; `None` for what is of another crate.
fn resolve(module: &Module, path: &[String], modules: &BTreeSet<&Module>) -> Option<Module> {
    let mut rest = path;
    let mut base = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "self" => module.clone(),
        "super" => {
            let supers = path.iter().take_while(|name| *name == "super").count();
            rest = &path[supers - 1..];
            module[..module.len().checked_sub(supers)?].to_vec()
        }
        child => {
            let mut of_child = module.clone();
            of_child.push(child.to_owned());
            return modules.contains(&of_child).then_some(of_child);
        }
    };
    base.extend(rest[1..].iter().cloned());
    Some(base)
}

/// Every path that a file names: in `use`, where groups are taken apart, and in the code.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some((before, after)) = split_at_use(rest) {
        found.extend(paths_in_code(before));
        let (tree, after) = after.split_once(';').unwrap_or((after, ""));
        expand(&[], tree, &mut found);
        rest = after;
    }
    found.extend(paths_in_code(rest));
    found
}

fn split_at_use(code: &str) -> Option<(&str, &str)> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices("use ")
        .find(|(at, _)| !code[..*at].ends_with(is_part))
        .map(|(at, word)| (&code[..at], &code[at + word.len()..]))
}

/// `a::{b, c::{d, e as f}}` as `a::b`, `a::c::d`, `a::c::e`.
fn expand(prefix: &[String], tree: &str, found: &mut Vec<Vec<String>>) {
    let mut depth = 0;
    let branches = tree.split(|letter| {
        depth += match letter {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        letter == ',' && depth == 0
    });
    for branch in branches.map(str::trim).filter(|branch| !branch.is_empty()) {
        let (head, group) = match branch.split_once('{') {
            Some((head, group)) => (head, group.rsplit_once('}').map(|(group, _)| group)),
            None => (branch.split(" as ").next().unwrap_or(branch), None),
        };
        let names = head.split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        let path: Vec<String> = prefix.iter().cloned().chain(names).collect();
        match group {
            Some(group) => expand(&path, group, found),
            None => found.push(path),
        }
    }
}

/// Runs of names joined by `::`.
fn paths_in_code(code: &str) -> impl Iterator<Item = Vec<String>> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    code.split(move |letter| !is_part(letter)).filter(|word| word.contains("::")).filter_map(|word| {
        let names: Vec<String> = word.trim_end_matches(':').split("::").map(str::to_owned).collect();
        (names.len() > 1).then_some(names)
    })
}

fn code_before_tests(file: &File) -> String {
    let tests_begin = file.tests_begin();
    let lines = file.lines().take_while(|(number, _)| *number < tests_begin);
    lines.map(|(_, line)| format!("{line}\n")).collect()
}

/// Code alone: comments become spaces, and texts and characters become empty.
fn without_comments_and_texts(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let skipped = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '"' => end_of_text(rest, "\""),
            'r' if rest.starts_with("r\"") && !ends_in_name(&out) => end_of_raw_text(rest, "\""),
            'r' if rest.starts_with("r#\"") && !ends_in_name(&out) => end_of_raw_text(rest, "\"#"),
            '\'' => end_of_character(rest),
            _ => 0,
        };
        if skipped > 0 {
            out.push(' ');
            rest = &rest[skipped..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

fn ends_in_name(code: &str) -> bool {
    code.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
}

fn end_of_text(text: &str, quote: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if text[at..].starts_with(quote) => return at + quote.len(),
            _ => {}
        }
    }
    text.len()
}

fn end_of_raw_text(text: &str, end: &str) -> usize {
    let begin = end.len() + 1;
    text[begin..].find(end).map_or(text.len(), |at| begin + at + end.len())
}

/// 0 for a lifetime, which has no end.
fn end_of_character(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    match letters.next() {
        Some((_, '\\')) => end_of_text(text, "'"),
        Some((_, _)) => match letters.next() {
            Some((at, '\'')) => at + 1,
            _ => 0,
        },
        None => 0,
    }
}
