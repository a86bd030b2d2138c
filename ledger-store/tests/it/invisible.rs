//! Texts that earlier versions took and that show nothing: a journal with them opens, replays and moves for ever.

use std::io::Cursor;

use ledger_core::testkit::{ANNA, BOOK, achievement, define, order, setting};
use ledger_core::{Command, Email, Label, OrderKey, Reason};
use ledger_store::{Ledger, export, load};

use crate::support::{World, options, verified};

const TEXTS: [&str; 4] = ["\u{200b}", "\u{3164}", "\u{301}", "\u{2066}\u{2069}"];

#[test]
fn a_journal_with_invisible_texts_opens_replays_and_moves() {
    let mut world = World::new();
    for (number, text) in TEXTS.into_iter().enumerate() {
        let mut grant = Command::grant(ANNA.number(), 5, "r").unwrap();
        if let Command::Grant { reason, .. } = &mut grant {
            *reason = Reason::stored(text).unwrap();
        }
        let mut badge = achievement(&format!("badge_{number}"), "by_hand", 0);
        (badge.name, badge.description) = (Label::stored(text).unwrap(), Some(Label::stored(text).unwrap()));
        let mut order = order(&number.to_string(), "5.00");
        if let Command::RecordOrder(order) = &mut order {
            order.key = OrderKey::stored(text, text, text).unwrap();
            order.email = Some(Email::stored(text).unwrap());
        }
        world.apply_all([grant, define(badge), order]);
    }
    world.apply(setting("discord.currency_plural", "coins"));
    let seal = world.ledger().seal();
    let reasons = |ledger: &Ledger| ledger.reasons(BOOK, "", 25).unwrap().len();
    let labels = |ledger: &Ledger| ledger.read(BOOK, |book| book.achievements().len());
    world.reopen_without_checkpoint();
    assert_eq!((reasons(world.ledger()), labels(world.ledger())), (TEXTS.len(), TEXTS.len()));
    world.checkpoint();
    world.reopen();
    assert_eq!((world.ledger().seal(), labels(world.ledger())), (seal, TEXTS.len()));
    let mut text = Vec::new();
    export(&world.path(), &mut text, &mut |_| {}).unwrap();
    let path = world.file("loaded.db");
    assert_eq!(load(&mut Cursor::new(text), &path, &mut |_| {}).unwrap().seal, seal);
    verified(&path);
    let loaded = Ledger::open_with(&path, options()).unwrap();
    assert_eq!(loaded.read(BOOK, |book| book.orders().count()), TEXTS.len());
}
