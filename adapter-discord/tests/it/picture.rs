//! Pictures: the same everywhere, whatever goes in.

mod avatars;
mod golden;
mod hostile;
