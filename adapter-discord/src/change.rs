//! What all changes that stewards make have in common: whom they can be made to, and how they are told.
//! What is changed is known to the command.

use ledger_core::{MemberId, Points, Position, Reason};

use crate::answer::Answer;
use crate::arguments::Person;
use crate::ask::Ask;
use crate::look::{Meaning, Sheet, theirs};
use crate::silence::Silence;
use crate::trouble::Trouble;

/// A change, to be told.
pub struct Change<'a> {
    /// What stands above it.
    pub title: String,
    /// What was done.
    pub said: String,
    /// Why.
    pub reason: &'a Reason,
    /// What the member has afterwards, where it is about one.
    pub balance: Option<Points>,
    /// Where it stands in the journal, unless everything was as asked already.
    pub entry: Option<Position>,
    /// Whether it is posted.
    pub silence: Silence,
}

impl Change<'_> {
    /// Tells it to whoever made it.
    ///
    /// # Errors
    /// When Discord does not take it.
    pub async fn tell(self, ask: &mut Ask) -> Result<(), Trouble> {
        let sheet = self.sheet(ask);
        ask.answer(Answer::sheet(sheet)).await
    }

    /// As it is shown.
    pub fn sheet(self, ask: &Ask) -> Sheet {
        let mut sheet = Sheet::new(Meaning::Good).title(self.title).line(self.said);
        if let Some(balance) = self.balance {
            sheet = sheet.column(ask.say("change-balance"), ask.amount(balance));
        }
        sheet = sheet.column(ask.say("change-by"), mention(ask.member));
        if let Some(Position(entry)) = self.entry {
            sheet = sheet.column(ask.say("change-entry"), format!("#{entry}"));
        }
        sheet = sheet.field(ask.say("change-reason"), theirs(self.reason.as_str()));
        match self.silence {
            Silence::Silent => sheet.footer(ask.say("change-silent")),
            Silence::Aloud => sheet,
        }
    }
}

/// Somebody whose points can be changed: who has an account, or who is here and may get one.
///
/// # Errors
/// When they are neither, or Discord cannot be asked.
pub async fn whose(ask: &Ask, named: Person) -> Result<Person, Trouble> {
    let person = ask.whose(Some(named));
    let has_account = ask.read(|book| book.account_of(person.id).is_some());
    if has_account || ask.is_here(&person).await? { Ok(person) } else { Err(Trouble::say("bad-member")) }
}

/// In an embed it shows the name and pings nobody.
pub fn mention(member: MemberId) -> String {
    format!("<@{member}>")
}
