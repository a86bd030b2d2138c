//! Why the rules say no, in the language of whoever asked. Which line says what stands here; the rules do not.

use ledger_core::{Amount, MemberId, OrderStatus, Points, Refusal, Timestamp};

use crate::texts::{Value, Voice};

/// What a refusal needs to be told.
pub struct Teller<'a> {
    /// The language.
    pub voice: Voice<'a>,
    /// How points are written here.
    pub amount: &'a dyn Fn(Points) -> String,
    /// How people are called here.
    pub name: &'a dyn Fn(MemberId) -> String,
}

impl Teller<'_> {
    /// A refusal as a sentence.
    pub fn tell(&self, refusal: &Refusal) -> String {
        let amount = |points: Points| Value::from((self.amount)(points));
        let limit = |amount: Amount| Value::from((self.amount)(amount.points()));
        let text = |text: &dyn ToString| Value::from(text.to_string());
        match refusal {
            Refusal::InsufficientBalance { balance, asked } => {
                let short = asked.minus(*balance).unwrap_or(*asked);
                self.say(
                    "refusal-insufficient-balance",
                    &[("asked", amount(*asked)), ("balance", amount(*balance)), ("short", amount(short))],
                )
            }
            Refusal::OverTransactionLimit { asked, limit: most } => {
                self.say("refusal-over-transaction-limit", &[("asked", amount(*asked)), ("limit", limit(*most))])
            }
            Refusal::OverBalanceLimit { would_be, limit: most } => {
                self.say("refusal-over-balance-limit", &[("would-be", amount(*would_be)), ("limit", limit(*most))])
            }
            Refusal::Overflow => self.say("refusal-overflow", &[]),
            Refusal::SameAccount => self.say("refusal-same-account", &[]),
            Refusal::TransfersOff => self.say("refusal-transfers-off", &[]),
            Refusal::BelowTransferMinimum { asked, minimum } => {
                self.say("refusal-below-transfer-minimum", &[("asked", limit(*asked)), ("minimum", limit(*minimum))])
            }
            Refusal::OverDailyCap { sent, asked, cap } => self.say(
                "refusal-over-daily-cap",
                &[("sent", amount(*sent)), ("asked", limit(*asked)), ("cap", limit(*cap))],
            ),
            Refusal::UnknownMember { member } => {
                self.say("refusal-unknown-member", &[("member", (self.name)(*member).into())])
            }
            Refusal::UnknownPosting { position } => {
                self.say("refusal-unknown-posting", &[("position", text(&position.0))])
            }
            Refusal::NotReversible { position, kind } => {
                self.say("refusal-not-reversible", &[("position", text(&position.0)), ("kind", text(kind))])
            }
            Refusal::ReversalOfReversal { position } => {
                self.say("refusal-reversal-of-reversal", &[("position", text(&position.0))])
            }
            Refusal::AlreadyReversed { position } => {
                self.say("refusal-already-reversed", &[("position", text(&position.0))])
            }
            Refusal::OrderChangedSince => self.say("refusal-order-changed-since", &[]),
            Refusal::SeasonClosing => self.say("refusal-season-closing", &[]),
            Refusal::UnknownAchievement { achievement } => self.of("refusal-unknown-achievement", achievement),
            Refusal::AchievementExists { achievement } => self.of("refusal-achievement-exists", achievement),
            Refusal::AchievementRetired { achievement } => self.of("refusal-achievement-retired", achievement),
            Refusal::AlreadyUnlocked { achievement } => self.of("refusal-already-unlocked", achievement),
            Refusal::NotUnlocked { achievement } => self.of("refusal-not-unlocked", achievement),
            Refusal::TooManyAchievements { limit } => {
                self.say("refusal-too-many-achievements", &[("limit", (*limit).into())])
            }
            Refusal::BadReward { reward } => self.say("refusal-bad-reward", &[("reward", amount(*reward))]),
            Refusal::UnknownOrder { order } => self.say("refusal-unknown-order", &[("order", text(order))]),
            Refusal::NegativeOrder { order } => self.say("refusal-negative-order", &[("order", text(order))]),
            Refusal::UnknownCode { guesses_left } => {
                self.say("refusal-unknown-code", &[("guesses", (*guesses_left).into())])
            }
            Refusal::TooManyGuesses { retry_at, .. } => {
                self.say("refusal-too-many-guesses", &[("when", from_now(*retry_at).into())])
            }
            Refusal::CodeReplaced => self.say("refusal-code-replaced", &[]),
            Refusal::ClaimNotOpen { status } => self.say(not_open(*status), &[]),
            Refusal::StaleIssue { issued, asked } => self.say(
                "refusal-stale-issue",
                &[("issued", (*issued).into()), ("next", issued.saturating_add(1).into()), ("asked", (*asked).into())],
            ),
            Refusal::CodeTaken => self.say("refusal-code-taken", &[]),
            Refusal::NegativeBalance { balance } => {
                self.say("refusal-negative-balance", &[("balance", amount(*balance))])
            }
            Refusal::KeyReused { position } => self.say("refusal-key-reused", &[("position", text(&position.0))]),
            Refusal::InBatch { index, refusal } => self.say(
                "refusal-in-batch",
                &[("number", index.saturating_add(1).into()), ("refusal", self.tell(refusal).into())],
            ),
            Refusal::BadBatch { commands, limit } => {
                self.say("refusal-bad-batch", &[("limit", (*limit).into()), ("commands", (*commands).into())])
            }
            Refusal::BookFull { what, limit } => {
                self.say("refusal-book-full", &[("limit", (*limit).into()), ("what", text(what))])
            }
            // A later version of the rules may have more.
            other => self.say("refusal-other", &[("reason", text(other))]),
        }
    }

    fn say(&self, line: &str, values: &[(&str, Value<'_>)]) -> String {
        self.voice.say_with(line, values)
    }

    fn of(&self, line: &str, achievement: &ledger_core::AchievementKey) -> String {
        self.say(line, &[("achievement", achievement.as_str().into())])
    }
}

fn not_open(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Claimable => "refusal-claim-open",
        OrderStatus::Redeemed => "refusal-already-redeemed",
        OrderStatus::Reversed => "refusal-claim-reversed",
        OrderStatus::Refunded => "refusal-claim-refunded",
        OrderStatus::Voided => "refusal-claim-voided",
        // And whatever a later version knows: the code cannot be used.
        _ => "refusal-claim-expired",
    }
}

/// "in 12 minutes", as each person's Discord writes it.
fn from_now(at: Timestamp) -> String {
    // Rounded up: who tries again at that second must be let in.
    format!("<t:{}:R>", at.micros().div_euclid(1_000_000) + 1)
}
