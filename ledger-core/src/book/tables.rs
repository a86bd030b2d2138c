//! The tables of a book as the fold sees them: the book itself, or an overlay over it.

use crate::account::Account;
use crate::achievement::Achievement;
use crate::order::Order;
use crate::recent::Recent;
use crate::settings::Settings;
use crate::values::{
    AccountNo, AchievementKey, AchievementNo, CodeHash, Day, OrderNo, Points, Position, Timestamp, UtcOffset,
};

/// The interface of the one fold, implemented by [`crate::Book`] and by a book with an overlay.
pub(crate) trait Tables {
    fn account(&self, no: AccountNo) -> Option<&Account>;
    fn account_mut(&mut self, no: AccountNo) -> Option<&mut Account>;
    fn opened(&self) -> u32;
    fn open_account(&mut self, no: AccountNo, account: Account);
    fn forget_member(&mut self, no: AccountNo);
    fn order(&self, no: OrderNo) -> Option<&Order>;
    fn order_mut(&mut self, no: OrderNo) -> Option<&mut Order>;
    fn add_order(&mut self, order: Order);
    fn add_code(&mut self, code: CodeHash, order: OrderNo);
    fn mark_reversed(&mut self, position: Position);
    fn flow_mut(&mut self, day: Day) -> &mut DayFlow;
    fn conduct_mut(&mut self, no: AccountNo) -> &mut Conduct;
    fn rules(&self) -> &Rules;
    fn rules_mut(&mut self) -> &mut Rules;
    fn holders_mut(&mut self, achievement: AchievementNo) -> &mut u32;
    fn head(&self) -> &BookHead;
    fn head_mut(&mut self) -> &mut BookHead;
}

/// Settings, achievements and the season, copied as a whole when an overlay changes one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    pub settings: Settings,
    pub achievements: Vec<Achievement>,
    pub season: Season,
    /// The offsets from UTC that were changed, each with the event that ended it.
    pub earlier_offsets: Vec<(Position, UtcOffset)>,
}

impl Rules {
    /// The day on which an earlier event was counted, at the offset from UTC that was in force then.
    pub(crate) fn day_of(&self, at: Timestamp, position: Position) -> Day {
        let newer = |(ended_by, _): &&(Position, UtcOffset)| position <= *ended_by;
        let ended = self.earlier_offsets.iter().rev().take_while(newer).last();
        at.day(ended.map_or(self.settings.utc_offset, |(_, offset)| *offset))
    }

    pub(crate) fn achievement(&self, key: &AchievementKey) -> Option<&Achievement> {
        self.achievements.iter().find(|achievement| achievement.spec.key == *key)
    }

    pub(crate) fn achievement_mut(&mut self, key: &AchievementKey) -> Option<&mut Achievement> {
        self.achievements.iter_mut().find(|achievement| achievement.spec.key == *key)
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct BookHead {
    pub position: Position,
    pub at: Timestamp,
    pub orders: u32,
    pub entries: u64,
    pub issued: Points,
    pub spent: Points,
}

/// The sums of a book over one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayFlow {
    /// Points issued by grants, order claims and rewards. A later reversal subtracts from the day of the posting.
    pub issued: Points,
    /// Points spent; reversals likewise.
    pub spent: Points,
    /// Members whose account had an event on that day.
    pub active: u32,
}

/// Recent transfers and wrong codes of an account, for the rules that limit them; absent for accounts without any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conduct {
    /// Points transferred to others on the last two days with a transfer.
    pub sent: Recent<Day, Points>,
    /// The time of the last transfer to another member.
    pub sent_at: Option<Timestamp>,
    /// The times of wrong codes, in the order of their events. A new one drops those that are not within the hour before.
    pub guesses: Vec<Timestamp>,
}

/// The season of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Season {
    /// The number of the season, from 1.
    pub number: u32,
    /// Whether the season is being closed.
    pub phase: Phase,
}

/// Whether a season is being closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Commands are decided as usual.
    Open,
    /// The close is under way: every command is refused until it ends.
    Closing {
        /// The first account whose balance is not closed yet.
        next: AccountNo,
    },
}

impl Default for Season {
    fn default() -> Self {
        Season { number: 1, phase: Phase::Open }
    }
}
