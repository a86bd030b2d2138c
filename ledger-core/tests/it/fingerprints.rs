//! Fingerprints: equal commands have equal bytes, different commands have different bytes.

use std::collections::BTreeMap;

use ledger_core::testkit::{
    ANNA, BEN, achievement, adopt_starter_set, award, batch, because, change, change_settings, close_season,
    code, correct_clock, deduct, define, expire, forget, forget_order, grant, order, redeem, reissue,
    replace_setting, retire, reverse, revoke, set_balance, transfer, void,
};
use ledger_core::{AccountNo, CodeHash, Command, MemberId, OrderKey, OrderNo};

fn bytes(command: &Command) -> Vec<u8> {
    let account = |member: MemberId| match member {
        ANNA => Some(AccountNo(1)),
        BEN => Some(AccountNo(2)),
        _ => None,
    };
    let mut out = Vec::new();
    // Orders 5001 and 5002 have two codes each; no other code is known.
    let orders = [("5001", 1), ("5002", 2)];
    let order = |given: &CodeHash| {
        let found = orders.iter().find(|(id, _)| [code(id, 1), code(id, 2)].contains(given));
        found.map(|(_, no)| OrderNo(*no))
    };
    command.fingerprint(&account, &order, &mut out);
    out
}

#[test]
fn a_redemption_has_one_fingerprint_under_every_secret_of_its_code() {
    let claim = |code: Vec<CodeHash>| bytes(&Command::RedeemClaim { member: ANNA, code });
    let (earlier, now) = (code("5001", 1), code("5001", 2));
    assert_eq!(claim(vec![earlier]), claim(vec![code("unknown", 1), now, earlier]));
}

#[test]
fn different_commands_have_different_fingerprints() {
    let void_by = |source, shop, id| Command::ForgetOrder { order: OrderKey::new(source, shop, id).unwrap() };
    let commands = vec![
        grant(ANNA, 1),
        grant(ANNA, 2),
        grant(BEN, 1),
        deduct(ANNA, 1),
        set_balance(ANNA, 1),
        transfer(ANNA, BEN, 1),
        transfer(BEN, ANNA, 1),
        reverse(1),
        reverse(2),
        define(achievement("a", "entries:1", 0)),
        define(achievement("a", "entries:2", 0)),
        define(achievement("a", "entries:1", 1)),
        change(achievement("a", "entries:1", 0)),
        retire("a"),
        award(ANNA, "a"),
        revoke(ANNA, "a"),
        adopt_starter_set(),
        order("5001", "30"),
        order("5001", "30.01"),
        order("5002", "30"),
        redeem(ANNA, code("unknown", 1)),
        redeem(ANNA, code("5001", 1)),
        redeem(ANNA, code("5002", 1)),
        redeem(BEN, code("5001", 1)),
        reissue("5001", 2),
        reissue("5001", 3),
        void("5001"),
        expire("5001"),
        forget_order("5001"),
        correct_clock(),
        void_by("a:b", "c", "d"),
        void_by("a", "b:c", "d"),
        void_by("a", "b", "c:d"),
        change_settings(&[("transfers", "off")]),
        change_settings(&[("transfers", "on")]),
        change_settings(&[("a.b", "1"), ("c.d", "2")]),
        change_settings(&[("a.b", "1")]),
        replace_setting("a.b", "", "1"),
        replace_setting("a.b", "", "2"),
        replace_setting("c.d", "", "1"),
        because(define(achievement("a", "entries:1", 0)), "why"),
        because(change(achievement("a", "entries:1", 0)), "why"),
        because(retire("a"), "why"),
        because(retire("a"), "why not"),
        because(adopt_starter_set(), "why"),
        because(reissue("5001", 2), "why"),
        because(change_settings(&[("a.b", "1")]), "why"),
        because(replace_setting("a.b", "", "1"), "why"),
        close_season(),
        forget(ANNA),
        batch([grant(ANNA, 1)]),
        batch([grant(ANNA, 1), grant(ANNA, 1)]),
        batch([change_settings(&[("a.b", "1")]), change_settings(&[("c.d", "2")])]),
        batch([change_settings(&[("a.b", "1"), ("c.d", "2")])]),
        batch([because(retire("a"), "why"), retire("b")]),
        batch([retire("a"), because(retire("b"), "why")]),
    ];
    let mut seen = BTreeMap::new();
    for command in &commands {
        if let Some(other) = seen.insert(bytes(command), command) {
            panic!("{command:?} and {other:?} have the same fingerprint");
        }
    }
}

#[test]
fn equal_commands_have_equal_fingerprints() {
    let (short, long) = (order("5001", "29.9"), order("5001", "29.900"));
    assert_eq!(short, long);
    assert_eq!(bytes(&short), bytes(&long));
}

#[test]
fn the_expected_old_value_of_a_setting_is_not_in_the_fingerprint() {
    assert_eq!(bytes(&replace_setting("a.b", "", "1")), bytes(&replace_setting("a.b", "1", "1")));
}

#[test]
fn without_a_reason_the_bytes_equal_those_from_before_optional_reasons() {
    let spec = achievement("a", "entries:1", 7);
    let check = |command: Command, expected: &[u8]| {
        assert_eq!(bytes(&command), expected, "{command:?}");
        let with_reason = [b"\x17\x03\0\0\0why", expected].concat();
        assert_eq!(bytes(&because(command, "why")), with_reason);
    };
    let described = b"\x01\0\0\0a\x01\0\0\0a\0\0\0\0\x09\0\0\0entries:1\x07\0\0\0\0\0\0\0";
    check(define(spec.clone()), &[&[6], &described[..]].concat());
    check(change(spec), &[&[7], &described[..]].concat());
    check(retire("a"), b"\x08\x01\0\0\0a");
    check(adopt_starter_set(), &[11]);
    let order = b"\x04\0\0\0test\x04\0\0\0main\x04\0\0\x005001";
    check(reissue("5001", 2), &[&[14], &order[..], &[2, 0, 0, 0, 0, 0, 0, 0]].concat());
    let setting = b"\x03\0\0\0a.b\x01\0\0\x001";
    check(change_settings(&[("a.b", "1")]), &[&[17, 1, 0, 0, 0, 0, 0, 0, 0], &setting[..]].concat());
    check(replace_setting("a.b", "", "1"), &[&[22], &setting[..]].concat());
}

#[test]
fn a_fingerprint_names_accounts_and_not_people() {
    let id = 101_u64.to_le_bytes();
    let bytes = bytes(&forget(ANNA));
    assert_eq!(bytes, [19, 1, 0, 0, 0]);
    assert!(!bytes.windows(8).any(|window| window == id));
}
