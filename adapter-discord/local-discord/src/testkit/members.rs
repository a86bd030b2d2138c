//! Changes of members that do not come from the bot: they leave, join, and get roles from administrators.

use crate::local::LocalDiscord;
use crate::state::page_update::PageUpdate;

impl LocalDiscord {
    /// A member leaves the first server.
    #[track_caller]
    pub fn leave(&self, name: &str) {
        let (server, user) = (self.first_server(), self.member(name).id());
        self.shared.change(|state| state.leave(server, user));
    }

    /// A user joins the first server, again after leaving it.
    #[track_caller]
    pub fn join(&self, name: &str) {
        let (server, user) = (self.first_server(), self.member(name).id());
        self.shared.change(|state| state.join(server, user));
    }

    /// An administrator gives a role to a member of the first server.
    #[track_caller]
    pub fn give_role(&self, name: &str, role: &str) {
        let (server, user, role) = (self.first_server(), self.member(name).id(), self.role_id(role));
        self.shared.change(|state| state.give_role(server, user, role));
    }

    /// An administrator takes a role from a member of the first server.
    #[track_caller]
    pub fn take_role(&self, name: &str, role: &str) {
        let (server, user, role) = (self.first_server(), self.member(name).id(), self.role_id(role));
        self.shared.change(|state| state.take_role(server, user, role));
    }

    /// A member of the first server changes or removes their nickname.
    #[track_caller]
    pub fn rename(&self, name: &str, nick: Option<&str>) {
        let (server, user) = (self.first_server(), self.member(name).id());
        self.shared.change(|state| state.rename(server, user, nick.map(str::to_owned)));
    }

    /// A member sets an avatar with this hash of 32 hexadecimal digits.
    #[track_caller]
    pub fn set_avatar(&self, name: &str, hash: &str) {
        let user = self.member(name).id();
        self.shared.change(|state| {
            if let Some(user) = state.world.users.get_mut(&user) {
                user.avatar = Some(hash.to_owned());
            }
            state.update_pages(PageUpdate::Surroundings);
        });
    }

    /// A member changes the language of their client.
    #[track_caller]
    pub fn set_locale(&self, name: &str, locale: &str) {
        let user = self.member(name).id();
        self.shared.change(|state| {
            if let Some(user) = state.world.users.get_mut(&user) {
                locale.clone_into(&mut user.locale);
            }
            state.update_pages(PageUpdate::Surroundings);
        });
    }
}
