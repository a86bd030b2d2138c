//! Changes of channels that do not come from the bot: one is deleted, a thread is opened.

use crate::local::LocalDiscord;
use crate::state::event::Event;
use crate::state::intents::Intents;
use crate::state::page_update::PageUpdate;
use crate::world::channel::Channel;
use crate::world::ids::ChannelId;
use crate::world::wire;

impl LocalDiscord {
    /// An administrator deletes a channel of the first server.
    #[track_caller]
    pub fn delete_channel(&self, name: &str) {
        let (server, id) = (self.first_server(), self.channel(name).id());
        self.shared.change(|state| {
            let Some(deleted) = state.world.channels.remove(&id) else { return };
            let data = wire::channel(&state.world, &deleted);
            state.emit(&Event::in_server("CHANNEL_DELETE", server, Intents::SERVERS, data));
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
}
