//! A Discord on this machine, for the playground and for tests.
//!
//! It speaks Discord's REST interface and gateway on the loopback interface, so that an unchanged client library can
//! connect to it, and it refuses what Discord refuses. Tests act as members in it and read what those members see:
//!
//! ```no_run
//! use local_discord::{LocalDiscord, Mention, Scenario, WAIT_TIMEOUT};
//!
//! # async fn journey() -> Result<(), Box<dyn std::error::Error>> {
//! let discord = LocalDiscord::start(Scenario::small()).await?;
//! // … start a bot with discord.api_url() and discord.token() …
//! discord.wait_for_bot(WAIT_TIMEOUT).await?;
//!
//! let anna = discord.member("Anna");
//! let answer = anna.slash("points").option("member", Mention("Ben")).send().await?;
//! assert!(answer.text().contains("points"));
//! let next = anna.press(&answer, "Forward").await?;
//! let reply = anna.asks("!points").await?;
//! # drop((next, reply));
//! # Ok(())
//! # }
//! ```
//!
//! It never calls an address outside this machine, never makes a test wait for a fixed time, and knows no rule about
//! points.

mod client;
mod gateway;
mod limits;
mod listen;
mod local;
mod page;
mod rest;
mod start;
mod state;
mod testkit;
mod world;

pub use client::Declined;
pub use client::options::{Mention, NamedChannel, NamedRole, OptionValue};
pub use client::wait::{Choice, NoAnswer};
pub use local::{LocalDiscord, SessionCounts};
pub use start::StartError;
pub use state::calls::Call;
pub use state::faults::Fault;
pub use state::hints::Hint;
pub use state::wait::WaitTimeout;
pub use testkit::api_schema::ApiSchema;
pub use testkit::people::{
    Answer, Button, ChannelView, File, Member, MessageView, Select, Slash, WAIT_TIMEOUT,
};
pub use world::ids::{ChannelId, InteractionId, MessageId, RoleId, ServerId, UserId};
pub use world::permissions::Permissions;
pub use world::scenario::Scenario;
