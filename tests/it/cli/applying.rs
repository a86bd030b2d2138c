//! `apply`: it reads the whole file before the first change, and applies the same file once.

use serde_json::json;

use super::{World, field, list, number, text};

#[test]
fn a_list_of_changes_is_applied_once() {
    let world = World::new();
    world.file("changes.csv", "member,change,reason\n41,10,a\n42,20,b\n42,-5,c\n");
    assert_eq!(
        world.done("apply changes.csv --book 1"),
        json!({ "rows": 3, "applied": 3, "already_applied": 0, "refused": 0, "problems": [] })
    );
    assert_eq!(number(&world.done("balance --book 1 --member 42"), "balance"), 15);
    world.file("copy.csv", "member,change,reason\n41,10,a\n42,20,b\n42,-5,c\n");
    assert_eq!(
        world.done("apply copy.csv --book 1"),
        json!({ "rows": 3, "applied": 0, "already_applied": 3, "refused": 0, "problems": [] }),
        "the same content under another name is the same file"
    );
    let history = world.done("history --book 1 --limit 1");
    assert_eq!(text(&list(&history, "entries")[0], "actor"), "import");
}

#[test]
fn the_column_set_sets_balances() {
    let world = World::new();
    world.file("set.csv", "reason;set;member\nyear end;70;42\nyear end;0;43\n");
    let answer = world.done("apply set.csv --book 1");
    assert_eq!((number(&answer, "applied"), number(&answer, "refused")), (2, 0));
    assert_eq!(number(&world.done("balance --book 1 --member 42"), "balance"), 70);
}

#[test]
fn explicit_keys_hold_across_files() {
    let world = World::new();
    world.file("a.csv", "member,change,reason,key\n42,5,r,quiz:1\n");
    world.file("b.csv", "member,change,reason,key\n42,5,r,quiz:1\n42,6,r,quiz:2\n");
    world.done("apply a.csv --book 1");
    let answer = world.done("apply b.csv --book 1");
    assert_eq!((number(&answer, "applied"), number(&answer, "already_applied")), (1, 1));
    world.file("c.csv", "member,change,reason,key\n42,7,r,quiz:1\n");
    let answer = world.json(1, "apply c.csv --book 1");
    assert_eq!(number(&answer, "refused"), 1);
    assert!(text(&list(&answer, "problems")[0], "problem").contains("used before"), "{answer}");
}

#[test]
fn refused_rows_are_listed_and_the_others_are_applied() {
    let world = World::new();
    world.file("changes.csv", "member,change,reason\n41,10,a\n42,-20,b\n43,1000001,c\n44,5,d\n");
    let answer = world.json(1, "apply changes.csv --book 1");
    assert_eq!((number(&answer, "applied"), number(&answer, "refused")), (2, 2));
    assert_eq!(
        field(&answer, "problems"),
        &json!([
            { "line": 3, "problem": "the balance is 0, 20 less than the 20 that are needed" },
            { "line": 4, "problem": "1,000,001 points are over the limit of 1,000,000 for one transaction" }
        ])
    );
    assert_eq!(number(&world.done("balance --book 1 --member 44"), "balance"), 5);
}

#[test]
fn an_error_on_line_5000_prevents_every_change() {
    let world = World::new();
    let rows: String = (2..5_000).map(|line| format!("{line},1,row\n")).collect();
    world.file("changes.csv", format!("member,change,reason\n{rows}42,1.5,half\n43,1,row\n"));
    let answer = world.json(2, "apply changes.csv --book 1");
    assert_eq!(text(&answer, "outcome"), "error");
    assert_eq!(
        text(&answer, "error"),
        "1 line of the file cannot be read, so nothing was applied; correct the file and apply it again"
    );
    assert_eq!((number(&answer, "rows"), number(&answer, "applied")), (5_000, 0));
    assert_eq!(
        field(&answer, "problems"),
        &json!([{
            "line": 5_000,
            "problem": "change “1.5” can be 15, or 1 and a fraction, and points are whole numbers; write 15 or 1"
        }])
    );
    assert!(!world.path("tallybook.db").exists());
    let answer = world.run("apply changes.csv --book 1").has(2);
    assert_eq!(answer.stdout, "");
    assert!(answer.stderr.contains("\n  line 5000: change “1.5”"), "{}", answer.stderr);
}

#[test]
fn a_long_list_is_applied_completely() {
    let world = World::new();
    let rows: String = (1..=2_500).map(|member| format!("{member},{member},row\n")).collect();
    world.file("changes.csv", format!("member,change,reason\n{rows}"));
    assert_eq!(number(&world.done("apply changes.csv --book 1"), "applied"), 2_500);
    assert_eq!(number(&world.done("apply changes.csv --book 1"), "already_applied"), 2_500);
    assert_eq!(number(&world.done("balance --book 1 --member 2500"), "balance"), 2_500);
    assert_eq!(field(&world.done("verify"), "ok"), true);
}

#[test]
fn a_file_truncated_inside_a_quote_changes_nothing() {
    let world = World::new();
    for (broken, line) in [("1,5,a\n2,5,\"b", 3), ("1,5,\"a\"x\n2,5,b\n", 2)] {
        world.file("changes.csv", format!("member,change,reason\n{broken}"));
        let answer = world.json(2, "apply changes.csv --book 1");
        assert_eq!(number(&list(&answer, "problems")[0], "line"), line, "{answer}");
        assert_eq!(number(&answer, "applied"), 0, "{answer}");
        assert!(!world.path("tallybook.db").exists());
    }
}
