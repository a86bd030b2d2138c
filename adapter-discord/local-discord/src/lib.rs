//! A Discord on this machine, for the playground and for tests.
//!
//! It speaks Discord's REST interface and gateway on loopback, so that an unchanged client library talks to it, and
//! refuses what Discord refuses. Tests move people in it and see what they see:
//!
//! ```no_run
//! use local_discord::{LocalDiscord, Mention, PATIENCE, Scenario};
//!
//! # async fn journey() -> Result<(), Box<dyn std::error::Error>> {
//! let discord = LocalDiscord::start(Scenario::small()).await?;
//! // … start a bot with discord.api_url() and discord.token() …
//! discord.wait_for_bot(PATIENCE).await?;
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
//! What never happens here: a call to the outside, a wait for a fixed time in a test, a rule of points.

mod calls;
mod clock;
mod faults;
mod gateway;
mod ids;
mod limits;
mod listen;
mod local;
mod membership;
mod page;
mod people;
mod permissions;
mod posting;
mod published;
mod refuse;
mod rest;
mod scenario;
mod state;
mod uses;
mod world;

pub use calls::Call;
pub use faults::Fault;
pub use ids::{ChannelId, InteractionId, MessageId, RoleId, ServerId, UserId};
pub use local::{Begun, InVain, LocalDiscord, StartError};
pub use page::hints::Hint;
pub use people::{Answer, Button, Choice, File, Member, NotShown, PATIENCE, Place, Select, Shown, Slash};
pub use permissions::Permissions;
pub use published::Description;
pub use scenario::Scenario;
pub use uses::Declined;
pub use uses::options::{Given, Mention, NamedChannel, NamedRole};
