//! Request keys and receipts: detects a request that was applied before, and builds the receipt.

use ledger_core::{
    Book, Command, Decided, Draft, Event, MemberId, Overlay, Points, Position, Refusal, Timestamp,
};

use crate::api::request::{Outcome, Receipt, Request};
use crate::engine::{FoundKey, Whose};

/// Two different commands under one key have the same fingerprint by accident once in 2⁶⁴ pairs.
const FINGERPRINT_BYTES: usize = 16;

/// A short hash of a command, stored beside its request key.
pub(super) type Fingerprint = [u8; FINGERPRINT_BYTES];

/// A request key and the fingerprint of its command.
pub(super) struct Intention<'a> {
    pub command: &'a Command,
    pub fingerprint: Fingerprint,
    pub now: Timestamp,
}

pub(super) fn fingerprint(command: &Command, draft: &Draft<'_>, scratch: &mut Vec<u8>) -> Fingerprint {
    scratch.clear();
    command.fingerprint(&|member| draft.account_of(member), &|code| draft.order_of(code), scratch);
    let mut fingerprint = [0; FINGERPRINT_BYTES];
    fingerprint.copy_from_slice(&blake3::hash(scratch).as_bytes()[..FINGERPRINT_BYTES]);
    fingerprint
}

/// The event that the command asked for: the first that does not open an account.
pub(super) fn asked(events: &[Decided]) -> Option<usize> {
    events.iter().position(|decided| !is_opening(&decided.recorded.event))
}

pub(super) fn receipt(events: &[Decided], book: &Book, overlay: &mut Overlay) -> Receipt {
    let mut asked_for = events.iter().filter(|decided| !is_opening(&decided.recorded.event));
    let Some(first) = asked_for.next() else { return Receipt::default() };
    Receipt {
        position: Some(first.recorded.position),
        also: asked_for.map(|decided| decided.recorded.position).collect(),
        balance: balance_after(&first.recorded.event, book, overlay),
    }
}

/// Decided events with a request key, in the form that a lookup in the journal would give.
pub(super) fn as_found(events: &[Decided], fingerprint: Fingerprint) -> Option<FoundKey> {
    let mut asked_for = events.iter().filter(|decided| !is_opening(&decided.recorded.event));
    Some(FoundKey {
        recorded: asked_for.next()?.recorded.clone(),
        fingerprint: Some(fingerprint.to_vec()),
        also: asked_for.map(|decided| decided.recorded.position).collect(),
    })
}

/// The outcome of a request that was applied before. The overlay must hold nothing of it.
pub(super) fn repeat(
    intention: &Intention<'_>,
    found: &FoundKey,
    book: &Book,
    overlay: &mut Overlay,
) -> Outcome {
    let FoundKey { recorded, fingerprint, also } = found;
    let reused = || Outcome::Refused(Refusal::KeyReused { position: recorded.position });
    // Repeating a wrong code does not count as another guess. The outcome is the same for every code under this key;
    // otherwise a used key would reveal for free which codes exist.
    if let Event::CodeGuessed { account } = recorded.event {
        if !intention.command.redeems() {
            return reused();
        }
        let guesses_left = as_decided(book, overlay, |draft| draft.guesses_left(account, intention.now));
        return Outcome::Refused(Refusal::UnknownCode { guesses_left });
    }
    // An erased fingerprint belongs to a forgotten member; then the key alone decides.
    if fingerprint.as_ref().is_some_and(|known| known[..] != intention.fingerprint) {
        return reused();
    }
    Outcome::AlreadyApplied(Receipt {
        position: Some(recorded.position),
        also: also.clone(),
        balance: balance_after(&recorded.event, book, overlay),
    })
}

/// The subject whose private texts an event erases, and the event's position.
pub(super) fn forgets(decided: &Decided) -> Option<(Whose, Position)> {
    let whose = match decided.recorded.event {
        Event::MemberForgotten { account } => Whose::Member(account),
        Event::OrderForgotten { order } => Whose::Buyer(order),
        _ => return None,
    };
    Some((whose, decided.recorded.position))
}

/// The first member in a command.
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

/// Counts the requests about existing accounts, as a prefetch: a large book exceeds the processor's cache, and looking
/// all accounts up at once, without dependencies between them, is several times faster than one by one while deciding.
pub(super) fn known_accounts(requests: &[Request], book: &Book) -> usize {
    let members = requests.iter().filter_map(|request| subject(&request.command));
    let accounts = members.filter_map(|member| book.member(member));
    accounts.filter(|(_, account)| account.head > Position::START).count()
}

pub(super) fn as_decided<T>(book: &Book, overlay: &mut Overlay, look: impl FnOnce(&Draft<'_>) -> T) -> T {
    look(&Draft::new(book, overlay, &mut Vec::new()))
}

/// The balance after an event: of the giver in a transfer, of the member who gets points back in a reversal.
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
