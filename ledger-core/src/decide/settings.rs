//! Decides the commands that change settings.

use super::{DecideResult, DecisionState, Draft};
use crate::book::Tables;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::settings::SettingChange;
use crate::values::{Asker, Reason};

impl Draft<'_> {
    /// Leaves out changes to the value in force. [`SettingChange::new`] checked the values.
    pub(super) fn change_settings(
        &mut self,
        changes: &[SettingChange],
        reason: &Option<Reason>,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        let mut now = self.book.rules().settings.clone();
        let given = changes;
        let changes: Vec<SettingChange> = given
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
        if let Some(zone) = now.time_zone
            && state.context.asker != Asker::System
            && given.iter().any(|change| change.name.as_str() == "utc_offset")
        {
            return Err(Refusal::OffsetFollowsTimeZone { zone }.into());
        }
        if !changes.is_empty() {
            self.emit(Event::SettingsChanged { changes, reason: reason.clone() }, state.actor, state);
        }
        Ok(())
    }

    /// Refuses the change if the value is no longer `was`, so that two stewards who add to one list at the same time do
    /// not lose an entry.
    pub(super) fn replace_setting(
        &mut self,
        was: &str,
        change: &SettingChange,
        reason: &Option<Reason>,
        state: &mut DecisionState<'_>,
    ) -> DecideResult {
        if self.book.rules().settings.written(change.name.as_str()) != was.trim() {
            return Err(Refusal::SettingChangedSince { name: change.name.clone() }.into());
        }
        self.change_settings(std::slice::from_ref(change), reason, state)
    }
}
