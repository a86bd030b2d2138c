//! A command as bytes that differ whenever its meaning differs: what a request key is held against.
//! People stand in it by account number, so that it says nothing about them once they are forgotten.

use crate::achievement::AchievementSpec;
use crate::command::Command;
use crate::values::{AccountNo, CodeHash, MemberId, OrderKey, OrderNo, Reason};

impl Command {
    /// Writes the command down for hashing. `account` gives a member's account and `order` the order of a code;
    /// a member or a code without one counts as 0. A claim is named by its order, so that the same claim is the same
    /// command also after the secret of the codes was changed.
    /// Bytes of equal commands are equal for ever: repeated keys of old journals depend on it.
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
            // The number of the issue says which code is meant, whatever secret it is made with.
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
            // What it was made from is how, and not what: asked again, it may be made from its own outcome.
            Command::ReplaceSetting { change, reason, .. } => {
                self.because(reason).tag(22).text(change.name.as_str()).text(&change.value);
            }
            Command::CloseSeason { reason } => {
                self.tag(18).text(reason.as_str());
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

    /// A reason that nobody has to give, under a tag of its own in front of the command: without one, the bytes are
    /// those of the time when there was no place for it.
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
