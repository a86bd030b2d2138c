//! Achievements: rules, unlocks, awards and rewards.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, CLEO, Given, achievement, achievement_key, adopt_starter_set, award, batch, change,
    code, deduct, define, grant, order, redeem, retire, reverse, revoke, setting, transfer,
};
use ledger_core::{Book, Event, MemberId, Points, Rule, starter_set};

use crate::points::unlimited;

#[track_caller]
fn held(book: &Book, member: MemberId) -> Vec<&str> {
    let (_, account) = book.member(member).expect("a member with an account");
    let name = |no| book.achievements().iter().find(|a| a.no == no).expect("a held achievement is defined");
    account.achievements().map(|unlocked| name(unlocked.achievement).spec.key.as_str()).collect()
}

#[test]
fn each_rule_unlocks_when_it_holds_and_not_before() {
    let first = |rule| Given::nothing().and(define(achievement("a", rule, 0)));
    first("balance:100").and(grant(ANNA, 99)).when(grant(ANNA, 1)).then_events(&UNLOCKING);
    first("earned:100")
        .and(grant(ANNA, 99))
        .and(deduct(ANNA, 99))
        .when(grant(ANNA, 1))
        .then_events(&UNLOCKING);
    first("entries:3").and(grant(ANNA, 9)).and(deduct(ANNA, 1)).when(grant(ANNA, 1)).then_events(&UNLOCKING);
    first("orders:2")
        .and(order("1", "5"))
        .and(order("2", "5"))
        .and(redeem(ANNA, code("1", 1)))
        .when(redeem(ANNA, code("2", 1)))
        .then_events(&["claim_redeemed", "achievement_unlocked"]);
}

const UNLOCKING: [&str; 2] = ["points_granted", "achievement_unlocked"];

#[test]
fn the_first_members_are_those_with_the_first_account_numbers() {
    Given::nothing()
        .and(define(achievement("early", "first_members:2", 0)))
        .and(grant(ANNA, 1))
        .and(grant(BEN, 1))
        .when(grant(CLEO, 1))
        .then_events(&["account_opened", "points_granted"])
        .then_book(|book| {
            assert_eq!((held(book, ANNA), held(book, BEN)), (vec!["early"], vec!["early"]));
        });
}

#[test]
fn a_first_members_rule_waits_for_the_first_posting() {
    Given::nothing()
        .and(define(achievement("early", "first_members:1", 5)))
        .refused(redeem(ANNA, code("none", 1)))
        .and(grant(BEN, 1))
        .when(grant(ANNA, 1))
        .then_events(&UNLOCKING)
        .then_balance(ANNA, 6)
        .then_balance(BEN, 1);
}

#[test]
fn a_transfer_can_unlock_achievements_on_both_sides() {
    Given::nothing()
        .and(grant(ANNA, 9))
        .and(define(achievement("regular", "entries:1", 1)))
        .when(transfer(ANNA, BEN, 5))
        .then_events(&[
            "account_opened",
            "points_transferred",
            "achievement_unlocked",
            "achievement_unlocked",
        ])
        .then_balance(ANNA, 5)
        .then_balance(BEN, 6);
}

#[test]
fn defining_an_achievement_unlocks_it_for_no_member_at_once() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .when(define(achievement("century", "balance:100", 5)))
        .then_events(&["achievement_defined"])
        .then_book(|book| assert!(held(book, ANNA).is_empty()))
        .given()
        .when(grant(ANNA, 1))
        .then_events(&UNLOCKING);
}

#[test]
fn an_award_without_a_reward_unlocks_no_other_achievement() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(define(achievement("century", "balance:100", 5)))
        .and(define(achievement("helper", "by_hand", 0)))
        .when(award(ANNA, "helper"))
        .then_events(&["achievement_unlocked"]);
}

#[test]
fn an_achievement_is_unlocked_once() {
    Given::nothing()
        .and(define(achievement("century", "balance:100", 5)))
        .and(grant(ANNA, 100))
        .and(deduct(ANNA, 50))
        .when(grant(ANNA, 60))
        .then_events(&["points_granted"])
        .then_balance(ANNA, 115);
}

#[test]
fn a_reward_can_unlock_further_achievements_and_the_chain_ends() {
    let mut given = Given::nothing();
    for step in (1..=200).rev() {
        let rule = format!("balance:{step}");
        given = given.and(define(achievement(&format!("a{step}"), &rule, 1)));
    }
    given.when(grant(ANNA, 1)).then_balance(ANNA, 201).then_book(|book| {
        let (_, anna) = book.member(ANNA).unwrap();
        assert_eq!((anna.achievements().count(), anna.entries), (200, 201));
        assert_eq!(anna.earned.points, Points(201));
    });
}

#[test]
fn rewards_are_exempt_from_the_limits() {
    Given::nothing()
        .and(define(achievement("first", "entries:1", 500)))
        .and(setting("max_points_per_transaction", "100"))
        .and(setting("max_total_points", "100"))
        .when(grant(ANNA, 100))
        .then_balance(ANNA, 600);
}

#[test]
fn rewards_are_not_exempt_from_overflow() {
    Given::nothing()
        .limits(unlimited())
        .and(define(achievement("first", "entries:1", 2)))
        .when(grant(ANNA, i64::MAX - 1))
        .then_refused("overflow")
        .given()
        .when(grant(ANNA, i64::MAX - 2))
        .then_balance(ANNA, i64::MAX);
}

#[test]
fn an_award_gives_the_badge_and_its_reward() {
    Given::nothing()
        .and(define(achievement("helper", "by_hand", 50)))
        .when(award(ANNA, "helper"))
        .then_events(&["account_opened", "achievement_unlocked"])
        .then_balance(ANNA, 50)
        .then_book(|book| {
            assert_eq!(held(book, ANNA), ["helper"]);
            assert_eq!(book.holders(book.achievements()[0].no), 1);
        });
}

#[test]
fn a_second_award_to_the_same_member_is_refused() {
    Given::nothing()
        .and(define(achievement("helper", "by_hand", 50)))
        .and(award(ANNA, "helper"))
        .when(award(ANNA, "helper"))
        .then_refused("already_unlocked")
        .then_says("the member has the achievement helper already");
}

#[test]
fn a_second_award_after_a_revocation_pays_no_second_reward() {
    Given::nothing()
        .and(define(achievement("helper", "by_hand", 50)))
        .and(award(ANNA, "helper"))
        .when(revoke(ANNA, "helper"))
        .then_events(&["achievement_revoked"])
        .then_balance(ANNA, 50)
        .then_book(|book| {
            assert!(held(book, ANNA).is_empty());
            assert_eq!(book.holders(book.achievements()[0].no), 0);
        })
        .given()
        .when(award(ANNA, "helper"))
        .then_balance(ANNA, 50)
        .then_book(|book| assert_eq!(held(book, ANNA), ["helper"]));
}

#[test]
fn a_revoked_achievement_is_not_unlocked_again_by_its_rule() {
    Given::nothing()
        .and(define(achievement("century", "balance:100", 5)))
        .and(grant(ANNA, 100))
        .and(revoke(ANNA, "century"))
        .when(grant(ANNA, 1))
        .then_events(&["points_granted"]);
}

#[test]
fn revoking_an_achievement_that_the_member_lacks_is_refused() {
    Given::nothing()
        .and(define(achievement("helper", "by_hand", 50)))
        .when(revoke(ANNA, "helper"))
        .then_refused("unknown_member")
        .then_says("member 101 has no account here")
        .given()
        .and(grant(ANNA, 1))
        .when(revoke(ANNA, "helper"))
        .then_refused("not_unlocked")
        .then_says("the member does not have the achievement helper")
        .given()
        .and(award(ANNA, "helper"))
        .and(revoke(ANNA, "helper"))
        .when(revoke(ANNA, "helper"))
        .then_refused("not_unlocked");
}

#[test]
fn achievements_stay_after_a_reversal() {
    Given::nothing()
        .and(define(achievement("century", "balance:100", 5)))
        .and(grant(ANNA, 100))
        .when(reverse(3))
        .then_balance(ANNA, 5)
        .then_book(|book| assert_eq!(held(book, ANNA), ["century"]));
}

#[test]
fn a_retired_achievement_stays_with_its_holders_and_unlocks_for_no_other_member() {
    Given::nothing()
        .and(define(achievement("century", "balance:100", 5)))
        .and(grant(ANNA, 100))
        .when(retire("century"))
        .then_events(&["achievement_retired"])
        .then_book(|book| assert_eq!(held(book, ANNA), ["century"]))
        .given()
        .when(grant(BEN, 100))
        .then_balance(BEN, 100)
        .given()
        .when(award(BEN, "century"))
        .then_refused("achievement_retired")
        .then_says("the achievement century was retired")
        .given()
        .when(retire("century"))
        .then_nothing();
}

#[test]
fn a_changed_achievement_follows_its_new_rule() {
    Given::nothing()
        .and(define(achievement("century", "balance:100", 5)))
        .when(change(achievement("century", "balance:10", 7)))
        .then_events(&["achievement_changed"])
        .given()
        .when(change(achievement("century", "balance:10", 7)))
        .then_nothing()
        .given()
        .when(grant(ANNA, 10))
        .then_balance(ANNA, 17);
}

#[test]
fn an_unknown_achievement_is_refused() {
    let absent = achievement("absent", "by_hand", 0);
    for command in [change(absent), retire("absent"), award(ANNA, "absent"), revoke(ANNA, "absent")] {
        Given::nothing()
            .when(command)
            .then_refused("unknown_achievement")
            .then_says("there is no achievement absent here");
    }
}

#[test]
fn a_second_achievement_of_the_same_name_is_refused() {
    Given::nothing()
        .and(define(achievement("helper", "by_hand", 0)))
        .when(define(achievement("helper", "entries:5", 0)))
        .then_refused("achievement_exists")
        .then_says("there is an achievement helper already");
}

#[test]
fn an_achievement_with_a_bad_reward_cannot_be_defined() {
    Given::nothing()
        .when(define(achievement("helper", "by_hand", -1)))
        .then_refused("bad_reward")
        .then_says("a reward of -1 points cannot be given; it must be 0 or more")
        .given()
        .when(define(achievement("helper", "by_hand", 1_000_001)))
        .then_refused("over_transaction_limit")
        .given()
        .and(define(achievement("helper", "by_hand", 1_000_000)))
        .when(change(achievement("helper", "by_hand", 1_000_001)))
        .then_refused("over_transaction_limit")
        .given()
        .when(change(achievement("helper", "by_hand", -1)))
        .then_refused("bad_reward");
}

#[test]
fn a_book_has_at_most_two_hundred_achievements() {
    let many = (0..200).map(|n| define(achievement(&format!("a{n}"), "by_hand", 0)));
    Given::nothing()
        .and(batch(many))
        .and(retire("a7"))
        .when(define(achievement("one_more", "by_hand", 0)))
        .then_refused("too_many_achievements")
        .then_says("a book has at most 200 achievements, retired ones included");
}

#[test]
fn a_new_book_has_no_achievements_until_it_adopts_the_starter_set() {
    let kinds = ["achievement_defined"; 6];
    Given::nothing()
        .when(adopt_starter_set())
        .then_events(&kinds)
        .then_book(|book| assert_eq!(book.achievements().len(), starter_set().len()))
        .given()
        .when(adopt_starter_set())
        .then_nothing()
        .given()
        .when(grant(ANNA, 1))
        // 1 point, first points 50, early adopter 200, and at 251 points the century's 25.
        .then_balance(ANNA, 276);
}

#[test]
fn the_starter_set_equals_that_of_the_original_bot() {
    let set = starter_set();
    let set: Vec<_> = set.iter().map(|one| (one.key.as_str(), one.rule, one.reward.0)).collect();
    let expected = [
        ("first_points", Rule::Earned(Points(1)), 50),
        ("milestone_100", Rule::Balance(Points(100)), 25),
        ("milestone_500", Rule::Balance(Points(500)), 75),
        ("milestone_1000", Rule::Balance(Points(1_000)), 150),
        ("high_roller", Rule::Balance(Points(2_000)), 300),
        ("early_adopter", Rule::FirstMembers(10), 200),
    ];
    assert_eq!(set, expected);
}

#[test]
fn adopting_the_starter_set_leaves_existing_achievements_unchanged() {
    Given::nothing()
        .and(define(achievement("high_roller", "balance:9000", 0)))
        .when(adopt_starter_set())
        .then_events(&["achievement_defined"; 5])
        .then_book(|book| {
            let own = book.achievement(&achievement_key("high_roller")).unwrap();
            assert_eq!(own.spec.rule, Rule::Balance(Points(9_000)));
        });
}

#[test]
fn progress_counts_towards_the_threshold() {
    Given::nothing().and(grant(ANNA, 40)).when(deduct(ANNA, 10)).then_book(|book| {
        let (_, anna) = book.member(ANNA).unwrap();
        for (rule, progress) in [
            ("balance:100", Some((30, 100))),
            ("earned:100", Some((40, 100))),
            ("entries:5", Some((2, 5))),
            ("orders:3", Some((0, 3))),
            ("by_hand", None),
            ("first_members:3", None),
        ] {
            assert_eq!(rule.parse::<Rule>().unwrap().progress(anna), progress, "{rule}");
            assert_eq!(rule.parse::<Rule>().unwrap().to_string(), rule);
        }
    });
}

#[test]
fn the_actor_of_an_unlock_is_the_ledger_and_of_an_award_the_asker() {
    let outcome = Given::nothing()
        .by(ledger_core::Asker::CommandLine)
        .and(define(achievement("helper", "by_hand", 1)))
        .and(define(achievement("first", "entries:1", 1)))
        .when(award(ANNA, "helper"));
    let actors: Vec<i64> = outcome
        .ledger()
        .journal()
        .iter()
        .filter(|recorded| matches!(recorded.event, Event::AchievementUnlocked { .. }))
        .map(|recorded| recorded.actor.number())
        .collect();
    assert_eq!(actors, [-1, 0]);
    assert_eq!(outcome.ledger().book(BOOK).balance(ANNA), Points(2));
}
