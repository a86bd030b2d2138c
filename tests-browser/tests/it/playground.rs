//! The program under test: built, started with `playground`, ended when a test is done with it.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

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
        let mut command = Command::new(program().await);
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

/// Builds the program, once for all tests: no test of a package can depend on the program of another.
async fn program() -> &'static PathBuf {
    static PROGRAM: OnceCell<PathBuf> = OnceCell::const_new();
    PROGRAM
        .get_or_init(|| async {
            let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
            let arguments = ["build", "--quiet", "--package", "tallybook", "--message-format", "json"];
            let built = Command::new(env!("CARGO")).args(arguments).current_dir(root).output().await.unwrap();
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
            let said = String::from_utf8(built.stdout).unwrap();
            let made = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            let path = made.filter_map(|line| line["executable"].as_str().map(PathBuf::from)).last();
            path.expect("cargo says where the program is")
        })
        .await
}
