//! The one integration binary of the root package: a module for each kind of test.

mod cli;
mod journeys;
mod tidy;
