//! The playground as people meet it: the real program, its page in headless Chromium, and nothing outside the machine.
//! It needs chromedriver; without it each test says so and ends, except in CI, where that is a failure.

mod browser;
mod harbour;
mod hostile;
mod journeys;
mod narrow;
mod playground;
mod program;
