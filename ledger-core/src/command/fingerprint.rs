//! The fingerprint of a command: bytes that differ when its meaning differs, to recognise a reused request key.
//! Members appear as account numbers, so that a fingerprint says nothing about a forgotten person.

use crate::achievement::AchievementSpec;
use crate::command::Command;
use crate::values::{AccountNo, CodeHash, MemberId, OrderKey, OrderNo, Reason};

impl Command {
    /// Appends the fingerprint to `out`, for hashing. `account` gives a member's account and `order` the order of a code;
    /// a member without account and a code without order count as 0. A claim is identified by its order, so that it is
    /// the same command after the secret of the codes changed.
    /// The bytes of a command are frozen: the repeated keys of old journals depend on them.
    pub fn fingerprint(
        &self,
        account: &dyn Fn(MemberId) -> Option<AccountNo>,
        order: &dyn Fn(&CodeHash) -> Option<OrderNo>,
        out: &mut Vec<u8>,
    ) {
        let mut bytes = Bytes { out, account, order_of: order };
        bytes.command(self);
    }
}

struct Bytes<'a> {
    out: &'a mut Vec<u8>,
    account: &'a dyn Fn(MemberId) -> Option<AccountNo>,
    order_of: &'a dyn Fn(&CodeHash) -> Option<OrderNo>,
}

impl Bytes<'_> {
    fn command(&mut self, command: &Command) {
        match command {
            Command::Grant { member, amount, reason } => {
                self.tag(1).member(*member).number(amount.points().0).text(reason.as_str());
            }
            Command::Deduct { member, amount, reason } => {
                self.tag(2).member(*member).number(amount.points().0).text(reason.as_str());
            }
            Command::SetBalance { member, balance, reason } => {
                self.tag(3).member(*member).number(balance.0).text(reason.as_str());
            }
            Command::Transfer { from, to, amount, reason } => {
                self.tag(4).member(*from).member(*to).number(amount.points().0).text(reason.as_str());
            }
            Command::Reverse { position, reason } => {
                self.tag(5).text(&position.to_string()).text(reason.as_str());
            }
            Command::DefineAchievement { spec, reason } => {
                self.because(reason).tag(6).spec(spec);
            }
            Command::ChangeAchievement { spec, reason } => {
                self.because(reason).tag(7).spec(spec);
            }
            Command::RetireAchievement { achievement, reason } => {
                self.because(reason).tag(8).text(achievement.as_str());
            }
            Command::AwardAchievement { member, achievement, reason } => {
                self.tag(9).member(*member).text(achievement.as_str()).text(reason.as_str());
            }
            Command::RevokeAchievement { member, achievement, reason } => {
                self.tag(10).member(*member).text(achievement.as_str()).text(reason.as_str());
            }
            Command::AdoptStarterSet { reason } => {
                self.because(reason).tag(11);
            }
            Command::RecordOrder(order) => {
                let currency = order.currency.as_ref().map_or("", |currency| currency.as_str());
                let amount = order.amount.normalize().to_string();
                self.tag(12).order(&order.key).text(&amount).text(currency);
            }
            Command::RedeemClaim { member, code } => {
                let order = code.iter().find_map(self.order_of);
                self.tag(13).member(*member).number(order.map_or(0, |no| no.0.into()));
            }
            // The issue number identifies the code, whatever secret hashed it.
            Command::ReissueClaim { order, issue, reason, .. } => {
                self.because(reason).tag(14).order(order).number((*issue).into());
            }
            Command::VoidClaim { order, reason } => {
                self.tag(15).order(order).text(reason.as_str());
            }
            Command::ExpireClaim { order } => {
                self.tag(16).order(order);
            }
            Command::ChangeSettings { changes, reason } => {
                self.because(reason).tag(17).count(changes.len());
                for change in changes {
                    self.text(change.name.as_str()).text(&change.value);
                }
            }
            // `was` is left out: a repeated request reads the value that its first run wrote.
            Command::ReplaceSetting { change, reason, .. } => {
                self.because(reason).tag(22).text(change.name.as_str()).text(&change.value);
            }
            Command::CloseSeason { reason } => {
                self.tag(18).text(reason.as_str());
            }
            Command::CorrectClock => {
                self.tag(24);
            }
            Command::ForgetMember { member } => {
                self.tag(19).member(*member);
            }
            Command::ForgetOrder { order } => {
                self.tag(20).order(order);
            }
            Command::Batch(commands) => {
                self.tag(21).count(commands.len());
                for command in commands {
                    self.command(command);
                }
            }
        }
    }

    /// An optional reason, under a tag of its own in front of the command: without a reason the bytes equal those of
    /// versions that had none.
    fn because(&mut self, reason: &Option<Reason>) -> &mut Self {
        match reason {
            Some(reason) => self.tag(23).text(reason.as_str()),
            None => self,
        }
    }

    fn spec(&mut self, spec: &AchievementSpec) -> &mut Self {
        let description = spec.description.as_ref().map_or("", |text| text.as_str());
        self.text(spec.key.as_str()).text(spec.name.as_str()).text(description);
        self.text(&spec.rule.to_string()).number(spec.reward.0)
    }

    fn order(&mut self, order: &OrderKey) -> &mut Self {
        self.text(order.source.as_str()).text(order.shop.as_str()).text(order.id.as_str())
    }

    fn tag(&mut self, tag: u8) -> &mut Self {
        self.raw(&[tag])
    }

    fn member(&mut self, member: MemberId) -> &mut Self {
        let no = (self.account)(member).unwrap_or(AccountNo::TREASURY);
        self.raw(&no.0.to_le_bytes())
    }

    fn number(&mut self, number: i64) -> &mut Self {
        self.raw(&number.to_le_bytes())
    }

    fn count(&mut self, count: usize) -> &mut Self {
        self.number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.raw(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes()).raw(text.as_bytes())
    }

    fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.out.extend_from_slice(bytes);
        self
    }
}
