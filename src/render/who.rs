//! Names of members and actors in answers.

use ledger_core::{AccountNo, Actor, MemberId};

/// The member's id, or the account number of a forgotten member.
pub(crate) fn account(no: AccountNo, member: Option<MemberId>) -> String {
    member.map_or_else(|| format!("account:{no}"), |member| member.to_string())
}

/// The actor of an event: a member, or an interface such as the command line.
pub(crate) fn actor(actor: Actor, member: Option<MemberId>) -> String {
    match actor {
        Actor::Account(no) => account(no, member),
        Actor::System => "system".to_owned(),
        Actor::CommandLine => "command_line".to_owned(),
        Actor::Import => "import".to_owned(),
        Actor::Web => "web".to_owned(),
        // Kinds of actor that a later version adds.
        other => format!("actor:{}", other.number()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forgotten_member_is_an_account_number() {
        assert_eq!(account(AccountNo(7), MemberId::new(42).ok()), "42");
        assert_eq!(account(AccountNo(7), None), "account:7");
        assert_eq!(actor(Actor::Account(AccountNo(7)), None), "account:7");
        assert_eq!(actor(Actor::CommandLine, None), "command_line");
    }
}
