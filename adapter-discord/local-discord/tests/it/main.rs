//! The local Discord against the real serenity client and against plain calls, one file per subject.

mod api_schema;
mod bot;
mod client;
mod faults;
mod hand;
mod interactions;
mod limits_of_commands;
mod limits_of_messages;
mod members;
mod messages;
mod page;
mod sessions;
mod socket;
