//! The language files: readable, complete, used, and within Discord's limits.

use adapter_discord::texts::Texts;

#[test]
fn x() {
    Texts::embedded().unwrap();
}
