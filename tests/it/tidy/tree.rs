//! How the house rules read the repository: its files, its manifests, and words in lines of Rust.
//! No rule stands here.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// A text file of the repository.
pub(crate) struct File {
    /// Relative to the root of the repository, with `/` on every system.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A crate of the workspace, as its Cargo.toml describes it.
pub(crate) struct Manifest {
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// One line of a dependency table.
pub(crate) struct Dependency {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) line: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Normal,
    Dev,
    Build,
    /// A version for all members, in the root's `[workspace.dependencies]`: no arrow yet.
    Workspace,
}

/// Every text file that could be committed: what `.gitignore` names is left out.
pub(crate) fn files() -> &'static [File] {
    static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let ignored = fs::read_to_string(root.join(".gitignore")).expect(".gitignore is there");
        let ignored: Vec<&str> =
            ignored.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        let mut files = Vec::new();
        walk(root, "", &ignored, &mut files);
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files
    });
    &FILES
}

pub(crate) fn file(path: &str) -> Option<&'static File> {
    files().iter().find(|file| file.path == path)
}

#[track_caller]
pub(crate) fn required(path: &str) -> &'static File {
    file(path).unwrap_or_else(|| panic!("{path} is missing"))
}

pub(crate) fn rust_files() -> impl Iterator<Item = &'static File> {
    files().iter().filter(|file| file.path.ends_with(".rs"))
}

pub(crate) fn manifests() -> Vec<Manifest> {
    let named = |file: &&File| file.path == "Cargo.toml" || file.path.ends_with("/Cargo.toml");
    files().iter().filter(named).map(Manifest::read).collect()
}

impl File {
    /// Lines with their numbers from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Lines of Rust without their comments.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().map(|(number, line)| (number, without_comment(line)))
    }

    /// From this line on everything is a test: 1 in a test file, the first test module elsewhere.
    pub(crate) fn tests_begin(&self) -> usize {
        let folders = ["tests", "benches", "examples"];
        if self.path.split('/').any(|part| folders.contains(&part) || part == "tests.rs") {
            return 1;
        }
        let lines: Vec<&str> = self.text.lines().map(str::trim).collect();
        let opens_module =
            |line: &&str| (line.starts_with("mod ") || line.contains(" mod ")) && line.ends_with('{');
        let found = lines.iter().enumerate().find(|(index, line)| {
            let next = lines[index + 1..].iter().find(|next| !next.starts_with("#["));
            **line == "#[cfg(test)]" && next.is_some_and(opens_module)
        });
        found.map_or(usize::MAX, |(index, _)| index + 1)
    }
}

impl Manifest {
    fn read(file: &File) -> Manifest {
        let mut section = "";
        let mut name = String::new();
        let mut dependencies = Vec::new();
        for (number, line) in file.lines() {
            let line = line.trim();
            if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = header;
                // [dependencies.name]
                if let Some((table, dependency)) = header.rsplit_once('.')
                    && let Some(kind) = kind_of(table)
                {
                    dependencies.push(Dependency { kind, name: dependency.to_owned(), line: number });
                }
            } else if let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
                let key = key.trim();
                if section == "package" && key == "name" {
                    name = value.trim().trim_matches('"').to_owned();
                } else if let Some(kind) = kind_of(section) {
                    let key = key.split('.').next().unwrap_or(key).trim_matches('"');
                    let renamed = value.split_once("package").and_then(|(_, rest)| rest.split('"').nth(1));
                    let name = renamed.unwrap_or(key).to_owned();
                    dependencies.push(Dependency { kind, name, line: number });
                }
            }
        }
        Manifest { path: file.path.clone(), name, dependencies }
    }
}

/// Whether `needle` stands in `line` as a word of its own: `Instant` is not in `Instantaneous`.
pub(crate) fn has_word(line: &str, needle: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let grows_left = |at: usize| needle.starts_with(is_part) && line[..at].ends_with(is_part);
    let grows_right = |end: usize| needle.ends_with(is_part) && line[end..].starts_with(is_part);
    line.match_indices(needle).any(|(at, _)| !grows_left(at) && !grows_right(at + needle.len()))
}

fn walk(folder: &Path, prefix: &str, ignored: &[&str], files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository can be listed") {
        let entry = entry.expect("an entry of a folder can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if name == ".git" || ignored.iter().any(|pattern| is_ignored(pattern, &path, &name)) {
            continue;
        }
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{path}/"), ignored, files);
        } else if let Ok(text) = fs::read_to_string(entry.path()) {
            // What is no text (a picture, an old database) is no business of these rules.
            files.push(File { path, text });
        }
    }
}

/// The part of `.gitignore` that ours uses: plain names, anchored names, stars.
fn is_ignored(pattern: &str, path: &str, name: &str) -> bool {
    match pattern.strip_prefix('/') {
        Some(anchored) => glob(anchored, path),
        None => glob(pattern, name),
    }
}

fn glob(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, rest)) => name.strip_prefix(head).is_some_and(|tail| {
            let mut ends = tail.char_indices().map(|(at, _)| at).chain([tail.len()]);
            ends.any(|at| glob(rest, &tail[at..]))
        }),
    }
}

fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with("//") {
        return "";
    }
    line.split_once(" // ").map_or(line, |(code, _)| code)
}

fn kind_of(section: &str) -> Option<Kind> {
    match section.rsplit('.').next()? {
        "dependencies" if section == "workspace.dependencies" => Some(Kind::Workspace),
        "dependencies" => Some(Kind::Normal),
        "dev-dependencies" => Some(Kind::Dev),
        "build-dependencies" => Some(Kind::Build),
        _ => None,
    }
}

#[test]
fn a_word_is_found_only_as_a_word() {
    assert!(has_word("let now = Instant::now();", "Instant"));
    assert!(!has_word("Instantaneous", "Instant"));
    assert!(!has_word("#![forbid(unsafe_code)]", "unsafe"));
    assert!(!has_word("operand::new()", "rand::"));
    assert!(has_word("future.await?", ".await"));
}

#[test]
fn ignored_names_are_understood() {
    assert!(is_ignored("/target", "target", "target"));
    assert!(!is_ignored("/target", "docs/target", "target"));
    assert!(is_ignored("*.log.*", "deep/tallybook.log.3", "tallybook.log.3"));
    assert!(!is_ignored(".env", ".env.example", ".env.example"));
}

#[test]
fn manifests_are_understood() {
    let text = "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\nb = { package = \"c\" }\n\
                # d = \"1\"\n[target.'cfg(unix)'.dev-dependencies]\ne = \"1\"\n[dependencies.f]\nversion = \"1\"\n";
    let manifest = Manifest::read(&File { path: "Cargo.toml".to_owned(), text: text.to_owned() });
    let names: Vec<&str> = manifest.dependencies.iter().map(|dependency| &*dependency.name).collect();
    assert_eq!((&*manifest.name, names), ("x", vec!["a", "c", "e", "f"]));
    assert!(manifest.dependencies[2].kind == Kind::Dev);
}

#[test]
fn tests_begin_at_the_test_module_and_not_at_a_test_import() {
    let begins = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() }.tests_begin();
    assert_eq!(begins("src/a.rs", "#[cfg(test)]\nuse b::C;\nfn d() {}\n#[cfg(test)]\nmod tests {\n}\n"), 4);
    assert_eq!(begins("src/a.rs", "fn d() {}\n"), usize::MAX);
    assert_eq!(begins("ledger-core/tests/it/a.rs", "fn d() {}\n"), 1);
}
