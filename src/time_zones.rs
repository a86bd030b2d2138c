//! The time zones of the IANA database, with their data in the program: they do not depend on the machine.

use std::sync::Arc;

use jiff::tz::TimeZoneDatabase;
use ledger_core::{Timestamp, UtcOffset};
use ledger_store::TimeZones;

/// How alike two names must be, from 0 to 1, for one to be proposed for the other.
const ALIKE: f64 = 0.8;

/// The zones, for [`ledger_store::Options::time_zones`].
pub(crate) fn of_the_world() -> Arc<dyn TimeZones> {
    Arc::new(World(TimeZoneDatabase::bundled()))
}

struct World(TimeZoneDatabase);

impl TimeZones for World {
    fn offset(&self, zone: &str, at: Timestamp) -> Option<UtcOffset> {
        let zone = self.0.get(zone).ok()?;
        let at = jiff::Timestamp::from_microsecond(at.micros()).ok()?;
        let minutes = zone.to_offset(at).seconds().div_euclid(60);
        UtcOffset::of_minutes(i16::try_from(minutes).ok()?)
    }

    fn near(&self, name: &str) -> Option<String> {
        let typed = name.to_lowercase();
        let alike = |zone: &str| {
            let zone = zone.to_lowercase();
            let city = zone.rsplit('/').next().unwrap_or(&zone);
            strsim::jaro_winkler(&zone, &typed).max(strsim::jaro_winkler(city, &typed))
        };
        let zones = self.0.available().map(|zone| (alike(zone.as_str()), zone.as_str().to_owned()));
        // Among equals the shorter name: Europe/Berlin before a zone in a folder of old names.
        let near = zones.max_by(|(left, left_name), (right, right_name)| {
            left.total_cmp(right).then(right_name.len().cmp(&left_name.len()))
        });
        near.filter(|(alike, _)| *alike >= ALIKE).map(|(_, zone)| zone)
    }
}

#[cfg(test)]
mod tests {
    use ledger_core::testkit::utc;
    use ledger_core::{Actor, Asker, BookId, Command, Event, Position, SettingChange};
    use ledger_store::{FixedClock, Ledger, Options, Outcome, Request};

    use super::*;

    struct Town {
        ledger: Ledger,
        clock: Arc<FixedClock>,
        _folder: tempfile::TempDir,
    }

    impl Town {
        fn at(now: Timestamp) -> Town {
            let folder = tempfile::tempdir().unwrap();
            let clock = Arc::new(FixedClock::at(now));
            let options = Options::default().clock(clock.clone()).time_zones(of_the_world());
            let ledger = Ledger::open_with(folder.path().join("points.db"), options).unwrap();
            Town { ledger, clock, _folder: folder }
        }

        fn set(&self, name: &str, value: &str) -> Outcome {
            let changes = vec![SettingChange::new(name, value).unwrap()];
            let command = Command::ChangeSettings { changes, reason: None };
            let request = Request::new(book(), command).asker(Asker::CommandLine);
            self.ledger.submit_and_wait(request).unwrap()
        }

        fn offset(&self) -> String {
            self.ledger.read(book(), |book| book.settings().utc_offset.to_string())
        }

        fn grant(&self, member: u64, amount: i64) {
            let grant = Command::grant(member, amount, "for a test").unwrap();
            self.ledger.submit_and_wait(Request::new(book(), grant)).unwrap().receipt().unwrap();
        }

        /// The offset after the first event at a time.
        fn offset_at(&self, now: Timestamp) -> String {
            self.clock.set(now);
            self.grant(1, 1);
            self.offset()
        }
    }

    fn book() -> BookId {
        BookId::new(1).unwrap()
    }

    #[test]
    fn a_zone_sets_the_offset_at_once_by_an_event_of_the_ledger() {
        let town = Town::at(utc(2026, 7, 1, 12, 0));
        let receipt = town.set("time_zone", "Europe/Berlin").receipt().unwrap();
        assert_eq!(
            (receipt.position, receipt.also, town.offset().as_str()),
            (Some(Position(1)), vec![], "+02:00")
        );
        let changed = town.ledger.event(Position(2)).unwrap().unwrap();
        let Event::SettingsChanged { changes, .. } = &changed.event else { panic!("{changed:?}") };
        assert_eq!(
            (changed.actor, changes[0].name.as_str(), &*changes[0].value),
            (Actor::System, "utc_offset", "+02:00")
        );
        town.set("time_zone", "Europe/Berlin").receipt().unwrap();
        assert_eq!(town.ledger.head(), Position(2), "the same zone changes nothing");
    }

    #[test]
    fn summer_time_begins_and_ends_in_both_halves_of_the_world_and_by_half_an_hour() {
        // Zone, before and after the first change of 2026, before and after the second, with the offsets.
        for (zone, changes) in [
            (
                "Europe/Berlin",
                [(utc(2026, 3, 29, 1, 0), "+01:00", "+02:00"), (utc(2026, 10, 25, 1, 0), "+02:00", "+01:00")],
            ),
            (
                "America/New_York",
                [(utc(2026, 3, 8, 7, 0), "-05:00", "-04:00"), (utc(2026, 11, 1, 6, 0), "-04:00", "-05:00")],
            ),
            (
                "Australia/Sydney",
                [(utc(2026, 4, 4, 16, 0), "+11:00", "+10:00"), (utc(2026, 10, 3, 16, 0), "+10:00", "+11:00")],
            ),
            (
                "Australia/Adelaide",
                [
                    (utc(2026, 4, 4, 16, 30), "+10:30", "+09:30"),
                    (utc(2026, 10, 3, 16, 30), "+09:30", "+10:30"),
                ],
            ),
            (
                "Australia/Lord_Howe",
                [
                    (utc(2026, 4, 4, 15, 0), "+11:00", "+10:30"),
                    (utc(2026, 10, 3, 15, 30), "+10:30", "+11:00"),
                ],
            ),
        ] {
            let town = Town::at(utc(2026, 1, 15, 12, 0));
            town.set("time_zone", zone).receipt().unwrap();
            for (change, before, after) in changes {
                assert_eq!(town.offset_at(change.plus_seconds(-1)), before, "{zone} before");
                assert_eq!(town.offset_at(change), after, "{zone} after");
            }
        }
    }

    #[test]
    fn zones_without_summer_time_keep_their_offset() {
        for (zone, offset) in [("Asia/Kolkata", "+05:30"), ("Asia/Kathmandu", "+05:45"), ("UTC", "+00:00")] {
            let town = Town::at(utc(2026, 1, 15, 12, 0));
            town.set("time_zone", zone).receipt().unwrap();
            assert_eq!(town.offset(), offset, "{zone}");
            let head = town.ledger.head();
            town.offset_at(utc(2026, 7, 15, 12, 0));
            assert_eq!((town.offset().as_str(), town.ledger.head().0), (offset, head.0 + 2), "{zone}");
        }
    }

    #[test]
    fn a_book_to_which_nothing_is_written_follows_its_zone_too() {
        let town = Town::at(utc(2026, 3, 1, 12, 0));
        town.set("time_zone", "Europe/Berlin").receipt().unwrap();
        assert_eq!(town.ledger.follow_time_zones().unwrap(), 0);
        town.clock.set(utc(2026, 3, 29, 1, 0));
        assert_eq!((town.ledger.follow_time_zones().unwrap(), town.offset().as_str()), (1, "+02:00"));
        assert_eq!(town.ledger.follow_time_zones().unwrap(), 0);
    }

    #[test]
    fn points_before_midnight_of_the_zone_count_in_the_old_month() {
        let town = Town::at(utc(2026, 6, 30, 21, 59));
        town.set("time_zone", "Europe/Berlin").receipt().unwrap();
        town.grant(1, 5);
        town.clock.set(utc(2026, 6, 30, 22, 0));
        town.grant(1, 7);
        let months = town.ledger.read(book(), |book| {
            let (_, account) = book.member(ledger_core::MemberId::new(1).unwrap()).unwrap();
            [30, 1]
                .map(|day| if day == 30 { utc(2026, 6, 30, 0, 0) } else { utc(2026, 7, 1, 0, 0) })
                .map(|at| account.earned_in_month(at.day(UtcOffset::UTC).month()).0)
        });
        assert_eq!(months, [5, 7]);
    }

    #[test]
    fn a_name_that_is_no_zone_is_refused_with_one_that_resembles_it() {
        let town = Town::at(utc(2026, 1, 15, 12, 0));
        for (name, near) in [
            ("Europe/Berln", Some("Europe/Berlin")),
            ("berlin", Some("Europe/Berlin")),
            ("America/New-York", Some("America/New_York")),
            ("Tokio", Some("Asia/Tokyo")),
            ("qqqq/xxxx", None),
        ] {
            let Outcome::Refused(refusal) = town.set("time_zone", name) else { panic!("{name} was taken") };
            let said = refusal.to_string();
            assert_eq!(refusal.name(), "unknown_time_zone", "{said}");
            assert!(said.contains(name) && near.is_none_or(|near| said.contains(near)), "{said}");
        }
        assert_eq!(town.ledger.head(), Position(0));
    }

    #[test]
    fn an_offset_by_hand_is_refused_while_a_zone_is_set() {
        let town = Town::at(utc(2026, 7, 15, 12, 0));
        town.set("time_zone", "europe/berlin").receipt().unwrap();
        let Outcome::Refused(refusal) = town.set("utc_offset", "+03:00") else { panic!("taken") };
        assert_eq!(refusal.name(), "offset_follows_time_zone");
        town.set("time_zone", "").receipt().unwrap();
        assert_eq!(town.offset(), "+02:00", "the offset stays until it is set");
        town.set("utc_offset", "+03:00").receipt().unwrap();
        assert_eq!(town.offset(), "+03:00");
    }
}
