//! What all changes of stewards have in common: which members they can be made to, and how they are shown.

use ledger_core::{MemberId, Points, Position, Reason};
use ledger_store::Receipt;

use crate::invocation::arguments::Person;
use crate::invocation::silent::Silence;
use crate::invocation::{Context, Invocation, reason};
use crate::render::{Embed, Tone};
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

/// A change, to be shown.
pub(crate) struct ChangeReport<'a> {
    /// The title.
    pub title: String,
    /// The sentence that says what was done.
    pub said: String,
    /// The reason.
    pub reason: &'a Reason,
    /// The balance of the member afterwards, where it is about one.
    pub balance: Option<Points>,
    /// Its entry in the journal; `None` if nothing had to be changed.
    pub entry: Option<Position>,
}

impl ChangeReport<'_> {
    /// Shows it to the steward.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn tell(self, invocation: &mut Invocation) -> Result<(), CommandError> {
        let embed = self.embed(invocation);
        invocation.answer(Answer::embed(embed)).await
    }

    /// As it is shown.
    pub(crate) fn embed(self, invocation: &Invocation) -> Embed {
        let mut embed = Embed::new(Tone::Good).title(self.title).line(self.said);
        if let Some(balance) = self.balance {
            embed = embed.column(invocation.say("change-balance"), invocation.amount(balance));
        }
        embed = embed.column(invocation.say("change-by"), mention(invocation.member));
        if let Some(Position(entry)) = self.entry {
            embed = embed.column(invocation.say("change-entry"), format!("#{entry}"));
        }
        embed = embed.field(invocation.say("change-reason"), invocation.words_of(self.reason.as_str()));
        match invocation.silence {
            Silence::Silent => embed.footer(invocation.say("change-silent")),
            Silence::Aloud => embed,
        }
    }
}

/// A steward's change to one member.
pub(crate) struct MemberChange {
    /// The steward's invocation.
    pub invocation: Invocation,
    /// The member whose points or achievements change.
    pub member: MemberId,
    /// The reason.
    pub reason: Reason,
}

impl MemberChange {
    /// Begins the command of a change. It can be made to a member who has an account, and to one who is in the server
    /// and may get one.
    ///
    /// # Errors
    /// When it is not ours to answer, the reason cannot be one, the member is neither, or Discord cannot be asked.
    pub(crate) async fn begin(
        ctx: Context<'_>,
        named: Person,
        silent: Option<Silence>,
        reason: &str,
    ) -> Result<MemberChange, CommandError> {
        let invocation = Invocation::begin_with_silence(ctx, silent).await?;
        let reason = Reason::new(reason::unmarked(ctx, reason))?;
        let person = invocation.person_or_asker(Some(named));
        let has_account = invocation.read(|book| book.account_of(person.id).is_some());
        if !has_account && !invocation.is_here(&person).await? {
            return Err(CommandError::say("bad-member"));
        }
        Ok(MemberChange { invocation, member: person.id, reason })
    }

    /// The balance of the member before the change.
    pub(crate) fn balance(&self) -> Points {
        self.invocation.read(|book| book.balance(self.member))
    }

    /// Shows it to the steward.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub(crate) async fn tell(
        mut self,
        receipt: &Receipt,
        title: String,
        said: String,
    ) -> Result<(), CommandError> {
        let report = ChangeReport {
            title,
            said,
            reason: &self.reason,
            balance: Some(receipt.balance),
            entry: receipt.position,
        };
        report.tell(&mut self.invocation).await
    }
}

/// In an embed a mention shows the name and pings no one.
pub(crate) fn mention(member: MemberId) -> String {
    format!("<@{member}>")
}
