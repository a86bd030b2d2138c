//! The files in `deploy/` and the page about them, compared with the real program.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tallybook");

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

fn help(command: &str) -> Output {
    Command::new(PROGRAM).args([command, "--help"]).output().unwrap()
}

/// The lines of code of a page: blocks and text in backticks.
fn code(page: &str) -> Vec<String> {
    let mut code = Vec::new();
    let mut in_block = false;
    for line in page.replace("\\\n", " ").lines() {
        if line.starts_with("```") {
            in_block = !in_block;
        } else if in_block {
            code.push(line.to_owned());
        } else {
            code.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    code
}

/// The commands of the program in a line of code, each with the words after it.
fn commands(line: &str) -> Vec<(&str, Vec<&str>)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_program = |word: &str| word == "tallybook" || word.ends_with("/tallybook");
    let is_command =
        |word: &str| word != "tallybook" && word.chars().all(|letter| letter.is_ascii_lowercase());
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if let (true, Some(command)) =
            (is_program(word), words.get(index + 1).filter(|next| is_command(next)))
        {
            found.push((*command, words[index + 2..].to_vec()));
        }
    }
    found
}

#[test]
fn every_command_and_option_on_the_page_exists() {
    let page = read("docs/running.md");
    let code = code(&page);
    let mut seen = BTreeSet::new();
    for (command, rest) in code.iter().flat_map(|line| commands(line)) {
        let output = help(command);
        assert!(output.status.success(), "docs/running.md: there is no command `{command}`");
        let text = String::from_utf8(output.stdout).unwrap();
        for option in rest.iter().filter(|word| word.starts_with("--")) {
            assert!(text.contains(option), "docs/running.md: `{command}` has no option `{option}`");
        }
        seen.insert(command);
    }
    let expected = ["backup", "doctor", "restore", "seal", "serve", "verify"];
    assert!(expected.iter().all(|command| seen.contains(command)), "{seen:?}");
}

#[test]
fn the_unit_and_the_image_start_the_server() {
    let unit = read("deploy/tallybook.service");
    assert!(unit.contains("\nExecStart=/usr/local/bin/tallybook serve\n"), "{unit}");
    let image = read("deploy/Dockerfile");
    assert!(image.contains("\nENTRYPOINT [\"tallybook\"]\nCMD [\"serve\"]\n"), "{image}");
    assert!(read("Cargo.toml").contains("\n[profile.dist]\n") && image.contains("--profile dist"), "{image}");
}

#[test]
fn systemd_accepts_the_unit() {
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("tallybook.service");
    // systemd looks for the program, which is not installed here.
    std::fs::write(&unit, read("deploy/tallybook.service").replace("/usr/local/bin/tallybook", PROGRAM))
        .unwrap();
    let Ok(checked) = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&unit).output() else {
        writeln!(io::stderr(), "skipped: systemd-analyze is not installed").unwrap();
        return;
    };
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success() && !said.contains("tallybook.service"), "{said}");
}
