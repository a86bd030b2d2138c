//! Amounts: many notations, one decimal mark for the whole file, and never a default.

use adapter_orders::FileError;

use crate::{brief, check, problems, read, refusal};

#[test]
fn amounts_as_spreadsheets_write_them_are_read_exactly() {
    check(
        "Order ID,Total\n1,\"$1,234.50\"\n2,\" 1,234 \"\n3,\" -   \"\n4,0.1\n5,\"$ -\"\n6,1\u{a0}234.50\n7,1'234.5\n",
        &["1 - 1234.50 -", "2 - 1234 -", "3 - 0 -", "4 - 0.1 -", "5 - 0 -", "6 - 1234.50 -", "7 - 1234.5 -"],
    );
    check(
        "Order ID;Total\n1;1.234,50\n2;116,99 €\n3;0,25\n4;1.234\n",
        &["1 - 1234.50 -", "2 - 116.99 EUR", "3 - 0.25 -", "4 - 1234 -"],
    );
}

#[test]
fn the_refund_column_proves_the_mark_too() {
    check("Order ID,Total,Refund\n1,\"1,234\",0.50\n", &["1 - 1233.50 -"]);
}

#[test]
fn a_file_with_an_ambiguous_mark_is_refused_with_a_question() {
    let question = refusal("Order ID,Total\n1,5\n2,\"1,234\"\n");
    assert_eq!(question, FileError::UndecidedMoney { line: 3, cell: "1,234".to_owned() });
    assert!(question.to_string().starts_with("does `1,234` on line 3 have decimals or thousands?"));
}

#[test]
fn a_file_that_mixes_marks_is_refused_with_a_line_of_each() {
    let refusal = refusal("Order ID,Total\n1,\"29,99\"\n2,5\n3,29.99\n").to_string();
    assert_eq!(
        refusal,
        "`29.99` on line 4 has a decimal point and `29,99` on line 2 a decimal comma: write all amounts one way"
    );
}

#[test]
fn money_without_decimals_needs_no_mark() {
    check(
        "Order ID,Total,Currency\n1,\"12,500\",JPY\n2,990,jpy\n3,\"1,000\",CLP\n",
        &["1 - 12500 JPY", "2 - 990 JPY", "3 - 1000 CLP"],
    );
}

#[test]
fn amounts_that_cannot_be_read_are_problems_and_never_a_default() {
    let export = read("Order ID,Total\n1,free\n2,\n3,12.5O\n4,7.00\n5,1e3\n6,1234567890123.00\n7,(3.00)\n");
    assert_eq!(brief(&export), ["4 - 7.00 -"]);
    assert_eq!(
        problems(&export),
        [
            "line 2: `free` in `Total` is not an amount: write it like 1234.50",
            "line 3: the row has no amount: fill in `Total`, with 0 if nothing was paid",
            "line 4: `12.5O` in `Total` is not an amount: write it like 1234.50",
            "line 6: `1e3` in `Total` is not an amount: write it like 1234.50",
            "line 7: `1234567890123.00` in `Total` is too large: amounts have at most 12 digits before the decimal mark",
            "line 8: the amount -3.00 is below zero: enter what was given back in a refund column of its order",
        ]
    );
}

#[test]
fn currencies_are_never_guessed_and_contradictions_are_reported() {
    let export = read("Order ID,Total,Currency\n1,$5,\n2,5,$\n3,5 usd,\n4,5 €,eur\n5,5 €,USD\n6,5,tbd\n");
    assert_eq!(brief(&export), ["1 - 5 -", "2 - 5 -", "3 - 5 USD", "4 - 5 EUR", "6 - 5 -"]);
    assert_eq!(
        problems(&export),
        ["line 6: the amount is in EUR and the column `Currency` says USD: correct one of them"]
    );
}
