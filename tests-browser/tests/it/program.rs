//! The program under test, which `playground` and `harbour` start.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

/// Starts the program with these arguments in a folder, without the environment of the tests. Dropping the process ends
/// it.
pub(crate) async fn start(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Child {
    let mut command = Command::new(built().await);
    command.args(arguments).current_dir(folder);
    command.env_clear().envs(settings.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    command.spawn().unwrap()
}

/// The program that `TALLYBOOK` names, or one built from the current sources: cargo does not give the tests of one
/// package the program of another.
async fn built() -> &'static Path {
    static PROGRAM: OnceCell<PathBuf> = OnceCell::const_new();
    let program = PROGRAM.get_or_init(async || match std::env::var_os("TALLYBOOK") {
        Some(named) => PathBuf::from(named),
        None => build().await,
    });
    program.await
}

/// Builds everything that `cargo test` builds, which CI has built already; the program alone would be built with other
/// features.
async fn build() -> PathBuf {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["test", "--quiet", "--no-run"]).current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let built = cargo.stdin(Stdio::null()).stdout(Stdio::null()).status().await.unwrap();
    assert!(built.success(), "cargo could not build the program; see above");
    let tests = std::env::current_exe().unwrap();
    tests.ancestors().nth(2).unwrap().join(format!("tallybook{}", std::env::consts::EXE_SUFFIX))
}
