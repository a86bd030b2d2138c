//! Tools for tests and benches, here and in programs that embed the ledger: a ledger in memory, rules written as given,
//! when, then, a clock that a test sets, and skewed workloads.
//! They are as pure as the rest of this crate: no IO, no system clock, no random numbers without a seed.
//!
//! A rule reads as given, when, then:
//!
//! ```
//! use ledger_core::testkit::{ANNA, BEN, Given, deduct, grant, transfer};
//!
//! Given::nothing()
//!     .and(grant(ANNA, 100))
//!     .when(deduct(ANNA, 30))
//!     .then_events(&["points_deducted"])
//!     .then_balance(ANNA, 70);
//!
//! Given::nothing()
//!     .and(grant(ANNA, 100))
//!     .when(transfer(ANNA, BEN, 101))
//!     .then_refused("insufficient_balance")
//!     .then_says("the balance is 100, 1 less than the 101 that are needed");
//! ```
//!
//! A test of your own [`Projection`](crate::Projection) reads the same way:
//!
//! ```
//! use ledger_core::testkit::{ANNA, Given, grant};
//! use ledger_core::{Event, Projection, Recorded};
//!
//! #[derive(Default)]
//! struct Grants(u32);
//!
//! impl Projection for Grants {
//!     fn apply(&mut self, recorded: &Recorded) {
//!         self.0 += u32::from(matches!(recorded.event, Event::PointsGranted { .. }));
//!     }
//! }
//!
//! Given::nothing()
//!     .and(grant(ANNA, 100))
//!     .when(grant(ANNA, 50))
//!     .then_projection(|grants: &Grants| assert_eq!(grants.0, 2));
//! ```
//!
//! A test that needs several books, request keys or the journal uses [`MemoryLedger`] itself.

mod chance;
mod clock;
mod commands;
mod given;
mod ledger;
mod workload;
mod zipf;

pub use chance::SplitMix64;
pub use clock::{FixedClock, utc};
pub use commands::{
    ANNA, BEN, BOOK, CLEO, DORA, OTHER_BOOK, achievement, achievement_key, adopt_starter_set, award, batch,
    because, change, change_settings, close_season, code, correct_clock, deduct, define, expire, forget,
    forget_order, grant, key, order, order_key, redeem, reissue, replace_setting, retire, reverse, revoke,
    set_balance, setting, transfer, void,
};
pub use given::{Given, Then};
pub use ledger::{MemoryLedger, Receipt, SEASON_STEP, SeasonClose};
pub use workload::Workload;
pub use zipf::Zipf;
