//! Change the settings of a book.

use super::{Answer, Asked, Draft};
use crate::tables::Tables;
use crate::{Event, SettingChange};

impl Draft<'_> {
    /// Values were checked when the changes were made; what is in force by then already is left out.
    pub(super) fn change_settings(&mut self, changes: &[SettingChange], asked: &mut Asked<'_>) -> Answer {
        let mut now = self.ahead.rules().settings.clone();
        let changes: Vec<SettingChange> = changes
            .iter()
            .filter(|change| {
                let mut changed = now.clone();
                let taken = changed.set(change.name.as_str(), &change.value).is_ok() && changed != now;
                if taken {
                    now = changed;
                }
                taken
            })
            .cloned()
            .collect();
        if !changes.is_empty() {
            self.emit(Event::SettingsChanged { changes }, asked.actor, asked);
        }
        Ok(())
    }
}
