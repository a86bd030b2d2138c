//! Panics on the ledger's threads, such as those of an embedding program's clock: caught, with their message.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs work that may panic; the error is the message. The caller must not use what the work left half-done.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| message(&*panic))
}

/// The message of a panic.
pub(crate) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("it has no message").to_owned()
}
