//! `status` and `listusers`.

use ledger_store::{Clock, SystemClock};
use local_discord::MessageView;

use crate::world::{World, does_not_say, live_buttons, says, words};

/// The text of a reply after these words.
#[track_caller]
fn after(shown: &MessageView, begun: &str) -> String {
    words(shown).split_once(begun).unwrap_or_else(|| panic!("no {begun:?}")).1.to_owned()
}

#[tokio::test]
async fn the_status_shows_latency_uptime_and_counts() {
    let world = World::new().await;
    world.grant("Cleo", 1_250);
    let status = world.member("Anna").slash("status").send().await.unwrap();
    assert!(status.ephemeral);
    says(&status, "Members with an account 1 ");
    says(&status, "Points with members 🪙 1,250 points");
    says(&status, &format!("Entries in the journal {}", world.ledger.head()));
    says(&status, &format!("Version {}", env!("CARGO_PKG_VERSION")));
    let seal: String = world.ledger.seal().to_string().chars().take(20).collect();
    says(&status, &seal);
    // The first heartbeat may not be answered yet.
    let latency = after(&status, "Latency ");
    assert!(latency.starts_with("not measured yet") || latency.contains(" ms Up since"), "{latency}");
    let since = after(&status, "Up since <t:");
    let since: i64 = since.split_once(":R>").unwrap().0.parse().unwrap();
    let now = SystemClock.now().micros() / 1_000_000;
    assert!((now - 120..=now).contains(&since), "{since} is not just before {now}");
}

#[tokio::test]
async fn all_members_with_an_account_are_listed() {
    let world = World::new().await;
    let anna = world.member("Anna");
    says(&anna.asks("!listusers").await.unwrap(), "No member has an account here yet");
    world.grant("Cleo", 50);
    for member in 1..=24 {
        world.submit(ledger_core::Command::grant(member, 5, "a start").unwrap());
    }
    let first = anna.slash("listusers").send().await.unwrap();
    says(&first, &format!("🪙 50 points · id `{}`", world.id("Cleo")));
    says(&first, "Page 1 of 2");
    assert_eq!(live_buttons(&first), ["Forward"]);
    let second = anna.press(&first, "Forward").await.unwrap();
    says(&second, "id `24`");
    assert_eq!(live_buttons(&second), ["First", "Back"]);
    says(&anna.asks("!listusers 99").await.unwrap(), "Page 2 of 2");
}

#[tokio::test]
async fn a_member_never_seen_is_not_reported_as_departed() {
    let world = World::new().await;
    world.grant("Emil", 10);
    let listed = world.member("Anna").slash("listusers").send().await.unwrap();
    says(&listed, "A member I have not seen yet");
    does_not_say(&listed, "A former member");
}
