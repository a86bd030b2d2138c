//! A full disk, on a small file system of its own: the error names the disk, and nothing is lost.

use std::process::Command;

use super::{Answer, World};

/// Fills a small file system beside a ledger, asks the ledger for something, and makes room again.
const SCRIPT: &str = r#"
    mkdir small && mount -t tmpfs -o size=1m tmpfs small && cd small && echo mounted || exit
    "$TALLYBOOK" grant --book 1 --member 42 --amount 5 --reason start
    cat /dev/zero > fill
    "$TALLYBOOK" grant --book 1 --member 42 --amount 6 --reason more
    "$TALLYBOOK" doctor
    rm fill
    "$TALLYBOOK" verify && "$TALLYBOOK" balance --book 1 --member 42
"#;

#[test]
fn a_full_disk_is_named_with_what_is_free_and_loses_nothing() {
    let world = World::new();
    let mut script = Command::new("unshare");
    script.args(["--map-root-user", "--mount", "sh", "-c", SCRIPT]).current_dir(world.path(""));
    script.env("TALLYBOOK", env!("CARGO_BIN_EXE_tallybook"));
    let Ok(output) = script.output() else { return skipped() };
    let answer = Answer::of("a script", output);
    if !answer.stdout.starts_with("mounted") {
        return skipped();
    }
    let answer = answer.has(0);
    let said: Vec<&str> = answer.stderr.lines().filter(|line| line.contains("the disk is full: ")).collect();
    assert_eq!(said.len(), 1, "{}", answer.stderr);
    assert!(said[0].contains(" bytes are free in /") && said[0].contains("/small, where "), "{}", said[0]);
    assert!(said[0].ends_with("and its log lie; make room"), "{}", said[0]);
    let doctor: Vec<&str> = answer.stdout.lines().filter(|line| line.starts_with("BROKEN")).collect();
    assert!(doctor.len() == 1 && doctor[0].contains("the disk is full: "), "{}", answer.stdout);
    assert!(answer.stdout.lines().last().is_some_and(|line| line.contains('5')), "{}", answer.stdout);
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skipped() {
    eprintln!("skipped: this machine does not let a test mount a small file system");
}
