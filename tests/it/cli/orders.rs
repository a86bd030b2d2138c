//! Orders: importing, changing and claiming; reissuing and voiding codes.

use serde_json::{Value, json};

use super::{World, field, list, number, text};

const EXPORT: &str = "Order ID,Email,Total,Currency\n\
    1001,ida@example.org,12.50,EUR\n1002,ben@example.org,30.00,EUR\n1003,cleo@example.org,0.40,EUR\n";

fn imported() -> World {
    let world = World::new();
    world.file("orders.csv", EXPORT);
    world.done("import orders.csv --book 1");
    world
}

/// The row of an order, with its code.
#[track_caller]
fn order(world: &World, id: &str) -> Value {
    let orders = world.done("orders --book 1 --show-codes");
    let found = list(&orders, "orders").iter().find(|order| text(order, "order") == id);
    found.unwrap_or_else(|| panic!("no order {id} in {orders}")).clone()
}

#[track_caller]
fn code(world: &World, id: &str) -> String {
    text(&order(world, id), "code").to_owned()
}

#[test]
fn an_import_counts_new_unchanged_and_changed_orders() {
    let world = World::new();
    world.file("orders.csv", EXPORT);
    let answer = world.done("import orders.csv --book 1");
    assert!(text(&answer, "layout").contains("Order ID"), "{answer}");
    let counts = |answer: &Value| {
        ["orders", "new", "unchanged", "changed", "without_points", "points"].map(|name| number(answer, name))
    };
    assert_eq!(counts(&answer), [3, 2, 0, 0, 1, 42]);
    assert_eq!(field(&answer, "problems"), &json!([]));
    assert_eq!(counts(&world.done("import orders.csv --book 1")), [3, 0, 2, 0, 1, 0]);
    world.file("later.csv", EXPORT.replace("30.00", "20.00").replace("0.40", "5.00"));
    assert_eq!(counts(&world.done("import later.csv --book 1")), [3, 1, 1, 1, 0, -5]);
}

#[test]
fn a_dry_run_reports_the_same_and_changes_nothing() {
    let world = World::new();
    world.file("orders.csv", EXPORT);
    let rehearsed = world.done("import orders.csv --book 1 --dry-run");
    assert_eq!(field(&rehearsed, "dry_run"), true);
    assert_eq!(std::fs::read_dir(world.path("")).unwrap().count(), 1, "the folder has only the export");
    let imported = world.done("import orders.csv --book 1");
    for name in ["layout", "rows", "orders", "new", "unchanged", "changed", "points", "problems"] {
        assert_eq!(field(&rehearsed, name), field(&imported, name), "{name}");
    }
    let head = text(&world.done("seal"), "seal").to_owned();
    assert_eq!(number(&world.done("import orders.csv --book 1 --dry-run"), "unchanged"), 2);
    assert_eq!(text(&world.done("seal"), "seal"), head);
}

#[test]
fn rows_with_problems_are_listed_and_the_others_are_imported() {
    let world = World::new();
    world.file(
        "orders.csv",
        "Order ID,Email,Total\n1,a@example.org,5.00\n2,b@example.org,soon\n3,c@example.org,2000000.00\n",
    );
    let answer = world.json(1, "import orders.csv --book 1");
    assert_eq!((number(&answer, "new"), number(&answer, "refused")), (1, 1));
    let lines: Vec<i64> = list(&answer, "problems").iter().map(|problem| number(problem, "line")).collect();
    assert_eq!(lines, [3, 4]);
    world.file("orders.csv", "Order ID,Email,Total\n1,a@example.org,5.00\n2,b@example.org,soon\n");
    world.done("import orders.csv --book 1");
}

#[test]
fn a_file_of_an_unknown_layout_is_refused_with_its_columns() {
    let world = World::new();
    world.file("orders.csv", "colour,taste\nred,sour\n");
    let answer = world.json(2, "import orders.csv --book 1");
    assert!(text(&answer, "error").contains("the columns are `colour`, `taste`"), "{answer}");
    assert!(!world.path("tallybook.db").exists());
}

#[test]
fn orders_are_listed_with_codes_only_on_request() {
    let world = imported();
    let orders = world.done("orders --book 1");
    assert_eq!(
        list(&orders, "orders")[0],
        json!({
            "order": "1001", "source": "csv", "shop": "main", "amount": "12.50", "currency": "EUR",
            "points": 12, "status": "claimable", "issue": 1
        })
    );
    let code = code(&world, "1001");
    assert_eq!(code.len(), 17);
    assert_eq!(code.matches('-').count(), 2);
    assert!(!world.run("orders --book 1").has(0).stdout.contains(&code));
    assert!(world.run("orders --book 1 --show-codes").has(0).stdout.contains(&code));
}

#[test]
fn a_code_is_redeemed_once_in_any_spelling() {
    let world = imported();
    let code = code(&world, "1001");
    let typed = code.to_lowercase().replace('-', " ");
    let answer = world.done(&format!("claim --book 1 --member 42 '{typed}'"));
    assert_eq!((text(&answer, "outcome"), number(&answer, "balance")), ("applied", 12));
    let again = world.json(1, &format!("claim --book 1 --member 43 {code}"));
    assert_eq!(text(&again, "refusal"), "already_redeemed");
    assert_eq!(text(&order(&world, "1001"), "status"), "redeemed");
    assert_eq!(field(&order(&world, "1001"), "code"), &Value::Null, "a void code is not shown");
    let stats = world.done("stats --book 1 --member 42");
    assert_eq!(number(&stats, "orders"), 1);
}

#[test]
fn a_claim_with_a_key_gets_its_receipt_again() {
    let world = imported();
    let line = format!("claim --book 1 --member 42 {} --key discord:7", code(&world, "1001"));
    let first = world.done(&line);
    let again = world.done(&line);
    assert_eq!(text(&again, "outcome"), "already_applied");
    assert_eq!(field(&again, "position"), field(&first, "position"));
}

#[test]
fn a_typing_error_is_no_guess_and_guesses_are_counted() {
    let world = imported();
    for _ in 0..10 {
        let slip = world.json(2, "claim --book 1 --member 42 00000-00000-00001");
        assert!(text(&slip, "error").contains("has a slip in it"), "{slip}");
    }
    for left in (0..5).rev() {
        let answer = world.json(1, "claim --book 1 --member 42 00000-00000-00000");
        assert_eq!((text(&answer, "refusal"), number(&answer, "guesses_left")), ("unknown_code", left));
    }
    let answer = world.json(1, &format!("claim --book 1 --member 42 {}", code(&world, "1001")));
    assert_eq!(text(&answer, "refusal"), "too_many_guesses", "even the right code must wait");
    assert!(text(&answer, "retry_at").ends_with('Z'));
    world.done(&format!("claim --book 1 --member 43 {}", code(&world, "1001")));
}

#[test]
fn a_new_code_replaces_the_old_one() {
    let world = imported();
    let old = code(&world, "1001");
    let answer = world.done("code reissue --book 1 --order 1001 --key again");
    let new = text(&answer, "code").to_owned();
    assert_ne!(new, old);
    assert_eq!(code(&world, "1001"), new);
    let refused = world.json(1, &format!("claim --book 1 --member 42 {old}"));
    assert_eq!(text(&refused, "refusal"), "code_replaced");
    let repeated = world.done("code reissue --book 1 --order 1001 --key again");
    assert_eq!((text(&repeated, "outcome"), text(&repeated, "code")), ("already_applied", new.as_str()));
    world.done("forget --book 1 --order 1001");
    world.json(0, "verify");
    let forgotten = world.done("code reissue --book 1 --order 1001 --key again");
    assert_eq!((text(&forgotten, "outcome"), text(&forgotten, "code")), ("already_applied", new.as_str()));
    world.done(&format!("claim --book 1 --member 42 {new}"));
    let refused = world.json(1, "code reissue --book 1 --order 1001");
    assert_eq!(text(&refused, "refusal"), "already_redeemed");
}

#[test]
fn a_voided_code_stays_invalid_until_a_new_one_is_issued() {
    let world = imported();
    let old = code(&world, "1001");
    let answer = world.done("code void --book 1 --order csv:main:1001 --reason 'the mail was lost'");
    assert_eq!(text(&answer, "status"), "voided");
    let refused = world.json(1, &format!("claim --book 1 --member 42 {old}"));
    assert_eq!((text(&refused, "refusal"), text(&refused, "status")), ("claim_not_open", "voided"));
    let new = text(&world.done("code reissue --book 1 --order 1001"), "code").to_owned();
    world.done(&format!("claim --book 1 --member 42 {new}"));
    let unknown = world.json(1, "code void --book 1 --order 9");
    assert_eq!((text(&unknown, "refusal"), text(&unknown, "order")), ("unknown_order", "csv:main:9"));
}

#[test]
fn a_changed_order_changes_the_points() {
    let world = imported();
    world.done(&format!("claim --book 1 --member 42 {}", code(&world, "1002")));
    world.file("later.csv", EXPORT.replace("30.00", "10.00"));
    assert_eq!(number(&world.done("import later.csv --book 1"), "changed"), 1);
    assert_eq!(number(&world.done("balance --book 1 --member 42"), "balance"), 10);
    world.file("refunded.csv", EXPORT.replace("30.00", "0.00"));
    world.done("import refunded.csv --book 1");
    assert_eq!(number(&world.done("balance --book 1 --member 42"), "balance"), 0);
    assert_eq!(text(&order(&world, "1002"), "status"), "refunded");
    world.done("import orders.csv --book 1");
    assert_eq!(number(&world.done("balance --book 1 --member 42"), "balance"), 30);
}

#[test]
fn the_same_id_in_two_shops_is_two_orders() {
    let world = imported();
    world.done("import orders.csv --book 1 --source etsy --shop attic");
    assert_eq!(list(&world.done("orders --book 1"), "orders").len(), 4);
    let answer = world.json(2, "code void --book 1 --order 1001");
    assert_eq!(
        text(&answer, "error"),
        "order “1001” is in this book several times; name one of csv:main:1001, etsy:attic:1001"
    );
    world.done("code void --book 1 --order etsy:attic:1001");
}

#[test]
fn a_file_without_ids_is_recognised_and_an_edited_copy_needs_an_option() {
    let world = World::new();
    let export = "Email,Total\nida@example.org,12.50\nben@example.org,3.00\n";
    world.file("plain.csv", export).file("edited.csv", format!("{export}cleo@example.org,5.00\n"));
    assert_eq!(number(&world.done("import plain.csv --book 1"), "new"), 2);
    assert_eq!(number(&world.done("import plain.csv --book 1"), "unchanged"), 2);
    let answer = world.json(2, "import edited.csv --book 1");
    assert!(text(&answer, "error").contains("say so with --another-file"), "{answer}");
    assert_eq!(list(&world.done("orders --book 1"), "orders").len(), 2);
    assert_eq!(number(&world.done("import edited.csv --book 1 --another-file"), "new"), 3);
    assert_eq!(
        number(&world.done("import edited.csv --book 1"), "unchanged"),
        3,
        "the edited copy is known now"
    );
    assert_eq!(
        number(&world.done("import edited.csv --book 2"), "new"),
        3,
        "another book knows neither file"
    );
}

#[test]
fn codes_survive_a_change_of_the_secret_if_the_old_one_is_configured() {
    let world = World::new();
    let (old, new) = ("o".repeat(32), "n".repeat(32));
    world.file("orders.csv", EXPORT).file(".env", format!("CLAIM_SECRET={old}\n"));
    world.done("import orders.csv --book 1");
    let code = code(&world, "1001");
    assert!(!world.path("claim-secret").exists());
    world.file(".env", format!("CLAIM_SECRET={new}\n"));
    assert_eq!(field(&order(&world, "1001"), "code"), &Value::Null, "its secret is not configured");
    let doctor = world.run("doctor").has(0);
    assert!(doctor.stdout.contains("with a secret that is not here"), "{}", doctor.stdout);
    world.file(".env", format!("CLAIM_SECRET={new}\nCLAIM_SECRET_EARLIER={old}\n"));
    assert_eq!(self::code(&world, "1001"), code);
    world.done(&format!("claim --book 1 --member 42 {code}"));
}
