//! Bad input: the error names the field, the value and the accepted form, and nothing is changed.

use super::{World, field, text};

const MEMBER: &str = "must be a whole number from 1 to 9223372036854775807, digits only";

/// Runs a grant with one bad value; asserts the error, and that no ledger was created.
#[track_caller]
fn check(name: &str, value: &str, sentence: &str) {
    let world = World::new();
    let mut options = vec![("--book", "1"), ("--member", "42"), ("--amount", "5"), ("--reason", "r")];
    options.iter_mut().filter(|(option, _)| *option == name).for_each(|(_, given)| *given = value);
    if !options.iter().any(|(option, _)| *option == name) {
        options.push((name, value));
    }
    let mut command = world.tallybook("grant --json");
    command.args(options.iter().flat_map(|(option, value)| [option, value]));
    let answer = super::Answer::of(&format!("{name} {value:.40}"), command.output().unwrap()).has(2);
    assert_eq!(field(&answer.json(), "outcome"), "error");
    assert_eq!(text(&answer.json(), "error"), sentence);
    assert_eq!(answer.stderr, "");
    assert!(!world.path("tallybook.db").exists(), "{name} {value}");
}

#[test]
fn an_amount_is_a_whole_number_of_points() {
    let problem = "must be a whole number of points, at least 1 and at most 9223372036854775807";
    for value in ["0", "99999999999999999999", "five", "", "0x10", "all"] {
        check("--amount", value, &format!("amount “{value}” {problem}"));
    }
    let fraction = |joined: &str, whole: &str| {
        format!(
            "can be {joined}, or {whole} and a fraction, and points are whole numbers; write {joined} or {whole}"
        )
    };
    let unusual = |meant: &str| format!("is not written as an amount; if it means {meant}, write {meant}");
    for (value, problem) in [
        ("1.5", fraction("15", "1")),
        ("1.500", fraction("1500", "1")),
        ("1,23", fraction("123", "1")),
        ("12,34,567", unusual("1234567")),
        ("-5", unusual("5")),
        ("+5", unusual("5")),
        ("5 points", unusual("5")),
        ("1e3", unusual("1000")),
        ("１２", unusual("12")),
        ("1.234k", "can be 1234000 or 1234; write one of them".to_owned()),
    ] {
        check("--amount", value, &format!("amount “{value}” {problem}"));
    }
}

#[test]
fn ids_are_numbers_from_1() {
    for value in ["abc", "0", "-1", "1.0", "9223372036854775808", "18446744073709551616", "１"] {
        check("--member", value, &format!("member “{value}” {MEMBER}"));
        check("--book", value, &format!("book “{value}” {MEMBER}"));
        check("--by", value, &format!("member “{value}” {MEMBER}"));
    }
}

#[test]
fn a_reason_is_one_printable_line() {
    check("--reason", "", "reason “” is empty; give 1 to 500 characters");
    check("--reason", "  ", "reason “” is empty; give 1 to 500 characters");
    let long = "x".repeat(10_000);
    let shown = &long[..40];
    check("--reason", &long, &format!("reason “{shown}…” has 10000 characters; at most 500 are allowed"));
    check(
        "--reason",
        "ring the \u{7} bell\u{1b}[31m",
        "reason “ring the \\u{7} bell\\u{1b}[31m” has the character \\u{7}; use one line of printable text",
    );
}

#[test]
fn a_key_is_printable_ascii() {
    check(
        "--key",
        "two words",
        "key “two words” has the character  ; use ASCII letters, digits and punctuation without spaces",
    );
    check("--key", "", "key “” is empty; give 1 to 200 characters");
}

#[test]
fn other_bad_values_are_named_too() {
    let world = World::new();
    world.done("grant --book 1 --member 42 --amount 5 --reason r");
    for (line, sentence) in [
        ("reverse --book 1 --position 0 --reason r", "position “0” must be a whole number from 1"),
        ("reverse --book 1 --position -2 --reason r", "position “-2” must be a whole number from 1"),
        ("history --book 1 --limit 0", "limit “0” must be a whole number from 1 to 1000"),
        ("history --book 1 --limit 1001", "limit “1001” must be a whole number from 1 to 1000"),
        ("history --book 1 --before x", "position “x” must be a whole number from 1"),
        ("leaderboard --book 1 --from 0", "rank “0” must be a whole number from 1 to 1000000000"),
        (
            "balance --book 1 --member 42 --at-position 3",
            "position “3” is not written yet; the journal ends at position 2",
        ),
        (
            "balance --book 1 --member 42 --at yesterday",
            "time “yesterday” must look like 2026-11-22T18:00:00Z or 2026-11-22",
        ),
        (
            "set --book 1 --member 42 --amount 1.5 --reason r",
            "amount “1.5” can be 15, or 1 and a fraction, and points are whole numbers; write 15 or 1",
        ),
        (
            "settings --book 1 order_rate",
            "setting “order_rate” must look like order_rate=2, with a name and a value",
        ),
        (
            "settings --book 1 order_rate=-1",
            "order_rate “-1” must be a decimal above 0 and up to 1000000, such as 1 or 0.5",
        ),
        (
            "achievement define --book 1 --achievement x --name X --rule often",
            "rule “often” must be by_hand, balance:N, earned:N, entries:N, orders:N or first_members:N, with N from 1",
        ),
        ("claim --book 1 --member 42 ABC", "code “AB…” has 3 letters and digits; a code has 15"),
        ("verify --since-seal 12", "seal “12” must be a position, a colon and 64 hexadecimal digits"),
    ] {
        assert_eq!(text(&world.json(2, line), "error"), sentence, "{line}");
    }
}

#[test]
fn wrong_usage_exits_with_2_and_one_sentence() {
    let world = World::new();
    for (line, says) in [
        ("grant --book 1", "--member"),
        ("balnce --book 1", "balnce"),
        ("balance --book 1 --member 1 --colour red", "--colour"),
        ("leaderboard --book 1 --by height", "height"),
        ("forget --book 1", "--member"),
        ("forget --book 1 --member 1 --order 2", "cannot be used with"),
        ("code", "code"),
    ] {
        let answer = world.json(2, line);
        assert!(text(&answer, "error").contains(says), "{line}: {answer}");
        let answer = world.run(line).has(2);
        assert_eq!(answer.stdout, "", "{line}");
        assert!(answer.stderr.starts_with("tallybook: "), "{line}: {}", answer.stderr);
        assert_eq!(answer.stderr.lines().count(), 1, "{line}: {}", answer.stderr);
    }
}

#[test]
fn a_file_that_is_no_ledger_is_refused() {
    let world = World::new();
    std::fs::create_dir(world.path("folder.db")).unwrap();
    world.file("text.db", "this is not a database, and it is long enough to be looked at as one".repeat(20));
    rusqlite::Connection::open(world.path("foreign.db"))
        .unwrap()
        .execute("CREATE TABLE mine (x)", [])
        .unwrap();
    let before = std::fs::read(world.path("foreign.db")).unwrap();
    for db in ["folder.db", "text.db", "foreign.db", "no/such/folder/x.db"] {
        for line in ["grant --member 42 --amount 5 --reason r", "import orders.csv"] {
            world.file("orders.csv", "Order ID,Email,Total\n1,a@example.org,5.00\n");
            let answer = world.json(3, &format!("{line} --book 1 --db {db}"));
            let error = text(&answer, "error");
            assert!(error.starts_with(&format!("the ledger {db} cannot be opened: ")), "{error}");
            assert_eq!(error.matches("cannot be opened").count(), 1, "{error}");
        }
    }
    assert_eq!(std::fs::read(world.path("foreign.db")).unwrap(), before);
}

#[test]
fn unreadable_files_are_named() {
    let world = World::new();
    std::fs::create_dir(world.path("folder")).unwrap();
    for command in ["apply", "import"] {
        let missing = world.json(2, &format!("{command} no-such.csv --book 1"));
        assert!(text(&missing, "error").starts_with("the file no-such.csv cannot be read: "), "{missing}");
        let folder = world.json(2, &format!("{command} folder --book 1"));
        assert_eq!(text(&folder, "error"), "the file folder is a folder; name a file in it");
    }
    assert!(!world.path("tallybook.db").exists());
}
