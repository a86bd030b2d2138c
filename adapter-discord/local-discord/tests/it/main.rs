//! The local Discord tested with the real serenity client and with hand-written calls, one file per subject.

mod api_schema;
mod bot;
mod client;
mod faults;
mod interactions;
mod limits_of_commands;
mod limits_of_messages;
mod manual_bot;
mod members;
mod messages;
mod page;
mod sessions;
mod socket;
