//! What the store and the engine below it hand each other.

pub(crate) mod adapter_value;
pub(crate) mod outbox_rows;
