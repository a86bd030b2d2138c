//! The command line, tested with the real binary on real files; each test has a folder of its own.

mod applying;
mod asking;
mod bad_input;
mod book;
mod clock;
mod demo;
mod forgetting;
#[cfg(target_os = "linux")]
mod full_disk;
mod keeping;
mod orders;
mod outbox;
mod playground;
mod points;
mod serving;
mod settings;
mod starting;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder for a ledger, which a test creates by its first command.
pub(crate) struct World {
    folder: TempDir,
}

/// The result of a run of the binary.
pub(crate) struct Answer {
    line: String,
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl World {
    /// An empty folder.
    pub(crate) fn new() -> World {
        World { folder: tempfile::tempdir().unwrap() }
    }

    /// The path of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in the folder.
    pub(crate) fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> &World {
        fs::write(self.path(name), contents).unwrap();
        self
    }

    /// The binary, in this folder and without the settings of the machine.
    pub(crate) fn tallybook(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tallybook"));
        command.args(words(line)).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        command
    }

    /// Runs a line as typed in a shell; single quotes keep words together.
    pub(crate) fn run(&self, line: &str) -> Answer {
        Answer::of(line, self.tallybook(line).output().unwrap())
    }

    /// Runs a line with `--json`, asserts its exit status, and returns the value.
    #[track_caller]
    pub(crate) fn json(&self, status: i32, line: &str) -> Value {
        self.run(&format!("{line} --json")).has(status).json()
    }

    /// Runs a line that must succeed, and returns the value.
    #[track_caller]
    pub(crate) fn done(&self, line: &str) -> Value {
        self.json(0, line)
    }
}

impl Answer {
    /// Reads the output of a finished run.
    pub(crate) fn of(line: &str, output: Output) -> Answer {
        Answer {
            line: line.to_owned(),
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Asserts the exit status.
    #[track_caller]
    pub(crate) fn has(self, status: i32) -> Answer {
        assert_eq!(self.status, Some(status), "{}\n{}{}", self.line, self.stdout, self.stderr);
        self
    }

    /// The one line of JSON on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.stdout.lines().count(), 1, "{}\n{}{}", self.line, self.stdout, self.stderr);
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// A field of an object; it must exist.
#[track_caller]
pub(crate) fn field<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or_else(|| panic!("no `{name}` in {value}"))
}

/// A text of an object.
#[track_caller]
pub(crate) fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    field(value, name).as_str().unwrap_or_else(|| panic!("`{name}` is no text in {value}"))
}

/// A number of an object.
#[track_caller]
pub(crate) fn number(value: &Value, name: &str) -> i64 {
    field(value, name).as_i64().unwrap_or_else(|| panic!("`{name}` is no number in {value}"))
}

/// A list of an object.
#[track_caller]
pub(crate) fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    field(value, name).as_array().unwrap_or_else(|| panic!("`{name}` is no list in {value}"))
}

/// The names of an object's fields, in their order.
pub(crate) fn fields(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        match index % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}
