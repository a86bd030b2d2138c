//! Invalid input: the error names the field, the value and the accepted form.

use std::fmt::{Debug, Display};

use ledger_core::{
    AchievementKey, Amount, BookId, Command, Currency, Email, EventKind, Invalid, Label, MemberId, OrderKey,
    Points, Position, Reason, RequestKey, Rule, UtcOffset,
};

#[track_caller]
fn refused<T: Debug>(read: Result<T, Invalid>, sentence: &str) {
    assert_eq!(read.expect_err("the value is invalid").to_string(), sentence);
}

#[track_caller]
fn accepted<T: Display>(read: Result<T, Invalid>, written: &str) {
    match read {
        Ok(value) => assert_eq!(value.to_string(), written),
        Err(invalid) => panic!("{invalid}"),
    }
}

#[test]
fn an_id_is_a_whole_number_that_the_journal_can_hold() {
    let problem = "must be a whole number from 1 to 9223372036854775807, digits only";
    for text in ["", "0", "-1", "+1", "1.0", " 1", "abc", "9223372036854775808", "99999999999999999999"] {
        refused(text.parse::<MemberId>(), &format!("member “{text}” {problem}"));
        refused(text.parse::<BookId>(), &format!("book “{text}” {problem}"));
    }
    refused(MemberId::new(0), &format!("member “0” {problem}"));
    refused(BookId::try_from(u64::MAX), &format!("book “18446744073709551615” {problem}"));
    accepted("9223372036854775807".parse::<MemberId>(), "9223372036854775807");
    accepted("007".parse::<MemberId>(), "7");
}

#[test]
fn a_position_is_a_whole_number_from_1() {
    for text in ["", "0", "-1", "x", "9223372036854775808"] {
        refused(text.parse::<Position>(), &format!("position “{text}” must be a whole number from 1"));
    }
    accepted("12".parse::<Position>(), "12");
}

#[test]
fn an_amount_is_a_whole_number_of_points() {
    let problem = "must be a whole number of points, at least 1 and at most 9223372036854775807";
    for text in ["", "0", "ten", "0x10", "9223372036854775808"] {
        refused(text.parse::<Amount>(), &format!("amount “{text}” {problem}"));
    }
    refused(Amount::new(0), &format!("amount “0” {problem}"));
    refused(Amount::new(i64::MIN), &format!("amount “-9223372036854775808” {problem}"));
    for (text, problem) in [
        ("1.5", "can be 15, or 1 and a fraction, and points are whole numbers; write 15 or 1"),
        ("1.500", "can be 1500, or 1 and a fraction, and points are whole numbers; write 1500 or 1"),
        ("1.500k", "can be 1500000 or 1500; write one of them"),
        ("-5", "is not written as an amount; if it means 5, write 5"),
        ("1e3", "is not written as an amount; if it means 1000, write 1000"),
    ] {
        refused(text.parse::<Amount>(), &format!("amount “{text}” {problem}"));
    }
    accepted(" 1500 ".parse::<Amount>(), "1,500");
    accepted("1,500".parse::<Amount>(), "1,500");
    accepted("1_500".parse::<Amount>(), "1,500");
    accepted("9223372036854775807".parse::<Amount>(), "9,223,372,036,854,775,807");
}

#[test]
fn points_are_written_with_thousands_separators() {
    for (points, written) in [
        (0, "0"),
        (999, "999"),
        (-1_000, "-1,000"),
        (1_234_567, "1,234,567"),
        (i64::MIN, "-9,223,372,036,854,775,808"),
    ] {
        assert_eq!(Points(points).to_string(), written);
    }
    assert_eq!(format!("{:>8}|{:<8}|", Points(1_000), Points(-5)), "   1,000|-5      |");
    refused("ten".parse::<Points>(), "amount “ten” must be a whole number of points that fits 64 bits");
    for (text, points) in
        [("-1,234", -1_234), ("+5", 5), ("−5", -5), ("-9223372036854775808", i64::MIN), ("1k", 1_000)]
    {
        assert_eq!(text.parse(), Ok(Points(points)), "{text}");
    }
}

#[test]
fn a_reason_is_one_line_of_up_to_500_characters() {
    for text in ["", "   ", "\n"] {
        refused(Reason::new(text), "reason “” is empty; give 1 to 500 characters");
    }
    for length in [501, 10_000] {
        refused(
            Reason::new(&"é".repeat(length)),
            &format!("reason “{}…” has {length} characters; at most 500 are allowed", "é".repeat(40)),
        );
    }
    for (text, shown, character) in [
        ("a\0b", "a\\u{0}b", "\\u{0}"),
        ("a\u{1b}[31mb", "a\\u{1b}[31mb", "\\u{1b}"),
        ("a\u{feff}b", "a\\u{feff}b", "\\u{feff}"),
    ] {
        let says = format!("reason “{shown}” has the character {character}; use one line of printable text");
        refused(Reason::new(text), &says);
    }
    accepted(Reason::new(&"é".repeat(500)), &"é".repeat(500));
    accepted(Reason::new("  for the stream, danke schön 🎉  "), "for the stream, danke schön 🎉");
    for lines in ["two\nlines", "two\r\n\r\nlines\n", "two \t lines", "two\u{2028}lines"] {
        accepted(Reason::new(lines), "two lines");
        accepted(Label::new(lines), "two lines");
    }
    accepted(
        Reason::new(&format!("{}\n\n\n{}", "x".repeat(250), "y".repeat(249))),
        &format!("{} {}", "x".repeat(250), "y".repeat(249)),
    );
}

#[test]
fn a_request_key_is_ascii_without_spaces() {
    refused(RequestKey::new(""), "key “” is empty; give 1 to 200 characters");
    for (text, character) in [("a b", " "), ("ключ", "\\u{43a}"), ("a\u{7f}b", "\\u{7f}")] {
        let invalid = RequestKey::new(text).expect_err("it is no key");
        assert_eq!(
            invalid.problem,
            format!(
                "has the character {character}; use ASCII letters, digits and punctuation without spaces"
            )
        );
    }
    refused(
        RequestKey::new(&"k".repeat(201)),
        &format!("key “{}…” has 201 characters; at most 200 are allowed", "k".repeat(40)),
    );
    accepted(RequestKey::new("order:shopify:5001"), "order:shopify:5001");
}

#[test]
fn an_achievement_name_is_lower_case() {
    for (text, character) in [("Helper", 'H'), ("two words", ' '), ("a-b", '-')] {
        let says = format!(
            "achievement “{text}” has the character {character}; use lower-case letters, digits and underscores"
        );
        refused(AchievementKey::new(text), &says);
    }
    refused(
        AchievementKey::new(&"a".repeat(33)),
        &format!("achievement “{}” has 33 characters; at most 32 are allowed", "a".repeat(33)),
    );
}

#[test]
fn a_rule_can_be_read_from_its_written_form() {
    for text in ["by_hand", "balance:100", "earned:1", "entries:4294967295", "orders:3", "first_members:10"] {
        accepted(text.parse::<Rule>(), text);
    }
    for text in
        ["", "by hand", "balance", "balance:", "balance:0", "earned:-1", "entries:4294967296", "level:3"]
    {
        let says = format!(
            "rule “{text}” must be by_hand, balance:N, earned:N, entries:N, orders:N or first_members:N, \
             with N from 1"
        );
        refused(text.parse::<Rule>(), &says);
    }
}

#[test]
fn an_offset_is_hours_and_minutes() {
    for text in ["", "2", "02:00", "+2:00", "+14:01", "-15:00", "+01:60", "++1:00", "+01:+1", "UTC"] {
        let says =
            format!("utc_offset “{text}” must look like +02:00 or -05:30, at most 14 hours either way");
        refused(text.parse::<UtcOffset>(), &says);
    }
    accepted("-05:30".parse::<UtcOffset>(), "-05:30");
}

#[test]
fn the_error_for_an_unknown_kind_of_event_lists_the_known_ones() {
    for kind in EventKind::ALL {
        assert_eq!(kind.as_str().parse::<EventKind>().as_ref(), Ok(kind));
    }
    let says = "points".parse::<EventKind>().unwrap_err().to_string();
    assert!(says.starts_with("kind “points” does not exist; there are account_opened, "), "{says}");
    for reserved in EventKind::RESERVED {
        assert!(reserved.parse::<EventKind>().is_err(), "{reserved} is reserved");
    }
}

#[test]
fn an_order_has_a_key_of_three_texts() {
    refused(OrderKey::new("shopify", "", "1"), "order “” is empty; give 1 to 100 characters");
    refused(
        OrderKey::new("shopify", "main", "1\r\n2"),
        "order “1\\r\\n2” has the character \\r; use one line of printable text",
    );
    accepted(OrderKey::new(" shopify ", "main", "#1001"), "shopify:main:#1001");
}

#[test]
fn currencies_and_addresses_have_their_usual_forms() {
    refused(Currency::new("eur"), "currency “eur” has the character e; use the letters of an ISO 4217 code");
    refused(
        Email::new("a b@example.org"),
        "e-mail “a b@example.org” has the character  ; an address has no spaces or control characters",
    );
    let address = Email::new("Anna@Example.org").unwrap();
    assert!(address.same_mailbox(&Email::new("anna@example.ORG").unwrap()));
    assert!(!address.same_mailbox(&Email::new("ben@example.org").unwrap()));
}

#[test]
fn a_command_from_plain_values_names_the_first_invalid_field() {
    let field = |command: Result<Command, Invalid>| command.expect_err("the value is invalid").field;
    assert_eq!(field(Command::grant(0, 0, "")), "member");
    assert_eq!(field(Command::grant(1, 0, "")), "amount");
    assert_eq!(field(Command::deduct(1, 1, "")), "reason");
    assert_eq!(field(Command::transfer(1, 0, 1, "thanks")), "member");
    assert_eq!(field(Command::reverse(Position(1), " ")), "reason");
    assert!(Command::transfer(1, 2, 1, "thanks").is_ok());
}
