//! Pictures: the same on every machine, for any input.

mod avatars;
mod golden;
mod hostile;
