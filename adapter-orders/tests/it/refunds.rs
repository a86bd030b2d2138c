//! Refunds, and orders that were never paid.

use crate::{brief, check, problems, read};

#[test]
fn refunds_are_subtracted_under_each_column_name() {
    for column in
        ["Refunded Amount", "Amount Refunded", "Order Refund Amount", "Refund Amount", "Partial Refund ($)"]
    {
        check(
            &format!("Order ID,Total,{column}\n1,12.00,2.50\n2,12.00,\n3,12.00,12.00\n"),
            &["1 - 9.50 -", "2 - 12.00 -", "3 - 0.00 -"],
        );
    }
}

#[test]
fn impossible_refunds_are_reported() {
    let export = read("Order ID,Total,Refunded Amount\n1,12.00,13.00\n2,12.00,-2.00\n3,12.00,some\n");
    assert!(export.orders.is_empty());
    assert_eq!(
        problems(&export),
        [
            "line 2: the refund 13.00 is more than the amount 12.00: correct one of them",
            "line 3: the refund -2.00 is below zero: write refunds without a sign",
            "line 4: `some` in `Refunded Amount` is not an amount: write it like 1234.50",
        ]
    );
}

#[test]
fn refunded_and_cancelled_orders_are_orders_over_zero() {
    check(
        "Order ID,Financial Status,Total,Cancelled at\n1,refunded,12.00,\n2,voided,12.00,\n3,Cancelled,12.00,\n\
         4,paid,12.00,2024-05-02 10:00:00 +0000\n5,partially_refunded,12.00,\n",
        &["1 - 0 -", "2 - 0 -", "3 - 0 -", "4 - 0 -", "5 - 12.00 -"],
    );
}

#[test]
fn orders_that_were_not_paid_are_skipped_and_counted() {
    let export = check(
        "Order ID,Order Status,Total\n1,pending,12\n2,Failed,12\n3,on-hold,\n4,wc-pending,12\n5,unpaid,12\n6,authorized,12\n7,completed,12\n",
        &["7 - 12 -"],
    );
    assert_eq!((export.rows, export.skipped), (7, 6));
}

#[test]
fn an_unknown_status_is_a_problem_and_not_a_payment() {
    let export = read("Order ID,Status,Total\n1,packing,12\n2,,12\n");
    assert_eq!(brief(&export), ["2 - 12 -"]);
    assert_eq!(
        problems(&export),
        ["line 2: the status `packing` is unknown: use one such as paid, pending, refunded or cancelled"]
    );
}
