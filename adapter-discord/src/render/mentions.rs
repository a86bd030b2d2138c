//! Whom a message may ping. It is always said: left out, Discord would ping whoever is named.

use serenity::builder::CreateAllowedMentions;
use serenity::model::id::UserId;

/// Nobody: what every answer has that has no reason for another.
pub(crate) fn nobody() -> CreateAllowedMentions {
    only([])
}

/// These people and nobody else; no role, not everyone, and not whoever is replied to.
pub(crate) fn only(users: impl IntoIterator<Item = UserId>) -> CreateAllowedMentions {
    CreateAllowedMentions::new().users(users).empty_roles().replied_user(false)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nobody_is_pinged_unless_they_are_named() {
        assert_eq!(
            serde_json::to_value(nobody()).unwrap(),
            json!({ "parse": [], "users": [], "roles": [], "replied_user": false })
        );
        assert_eq!(
            serde_json::to_value(only([UserId::new(42)])).unwrap(),
            json!({ "parse": [], "users": ["42"], "roles": [], "replied_user": false })
        );
    }
}
