//! Daily sums of a member for a chart: points earned and spent, and the balance at the end of each day.

use ledger_core::{Book, BookId, Day, Event, Flow, MemberId, Points, Recorded, UtcOffset};

use crate::api::clock::is_ahead;
use crate::api::error::ReadError;
use crate::encoding::decode::decode;
use crate::engine::Next;
use crate::engine::reader::EngineReader;
use crate::internal_error::Result;
use crate::ledger::Ledger;
use crate::reads::history::Trail;

/// The most days of one call.
pub const MAX_DAYS: usize = 366;

/// One day of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberDay {
    /// The day at the book's offset from UTC.
    pub day: Day,
    /// Points earned, without those that were reversed later.
    pub earned: Points,
    /// Points spent, without those that were reversed later.
    pub spent: Points,
    /// The balance at the end of the day.
    pub balance: Points,
}

impl Ledger {
    /// The last `days` days of a member, at most [`MAX_DAYS`], oldest first and ending today; days without events are
    /// included. Walks the member's events of these days, some microseconds each. Empty for a member without an
    /// account.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn daily(&self, book: BookId, member: MemberId, days: usize) -> Result<Vec<MemberDay>, ReadError> {
        let engine = self.engine()?;
        let now = self.now();
        let found = self.read(book, |book| {
            let offset = book.settings().utc_offset;
            // Clocks may differ by moments, also around midnight.
            let today = if is_ahead(book.last_at(), now) { now } else { now.max(book.last_at()) };
            Some((Trail::of_member(book, member)?, offset, today.day(offset)))
        });
        let Some((trail, offset, today)) = found else { return Ok(Vec::new()) };
        let days = i32::try_from(days.clamp(1, MAX_DAYS)).expect("a year of days fits");
        let mut chart = Chart::until(today, days, offset);
        self.draw(&*engine, book, trail, &mut chart)?;
        Ok(chart.days)
    }

    fn draw(&self, engine: &dyn EngineReader, book: BookId, trail: Trail, chart: &mut Chart) -> Result<()> {
        let account = trail.account();
        let trail = trail.walk(engine, |row, balance| {
            let recorded = decode(row)?;
            let Some(day) = chart.reach(&recorded, balance) else { return Ok(Next::Stop) };
            let redeemed = match &recorded.event {
                Event::OrderChanged(changed) => self.read(book, |book: &Book| {
                    book.order_no(changed.order).and_then(|order| order.redeemed).map(|redeemed| redeemed.at)
                }),
                _ => None,
            };
            let sides = recorded.event.sides();
            let amount = sides.amount.0;
            let signed = if sides.credit == account { amount } else { -amount };
            match (&recorded.event, recorded.event.flow()) {
                (Event::PostingReversed { of, .. }, _) => match of.flow {
                    Flow::Earned => chart.count(of.at.day(chart.offset), |day| &mut day.earned, signed),
                    Flow::Spent => chart.count(of.at.day(chart.offset), |day| &mut day.spent, -signed),
                    Flow::Neither => {}
                },
                // A corrected order counts on the day it was redeemed.
                (_, Flow::Earned) => {
                    let day = redeemed.map_or(day, |at| at.day(chart.offset));
                    chart.count(day, |day| &mut day.earned, signed);
                }
                (_, Flow::Spent) => chart.count(day, |day| &mut day.spent, -signed),
                (_, Flow::Neither) => {}
            }
            Ok(Next::Go)
        })?;
        if trail.is_at_the_beginning() {
            chart.fill(chart.first, Points::ZERO);
        }
        Ok(())
    }
}

/// The days, filled from the newest back.
struct Chart {
    days: Vec<MemberDay>,
    first: Day,
    /// The day of the event that was reached last, or today.
    reached: Day,
    offset: UtcOffset,
    /// How many days, from the first on, have no balance yet.
    open: usize,
}

impl Chart {
    fn until(today: Day, days: i32, offset: UtcOffset) -> Chart {
        let first = Day(today.0 - days + 1);
        let zero = Points::ZERO;
        let days: Vec<MemberDay> = (first.0..=today.0)
            .map(|day| MemberDay { day: Day(day), earned: zero, spent: zero, balance: zero })
            .collect();
        Chart { open: days.len(), days, first, reached: today, offset }
    }

    /// Records the balance after an event. Returns its day; `None` if that is before the first day. An event that was
    /// recorded ahead of the clock is shown on the day of the next event.
    fn reach(&mut self, recorded: &Recorded, balance: Points) -> Option<Day> {
        let day = recorded.at.day(self.offset).min(self.reached);
        self.reached = day;
        self.fill(day.max(self.first), balance);
        (day >= self.first).then_some(day)
    }

    /// The balance holds from that day until the next event.
    fn fill(&mut self, from: Day, balance: Points) {
        let from = usize::try_from(from.0 - self.first.0).unwrap_or(0);
        for day in self.days.iter_mut().take(self.open).skip(from) {
            day.balance = balance;
        }
        self.open = self.open.min(from);
    }

    fn count(&mut self, day: Day, what: impl FnOnce(&mut MemberDay) -> &mut Points, change: i64) {
        let index = usize::try_from(day.0 - self.first.0);
        if let Some(day) = index.ok().and_then(|index| self.days.get_mut(index)) {
            let sum = what(day);
            *sum = Points(sum.0.saturating_add(change));
        }
    }
}
