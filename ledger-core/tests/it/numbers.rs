//! Numbers of points as people write them.

use ledger_core::{GroupMark, NumberError, Points, read_number};
use proptest::prelude::*;

use GroupMark::{Comma, FullStop, Neither};

const ALL: [GroupMark; 3] = [Comma, FullStop, Neither];

fn fraction(joined: u64, whole: u64) -> NumberError {
    NumberError::Fraction { joined, whole }
}

fn unusual(meant: u64) -> NumberError {
    NumberError::Unusual { meant }
}

#[track_caller]
fn check(text: &str, groups: GroupMark, expected: Result<i64, NumberError>) {
    assert_eq!(read_number(text, groups), expected.map(Points), "{text} with {groups:?}");
}

#[test]
fn what_is_one_number_in_every_language_is_read_as_one() {
    for (text, points) in [
        ("0", 0),
        ("007", 7),
        (" 12345 ", 12_345),
        ("12 345", 12_345),
        ("12\u{a0}345", 12_345),
        ("12\u{202f}345", 12_345),
        ("12\u{2009}345", 12_345),
        ("12'345", 12_345),
        ("1’234’567", 1_234_567),
        ("1_234_567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("1k", 1_000),
        ("1K", 1_000),
        ("10 k", 10_000),
        ("2.5k", 2_500),
        ("2,5k", 2_500),
        ("2.50k", 2_500),
        ("0.05k", 50),
        ("1m", 1_000_000),
        ("1.25M", 1_250_000),
        ("1.2345m", 1_234_500),
        ("1 234k", 1_234_000),
        ("9223372036854775807", i64::MAX),
        ("9 223 372 036 854 775 807", i64::MAX),
    ] {
        for groups in ALL {
            check(text, groups, Ok(points));
        }
    }
}

#[test]
fn comma_and_full_stop_group_digits_only_where_the_language_does() {
    for (text, comma, full_stop, neither) in [
        ("1,234", Ok(1_234), Err(fraction(1_234, 1)), Err(fraction(1_234, 1))),
        ("1.234", Err(fraction(1_234, 1)), Ok(1_234), Err(fraction(1_234, 1))),
        ("12,345", Ok(12_345), Err(fraction(12_345, 12)), Err(fraction(12_345, 12))),
    ] {
        check(text, Comma, comma);
        check(text, FullStop, full_stop);
        check(text, Neither, neither);
    }
}

#[test]
fn what_can_be_read_in_two_ways_or_is_no_number_is_not_read() {
    let two = |first, second| NumberError::TwoReadings { first, second };
    for (text, error) in [
        ("1.5", fraction(15, 1)),
        ("1,23", fraction(123, 1)),
        ("1.2345", fraction(12_345, 1)),
        ("0,123", fraction(123, 0)),
        ("1,234.56", fraction(123_456, 1_234)),
        ("1.234,56", fraction(123_456, 1_234)),
        ("1 234,50", fraction(123_450, 1_234)),
        ("1.2345k", fraction(12_345_000, 1_000)),
        ("1.234k", two(1_234_000, 1_234)),
        ("1,500m", two(1_500_000_000, 1_500_000)),
        ("12,34,567", unusual(1_234_567)),
        ("12 34", unusual(1_234)),
        ("1 2345", unusual(12_345)),
        ("1234,567,890", unusual(1_234_567_890)),
        ("1,234 567", unusual(1_234_567)),
        ("12,", unusual(12)),
        ("1,,234", unusual(1_234)),
        ("-5", unusual(5)),
        ("−5", unusual(5)),
        ("+5", unusual(5)),
        ("5 points", unusual(5)),
        ("5 000 points", unusual(5_000)),
        ("1e3", unusual(1_000)),
        ("１２", unusual(12)),
        ("١٢٣", unusual(123)),
        ("१२", unusual(12)),
        ("𝟙𝟚", unusual(12)),
        ("-１．5", NumberError::NotANumber),
        ("1.5e3", NumberError::NotANumber),
        ("1e99", NumberError::TooLarge),
        ("0x10", NumberError::NotANumber),
        ("12 345 as agreed in 2024", NumberError::NotANumber),
        ("", NumberError::NotANumber),
        (".5", NumberError::NotANumber),
        ("k", NumberError::NotANumber),
        ("ten", NumberError::NotANumber),
        ("½", NumberError::NotANumber),
        ("9223372036854775808", NumberError::TooLarge),
        ("99999999999999999999999999", NumberError::TooLarge),
        ("9999999999999999k", NumberError::TooLarge),
    ] {
        for groups in ALL {
            check(text, groups, Err(error));
        }
    }
    check(&"1".repeat(100), Comma, Err(NumberError::NotANumber));
}

/// Groups digits in an independent way: from behind.
fn grouped(number: u64, mark: &str) -> String {
    let digits: Vec<char> = number.to_string().chars().rev().collect();
    let groups: Vec<String> = digits.chunks(3).map(|group| group.iter().rev().collect()).collect();
    groups.into_iter().rev().collect::<Vec<_>>().join(mark)
}

/// The digits of a text in any script, without zeros in front.
fn significant_digits(text: &str) -> usize {
    let digits: String = text.chars().filter(|c| c.is_numeric()).collect();
    digits.trim_start_matches(['0', '\u{ff10}', '\u{660}']).chars().count()
}

proptest! {
    #[test]
    fn a_grouped_number_is_read_back(number in 1..=i64::MAX) {
        let unsigned = number.unsigned_abs();
        for (mark, groups) in [(",", Comma), (".", FullStop), ("", Neither)] {
            prop_assert_eq!(read_number(&grouped(unsigned, mark), groups), Ok(Points(number)));
        }
        for mark in ["", " ", "\u{a0}", "\u{202f}", "\u{2009}", "'", "’", "_"] {
            for groups in ALL {
                prop_assert_eq!(read_number(&grouped(unsigned, mark), groups), Ok(Points(number)));
            }
        }
    }

    #[test]
    fn no_digit_is_left_out(text in "[0-9１٠,.'_ \u{a0}kmKMe+-]{0,24}") {
        for groups in ALL {
            if let Ok(Points(points)) = read_number(&text, groups) {
                let written = if points == 0 { 0 } else { points.to_string().len() };
                prop_assert!(written >= significant_digits(&text), "{text} is read as {points}");
            }
        }
    }
}
