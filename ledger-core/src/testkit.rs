//! For tests and benches, here and in programs that embed the ledger: a whole ledger in memory,
//! sentences for rules, a clock that is told the time, and workloads as skewed as a community is.
//! As pure as the rest of this crate: no IO, no clock, no chance that was not seeded.
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
//! So does a [`Projection`](crate::Projection) of your own:
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
//! What needs several books, request keys or a look at the journal uses [`MemoryLedger`] itself.

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
    because, change, change_settings, close_season, code, deduct, define, expire, forget, forget_order,
    grant, key, order, order_key, redeem, reissue, replace_setting, retire, reverse, revoke, set_balance,
    setting, transfer, void,
};
pub use given::{Given, Then};
pub use ledger::{MemoryLedger, Receipt, SEASON_STEP, SeasonClose};
pub use workload::Workload;
pub use zipf::Zipf;
