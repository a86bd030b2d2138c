//! Has the bot built anew when a language file is added or taken away: the list of them is built in.

fn main() {
    println!("cargo:rerun-if-changed=texts");
}
