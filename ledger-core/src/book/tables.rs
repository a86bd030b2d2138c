//! What the fold writes to: the tables of a book, either the book itself or an overlay over it.

use crate::account::Account;
use crate::achievement::Achievement;
use crate::order::Order;
use crate::settings::Settings;
use crate::values::{
    AccountNo, AchievementKey, AchievementNo, CodeHash, Day, OrderNo, Points, Position, Timestamp,
};

/// The tables of a book. `apply` is written once against this; [`crate::Book`] and [`crate::Overlay`] are the two.
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

/// What admins decided: settings, achievements, and where the season stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    pub settings: Settings,
    pub achievements: Vec<Achievement>,
    pub season: Season,
}

impl Rules {
    pub(crate) fn achievement(&self, key: &AchievementKey) -> Option<&Achievement> {
        self.achievements.iter().find(|achievement| achievement.spec.key == *key)
    }

    pub(crate) fn achievement_mut(&mut self, key: &AchievementKey) -> Option<&mut Achievement> {
        self.achievements.iter_mut().find(|achievement| achievement.spec.key == *key)
    }
}

/// Where the book's last event is, and its sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct BookHead {
    pub position: Position,
    pub at: Timestamp,
    pub orders: u32,
    pub entries: u64,
    pub issued: Points,
    pub spent: Points,
}

/// What happened in a book on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayFlow {
    /// Points issued: grants, order claims, rewards. A later reversal takes them out of the day they were issued on.
    pub issued: Points,
    /// Points spent, likewise.
    pub spent: Points,
    /// Members whose account had an event.
    pub active: u32,
}

/// What the rules remember of a member's recent doings; kept only for those who have any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conduct {
    /// The day that `sent` is about.
    pub sent_on: Day,
    /// Points given away on that day.
    pub sent: Points,
    /// When points were last given away.
    pub sent_at: Option<Timestamp>,
    /// When wrong codes were tried, within the last hour of such a try, oldest first.
    pub guesses: Vec<Timestamp>,
}

/// A season of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Season {
    /// 1 for the first.
    pub number: u32,
    /// Whether it is being closed.
    pub phase: Phase,
}

/// Whether a season is being closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Points move as usual.
    Open,
    /// Accounts from this number on are still to be taken to 0; nothing else changes meanwhile.
    Closing {
        /// The next account to look at.
        next: AccountNo,
    },
}

impl Default for Season {
    fn default() -> Self {
        Season { number: 1, phase: Phase::Open }
    }
}
