//! The fold: how each event changes the tables of a book. It cannot fail and reads no clock.

use crate::account::{Account, UnlockStatus, Unlocked};
use crate::achievement::{Achievement, Availability};
use crate::book::tables::{Phase, Tables};
use crate::event::{Event, Flow, Recorded, Reversed, Sides};
use crate::order::{Order, OrderStatus, Redeemed};
use crate::values::{AccountNo, AchievementNo, Day, OrderNo, Points, Position};

pub(crate) fn apply(tables: &mut impl Tables, recorded: &Recorded) {
    let sides = recorded.event.sides();
    touch(tables, recorded, sides);
    if sides.amount > Points::ZERO {
        post(tables, recorded, sides);
    }
    match &recorded.event {
        // The time of the book's last event is set for every event.
        Event::PointsGranted { .. } | Event::PointsDeducted { .. } | Event::ClockCorrected { .. } => {}
        Event::AccountOpened { account, member } => {
            let opened = Account::opened(*member, recorded.at, recorded.position);
            tables.open_account(*account, opened);
        }
        Event::PointsTransferred { from, amount, .. } => {
            let today = recorded.at.day(tables.rules().settings.utc_offset);
            let conduct = tables.conduct_mut(*from);
            let sent = conduct.sent.entry(today);
            // Without a daily cap the sum of transfers is unbounded; saturated, it is over any cap that is set later.
            *sent = sent.checked_add(amount.points()).unwrap_or(Points(i64::MAX));
            conduct.sent_at = Some(recorded.at);
        }
        Event::PostingReversed { reverses, of, .. } => {
            tables.mark_reversed(*reverses);
            take_back(tables, recorded, sides, (*reverses, *of));
            if let Some(order) = of.order.and_then(|no| tables.order_mut(no)) {
                order.status = OrderStatus::Reversed;
            }
        }
        Event::AchievementDefined { spec, .. } => {
            let rules = tables.rules_mut();
            let no = AchievementNo(u16::try_from(rules.achievements.len()).unwrap_or(u16::MAX));
            rules.achievements.push(Achievement { no, spec: spec.clone(), availability: Availability::Open });
        }
        Event::AchievementChanged { spec, .. } => {
            if let Some(achievement) = tables.rules_mut().achievement_mut(&spec.key) {
                achievement.spec = spec.clone();
            }
        }
        Event::AchievementRetired { achievement, .. } => {
            if let Some(achievement) = tables.rules_mut().achievement_mut(achievement) {
                achievement.availability = Availability::Retired;
            }
        }
        Event::AchievementUnlocked { account, achievement, .. } => {
            let Some(no) = tables.rules().achievement(achievement).map(|a| a.no) else { return };
            let unlock = Unlocked {
                achievement: no,
                at: recorded.at,
                position: recorded.position,
                status: UnlockStatus::Held,
            };
            if let Some(account) = tables.account_mut(*account) {
                account.remember_unlock(unlock);
            }
            let holders = tables.holders_mut(no);
            *holders = holders.saturating_add(1);
        }
        Event::AchievementRevoked { account, achievement, .. } => {
            let Some(no) = tables.rules().achievement(achievement).map(|a| a.no) else { return };
            if let Some(account) = tables.account_mut(*account) {
                account.revoke(no);
            }
            let holders = tables.holders_mut(no);
            *holders = holders.saturating_sub(1);
        }
        Event::OrderRecorded(order) => {
            tables.head_mut().orders = order.order.0;
            tables.add_order(Order {
                no: order.order,
                key: order.key.clone(),
                amount: order.amount,
                currency: order.currency.clone(),
                points: order.points,
                status: OrderStatus::Claimable,
                issue: 1,
                code: order.code,
                secret: order.secret,
                recorded: recorded.position,
                redeemed: None,
            });
        }
        Event::OrderChanged(changed) => {
            let Some(order) = tables.order_mut(changed.order) else { return };
            order.amount = changed.amount;
            order.currency.clone_from(&changed.currency);
            order.points = changed.points;
            if matches!(order.status, OrderStatus::Claimable | OrderStatus::Redeemed | OrderStatus::Refunded)
            {
                order.status = match (changed.points > Points::ZERO, order.redeemed) {
                    (false, _) => OrderStatus::Refunded,
                    (true, None) => OrderStatus::Claimable,
                    (true, Some(_)) => OrderStatus::Redeemed,
                };
            }
        }
        Event::ClaimRedeemed { order, account, .. } => {
            if let Some(order) = tables.order_mut(*order) {
                order.status = OrderStatus::Redeemed;
                order.redeemed =
                    Some(Redeemed { account: *account, position: recorded.position, at: recorded.at });
            }
            if let Some(account) = tables.account_mut(*account) {
                account.orders = account.orders.saturating_add(1);
            }
        }
        Event::ClaimReissued { order, issue, code, secret, .. } => {
            if let Some(found) = tables.order_mut(*order) {
                found.status = OrderStatus::Claimable;
                found.issue = *issue;
                found.code = *code;
                found.secret = *secret;
            }
            tables.add_code(*code, *order);
        }
        Event::ClaimVoided { order, .. } => set_status(tables, *order, OrderStatus::Voided),
        Event::ClaimExpired { order } => set_status(tables, *order, OrderStatus::Expired),
        Event::CodeGuessed { account } => {
            let conduct = tables.conduct_mut(*account);
            conduct.guesses.retain(|guess| recorded.at.is_within(3_600, *guess));
            conduct.guesses.push(recorded.at);
        }
        Event::SettingsChanged { changes, .. } => {
            let rules = tables.rules_mut();
            let offset = rules.settings.utc_offset;
            let settings = &mut rules.settings;
            for change in changes {
                // A setting of a later version is kept unread, like the adapters' settings.
                if settings.set(change.name.as_str(), &change.value).is_err() {
                    settings.others.insert(change.name.as_str().to_owned(), change.value.to_string());
                }
            }
            if settings.utc_offset != offset {
                rules.earlier_offsets.push((recorded.position, offset));
            }
        }
        Event::SeasonClosing { season, .. } => {
            tables.rules_mut().season.number = *season;
            tables.rules_mut().season.phase = Phase::Closing { next: AccountNo(1) };
        }
        Event::BalanceClosed { account, .. } => {
            tables.rules_mut().season.phase = Phase::Closing { next: AccountNo(account.0.saturating_add(1)) };
        }
        Event::SeasonClosed { season } => {
            tables.rules_mut().season.number = season.saturating_add(1);
            tables.rules_mut().season.phase = Phase::Open;
        }
        Event::MemberForgotten { account } => tables.forget_member(*account),
        Event::OrderForgotten { .. } => {}
    }
}

/// Makes the event the last of its book and of its accounts, and counts active members per day.
fn touch(tables: &mut impl Tables, recorded: &Recorded, sides: Sides) {
    let head = tables.head_mut();
    head.position = recorded.position;
    head.at = recorded.at;
    let mut newly_active = 0_u32;
    let today = recorded.at.day(tables.rules().settings.utc_offset);
    for no in sides.accounts() {
        let before = tables.account_mut(no).map(|account| {
            let before = (account.last_at, account.head);
            account.last_at = recorded.at;
            account.head = recorded.position;
            before
        });
        if before.is_none_or(|(at, position)| tables.rules().day_of(at, position) != today) {
            newly_active = newly_active.saturating_add(1);
        }
    }
    if newly_active > 0 {
        let flow = tables.flow_mut(today);
        flow.active = flow.active.saturating_add(newly_active);
    }
}

/// Moves the points of a posting and adds them to the sums of its flow.
fn post(tables: &mut impl Tables, recorded: &Recorded, sides: Sides) {
    let (at, amount) = (recorded.position, sides.amount);
    let flow = recorded.event.flow();
    let (day, counted) = counted_on(tables, recorded);
    if let Some(giver) = tables.account_mut(sides.debit) {
        giver.balance.sub(amount, at);
        if !sides.debit.is_treasury() {
            giver.entries = giver.entries.saturating_add(1);
            match flow {
                Flow::Spent => giver.spent.add(amount),
                // An order that lost value takes back points that were earned by it.
                Flow::Earned => {
                    giver.earned.sub(amount, at);
                    giver.take_back_in_period(amount, day, at);
                }
                Flow::Neither => {}
            }
        }
    }
    if let Some(taker) = tables.account_mut(sides.credit) {
        taker.balance.add(amount, at);
        if !sides.credit.is_treasury() {
            taker.entries = taker.entries.saturating_add(1);
            taker.highest = taker.highest.max(taker.balance.points);
            if flow == Flow::Earned {
                taker.earned.add(amount, at);
                match counted {
                    Counted::Today => taker.earn_in_period(amount, day, at),
                    Counted::Earlier => taker.add_in_period(amount, day, at),
                }
            }
        }
    }
    let head = tables.head_mut();
    head.entries = head.entries.saturating_add(1);
    match (flow, sides.debit.is_treasury()) {
        (Flow::Earned, true) => {
            head.issued.add(amount);
            tables.flow_mut(day).issued.add(amount);
        }
        (Flow::Earned, false) => {
            head.issued.sub(amount);
            tables.flow_mut(day).issued.sub(amount);
        }
        (Flow::Spent, _) => {
            head.spent.add(amount);
            tables.flow_mut(day).spent.add(amount);
        }
        (Flow::Neither, _) => {}
    }
}

/// Subtracts a reversed posting from the sums that it was added to, on the day of that posting.
fn take_back(
    tables: &mut impl Tables,
    recorded: &Recorded,
    sides: Sides,
    (reverses, of): (Position, Reversed),
) {
    let (at, amount) = (recorded.position, sides.amount);
    let day = tables.rules().day_of(of.at, reverses);
    match of.flow {
        Flow::Earned => {
            if let Some(account) = tables.account_mut(sides.debit) {
                account.earned.sub(amount, at);
                account.take_back_in_period(amount, day, at);
                if of.order.is_some() {
                    account.orders = account.orders.saturating_sub(1);
                }
            }
            tables.head_mut().issued.sub(amount);
            tables.flow_mut(day).issued.sub(amount);
        }
        Flow::Spent => {
            if let Some(account) = tables.account_mut(sides.credit) {
                account.spent.sub(amount);
            }
            tables.head_mut().spent.sub(amount);
            tables.flow_mut(day).spent.sub(amount);
        }
        Flow::Neither => {}
    }
}

/// Whether a posting counts on the day of its event, or corrects an earlier day.
enum Counted {
    Today,
    Earlier,
}

/// The day on which a posting counts: a correction of an order counts on the day of the redemption.
fn counted_on(tables: &impl Tables, recorded: &Recorded) -> (Day, Counted) {
    let rules = tables.rules();
    if let Event::OrderChanged(changed) = &recorded.event
        && let Some(redeemed) = tables.order(changed.order).and_then(|order| order.redeemed)
    {
        return (rules.day_of(redeemed.at, redeemed.position), Counted::Earlier);
    }
    (recorded.at.day(rules.settings.utc_offset), Counted::Today)
}

fn set_status(tables: &mut impl Tables, no: OrderNo, status: OrderStatus) {
    if let Some(order) = tables.order_mut(no) {
        order.status = status;
    }
}
