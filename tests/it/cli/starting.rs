//! Starting the program: with settings, without settings, with wrong ones; logging and serving.

use std::fs;
use std::process::{Command, Stdio};

use super::{Answer, World, field, number, text};

const GRANT: &str = "grant --book 1 --member 42 --amount 5 --reason r";

#[test]
fn without_settings_it_lists_what_exists_and_what_can_be_switched_on() {
    let world = World::new();
    let answer = world.run("").has(0);
    for word in
        ["Tallybook 0.", "tallybook.db", "not there yet", "ENABLE_BACKUP", "BOT_TOKEN", "tallybook demo"]
    {
        assert!(answer.stdout.contains(word), "{word}: {}", answer.stdout);
    }
    assert_eq!(answer.stderr, "");
    assert_eq!(fs::read_dir(world.path("")).unwrap().count(), 0);
    world.done(GRANT);
    assert_eq!(field(&world.done("serve"), "events"), 2);
}

#[test]
fn help_and_version_are_answers() {
    let world = World::new();
    let help = world.run("--help").has(0).stdout;
    for command in ["grant", "leaderboard", "import", "verify", "demo", "--db", "--json"] {
        assert!(help.contains(command), "{command}");
    }
    assert_eq!(world.run("--version").has(0).stdout, format!("tallybook {}\n", env!("CARGO_PKG_VERSION")));
    assert!(world.run("grant --help").has(0).stdout.contains("--amount <N>"));
}

#[test]
fn an_invalid_setting_prevents_the_start() {
    for (setting, says) in [
        ("MAX_TOTAL_POINTS=lots", "the setting MAX_TOTAL_POINTS is “lots”; it takes a whole number from 1"),
        (
            "MAX_LEADERBOARD_LIMIT=101",
            "the setting MAX_LEADERBOARD_LIMIT is “101”; it takes a whole number from 1 to 100",
        ),
        ("ENABLE_BACKUP=maybe", "the setting ENABLE_BACKUP is “maybe”; it takes true or false"),
        (
            "LOG_LEVEL=loud",
            "the setting LOG_LEVEL is “loud”; it takes off, error, warn, info, debug or trace",
        ),
        ("LOG_FILE=no/such/folder/x.log", "the setting LOG_FILE is “no/such/folder/x.log”; it takes a file"),
        (
            "CLAIM_SECRET=hunter2",
            "the setting CLAIM_SECRET is “7 characters”; it takes at least 32 characters",
        ),
        ("nonsense", "line 1 of the settings file .env is not NAME=value"),
    ] {
        let world = World::new();
        world.file(".env", format!("{setting}\n"));
        let answer = world.json(2, GRANT);
        assert!(text(&answer, "error").contains(says), "{setting}: {answer}");
        assert!(!answer.to_string().contains("hunter2"), "{answer}");
        assert!(!world.path("tallybook.db").exists(), "{setting}");
    }
}

#[test]
fn an_option_overrides_the_environment_which_overrides_the_file() {
    let world = World::new();
    world.file(".env", "DATABASE_PATH=file.db\n");
    world.done(GRANT);
    assert!(world.path("file.db").exists());
    let mut command = world.tallybook(GRANT);
    Answer::of(GRANT, command.env("DATABASE_PATH", "environment.db").output().unwrap()).has(0);
    assert!(world.path("environment.db").exists());
    let line = format!("{GRANT} --db option.db");
    let mut command = world.tallybook(&line);
    Answer::of(&line, command.env("DATABASE_PATH", "environment.db").output().unwrap()).has(0);
    assert!(world.path("option.db").exists());
    assert!(!world.path("tallybook.db").exists());
}

#[test]
fn the_log_goes_to_a_file_and_only_warnings_to_the_console() {
    let world = World::new();
    world.file(".env", "LOG_FILE=tallybook.log\n");
    world.file("orders.csv", "Order ID,Email,Total\n1,a@example.org,5.00\n");
    let answer = world.run("import orders.csv --book 1").has(0);
    assert_eq!(answer.stderr, "");
    let log = fs::read_to_string(world.path("tallybook.log")).unwrap();
    let line = log.lines().find(|line| line.contains("made a secret for claim codes")).unwrap();
    assert!(line.contains("Z INFO  tallybook::claim_secret_file "), "{line}");
    assert!(line.starts_with("20"), "{line}");
}

#[cfg(unix)]
#[test]
fn a_claim_secret_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    world.file("orders.csv", "Order ID,Email,Total\n1,a@example.org,5.00\n");
    world.done("import orders.csv --book 1");
    let secret = world.path("claim-secret");
    assert_eq!(fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    let answer = world.json(2, "orders --book 1 --show-codes");
    assert!(text(&answer, "error").contains("can be read by others; run `chmod 600"), "{answer}");
    world.done("orders --book 1");
}

#[cfg(unix)]
#[test]
fn serve_makes_backups_until_sigterm() {
    use std::io::{BufRead, BufReader};
    let world = World::new();
    world.done(GRANT);
    world.file(".env", "ENABLE_BACKUP=true\nBACKUP_FOLDER=copies\n");
    let mut serving = world.tallybook("").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(serving.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(log.any(|line| line.contains("serving tallybook.db")));
    let stop = format!("kill -TERM {}", serving.id());
    assert!(Command::new("sh").args(["-c", &stop]).status().unwrap().success());
    assert!(log.any(|line| line.contains("stopping")));
    assert_eq!(serving.wait().unwrap().code(), Some(0));
    // The first backup is due at once, and stopping waits for it.
    let copies: Vec<_> =
        fs::read_dir(world.path("copies")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [copy] = copies.as_slice() else { panic!("expected one backup: {copies:?}") };
    assert!(copy.extension().is_some_and(|end| end == "db"), "{copy:?}");
    let verified = world.done(&format!("verify --db {}", copy.display()));
    assert_eq!(number(&verified, "events"), 2);
    world.done("verify");
}
