//! Names of people in answers: the member, or what is left of one who was forgotten.

use ledger_core::{AccountNo, Actor, MemberId};

/// The member's id; of a forgotten one the number of the account.
pub fn account(no: AccountNo, member: Option<MemberId>) -> String {
    member.map_or_else(|| format!("account:{no}"), |member| member.to_string())
}

/// Who did it: a member, or one of the ways in that are no person.
pub fn actor(actor: Actor, member: Option<MemberId>) -> String {
    match actor {
        Actor::Account(no) => account(no, member),
        Actor::System => "system".to_owned(),
        Actor::CommandLine => "command_line".to_owned(),
        Actor::Import => "import".to_owned(),
        Actor::Web => "web".to_owned(),
        // A later version may know more.
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
