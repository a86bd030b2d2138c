//! A Discord on this machine, for the playground and for tests.

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
pub use people::{Answer, Button, Choice, File, Member, NotShown, PATIENCE, Place, Select, Shown, Slash};
pub use permissions::Permissions;
pub use scenario::Scenario;
pub use uses::Declined;
pub use uses::options::{Given, Mention, NamedChannel, NamedRole};
