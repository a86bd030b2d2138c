//! The people a message may ping. Every message sets this: without it Discord pings everyone who is mentioned.

use serenity::builder::CreateAllowedMentions;
use serenity::model::id::UserId;

/// The default of every reply: no pings.
pub(crate) fn none() -> CreateAllowedMentions {
    only([])
}

/// Pings these people only: no role, not everyone, and not the author of the message replied to.
pub(crate) fn only(users: impl IntoIterator<Item = UserId>) -> CreateAllowedMentions {
    CreateAllowedMentions::new().users(users).empty_roles().replied_user(false)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_named_people_are_pinged() {
        assert_eq!(
            serde_json::to_value(none()).unwrap(),
            json!({ "parse": [], "users": [], "roles": [], "replied_user": false })
        );
        assert_eq!(
            serde_json::to_value(only([UserId::new(42)])).unwrap(),
            json!({ "parse": [], "users": ["42"], "roles": [], "replied_user": false })
        );
    }
}
