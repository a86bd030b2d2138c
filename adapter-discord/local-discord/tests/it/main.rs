//! The local Discord against the real serenity client and against plain calls, one file per subject.

mod bot;
mod client;
