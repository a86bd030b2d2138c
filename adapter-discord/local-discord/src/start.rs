//! Starting a local Discord: makes the world of a scenario and listens on the loopback interface.

use crate::listen;
use crate::local::LocalDiscord;
use crate::state::Shared;
use crate::world::World;
use crate::world::clock::Clock;
use crate::world::scenario::Scenario;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// Why a local Discord did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The scenario refers to a role that it does not define.
    #[error("{0}")]
    Scenario(String),
    /// The port is taken, or the address cannot be used.
    #[error("the local Discord cannot listen on {address}; choose another port")]
    Listen {
        /// The requested address.
        address: SocketAddr,
        /// The operating system's error.
        source: std::io::Error,
    },
}

impl LocalDiscord {
    /// Starts on a free port of the loopback interface.
    ///
    /// # Errors
    /// The scenario contradicts itself, or there is no free port.
    pub async fn start(scenario: Scenario) -> Result<LocalDiscord, StartError> {
        LocalDiscord::start_at(0, scenario).await
    }

    /// Starts on this port of the loopback interface; 0 takes a free one.
    ///
    /// # Errors
    /// The scenario contradicts itself, or the port is taken.
    pub async fn start_at(port: u16, scenario: Scenario) -> Result<LocalDiscord, StartError> {
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let (listener, address) =
            listen::bind(wanted).map_err(|source| StartError::Listen { address: wanted, source })?;
        let clock = Clock::default();
        let world = World::from_scenario(&scenario, clock.clone(), format!("http://{address}"));
        let shared = Arc::new(Shared::new(world.map_err(StartError::Scenario)?, clock));
        let server = tokio::spawn(listen::serve(shared.clone(), listener));
        Ok(LocalDiscord { shared, address, server })
    }
}
