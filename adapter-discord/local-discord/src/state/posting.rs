//! Posting, editing and deleting messages: the world, the gateway event and the page update in one step.
//! Callers check permissions first.

use crate::state::State;
use crate::state::event::Event;
use crate::state::page_update::PageUpdate;
use crate::world::api_error::ApiError;
use crate::world::ids::{ChannelId, MessageId};
use crate::world::message::Message;

impl State {
    /// Posts a new message. The bot gets no event for an ephemeral one.
    pub(crate) fn post(&mut self, message: Message) {
        if message.only_for.is_none() {
            let event = Event::message("MESSAGE_CREATE", &self.world, &message);
            self.emit(&event);
            if self.faults.messages_twice > 0 && message.author != self.world.bot() {
                self.faults.messages_twice -= 1;
                self.emit(&event);
            }
        }
        let (channel, id, only_for) = (message.channel, message.id, message.only_for);
        self.world.messages.entry(channel).or_default().insert(id, message);
        self.update_pages(PageUpdate::Message { channel, message: id, only_for });
    }

    pub(crate) fn revise(
        &mut self,
        channel: ChannelId,
        id: MessageId,
        change: impl FnOnce(&mut Message),
    ) -> Result<(), ApiError> {
        let now = self.world.clock.now_ms();
        let message = self.world.message_mut(channel, id)?;
        // Filling in a deferred response does not count as an edit.
        let was_loading = message.is_loading();
        change(message);
        if !was_loading {
            message.edited_at_ms = Some(now);
        }
        let message = self.world.message(channel, id)?.clone();
        let only_for = message.only_for;
        if only_for.is_none() {
            let event = Event::message("MESSAGE_UPDATE", &self.world, &message);
            self.emit(&event);
        }
        self.update_pages(PageUpdate::Message { channel, message: id, only_for });
        Ok(())
    }

    pub(crate) fn remove(&mut self, channel: ChannelId, id: MessageId) -> Result<(), ApiError> {
        let message = self.world.message(channel, id)?.clone();
        if let Some(all) = self.world.messages.get_mut(&channel) {
            all.remove(&id);
        }
        if message.only_for.is_none() {
            let event = Event::deleted(&self.world, &message);
            self.emit(&event);
        }
        self.update_pages(PageUpdate::Gone { channel, message: id, only_for: message.only_for });
        Ok(())
    }
}
