//! Achievements, settings and seasons: the commands and the state after them.

use serde_json::Value;

use super::{World, field, list, number, text};

const DEFINE: &str = "achievement define --book 1 --achievement helper --name Helper --reward 5";

fn achievements(answer: &Value) -> Vec<(String, i64, String, i64)> {
    let row = |row: &Value| {
        let key = text(row, "achievement").to_owned();
        (key, number(row, "reward"), text(row, "status").to_owned(), number(row, "members"))
    };
    list(answer, "achievements").iter().map(row).collect()
}

#[test]
fn a_book_starts_without_achievements_and_can_adopt_the_starter_set() {
    let world = World::new();
    world.done("grant --book 1 --member 42 --amount 5 --reason r");
    assert_eq!(achievements(&world.done("achievement list --book 1")), []);
    let adopted = world.done("achievement starter --book 1");
    assert_eq!(text(&adopted, "outcome"), "applied");
    let rewards: Vec<i64> = achievements(&adopted).into_iter().map(|(_, reward, ..)| reward).collect();
    assert_eq!(rewards, [50, 25, 75, 150, 300, 200]);
    let again = world.done("achievement starter --book 1");
    assert_eq!(field(&again, "position"), &Value::Null);
    let grant = world.done("grant --book 1 --member 42 --amount 5 --reason r");
    assert_eq!(number(&grant, "balance"), 10 + 50 + 25 + 200);
}

#[test]
fn an_achievement_is_defined_changed_awarded_revoked_and_retired() {
    let world = World::new();
    let row = |reward, status: &str, members| vec![("helper".to_owned(), reward, status.to_owned(), members)];
    assert_eq!(achievements(&world.done(DEFINE)), row(5, "open", 0));
    assert_eq!(text(&world.json(1, DEFINE), "refusal"), "achievement_exists");
    let change =
        "achievement change --book 1 --achievement helper --name 'Helping hand' --reward 7 --rule entries:9";
    assert_eq!(achievements(&world.done(change)), row(7, "open", 0));
    let award = "achievement award --book 1 --member 42 --achievement helper --reason kind";
    assert_eq!(number(&world.done(award), "balance"), 7);
    assert_eq!(text(&world.json(1, award), "refusal"), "already_unlocked");
    let stats = world.done("stats --book 1 --member 42");
    assert_eq!(text(&list(&stats, "achievements")[0], "name"), "Helping hand");
    let revoke = "achievement revoke --book 1 --member 42 --achievement helper --reason mistake";
    assert_eq!(number(&world.done(revoke), "balance"), 7, "the reward stays");
    assert_eq!(text(&world.json(1, revoke), "refusal"), "not_unlocked");
    let retire = "achievement retire --book 1 --achievement helper";
    assert_eq!(achievements(&world.done(retire)), row(7, "retired", 0));
    assert_eq!(text(&world.json(1, award), "refusal"), "achievement_retired");
    let unknown = "achievement retire --book 1 --achievement unknown";
    assert_eq!(text(&world.json(1, unknown), "refusal"), "unknown_achievement");
}

#[test]
fn a_time_zone_sets_the_offset_and_its_name_is_checked() {
    let world = World::new();
    let unknown = world.json(1, "settings --book 1 time_zone=Europe/Berln");
    assert_eq!(text(&unknown, "refusal"), "unknown_time_zone");
    assert_eq!(text(&unknown, "near"), "Europe/Berlin");
    let malformed = world.json(2, "settings --book 1 'time_zone=half past seven'");
    assert!(text(&malformed, "error").contains("such as Europe/Berlin"), "{malformed}");
    // Without summer time, so that the answer is the same on every day.
    let changed = world.done("settings --book 1 time_zone=Asia/Kolkata");
    assert_eq!(text(field(&changed, "settings"), "utc_offset"), "+05:30");
    let by_hand = world.json(1, "settings --book 1 utc_offset=+01:00");
    assert_eq!(text(&by_hand, "refusal"), "offset_follows_time_zone");
    assert_eq!(text(&by_hand, "time_zone"), "Asia/Kolkata");
    let cleared = world.done("settings --book 1 time_zone= utc_offset=+01:00");
    assert_eq!(text(field(&cleared, "settings"), "utc_offset"), "+01:00");
}

#[test]
fn settings_are_shown_and_changed() {
    let world = World::new();
    let changed = world.done("settings --book 1 order_rate=2 order_rounding=up transfers=off");
    assert_eq!(text(&changed, "outcome"), "applied");
    let shown = world.done("settings --book 1");
    assert_eq!(field(&shown, "settings"), field(&changed, "settings"));
    assert_eq!(text(field(&shown, "settings"), "order_rate"), "2");
    world.done("grant --book 1 --member 42 --amount 5 --reason r");
    let refused = world.json(1, "transfer --book 1 --from 42 --to 43 --amount 1 --reason r");
    assert_eq!(text(&refused, "refusal"), "transfers_off");
    world.done("settings --book 1 transfers=");
    world.done("transfer --book 1 --from 42 --to 43 --amount 1 --reason r");
    let unknown = world.json(2, "settings --book 1 colour=red transfers=off");
    assert!(text(&unknown, "error").starts_with("setting “colour” does not exist; there are "), "{unknown}");
    world.done("transfer --book 1 --from 42 --to 43 --amount 1 --reason r");
}

#[test]
fn commands_with_an_optional_reason_accept_one() {
    let world = World::new();
    world.file("orders.csv", "Order ID,Email,Total\n1,a@example.org,5.00\n");
    world.done("import orders.csv --book 1");
    let of_helper = "--book 1 --achievement helper";
    for (key, (line, events)) in [
        (format!("achievement define {of_helper} --name Helper"), 1),
        (format!("achievement change {of_helper} --name 'Helping hand'"), 1),
        (format!("achievement retire {of_helper}"), 1),
        ("achievement starter --book 1".to_owned(), 6),
        ("code reissue --book 1 --order 1".to_owned(), 1),
        ("settings --book 1 order_rate=2".to_owned(), 1),
    ]
    .into_iter()
    .enumerate()
    {
        let why = format!("why: {line}").replace('\'', "");
        let asked = format!("{line} --reason '{why}' --key k{key}");
        assert_eq!(text(&world.done(&asked), "outcome"), "applied");
        assert_eq!(text(&world.done(&asked), "outcome"), "already_applied");
        assert_eq!(text(&world.json(1, &format!("{line} --key k{key}")), "refusal"), "key_reused");
        let journal = world.run("export").has(0).stdout;
        assert_eq!(journal.matches(&format!("{{\\\"reason\\\":\\\"{why}\\\"}}")).count(), events, "{why}");
    }
    world.json(2, "settings --book 1 order_rate=3 --reason ' '");
    // Here the value is read as the reason.
    world.json(2, "settings --book 1 --reason order_rate=3");
    assert_eq!(field(&world.done("verify"), "ok"), true);
}

#[test]
fn the_configured_limits_apply_unless_a_book_has_its_own() {
    let world = World::new();
    world.file(".env", "MAX_POINTS_PER_TRANSACTION=10\nMAX_TOTAL_POINTS=15\n");
    let grant = |amount: i64| format!("grant --book 1 --member 42 --amount {amount} --reason r");
    assert_eq!(text(&world.json(1, &grant(11)), "refusal"), "over_transaction_limit");
    world.done(&grant(10));
    assert_eq!(text(&world.json(1, &grant(10)), "refusal"), "over_balance_limit");
    world.done("settings --book 1 max_points_per_transaction=20 max_total_points=100");
    world.done(&grant(20));
}

#[test]
fn closing_a_season_sets_every_balance_to_0_and_voids_open_claims() {
    let world = World::new();
    world.file("orders.csv", "Order ID,Email,Total\n1,a@example.org,5.00\n");
    world.done("import orders.csv --book 1");
    let rows: String = (1..=1_500).map(|member| format!("{member},{member},row\n")).collect();
    world.file("changes.csv", format!("member,change,reason\n{rows}"));
    world.done("apply changes.csv --book 1");
    let answer = world.done("season close --book 1 --reason 'the year is over' --key 2026");
    assert_eq!(
        (text(&answer, "outcome"), text(&answer, "state"), number(&answer, "season")),
        ("applied", "open", 2)
    );
    assert_eq!(number(&world.done("leaderboard --book 1"), "members"), 0);
    let history = world.done("history --book 1 --member 1500");
    let kinds: Vec<&str> = list(&history, "entries").iter().map(|entry| text(entry, "kind")).collect();
    assert_eq!(kinds, ["balance_closed", "points_granted"]);
    assert_eq!(text(&list(&world.done("orders --book 1"), "orders")[0], "status"), "voided");
    let again = world.done("season close --book 1 --reason 'the year is over' --key 2026");
    assert_eq!((text(&again, "outcome"), number(&again, "season")), ("already_applied", 2));
    let stats = world.done("stats --book 1 --member 1500");
    assert_eq!((number(&stats, "balance"), number(&stats, "earned"), number(&stats, "spent")), (0, 1_500, 0));
    assert_eq!(field(&world.done("verify"), "ok"), true);
}
