//! The program under test: started with `playground`, ended when a test is done with it.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running playground; it ends when this is dropped.
pub struct Playground {
    /// The address of its page.
    pub page: String,
    /// Codes that nobody has redeemed.
    pub codes: Vec<String>,
    _program: Child,
    _folder: TempDir,
}

impl Playground {
    /// Starts one with a ledger of its own.
    pub async fn start() -> Playground {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(program());
        command.args(["playground", "--stay", "--no-open", "--json"]).current_dir(folder.path());
        // The settings of whoever runs the tests are not the playground's.
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut program = command.spawn().unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().expect("the playground says where its page is");
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let codes = said["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
        Playground {
            page: said["page"].as_str().unwrap().to_owned(),
            codes: codes.collect(),
            _program: program,
            _folder: folder,
        }
    }
}

/// The program that `TALLYBOOK` names, or the one that was built beside these tests: no test of a package can ask cargo
/// for the program of another.
fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("TALLYBOOK") {
        return named.into();
    }
    let tests = std::env::current_exe().unwrap();
    let built = tests.ancestors().nth(2).unwrap().join(format!("tallybook{}", std::env::consts::EXE_SUFFIX));
    assert!(built.exists(), "{} is not there; build it first: cargo build", built.display());
    built
}
