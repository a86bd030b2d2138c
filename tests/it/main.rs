//! The only integration test binary of the root package, with a module for each kind of test.

mod cli;
mod deploy;
mod journeys;
mod tidy;
