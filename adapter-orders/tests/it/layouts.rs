//! The layouts of real shops, with the column names of their exports.

use adapter_orders::{Delimiter, Field};

use crate::check;

/// 2024-05-01 10:00:00 UTC, in µs.
const MAY_DAY: i64 = 1_714_557_600_000_000;

#[test]
fn shopify_has_the_numeric_id_and_the_total() {
    let export = check(
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,\
         Lineitem name,Lineitem price,Billing Name,Cancelled at,Refunded Amount,Id,Receipt Number,Payment ID\n\
         #1001,Ida@Example.org,paid,2024-05-01 10:02:00 +0000,EUR,24.98,5.00,0.00,29.98,2024-05-01 12:00:00 +0200,1,\
         Mug,24.98,Ida Berg,,0.00,5001,,p1\n",
        &["5001 ida@example.org 29.98 EUR"],
    );
    assert_eq!(export.orders[0].placed_at, Some(MAY_DAY));
    assert_eq!(export.layout.column(Field::OrderId), Some("Id"));
}

#[test]
fn an_old_shopify_export_without_id_has_the_name() {
    check(
        "Name,Email,Financial Status,Total,Lineitem name\n#1001,ida@example.org,paid,29.98,Mug\n",
        &["#1001 ida@example.org 29.98 -"],
    );
}

#[test]
fn woocommerce_suite_has_the_order_id_and_not_the_number() {
    let export = check(
        "order_id,order_number,order_date,status,shipping_total,order_total,order_subtotal,order_currency,\
         transaction_id,customer_email,billing_email\n\
         71,W71,9/6/2016 6:29:00,completed,4.00,54.00,50.00,usd,t1,account@example.com,ida@example.org\n\
         72,W72,9/25/2016 6:29:00,processing,4.00,1054.00,1050.00,usd,t2,,jo@example.net\n",
        &["71 ida@example.org 54.00 USD", "72 jo@example.net 1054.00 USD"],
    );
    // 2016-09-06, because the other row can only be month first.
    assert_eq!(export.orders[0].placed_at, Some(1_473_143_340_000_000));
}

#[test]
fn woocommerce_advanced_export_is_understood() {
    check(
        "\"Order Number\",\"Order Status\",\"Order Date\",\"Email (Billing)\",\"Item #\",Name,\"Order Line Total\",\
         \"Order Subtotal Amount\",\"Order Refund Amount\",\"Order Total Amount\"\n\
         900,Completed,2024-05-01 10:00,ida@example.org,1,Mug,10.00,25.00,5.00,30.00\n\
         900,Completed,2024-05-01 10:00,ida@example.org,2,Plate,15.00,25.00,5.00,30.00\n",
        &["900 ida@example.org 25.00 -"],
    );
}

#[test]
fn etsy_has_no_address_and_gives_the_amount_after_refunds() {
    let export = check(
        "Sale Date,Order ID,Full Name,Number of Items,Currency,Order Value,Shipping,Order Total,Status,Order Net,\
         Adjusted Order Total\n\
         09/25/26,3001,Ida Berg,1,USD,45.00,5.00,50.00,,47.00,\n\
         09/06/26,3002,Jo Lind,1,USD,45.00,5.00,$50.00,,47.00,30.00\n\
         09/07/26,3003,Mo Ek,1,USD,45.00,5.00,50.00,,47.00,0.00\n",
        &["3001 - 50.00 USD", "3002 - 30.00 USD", "3003 - 50.00 USD"],
    );
    assert!(export.orders.iter().all(|order| order.placed_at.is_some()));
}

#[test]
fn stripe_test_payments_and_uncaptured_payments_are_skipped() {
    let export = check(
        "id,Description,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Mode,Status,Customer Email,Captured,\
         PaymentIntent ID\n\
         ch_1,Tip,2024-05-01 10:00:00,\"120,00\",\"20,00\",eur,\"130,00\",Live,Paid,ida@example.org,TRUE,pi_1\n\
         ch_2,Tip,2024-05-01 10:00:00,\"0,25\",\"0,00\",eur,\"0,30\",Test,Paid,ida@example.org,TRUE,pi_2\n\
         ch_3,Tip,2024-05-01 10:00:00,\"7,00\",\"0,00\",eur,\"8,00\",Live,Failed,ida@example.org,FALSE,pi_3\n\
         ch_4,Tip,2024-05-01 10:00:00,\"7,00\",\"0,00\",eur,\"8,00\",Live,Paid,ida@example.org,FALSE,pi_4\n",
        &["ch_1 ida@example.org 100.00 EUR"],
    );
    assert_eq!((export.rows, export.skipped), (4, 3));
}

#[test]
fn gumroad_ends_with_totals_and_has_columns_of_yes_and_no() {
    let export = check(
        "Purchase ID,Item Name,Purchase Email,Buyer Email,Purchase Date,Subtotal ($),Sale Price ($),Net Total ($),Refunded?,\
         Partial Refund ($),Fully Refunded?,Disputed?,Dispute Won?,Free trial purchase?,Order Number,Giftee Email\n\
         g1,Pack,ida@example.org,login@example.org,2024-05-01,10.0,12.0,9.0,1,2.5,0,0,0,0,77,friend@example.org\n\
         g2,Pack,jo@example.net,,2024-05-01,10.0,12.0,9.0,1,0.0,1,0,0,0,78,\n\
         g3,Pack,mo@example.net,,2024-05-01,10.0,12.0,9.0,0,0.0,0,1,0,0,79,\n\
         g4,Pack,li@example.net,,2024-05-01,10.0,12.0,9.0,0,0.0,0,1,1,0,80,\n\
         g5,Pack,al@example.net,,2024-05-01,0,0,0,0,0,0,0,0,1,81,\n\
         Totals,,,,,40.0,48.0,36.0,,2.5,,,,,,\n",
        &["g1 ida@example.org 9.5 -", "g2 jo@example.net 0 -", "g4 li@example.net 12.0 -"],
    );
    assert_eq!(export.skipped, 2);
}

#[test]
fn kofi_has_messages_with_everything_in_them() {
    let export = check(
        "DateTime (UTC),From,Message,Item,Received,Given,Currency,TransactionType,TransactionId,Reference,BuyerEmail\n\
         05/13/2024 10:00,Ida,\"Hi, \"\"you\"\"\n\nthanks!\",,5.00,,USD,Tip,k-1,r,IDA@example.org\n\
         05/01/2024 10:00,Jo,,,3.00,,USD,Tip,k-2,r,\n",
        &["k-1 ida@example.org 5.00 USD", "k-2 - 3.00 USD"],
    );
    assert_eq!((export.orders[0].line, export.orders[1].line), (2, 5));
    assert_eq!(export.orders[1].placed_at, Some(MAY_DAY));
}

#[test]
fn bigcommerce_and_ebay_and_amazon_style_headers_are_understood() {
    check(
        "Order ID,Order Date,Order Status,Order Total,Refund Amount,Email Address\n\
         11,2024-05-01,Awaiting Fulfillment,25.00,5.00,ida@example.org\n",
        &["11 ida@example.org 20.00 -"],
    );
    let export = check(
        "Verkaufsprotokollnummer;Bestellnummer;Gesamtbetrag;Verkauft am\n8;03-1;116,99 €;10-Dez-25\n",
        &["03-1 - 116.99 EUR"],
    );
    assert_eq!(export.orders[0].placed_at, Some(1_765_324_800_000_000));
    let export = check(
        "order-id\tpurchase-date\tbuyer-email\ttotal\n1-2\t2024-05-01T10:00:00Z\tx@example.com\t5\n",
        &["1-2 x@example.com 5 -"],
    );
    assert_eq!(export.layout.delimiter(), Delimiter::Tab);
    assert_eq!(export.orders[0].placed_at, Some(MAY_DAY));
}

#[test]
fn a_plain_german_file_is_read_and_its_layout_described() {
    let export = check(
        "Bestellnummer;Name;E-Mail;Gesamtbetrag;Währung;Bestelldatum\nB-7;Käthe;kaethe@example.org;1.234,50;EUR;03.04.2024\n",
        &["B-7 kaethe@example.org 1234.50 EUR"],
    );
    assert_eq!(export.orders[0].placed_at, Some(1_712_102_400_000_000));
    assert_eq!(
        export.layout.to_string(),
        "order id `Bestellnummer`, e-mail `E-Mail`, amount `Gesamtbetrag`, currency `Währung`, \
         date of the order `Bestelldatum`, separated by semicolons, in UTF-8, with a decimal comma"
    );
}

#[test]
fn a_file_without_order_ids_gives_one_order_a_row() {
    check(
        "user_email, Amount \r\nida@example.org,5\r\nida@example.org,5\r\n",
        &["- ida@example.org 5 -", "- ida@example.org 5 -"],
    );
}
