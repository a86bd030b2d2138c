//! The rules of the house, as far as a machine can check them: each test is one rule.
//! Where a word must stand nowhere, it is written here in two halves, so that this file keeps the rule too.

mod architecture;
mod imports;
mod pages;
mod tree;

use self::pages::{
    command_after, links, looks_like_a_setting, settings_of_the_example, settings_of_the_page,
};
use self::tree::{File, Kind, Manifest, files, has_word, manifests, required, rust_files};
use std::path::Path;

// The arrows.

#[test]
fn ledger_core_depends_on_four_small_crates_and_no_other() {
    let allowed = |kind, name: &str| match kind {
        Kind::Normal => ["hashbrown", "rustc-hash", "rust_decimal", "thiserror"].contains(&name),
        // Itself: its own tests switch its test kit on.
        Kind::Dev => name == "proptest" || name == "ledger-core",
        Kind::Build | Kind::Workspace => false,
    };
    let core = manifests().into_iter().filter(|member| member.name == "ledger-core");
    let wrong = arrows(core, allowed);
    accept(
        "ledger-core stays pure: take the need to the crate that has it, or argue for the crate here",
        wrong,
    );
}

#[test]
fn ledger_store_depends_on_no_member_but_ledger_core() {
    let store = manifests().into_iter().filter(|member| member.name == "ledger-store");
    let wrong = arrows(store, |_, name| !is_member(name) || name == "ledger-core");
    accept("ledger-store depends on ledger-core and on no other crate of the workspace", wrong);
}

#[test]
fn adapters_depend_on_the_ledger_and_never_on_each_other() {
    let adapters = manifests().into_iter().filter(|member| member.name.starts_with("adapter-"));
    // Its tests talk to a Discord of their own.
    let tests_may = |kind, name: &str| kind == Kind::Dev && name == "local-discord";
    let wrong = arrows(adapters, |kind, name| {
        !is_member(name) || name.starts_with("ledger-") || tests_may(kind, name)
    });
    accept("what two adapters share belongs below both of them, in a ledger crate", wrong);
}

#[test]
fn no_member_depends_on_the_root_package() {
    let wrong = arrows(manifests().into_iter(), |_, name| name != "tallybook");
    accept("src/ wires the crates together: nothing may lean on it", wrong);
}

#[test]
fn sqlite_stays_in_ledger_store() {
    let engine = ["rusqlite", "r2d2", "r2d2_sqlite", "libsqlite3_sys"];
    let may =
        |path: &str| ["ledger-store/", "benches/", "tests/"].iter().any(|folder| path.starts_with(folder));
    let mut wrong = code_with(rust_files().filter(|file| !may(&file.path)), &engine);
    for member in manifests().into_iter().filter(|member| member.name != "ledger-store") {
        let is_root = member.path == "Cargo.toml";
        let allowed = |kind| kind == Kind::Workspace || (is_root && kind == Kind::Dev);
        let name_of = |name: &str| name.replace('-', "_");
        wrong.extend(arrows([member].into_iter(), |kind, name| {
            allowed(kind) || !engine.contains(&&*name_of(name))
        }));
    }
    accept("ask the ledger through its public API; what is missing there is added to ledger-store", wrong);
}

#[test]
fn sqlite_stays_in_its_room_of_ledger_store() {
    let outside = || {
        rust_files().filter(|file| {
            file.path.starts_with("ledger-store/src/") && !file.path.starts_with("ledger-store/src/sqlite")
        })
    };
    let words =
        ["rusqlite", "r2d2", "r2d2_sqlite", "PRAGMA", "SELECT", "INSERT", "UPDATE", "DELETE", "WHERE"];
    accept(
        "ask through the traits of `engine`, behind which a second engine has its place",
        code_with(outside(), &words),
    );
}

#[test]
fn discord_types_stay_in_adapter_discord() {
    let library = [concat!("seren", "ity")];
    // The log has to name the library to keep it quiet, and a bench holds the bot against the library by itself.
    let may = |path: &str| {
        ["adapter-discord/", "benches/"].iter().any(|folder| path.starts_with(folder))
            || path == "src/logging.rs"
    };
    let mut wrong = code_with(rust_files().filter(|file| !may(&file.path)), &library);
    for member in manifests().into_iter().filter(|member| member.name != "adapter-discord") {
        // Whether the local Discord is one is for the real client to say; the benches are the root's.
        let tests_may = member.name == "local-discord" || member.path == "Cargo.toml";
        let allowed = |kind| kind == Kind::Workspace || (tests_may && kind == Kind::Dev);
        wrong.extend(arrows([member].into_iter(), |kind, name| allowed(kind) || !library.contains(&name)));
    }
    accept(
        "translate at the border: a book, a member, an account; no Discord type leaves its adapter",
        wrong,
    );
}

// What is in a file of Rust.

#[test]
fn every_rust_file_opens_by_saying_what_lives_there() {
    let silent = rust_files().filter(|file| !file.text.starts_with("//!"));
    let wrong = silent.map(|file| format!("{}:1: does not open with `//!`", file.path)).collect();
    accept("say in a sentence or two what lives in the file and what does not", wrong);
}

#[test]
fn ledger_core_knows_no_clock_no_chance_no_io_no_threads_and_no_floats() {
    let core = || rust_files().filter(|file| file.path.starts_with("ledger-core/src/"));
    let nowhere = [
        "std::time",
        "SystemTime",
        "Instant",
        "std::fs",
        "std::io",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "std::{",
        "tokio",
        "async fn",
        "async move",
        ".await",
        "rand::",
        "RandomState",
        "f32",
        "print!",
        "println!",
        "eprint!",
        "eprintln!",
        "unsafe",
    ];
    let mut wrong = code_with(core(), &nowhere);
    // The generator of the test kit draws from a skewed distribution, and that takes a logarithm.
    wrong.extend(code_with(core().filter(|file| !file.path.contains("testkit")), &["f64"]));
    // The hash tables of std are seeded at random: their order differs from run to run.
    for file in core() {
        let mut imports = false;
        for (number, line) in file.code() {
            imports |= line.contains("std::collections");
            if imports
                && ["HashMap", "HashSet", "hash_map", "hash_set"].iter().any(|word| has_word(line, word))
            {
                wrong.push(format!("{}:{number}: a hash table of std", file.path));
            }
            imports &= !line.contains(';') && !line.is_empty();
        }
    }
    accept(
        "time and chance come in with the command, IO is ledger-store's, money is never a float, \
         hash tables are hashbrown's with rustc-hash, and each std item is imported on its own line",
        wrong,
    );
}

#[test]
fn unwrap_is_for_tests_only() {
    let needle = concat!(".un", "wrap()");
    let mut wrong = Vec::new();
    for file in rust_files() {
        let tests_begin = file.tests_begin();
        let code = file.code().take_while(|(number, _)| *number < tests_begin);
        let found = code.filter(|(_, line)| line.contains(needle));
        wrong.extend(found.map(|(number, _)| format!("{}:{number}: `{needle}`", file.path)));
    }
    accept("pass the error on with `?`, or state the invariant with `expect(\"…\")`", wrong);
}

#[test]
fn nothing_sleeps() {
    let wrong = code_with(rust_files(), &[concat!("thread::", "sleep"), concat!("time::", "sleep")]);
    accept(
        "wait for a condition with a deadline: a channel, a condition variable, a timer of the runtime",
        wrong,
    );
}

#[test]
fn a_lint_is_expected_with_a_reason_and_never_allowed() {
    let mut wrong = Vec::new();
    for file in rust_files() {
        let lines: Vec<&str> = file.code().map(|(_, line)| line.trim()).collect();
        for (index, line) in lines.iter().enumerate() {
            let attribute = line.starts_with("#[") || line.starts_with("#![");
            if attribute && has_word(line, concat!("all", "ow(")) {
                wrong.push(format!("{}:{}: silences a lint for good", file.path, index + 1));
            }
            if attribute && has_word(line, "expect(") {
                let end = lines[index..].iter().position(|line| line.ends_with(")]")).unwrap_or(0);
                if !lines[index..=index + end].iter().any(|line| has_word(line, "reason")) {
                    wrong.push(format!("{}:{}: expects a lint without a reason", file.path, index + 1));
                }
            }
        }
    }
    accept("write `#[expect(the_lint, reason = \"…\")]`: it goes away when it is no longer needed", wrong);
}

#[test]
fn nothing_is_left_unfinished() {
    let needles =
        [concat!("to", "do!"), concat!("unimple", "mented!"), concat!("FIX", "ME"), concat!("XX", "X")];
    let wrong = lines_with(rust_files(), &needles, |file| file.lines().collect());
    accept("finish it, or take it out and open an issue", wrong);
}

#[test]
fn no_test_file_is_forgotten() {
    let mut wrong = Vec::new();
    for file in rust_files() {
        let path = file.path.strip_suffix("/mod.rs").or(file.path.strip_suffix(".rs")).unwrap_or_default();
        let Some((folder, module)) = path.rsplit_once('/').filter(|_| path.contains("tests/it/")) else {
            continue;
        };
        let is_root = folder.ends_with("tests/it");
        if is_root && module == "main" {
            continue;
        }
        let parents = match is_root {
            true => vec![format!("{folder}/main.rs")],
            false => vec![format!("{folder}.rs"), format!("{folder}/mod.rs")],
        };
        let declaration = format!("mod {module};");
        let mut declared = parents.iter().filter_map(|parent| tree::file(parent)).flat_map(File::code);
        if !declared.any(|(_, line)| line.trim().ends_with(&declaration)) {
            wrong.push(format!("{}:1: `{declaration}` is not in {}", file.path, parents.join(" or ")));
        }
    }
    accept("name the file in the module above it: otherwise its tests never run", wrong);
}

// What is in any file.

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let needles =
        [concat!("/wo", "rk/"), concat!("/fa", "rm"), concat!("../sha", "red"), concat!("/ro", "ot/")];
    let mut wrong = Vec::new();
    for file in files() {
        for (number, line) in file.lines() {
            let found = needles.iter().filter(|needle| line.contains(**needle));
            wrong.extend(found.map(|needle| format!("{}:{number}: `{needle}`", file.path)));
        }
    }
    accept("name files relative to the repository, and make temporary ones with tempfile", wrong);
}

// The pages.

#[test]
fn the_readme_has_the_two_commands_that_ci_runs() {
    let readme = &required("README.md").text;
    let main_job = command_after(readme, "The main job:").unwrap_or_default();
    assert!(
        !main_job.is_empty(),
        "README.md: no ```sh block follows a line that ends with \"The main job:\""
    );
    let tests = command_after(readme, "The tests:").unwrap_or_default();
    assert_eq!(tests, "cargo test", "README.md: the ```sh block after a line that ends with \"The tests:\"");
}

#[test]
fn every_link_in_the_docs_leads_to_a_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = files().iter().filter(|file| file.path.starts_with("docs/") && file.path.ends_with(".md"));
    let mut wrong = Vec::new();
    let pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(required);
    for page in pages.into_iter().chain(docs) {
        let folder = root.join(&page.path).parent().expect("a file is in a folder").to_owned();
        for (number, target) in links(&page.text) {
            let target = target.split('#').next().unwrap_or_default();
            let outside = target.contains("://") || target.starts_with("mailto:");
            if !outside && !target.is_empty() && !folder.join(target).exists() {
                wrong.push(format!("{}:{number}: `{target}` is not there", page.path));
            }
        }
    }
    accept("correct the link; it is read from the folder of its page", wrong);
}

// The settings: `.env.example`, docs/settings.md and src/ name the same ones.

#[test]
fn every_setting_is_on_the_settings_page_with_the_default_of_the_example() {
    let example = settings_of_the_example();
    let page = settings_of_the_page();
    let mut wrong = Vec::new();
    for (line, name, default) in &example {
        match page.iter().find(|(_, other, _)| other == name) {
            None => {
                wrong.push(format!(".env.example:{line}: `{name}` is not in the table of docs/settings.md"))
            }
            Some((at, _, other)) if other != default => {
                wrong.push(format!(
                    "docs/settings.md:{at}: `{name}` is `{other}` here and `{default}` in .env.example"
                ));
            }
            Some(_) => {}
        }
    }
    for (line, name, _) in page {
        if !example.iter().any(|(_, other, _)| *other == name) {
            wrong.push(format!("docs/settings.md:{line}: `{name}` is not in .env.example"));
        }
    }
    accept("a setting has a line in .env.example and a row in docs/settings.md, with one default", wrong);
}

#[test]
fn every_setting_is_read_and_every_setting_that_is_read_is_documented() {
    let example = settings_of_the_example();
    let sources = || rust_files().filter(|file| file.path.starts_with("src/"));
    let mut wrong = Vec::new();
    for (line, name, _) in &example {
        if !sources().any(|file| has_word(&file.text, name)) {
            wrong.push(format!(".env.example:{line}: no file in src/ names `{name}`"));
        }
    }
    // Not ours: what other programs agreed upon, and what cargo tells.
    let foreign = ["NO_COLOR", "RUST_LOG", "RUST_BACKTRACE"];
    for file in sources() {
        for (number, line) in file.code() {
            for literal in line.split('"').skip(1).step_by(2).filter(|literal| looks_like_a_setting(literal))
            {
                let ours = !foreign.contains(&literal) && !literal.starts_with("CARGO_");
                if ours && !example.iter().any(|(_, name, _)| name == literal) {
                    wrong.push(format!("{}:{number}: `{literal}` is not in .env.example", file.path));
                }
            }
        }
    }
    accept("delete a setting that no code reads; give one that is read its line and its row", wrong);
}

// A rule over nothing always holds: so see to it that there is something.

#[test]
fn the_rules_find_what_they_are_about() {
    for path in
        ["ledger-core/src/lib.rs", "ledger-store/src/lib.rs", "src/main.rs", "tests/it/tidy.rs", ".ci/run"]
    {
        required(path);
    }
    for name in ["tallybook", "ledger-core", "ledger-store"] {
        assert!(manifests().iter().any(|member| member.name == name), "no Cargo.toml of `{name}` was found");
    }
    assert!(settings_of_the_example().len() >= 15 && settings_of_the_page().len() >= 15);
}

/// The one assertion: every complaint at once, and what to do about them.
#[track_caller]
fn accept(what_to_do: &str, wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n  {}\n=> {what_to_do}\n", wrong.join("\n  "));
}

fn is_member(name: &str) -> bool {
    manifests().iter().any(|member| member.name == name)
}

/// The dependencies that a crate must not have.
fn arrows(members: impl Iterator<Item = Manifest>, allowed: impl Fn(Kind, &str) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for member in members {
        for dependency in member.dependencies.iter().filter(|one| !allowed(one.kind, &one.name)) {
            wrong.push(format!(
                "{}:{}: {} depends on {}",
                member.path, dependency.line, member.name, dependency.name
            ));
        }
    }
    wrong
}

fn code_with(files: impl Iterator<Item = &'static File>, needles: &[&str]) -> Vec<String> {
    lines_with(files, needles, |file| file.code().collect())
}

fn lines_with(
    files: impl Iterator<Item = &'static File>,
    needles: &[&str],
    lines: impl Fn(&'static File) -> Vec<(usize, &'static str)>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in files {
        for (number, line) in lines(file) {
            let found = needles.iter().filter(|needle| has_word(line, needle));
            wrong.extend(found.map(|needle| format!("{}:{number}: `{needle}`", file.path)));
        }
    }
    wrong
}
