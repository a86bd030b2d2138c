//! How people read each kind of event: its line, its topic in the audit, and what the log channel makes of it.

use ledger_core::{AccountNo, AchievementKey, AchievementSpec, Event, EventKind, OrderNo, SettingChange};

use crate::render::texts::{Value, Voice};
use crate::render::tone::Tone;

/// The presentation of a kind of event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    /// The name of its line in the texts.
    pub(crate) line: &'static str,
    /// The topic by which the audit finds it.
    pub(crate) topic: Option<Topic>,
    /// Whether the log channel tells it.
    pub(crate) log: Log,
    /// The colour of its message in the log channel.
    pub(crate) tone: Tone,
}

/// A filter of the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Topic {
    /// Points granted.
    Grants,
    /// Points deducted.
    Deductions,
    /// Points given by members.
    Transfers,
    /// Reversed postings.
    Reversals,
    /// Achievements.
    Achievements,
    /// Orders and their codes.
    Claims,
    /// Settings.
    Settings,
    /// The close of seasons.
    Seasons,
    /// Forgotten members and orders.
    Forgetting,
}

/// Whether the log channel tells a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Log {
    /// Each event is told.
    Told,
    /// It comes by the thousand and moves no points, another entry tells it already, or it is a step of a season's close.
    Untold,
}

/// The presentation of a kind. The `match` has no wildcard, so that the compiler asks for the line of a new kind.
pub(crate) fn shown(kind: EventKind) -> Shown {
    use Log::{Told, Untold};
    use Tone::{Money, Neutral, Warning};
    let (line, topic, log, tone) = match kind {
        EventKind::AccountOpened => ("audit-account-opened", None, Untold, Neutral),
        EventKind::PointsGranted => ("kind-granted", Some(Topic::Grants), Told, Money),
        EventKind::PointsDeducted => ("kind-deducted", Some(Topic::Deductions), Told, Warning),
        EventKind::PointsTransferred => ("kind-transferred", Some(Topic::Transfers), Told, Money),
        EventKind::PostingReversed => ("kind-reversed", Some(Topic::Reversals), Told, Warning),
        EventKind::AchievementDefined => {
            ("audit-achievement-defined", Some(Topic::Achievements), Told, Neutral)
        }
        EventKind::AchievementChanged => {
            ("audit-achievement-changed", Some(Topic::Achievements), Told, Neutral)
        }
        EventKind::AchievementRetired => {
            ("audit-achievement-retired", Some(Topic::Achievements), Told, Neutral)
        }
        EventKind::AchievementUnlocked => ("kind-unlocked", Some(Topic::Achievements), Told, Money),
        EventKind::AchievementRevoked => {
            ("audit-achievement-revoked", Some(Topic::Achievements), Told, Warning)
        }
        EventKind::OrderRecorded => ("audit-order-recorded", Some(Topic::Claims), Untold, Neutral),
        EventKind::OrderChanged => ("kind-order-changed", Some(Topic::Claims), Told, Neutral),
        EventKind::ClaimRedeemed => ("kind-claimed", Some(Topic::Claims), Told, Money),
        EventKind::ClaimReissued => ("audit-claim-reissued", Some(Topic::Claims), Told, Neutral),
        EventKind::ClaimVoided => ("audit-claim-voided", Some(Topic::Claims), Told, Warning),
        EventKind::ClaimExpired => ("audit-claim-expired", Some(Topic::Claims), Untold, Neutral),
        EventKind::CodeGuessed => ("audit-code-guessed", Some(Topic::Claims), Untold, Neutral),
        EventKind::SettingsChanged => ("audit-settings-changed", Some(Topic::Settings), Told, Neutral),
        EventKind::SeasonClosing => ("audit-season-closing", Some(Topic::Seasons), Told, Warning),
        EventKind::BalanceClosed => ("kind-season-closed", Some(Topic::Seasons), Untold, Neutral),
        EventKind::SeasonClosed => ("audit-season-closed", Some(Topic::Seasons), Told, Neutral),
        EventKind::ClockCorrected => ("audit-clock-corrected", None, Told, Warning),
        EventKind::MemberForgotten => ("audit-member-forgotten", Some(Topic::Forgetting), Told, Neutral),
        EventKind::OrderForgotten => ("audit-order-forgotten", Some(Topic::Forgetting), Told, Neutral),
    };
    Shown { line, topic, log, tone }
}

impl Topic {
    /// The kinds of events of this topic.
    pub(crate) fn kinds(self) -> impl Iterator<Item = EventKind> {
        EventKind::ALL.iter().copied().filter(move |kind| shown(*kind).topic == Some(self))
    }
}

/// The names in a line: the audit and the log channel look them up and shorten them differently.
pub(crate) trait Names {
    /// The language of the line.
    fn voice(&self) -> Voice<'_>;

    /// The holder of an account.
    fn account(&self, no: AccountNo) -> String;

    /// An achievement.
    fn achievement(&self, key: &AchievementKey) -> String;

    /// An achievement whose definition the event carries.
    fn definition(&self, spec: &AchievementSpec) -> String {
        self.achievement(&spec.key)
    }

    /// An order.
    fn order(&self, no: OrderNo) -> String;

    /// Changed settings.
    fn settings(&self, changes: &[SettingChange]) -> String;
}

/// The line of an event, without its points and its reason.
pub(crate) fn line(names: &impl Names, event: &Event) -> String {
    if let Event::ClockCorrected { from, to } = event {
        let values = [("from", from.to_string().into()), ("to", to.to_string().into())];
        return names.voice().say_with(shown(event.kind()).line, &values);
    }
    let value: Option<(&str, String)> = match event {
        Event::AchievementDefined { spec, .. } | Event::AchievementChanged { spec, .. } => {
            Some(("achievement", names.definition(spec)))
        }
        Event::PostingReversed { reverses, .. } => Some(("position", reverses.to_string())),
        Event::SettingsChanged { changes, .. } => Some(("settings", names.settings(changes))),
        Event::SeasonClosing { season, .. } | Event::SeasonClosed { season } => {
            Some(("season", season.to_string()))
        }
        Event::AccountOpened { account, .. } | Event::CodeGuessed { account } => {
            Some(("name", names.account(*account)))
        }
        _ => {
            let achievement = event.achievement().map(|key| ("achievement", names.achievement(key)));
            achievement.or_else(|| event.order().map(|no| ("order", names.order(no))))
        }
    };
    let values: Vec<(&str, Value<'_>)> =
        value.into_iter().map(|(name, value)| (name, value.into())).collect();
    names.voice().say_with(shown(event.kind()).line, &values)
}

/// Whether the member of an event belongs beside its line. The line itself names who got an account or tried a code, and
/// a forgotten member has no name.
pub(crate) fn names_member_apart(event: &Event) -> bool {
    !matches!(event, Event::AccountOpened { .. } | Event::CodeGuessed { .. } | Event::MemberForgotten { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(topic: Topic, kinds: &[&str]) {
        let found: Vec<&str> = topic.kinds().map(EventKind::as_str).collect();
        assert_eq!(found, kinds, "{topic:?}");
    }

    #[test]
    fn each_topic_of_the_audit_has_its_kinds() {
        check(Topic::Grants, &["points_granted"]);
        check(Topic::Deductions, &["points_deducted"]);
        check(Topic::Transfers, &["points_transferred"]);
        check(Topic::Reversals, &["posting_reversed"]);
        check(
            Topic::Achievements,
            &[
                "achievement_defined",
                "achievement_changed",
                "achievement_retired",
                "achievement_unlocked",
                "achievement_revoked",
            ],
        );
        check(
            Topic::Claims,
            &[
                "order_recorded",
                "order_changed",
                "claim_redeemed",
                "claim_reissued",
                "claim_voided",
                "claim_expired",
                "code_guessed",
            ],
        );
        check(Topic::Settings, &["settings_changed"]);
        check(Topic::Seasons, &["season_closing", "balance_closed", "season_closed"]);
        check(Topic::Forgetting, &["member_forgotten", "order_forgotten"]);
    }

    #[test]
    fn the_log_channel_leaves_out_what_comes_by_the_thousand() {
        let untold = EventKind::ALL.iter().filter(|kind| shown(**kind).log == Log::Untold);
        let untold: Vec<&str> = untold.map(|kind| kind.as_str()).collect();
        let expected =
            ["account_opened", "order_recorded", "claim_expired", "code_guessed", "balance_closed"];
        assert_eq!(untold, expected);
    }
}
