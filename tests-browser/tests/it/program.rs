//! The program under test. What is shown of it is in `playground` and `harbour`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::{Child, Command};
use tokio::sync::OnceCell;

/// Starts the program with these arguments in a folder, without any setting of whoever runs the tests. It ends when
/// this is dropped.
pub async fn start(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Child {
    let mut command = Command::new(built().await);
    command.args(arguments).current_dir(folder);
    command.env_clear().envs(settings.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    command.spawn().unwrap()
}

/// The program that `TALLYBOOK` names, or the one beside these tests, as it is in the sources now: no test of a package
/// can ask cargo for the program of another.
async fn built() -> &'static Path {
    static PROGRAM: OnceCell<PathBuf> = OnceCell::const_new();
    let program = PROGRAM.get_or_init(async || match std::env::var_os("TALLYBOOK") {
        Some(named) => PathBuf::from(named),
        None => build().await,
    });
    program.await
}

/// Builds what `cargo test` builds, which in CI is there already: the program alone would have other features.
async fn build() -> PathBuf {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["test", "--quiet", "--no-run"]).current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let built = cargo.stdin(Stdio::null()).stdout(Stdio::null()).status().await.unwrap();
    assert!(built.success(), "cargo could not build the program; see above");
    let tests = std::env::current_exe().unwrap();
    tests.ancestors().nth(2).unwrap().join(format!("tallybook{}", std::env::consts::EXE_SUFFIX))
}
