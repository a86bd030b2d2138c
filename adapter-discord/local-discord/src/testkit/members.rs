//! What happens to members that the bot has no hand in: they leave, join, get roles from others.

use crate::local::LocalDiscord;
use crate::state::page_update::PageUpdate;

impl LocalDiscord {
    /// Somebody leaves the first server.
    #[track_caller]
    pub fn leave(&self, name: &str) {
        let (server, user) = (self.first_server(), self.member(name).id());
        self.shared.change(|state| state.leave(server, user));
    }

    /// Somebody known joins the first server (again).
    #[track_caller]
    pub fn join(&self, name: &str) {
        let (server, user) = (self.first_server(), self.member(name).id());
        self.shared.change(|state| state.join(server, user));
    }

    /// Gives a member of the first server a role, as an administrator would.
    #[track_caller]
    pub fn give_role(&self, name: &str, role: &str) {
        let (server, user, role) = (self.first_server(), self.member(name).id(), self.role_id(role));
        self.shared.change(|state| state.give_role(server, user, role));
    }

    /// Takes a role from a member of the first server, as an administrator would.
    #[track_caller]
    pub fn take_role(&self, name: &str, role: &str) {
        let (server, user, role) = (self.first_server(), self.member(name).id(), self.role_id(role));
        self.shared.change(|state| state.take_role(server, user, role));
    }

    /// A member of the first server takes another nickname, or none.
    #[track_caller]
    pub fn rename(&self, name: &str, nick: Option<&str>) {
        let (server, user) = (self.first_server(), self.member(name).id());
        self.shared.change(|state| state.rename(server, user, nick.map(str::to_owned)));
    }

    /// Somebody has a picture of their own from now on, of this hash: 32 digits to the base of 16.
    #[track_caller]
    pub fn shows_picture(&self, name: &str, hash: &str) {
        let user = self.member(name).id();
        self.shared.change(|state| {
            if let Some(user) = state.world.users.get_mut(&user) {
                user.avatar = Some(hash.to_owned());
            }
            state.update_pages(PageUpdate::Surroundings);
        });
    }

    /// The language of somebody's client from now on.
    #[track_caller]
    pub fn speaks(&self, name: &str, locale: &str) {
        let user = self.member(name).id();
        self.shared.change(|state| {
            if let Some(user) = state.world.users.get_mut(&user) {
                locale.clone_into(&mut user.locale);
            }
            state.update_pages(PageUpdate::Surroundings);
        });
    }
}
