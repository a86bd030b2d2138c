//! Changes of channels that do not come from the bot: an administrator deletes one, or changes what the bot may do
//! there; a member opens a thread.

use crate::local::LocalDiscord;
use crate::state::State;
use crate::state::event::Event;
use crate::state::intents::Intents;
use crate::state::page_update::PageUpdate;
use crate::world::channel::{Channel, Home, Overwrite, OverwriteTarget};
use crate::world::ids::{ChannelId, ServerId};
use crate::world::permissions::Permissions;
use crate::world::wire;

impl LocalDiscord {
    /// An administrator denies permissions to the bot in a channel of the first server.
    #[track_caller]
    pub fn deny_bot(&self, channel: &str, permissions: Permissions) {
        self.change_overwrite(channel, |one| one.deny = one.deny | permissions);
    }

    /// An administrator takes back what was denied to the bot in a channel of the first server.
    #[track_caller]
    pub fn stop_denying_bot(&self, channel: &str) {
        self.change_overwrite(channel, |one| one.deny = Permissions::NONE);
    }

    /// An administrator deletes a channel of the first server.
    #[track_caller]
    pub fn delete_channel(&self, channel: &str) {
        let (server, id) = (self.first_server(), self.channel(channel).id());
        self.shared.change(|state| {
            tell(state, "CHANNEL_DELETE", server, id);
            state.world.channels.remove(&id);
            state.world.messages.remove(&id);
            state.update_pages(PageUpdate::Surroundings);
        });
    }

    /// A member opens a thread in a channel of the first server.
    #[track_caller]
    pub fn open_thread(&self, channel: &str, name: &str) {
        let server = self.first_server();
        let thread = self.old_thread(channel, name);
        self.shared.change(|state| {
            let Some(opened) = state.world.channels.get(&thread) else { return };
            let data = wire::channel(&state.world, opened);
            state.emit(&Event::in_server("THREAD_CREATE", server, Intents::SERVERS, data));
        });
    }

    /// A thread that was asleep when the bot connected: no event has told of it.
    #[track_caller]
    pub fn old_thread(&self, channel: &str, name: &str) -> ChannelId {
        let parent = self.channel(channel).id();
        self.shared.change(|state| {
            let id = ChannelId(state.world.snowflakes.next(state.world.clock.now_ms()));
            if let Some(Channel { home, .. }) = state.world.channels.get(&parent).cloned() {
                let thread = Channel { id, name: name.to_owned(), home, parent: Some(parent) };
                state.world.channels.insert(id, thread);
            }
            id
        })
    }

    #[track_caller]
    fn change_overwrite(&self, channel: &str, change: impl FnOnce(&mut Overwrite)) {
        let (server, id) = (self.first_server(), self.channel(channel).id());
        self.shared.change(|state| {
            let bot = OverwriteTarget::Member(state.world.bot());
            let Some(found) = state.world.channels.get_mut(&id) else { return };
            let Home::Server { overwrites, .. } = &mut found.home else { return };
            let none = Overwrite { target: bot, allow: Permissions::NONE, deny: Permissions::NONE };
            let mut one = match overwrites.iter().position(|one| one.target == bot) {
                Some(index) => overwrites.remove(index),
                None => none,
            };
            change(&mut one);
            overwrites.push(one);
            tell(state, "CHANNEL_UPDATE", server, id);
            state.update_pages(PageUpdate::Surroundings);
        });
    }
}

fn tell(state: &mut State, name: &str, server: ServerId, id: ChannelId) {
    let Some(channel) = state.world.channels.get(&id) else { return };
    let data = wire::channel(&state.world, channel);
    state.emit(&Event::in_server(name, server, Intents::SERVERS, data));
}
