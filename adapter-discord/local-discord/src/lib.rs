//! A Discord on this machine, for the playground and for tests.
