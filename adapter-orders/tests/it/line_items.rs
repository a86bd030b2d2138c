//! Orders over several rows, and repeated rows.

use crate::{brief, check, problems, read};

#[test]
fn line_items_without_order_fields_belong_to_the_order_above() {
    let header = "Name,Email,Financial Status,Total,Created at,Lineitem name,Refunded Amount,Id\n";
    let rows = "#1001,ida@example.org,paid,29.98,2024-05-01 10:00:00 +0000,Mug,0.00,5001\n\
                #1001,ida@example.org,,,2024-05-01 10:00:00 +0000,Plate,,\n\
                ,,,,,Spoon,,\n\
                #1002,jo@example.net,paid,7.00,2024-05-02 10:00:00 +0000,Fork,0.00,5002\n";
    let export =
        check(&format!("{header}{rows}"), &["5001 ida@example.org 29.98 -", "5002 jo@example.net 7.00 -"]);
    assert_eq!(export.rows, 4);
}

#[test]
fn line_items_are_joined_by_name_where_there_is_no_id() {
    let export = check(
        "Name,Email,Financial Status,Total,Lineitem name\n\
         #1001,ida@example.org,pending,29.98,Mug\n#1001,,,,Plate\n#1002,jo@example.net,paid,7.00,Fork\n#1002,,,,Spoon\n",
        &["#1002 jo@example.net 7.00 -"],
    );
    assert_eq!(export.skipped, 1);
}

#[test]
fn a_total_repeated_on_every_row_counts_once() {
    check(
        "Order Number,Email (Billing),Item Cost,Order Total Amount\n\
         900,ida@example.org,10.00,30.00\n900,ida@example.org,20.00,30.00\n901,ida@example.org,30.00,30.00\n",
        &["900 ida@example.org 30.00 -", "901 ida@example.org 30.00 -"],
    );
}

#[test]
fn an_order_that_comes_twice_counts_once_also_far_apart() {
    check(
        "Order ID,Email,Total\n1,ida@example.org,5.00\n2,jo@example.net,6.00\n1,IDA@example.org,5.0\n",
        &["1 ida@example.org 5.00 -", "2 jo@example.net 6.00 -"],
    );
}

#[test]
fn an_order_whose_rows_contradict_each_other_is_reported_once_and_left_out() {
    let export = read(
        "Order ID,Email,Total\n1,ida@example.org,5.00\n2,jo@example.net,6\n1,ida@example.org,7.00\n1,,9\n",
    );
    assert_eq!(brief(&export), ["2 jo@example.net 6 -"]);
    assert_eq!(
        problems(&export),
        [
            "line 4: order `1` has the amount `7.00` here and `5.00` on line 2: it is not read until both agree"
        ]
    );
}

#[test]
fn two_customers_or_two_days_under_one_id_are_a_conflict_too() {
    let export = read("Order ID,Email,Total\n1,ida@example.org,5\n1,jo@example.net,5\n");
    assert!(
        problems(&export)[0].contains("the e-mail `jo@example.net` here and `ida@example.org` on line 2")
    );
    let export = read("Order ID,Order Date,Total\n1,2024-05-01,5\n1,2024-05-02,5\n");
    assert!(problems(&export)[0].contains("`2024-05-02 0:00:00.0 UTC` here"));
    assert!(export.orders.is_empty());
}

#[test]
fn one_bad_row_leaves_its_whole_order_out() {
    let export = read("Order ID,Total\n1,5\n1,five\n2,six\n2,6\n3,7\n");
    assert_eq!(brief(&export), ["3 - 7 -"]);
    assert_eq!(export.problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [3, 4]);
}

#[test]
fn an_amount_without_order_id_is_reported() {
    let export = read("Order ID,Email,Total\n,ida@example.org,5\n2,jo@example.net,6\n");
    assert_eq!(brief(&export), ["2 jo@example.net 6 -"]);
    assert_eq!(problems(&export), ["line 2: the row has an amount and no order id: fill in `Order ID`"]);
}
