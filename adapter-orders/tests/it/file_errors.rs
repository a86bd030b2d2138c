//! Files that are refused as a whole.

use adapter_orders::FileError;

use crate::refusal;

#[test]
fn empty_files_and_bare_headers_are_told_apart() {
    assert_eq!(refusal(""), FileError::Empty);
    assert_eq!(refusal("\u{feff}\r\n \r\n"), FileError::Empty);
    assert_eq!(refusal(",,\r\n, ,\r\n"), FileError::Empty);
    assert_eq!(refusal("Order ID,Email,Total\r\n,,\r\n"), FileError::NoRows);
}

#[test]
fn binary_files_are_refused() {
    assert_eq!(adapter_orders::read(b"PK\x03\x04..."), Err(FileError::Workbook));
    assert_eq!(adapter_orders::read(b"Email,Total\n\0\0"), Err(FileError::Binary { line: 2 }));
    assert!(matches!(adapter_orders::read(b"Email\n\x8F\x90"), Err(FileError::Garbled { line: 2, .. })));
}

#[test]
fn an_unknown_layout_lists_its_columns_and_what_is_needed() {
    assert_eq!(
        refusal("Name,Email,Lifetime Amount,Pledge Amount\nIda,ida@example.org,5,5\n").to_string(),
        "no column of the file is the amount of an order: the columns are `Name`, `Email`, `Lifetime Amount`, \
         `Pledge Amount`; name one `Total` or `Amount`"
    );
    assert!(matches!(refusal("order_total\n5\n"), FileError::UnknownLayout { .. }));
    assert!(matches!(
        refusal("Item Name,Buyer,Price,Item Total,Order ID\nMug,Ida,5,5,1\n"),
        FileError::UnknownLayout { .. }
    ));
}

#[test]
fn two_columns_for_one_field_are_refused_with_a_question() {
    assert_eq!(
        refusal("Order ID,Bestell-ID,Email,Total\n1,2,ida@example.org,5\n").to_string(),
        "which column is the order id: `Order ID` (column 1) or `Bestell-ID` (column 2)? \
         Rename or remove those that are not meant"
    );
}

#[test]
fn a_missing_header_is_reported_without_repeating_an_address() {
    let refusal = refusal("ida@example.org,12.00\njo@example.net,13.00\n");
    assert_eq!(refusal, FileError::NoHeader);
    assert!(!refusal.to_string().contains("ida"));
}

#[test]
fn an_open_quote_is_refused_with_its_line() {
    let text = "Order ID,Email,Total\n1,ida@example.org,5\n2,\"jo@example.net,6\n3,mo@example.net,7\n";
    assert_eq!(refusal(text), FileError::OpenQuote { line: 3 });
    assert_eq!(refusal("Order ID,\"Email,Total\n1,ida@example.org,5\n"), FileError::OpenQuote { line: 1 });
}
