//! Properties of every input: reading never panics, and the notation does not change an amount.

use proptest::prelude::*;

use crate::{brief, read};

/// The digits of a whole number in groups of three.
fn grouped(whole: u64, separator: &str) -> String {
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push_str(separator);
        }
        grouped.push(digit);
    }
    grouped
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = adapter_orders::read(&bytes);
    }

    #[test]
    fn arbitrary_text_below_a_sound_header_never_panics(
        mark in prop_oneof![Just(""), Just("\u{feff}"), Just("sep=,\n")],
        body in "([0-9.,'()€$ -]{0,9}|[a-zé@.]{0,9}|\"|,|\n|\r|[0-9/:TZ+ -]{0,20}|Total|\\PC){0,60}",
    ) {
        let text = format!("{mark}Order ID,Email,Total,Refund,Created at,Status\n{body}");
        if let Ok(export) = adapter_orders::read(text.as_bytes()) {
            prop_assert!(export.orders.iter().all(|order| !order.amount.is_sign_negative()));
            let lines = 1 + text.matches(['\n', '\r']).count() as u64;
            prop_assert!(export.problems.iter().all(|problem| (2..=lines).contains(&problem.line)));
            prop_assert!(export.orders.len() as u64 + export.skipped <= export.rows);
        }
    }

    #[test]
    fn one_amount_in_any_style_is_the_same_amount(whole in 0u64..1_000_000_000_000, cents in 0u8..100) {
        let expected = format!("1 - {whole}.{cents:02} -");
        for (separator, mark) in [("", "."), (",", "."), ("'", "."), (" ", "."), ("", ","), (".", ","), ("\u{a0}", ","), ("’", ",")] {
            let written = format!("{}{mark}{cents:02}", grouped(whole, separator));
            for styled in [written.clone(), format!("${written}"), format!(" {written} "), format!("+{written} kr."), format!("'{written}")] {
                let export = read(&format!("Order ID;Total\n1;{styled}\n"));
                prop_assert_eq!(brief(&export), [expected.as_str()], "{}", styled);
            }
        }
    }

    #[test]
    fn the_order_of_rows_does_not_change_the_orders(amounts in proptest::collection::vec(0u32..100_000, 1..20)) {
        let rows: Vec<String> = amounts.iter().enumerate().map(|(id, amount)| format!("{id},{amount}.00\n")).collect();
        let text = |rows: Vec<String>| format!("Order ID,Total\n{}", rows.concat());
        let mut forwards = brief(&read(&text(rows.clone())));
        let mut backwards = brief(&read(&text(rows.into_iter().rev().collect())));
        forwards.sort();
        backwards.sort();
        prop_assert_eq!(forwards, backwards);
    }
}
