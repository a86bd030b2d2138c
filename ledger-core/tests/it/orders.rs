//! Orders: recording, repeating, and changes before and after the redemption.

use ledger_core::testkit::{
    ANNA, Given, change_settings, code, deduct, expire, grant, order, order_key, redeem, setting, void,
};
use ledger_core::{Book, Command, Currency, Order, OrderStatus, Points};
use rust_decimal::Decimal;

#[track_caller]
fn the_order(book: &Book) -> &Order {
    book.order(&order_key("5001")).expect("it was recorded")
}

#[test]
fn an_order_is_worth_its_whole_currency_units() {
    Given::nothing().when(order("5001", "29.99")).then_events(&["order_recorded"]).then_book(|book| {
        let order = the_order(book);
        assert_eq!((order.points, order.status, order.issue), (Points(29), OrderStatus::Claimable, 1));
        assert_eq!(book.orders_with(OrderStatus::Claimable), 1);
    });
}

#[test]
fn rate_and_rounding_are_settings_of_the_book() {
    for (rate, rounding, amount, points) in [
        ("1", "down", "29.99", 29),
        ("1", "up", "29.01", 30),
        ("1", "nearest", "29.49", 29),
        ("1", "nearest", "29.50", 30),
        ("10", "down", "2.99", 29),
        ("0.1", "down", "29.99", 2),
        ("1", "down", "30.00", 30),
    ] {
        Given::nothing()
            .and(change_settings(&[("order_rate", rate), ("order_rounding", rounding)]))
            .when(order("5001", amount))
            .then_book(|book| assert_eq!(the_order(book).points, Points(points), "{amount}"));
    }
}

#[test]
fn recording_the_same_order_again_changes_nothing() {
    Given::nothing().and(order("5001", "29.90")).when(order("5001", "29.9000")).then_nothing();
}

#[test]
fn recording_the_same_order_again_changes_nothing_even_under_another_rate_or_a_lower_limit() {
    Given::nothing()
        .and(order("5001", "29.90"))
        .and(change_settings(&[("order_rate", "2"), ("max_points_per_transaction", "10")]))
        .when(order("5001", "29.90"))
        .then_nothing();
}

#[test]
fn a_new_order_worth_nothing_is_not_recorded() {
    for amount in ["0", "0.99", "-0"] {
        Given::nothing()
            .when(order("5001", amount))
            .then_nothing()
            .then_book(|book| assert_eq!(book.order(&order_key("5001")), None));
    }
}

#[test]
fn a_negative_order_is_refused() {
    Given::nothing()
        .when(order("5001", "-0.01"))
        .then_refused("negative_order")
        .then_says("the amount of order test:main:5001 is negative");
}

#[test]
fn an_order_over_the_limit_of_one_transaction_is_refused() {
    Given::nothing().when(order("5001", "1000001")).then_refused("over_transaction_limit");
}

#[test]
fn an_order_past_64_bits_is_refused() {
    Given::nothing()
        .and(setting("order_rate", "1000000"))
        .when(order("5001", "9999999999999999"))
        .then_refused("overflow");
}

#[test]
fn a_code_of_another_order_is_refused() {
    let Command::RecordOrder(mut stolen) = order("5002", "10") else { panic!("it records an order") };
    stolen.code = code("5001", 1);
    Given::nothing()
        .and(order("5001", "10"))
        .when(Command::RecordOrder(stolen))
        .then_refused("code_taken")
        .then_says("this code belongs to another order already");
}

#[test]
fn a_change_before_the_redemption_changes_the_worth_of_the_code() {
    Given::nothing()
        .and(order("5001", "30"))
        .when(order("5001", "20"))
        .then_events(&["order_changed"])
        .given()
        .when(redeem(ANNA, code("5001", 1)))
        .then_balance(ANNA, 20);
}

#[test]
fn a_decrease_after_the_redemption_takes_the_difference_back() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .when(order("5001", "20"))
        .then_events(&["order_changed"])
        .then_balance(ANNA, 20)
        .then_book(|book| {
            let (_, anna) = book.member(ANNA).unwrap();
            assert_eq!((anna.earned.points, book.totals().issued), (Points(20), Points(20)));
            assert_eq!(the_order(book).status, OrderStatus::Redeemed);
        });
}

#[test]
fn an_increase_after_the_redemption_pays_the_difference() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .when(order("5001", "50"))
        .then_events(&["order_changed"])
        .then_balance(ANNA, 50)
        .then_book(|book| assert_eq!(book.member(ANNA).unwrap().1.earned.points, Points(50)));
}

#[test]
fn a_correction_counts_in_the_week_and_on_the_day_of_the_redemption() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .after_days(40)
        .and(grant(ANNA, 5))
        .when(order("5001", "0"))
        .then_balance(ANNA, 5)
        .then_book(|book| {
            let (_, anna) = book.member(ANNA).unwrap();
            let day = book.last_at().day(book.settings().utc_offset);
            assert_eq!(anna.earned_in_week(day.week()), Points(5));
            assert_eq!(anna.earned_in_month(day.month()), Points(5));
            let issued: Vec<Points> = book.daily_flows().map(|(_, flow)| flow.issued).collect();
            assert_eq!(issued, [Points(0), Points(5)]);
        });
}

#[test]
fn a_correction_within_the_week_of_the_redemption_counts_in_it() {
    let earned_in_week = |book: &Book| {
        let day = book.last_at().day(book.settings().utc_offset);
        book.member(ANNA).unwrap().1.earned_in_week(day.week())
    };
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .after_days(1)
        .when(order("5001", "20"))
        .then_book(|book| assert_eq!(earned_in_week(book), Points(20)))
        .given()
        .when(order("5001", "45"))
        .then_book(|book| assert_eq!(earned_in_week(book), Points(45)));
}

#[test]
fn a_refund_of_spent_points_is_refused_with_the_shortfall() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .and(deduct(ANNA, 25))
        .when(order("5001", "0"))
        .then_refused("insufficient_balance")
        .then_says("the balance is 5, 25 less than the 30 that are needed")
        .then_book(|book| assert_eq!(the_order(book).points, Points(30)));
}

#[test]
fn a_refund_before_the_redemption_leaves_nothing_to_claim() {
    Given::nothing()
        .and(order("5001", "30"))
        .when(order("5001", "0"))
        .then_events(&["order_changed"])
        .then_book(|book| assert_eq!(the_order(book).status, OrderStatus::Refunded))
        .given()
        .when(redeem(ANNA, code("5001", 1)))
        .then_refused("claim_not_open")
        .then_says("the order of this code was refunded");
}

#[test]
fn a_cancelled_refund_makes_the_order_claimable_again() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(order("5001", "0"))
        .and(order("5001", "30"))
        .when(redeem(ANNA, code("5001", 1)))
        .then_balance(ANNA, 30);
}

#[test]
fn a_refund_after_the_redemption_takes_all_points_back_and_can_be_cancelled() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .when(order("5001", "0"))
        .then_balance(ANNA, 0)
        .then_book(|book| assert_eq!(the_order(book).status, OrderStatus::Refunded))
        .given()
        .when(order("5001", "10"))
        .then_balance(ANNA, 10)
        .then_book(|book| assert_eq!(the_order(book).status, OrderStatus::Redeemed));
}

#[test]
fn a_refund_is_never_over_a_limit() {
    Given::nothing()
        .and(order("5001", "500"))
        .and(redeem(ANNA, code("5001", 1)))
        .and(setting("max_points_per_transaction", "10"))
        .when(order("5001", "400"))
        .then_balance(ANNA, 400)
        .given()
        .when(order("5001", "401"))
        .then_refused("over_transaction_limit");
}

#[test]
fn an_increase_past_the_highest_balance_is_refused() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .and(setting("max_total_points", "40"))
        .when(order("5001", "41"))
        .then_refused("over_balance_limit")
        .given()
        .when(order("5001", "40"))
        .then_balance(ANNA, 40);
}

#[test]
fn a_change_of_cents_that_moves_no_points_is_recorded() {
    Given::nothing()
        .and(order("5001", "30.10"))
        .and(redeem(ANNA, code("5001", 1)))
        .when(order("5001", "30.20"))
        .then_events(&["order_changed"])
        .then_balance(ANNA, 30)
        .then_book(|book| assert_eq!(the_order(book).amount, Decimal::new(3_020, 2)));
}

#[test]
fn a_currency_that_a_later_export_names_is_recorded() {
    let Command::RecordOrder(mut unnamed) = order("5001", "30") else { panic!("it records an order") };
    unnamed.currency = None;
    Given::nothing().and(Command::RecordOrder(unnamed)).when(order("5001", "30")).then_book(|book| {
        assert_eq!(the_order(book).currency, Some(Currency::new("EUR").unwrap()));
    });
}

#[test]
fn a_void_or_expired_claim_stays_so_after_a_change_of_the_order() {
    for (end, status) in [(void("5001"), OrderStatus::Voided), (expire("5001"), OrderStatus::Expired)] {
        Given::nothing()
            .and(order("5001", "30"))
            .and(end)
            .when(order("5001", "50"))
            .then_events(&["order_changed"])
            .then_book(|book| {
                assert_eq!((the_order(book).status, the_order(book).points), (status, Points(50)))
            });
    }
}
