//! Request keys and receipts: which event was asked for, whether the intention was carried out before,
//! and what is given back.

use ledger_core::{
    Book, Command, Decided, Draft, Event, MemberId, Overlay, Points, Position, Refusal, Timestamp,
};

use crate::api::request::{Outcome, Receipt, Request};
use crate::engine::{FoundKey, Whose};

/// Bytes of a fingerprint: two different commands under one key have the same by accident once in 2⁶⁴ pairs.
const FINGERPRINT_BYTES: usize = 16;

/// The short hash of a command that stands beside its request key.
pub(super) type Fingerprint = [u8; FINGERPRINT_BYTES];

/// A request key and what is meant by it.
pub(super) struct Intention<'a> {
    pub command: &'a Command,
    pub fingerprint: Fingerprint,
    pub now: Timestamp,
}

/// The fingerprint of a command.
pub(super) fn fingerprint(command: &Command, draft: &Draft<'_>, scratch: &mut Vec<u8>) -> Fingerprint {
    scratch.clear();
    command.fingerprint(&|member| draft.account_of(member), &|code| draft.order_of(code), scratch);
    let mut fingerprint = [0; FINGERPRINT_BYTES];
    fingerprint.copy_from_slice(&blake3::hash(scratch).as_bytes()[..FINGERPRINT_BYTES]);
    fingerprint
}

/// Which of the decided events was asked for: the first that is no opening of an account.
pub(super) fn asked(events: &[Decided]) -> Option<usize> {
    events.iter().position(|decided| !is_opening(&decided.recorded.event))
}

/// What is given back for decided events, after they were appended.
pub(super) fn receipt(events: &[Decided], book: &Book, overlay: &mut Overlay) -> Receipt {
    let mut asked_for = events.iter().filter(|decided| !is_opening(&decided.recorded.event));
    let Some(first) = asked_for.next() else { return Receipt::default() };
    Receipt {
        position: Some(first.recorded.position),
        also: asked_for.map(|decided| decided.recorded.position).collect(),
        balance: balance_after(&first.recorded.event, book, overlay),
    }
}

/// Decided events with a request key, as they will be found in the journal.
pub(super) fn as_found(events: &[Decided], fingerprint: Fingerprint) -> Option<FoundKey> {
    let mut asked_for = events.iter().filter(|decided| !is_opening(&decided.recorded.event));
    Some(FoundKey {
        recorded: asked_for.next()?.recorded.clone(),
        fingerprint: Some(fingerprint.to_vec()),
        also: asked_for.map(|decided| decided.recorded.position).collect(),
    })
}

/// The answer to an intention that was carried out before. The overlay holds nothing of it.
pub(super) fn repeat(
    intention: &Intention<'_>,
    found: &FoundKey,
    book: &Book,
    overlay: &mut Overlay,
) -> Outcome {
    let FoundKey { recorded, fingerprint, also } = found;
    let reused = || Outcome::Refused(Refusal::KeyReused { position: recorded.position });
    // A wrong code is no further guess when it comes again. Whichever code comes with the key, the answer is the same:
    // otherwise a used key would tell for nothing which codes there are.
    if let Event::CodeGuessed { account } = recorded.event {
        if !intention.command.redeems() {
            return reused();
        }
        let guesses_left = as_decided(book, overlay, |draft| draft.guesses_left(account, intention.now));
        return Outcome::Refused(Refusal::UnknownCode { guesses_left });
    }
    // Without a fingerprint somebody was forgotten, and the key alone answers.
    if fingerprint.as_ref().is_some_and(|stored| stored[..] != intention.fingerprint) {
        return reused();
    }
    Outcome::AlreadyApplied(Receipt {
        position: Some(recorded.position),
        also: also.clone(),
        balance: balance_after(&recorded.event, book, overlay),
    })
}

/// Whose private texts an event wants erased, and where it stands.
pub(super) fn forgets(decided: &Decided) -> Option<(Whose, Position)> {
    let whose = match decided.recorded.event {
        Event::MemberForgotten { account } => Whose::Member(account),
        Event::OrderForgotten { order } => Whose::Buyer(order),
        _ => return None,
    };
    Some((whose, decided.recorded.position))
}

/// The member that a command is about first of all.
pub(super) fn subject(command: &Command) -> Option<MemberId> {
    match command {
        Command::Grant { member, .. }
        | Command::Deduct { member, .. }
        | Command::SetBalance { member, .. }
        | Command::AwardAchievement { member, .. }
        | Command::RevokeAchievement { member, .. }
        | Command::RedeemClaim { member, .. }
        | Command::ForgetMember { member } => Some(*member),
        Command::Transfer { from, .. } => Some(*from),
        _ => None,
    }
}

/// How many requests are about accounts that exist. They are looked up all at once before they are decided one by
/// one: a large book does not fit the processor's cache, and look-ups that do not wait for each other's memory are
/// several times faster.
pub(super) fn known_accounts(requests: &[Request], book: &Book) -> usize {
    let members = requests.iter().filter_map(|request| subject(&request.command));
    let accounts = members.filter_map(|member| book.member(member));
    accounts.filter(|(_, account)| account.head > Position::START).count()
}

/// Looks at a book as it will be.
pub(super) fn as_decided<T>(book: &Book, overlay: &mut Overlay, look: impl FnOnce(&Draft<'_>) -> T) -> T {
    look(&Draft::new(book, overlay, &mut Vec::new()))
}

/// What the account that an event is about will have: of a transfer the giver, of a reversal whoever gets points back.
fn balance_after(event: &Event, book: &Book, overlay: &mut Overlay) -> Points {
    let sides = event.sides();
    let (first, second) = match event {
        Event::PostingReversed { .. } => (sides.credit, sides.debit),
        _ => (sides.debit, sides.credit),
    };
    let no = if first.is_treasury() { second } else { first };
    if no.is_treasury() { Points::ZERO } else { as_decided(book, overlay, |draft| draft.balance(no)) }
}

fn is_opening(event: &Event) -> bool {
    matches!(event, Event::AccountOpened { .. })
}
