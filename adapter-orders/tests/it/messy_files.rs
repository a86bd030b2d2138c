//! Encodings, line ends, quotes, padding, and the changes that spreadsheets make to cells.

use adapter_orders::{Encoding, Field};

use crate::{brief, check, problems, read};

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_column() {
    let export = check("\u{feff}Order ID,Email,Total\r\n1,a@example.org,5\r\n", &["1 a@example.org 5 -"]);
    assert_eq!(export.layout.encoding(), Encoding::Utf8WithBom);
}

#[test]
fn utf_16_from_excel_is_read_in_both_byte_orders() {
    let text = "\u{feff}Bestellnummer\tE-Mail\tBetrag\r\n1\tkäthe@example.org\t5,50 €\r\n";
    let units: Vec<u16> = text.encode_utf16().collect();
    let low: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let high: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for (bytes, encoding) in [(low, Encoding::Utf16Le), (high, Encoding::Utf16Be)] {
        let export = adapter_orders::read(&bytes).unwrap();
        assert_eq!(brief(&export), ["1 käthe@example.org 5.50 EUR"]);
        assert_eq!(export.layout.encoding(), encoding);
    }
}

#[test]
fn windows_1252_is_read_and_the_layout_says_that_it_is_assumed() {
    let export = adapter_orders::read(b"Bestellnummer;W\xE4hrung;Betrag\n1;EUR;5,50 \x80\n").unwrap();
    assert_eq!(brief(&export), ["1 - 5.50 EUR"]);
    assert_eq!(export.layout.column(Field::Currency), Some("Währung"));
    assert!(export.layout.to_string().contains("Windows-1252 (assumed, because it is not UTF-8)"));
}

#[test]
fn every_delimiter_works_also_when_excel_announces_it() {
    for delimiter in [',', ';', '\t', '|'] {
        let row = |cells: [&str; 3]| cells.join(&delimiter.to_string());
        let text = format!("{}\n{}\n", row(["Order ID", "Email", "Total"]), row(["1", "a@example.org", "5"]));
        check(&text, &["1 a@example.org 5 -"]);
        let export = check(&format!("sep={delimiter}\r\n{text}"), &["1 a@example.org 5 -"]);
        assert_eq!(export.orders[0].line, 3);
    }
}

#[test]
fn line_numbers_are_right_after_quoted_line_breaks() {
    let export = read("Order ID,Note,Total\r\n1,\"one\r\ntwo\r\n\r\nfour\",5\r\n\r\n2,,five\r\n3,,7\r\n");
    assert_eq!(export.orders.iter().map(|order| order.line).collect::<Vec<_>>(), [2, 8]);
    assert_eq!(problems(&export), ["line 7: `five` in `Total` is not an amount: write it like 1234.50"]);
}

#[test]
fn a_quote_inside_a_field_is_reported_and_swallows_nothing_silently() {
    let export = read(
        "Order ID,Email,Total,Note\n1,a@example.org,5,\"open\n2,b@example.org,6,\"x\"\n3,c@example.org,7,\n",
    );
    assert_eq!(brief(&export), ["3 c@example.org 7 -"]);
    assert_eq!(
        problems(&export),
        [
            "line 2: a quote stands inside a field (lines 2 to 3 read as one row): write quotes inside a field twice"
        ]
    );
}

#[test]
fn rows_of_another_length_are_read_only_if_no_value_is_lost() {
    let export = read(
        "Order ID,Email,Total,Refunded Amount,Note\n\
         1,a@example.org,5,1\n\
         2,b@example.org,5,1,note,,\n\
         3,c@example.org,12,50,0,\n\
         4,d@example.org,12,50,0,note\n\
         5,e@example.org,12\n",
    );
    assert_eq!(brief(&export)[..2], ["1 a@example.org 4 -", "2 b@example.org 4 -"]);
    assert_eq!(
        problems(&export),
        [
            "line 4: the refund 50 is more than the amount 12: correct one of them",
            "line 5: the row has 6 fields and the header 5: put quotes around a field that holds a separator",
            "line 6: the row ends after 3 fields, before the column `Refunded Amount`: export the file again, it may be cut off",
        ]
    );
}

#[test]
fn addresses_are_cleaned_and_bad_ones_reported_without_losing_the_order() {
    let export = read("Order ID,Email,Total\n1,\u{a0}IDA@Example.ORG ,5\n2,,5\n3,ida(at)example.org,5\n");
    assert_eq!(brief(&export), ["1 ida@example.org 5 -", "2 - 5 -", "3 - 5 -"]);
    assert_eq!(
        problems(&export),
        [
            "line 4: `ida(at)example.org` is not an e-mail address of up to 254 characters: the order is read without one"
        ]
    );
}

#[test]
fn without_order_ids_a_bad_address_is_no_order() {
    let export = read("Email,Total\nida,5\njo@example.org,6\n");
    assert_eq!(brief(&export), ["- jo@example.org 6 -"]);
    assert!(problems(&export)[0].starts_with("line 2: `ida` is not an e-mail address"));
}

#[test]
fn ids_changed_by_excel_are_repaired_or_reported() {
    let export = read(
        "Order ID,Email,Total\n'00123,a@example.org,5\n\"=\"\"00124\"\"\",b@example.org,5\n1.23E+17,c@example.org,5\n",
    );
    assert_eq!(brief(&export), ["00123 a@example.org 5 -", "00124 b@example.org 5 -"]);
    assert_eq!(
        problems(&export),
        ["line 4: the order id `1.23E+17` has lost digits in a spreadsheet: \
             export again and import that file without opening it"]
    );
}

#[test]
fn an_ambiguous_date_gives_no_date() {
    let export = read("Order ID,Order Date,Total\n1,3/4/2026,5\n2,4/3/2026,5\n");
    assert!(export.orders.iter().all(|order| order.placed_at.is_none()));
    let export = read("Order ID,Order Date,Total\n1,3/4/2026,5\n2,14/3/2026,5\n");
    assert_eq!(export.orders[0].placed_at, Some(1_775_174_400_000_000));
}
