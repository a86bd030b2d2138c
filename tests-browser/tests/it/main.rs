//! The playground as users meet it: the real program and its page in headless Chromium, without other machines.
//! The tests need chromedriver; without it each test says that it is skipped, except in CI, where it fails.

mod browser;
mod harbour;
mod hostile;
mod journeys;
mod narrow;
mod playground;
mod program;
