//! Rows with totals, and rows that only look like totals.

use crate::{brief, check, problems, read};

#[test]
fn a_last_row_that_says_total_is_no_order() {
    for label in ["总计", "Total", "Totals", "Gesamt", "Summe", "Total:"] {
        let text = format!(
            "user_email, Amount \r\nida@example.org,\" 1,234.00 \"\r\njo@example.net,\" -   \"\r\n{label},\" 1,234.00 \"\r\n"
        );
        check(&text, &["- ida@example.org 1234.00 -", "- jo@example.net 0 -"]);
    }
}

#[test]
fn a_label_may_stand_in_a_column_of_its_own() {
    check("Note,Order ID,Email,Total\n,1,ida@example.org,5\nGrand total,,,5\n", &["1 ida@example.org 5 -"]);
}

#[test]
fn a_bare_sum_at_the_end_is_no_order() {
    check(
        "Order ID,Email,Total\n1,ida@example.org,5\n2,jo@example.net,6.50\n,,11.50\n",
        &["1 ida@example.org 5 -", "2 jo@example.net 6.50 -"],
    );
}

#[test]
fn a_bare_amount_that_is_not_the_sum_is_reported() {
    let export = read("Order ID,Email,Total\n1,ida@example.org,5\n,,7\n");
    assert_eq!(brief(&export).len(), 1);
    assert_eq!(
        problems(&export),
        ["line 3: the row has an amount and says neither whose order it is nor that it is the total: \
          fill in its order id or its e-mail, or remove it"]
    );
}

#[test]
fn totals_between_orders_are_reported_if_they_carry_an_amount() {
    let export = read("Order ID,Email,Total\n1,a@example.org,5\nTotal,,5\nTotal,,\n,,6\n2,b@example.org,6\n");
    assert_eq!(brief(&export), ["1 a@example.org 5 -", "2 b@example.org 6 -"]);
    let lines: Vec<u64> = export.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [3, 5]);
    assert_eq!(
        problems(&export)[0],
        "line 3: `Total` looks like a total, but orders follow it: remove the row"
    );
}

#[test]
fn a_customer_is_never_taken_for_a_total() {
    check("Order ID,Email,Total\nTotal,total@example.org,5\n", &["Total total@example.org 5 -"]);
}
