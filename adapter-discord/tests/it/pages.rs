//! Lists: every entry is on exactly one page, forward and back, however long the entries are.

use ledger_core::testkit::{achievement, define};
use ledger_core::{Command, Label};
use local_discord::{Member, MessageView};

use crate::world::{World, does_not_say, live_buttons, says, words};

/// The entry numbers on a page, in order.
fn entries(page: &MessageView) -> Vec<u64> {
    let text = page.text();
    let number = |line: &str| {
        let behind = line.trim_start_matches('`').strip_prefix('#')?;
        behind.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
    };
    text.lines().filter_map(number).collect()
}

/// Presses a button as long as it can be pressed, and returns what every page shows.
async fn turned(member: &Member, first: MessageView, button: &str) -> Vec<MessageView> {
    let mut pages = vec![first];
    while live_buttons(&pages[pages.len() - 1]).contains(&button) {
        let next = member.press(&pages[pages.len() - 1], button).await.unwrap();
        assert!(!words(&next).contains('…'), "something is cut: {}", words(&next));
        pages.push((*next).clone());
    }
    pages
}

/// Grants with reasons of every length up to the limit, some of them three times as long once they are escaped.
fn long_reasons(world: &World) {
    let cleo = world.id("Cleo").number();
    for number in 0..60_usize {
        let sign = ["x", "*", "ä", "<", "word "][number % 5];
        let reason: String = sign.repeat(500).chars().take((number * 61) % 499 + 1).collect();
        world.submit(Command::grant(cleo, 1, &format!("{reason}.")).unwrap());
    }
}

#[tokio::test]
async fn each_entry_of_a_history_with_long_reasons_is_on_one_page_forward_and_back() {
    let mut world = World::new().await;
    long_reasons(&world);
    let cleo = world.member("Cleo");
    let first = cleo.slash("history").send().await.unwrap();
    let forward = turned(&cleo, (*first).clone(), "Forward").await;
    let all: Vec<u64> = forward.iter().flat_map(entries).collect();
    assert_eq!(all.len(), 60);
    assert!(all.windows(2).all(|pair| pair[0] > pair[1]), "{all:?}");
    assert!(forward.iter().any(|page| words(page).contains("of 8 · Part 2 of")));
    world.restart().await;
    let cleo = world.member("Cleo");
    let mut back = turned(&cleo, forward[forward.len() - 1].clone(), "Back").await;
    back.reverse();
    let shown = |pages: &[MessageView]| pages.iter().map(entries).collect::<Vec<_>>();
    assert_eq!(shown(&forward), shown(&back));
}

#[tokio::test]
async fn each_entry_of_an_audit_with_long_reasons_is_on_one_page_forward_and_back() {
    let world = World::new().await;
    long_reasons(&world);
    let anna = world.member("Anna");
    let first = anna.slash("audit").send().await.unwrap();
    let forward = turned(&anna, (*first).clone(), "Forward").await;
    let all: Vec<u64> = forward.iter().flat_map(entries).collect();
    assert_eq!(all, (1..=world.ledger.head().0).rev().collect::<Vec<_>>());
    let mut back = turned(&anna, forward[forward.len() - 1].clone(), "Back").await;
    back.reverse();
    let shown = |pages: &[MessageView]| pages.iter().map(entries).collect::<Vec<_>>();
    assert_eq!(shown(&forward), shown(&back));
}

#[tokio::test]
async fn new_entries_hide_none_while_the_pages_are_turned() {
    let world = World::new().await;
    long_reasons(&world);
    let cleo = world.member("Cleo");
    let mut page = (*cleo.slash("history").send().await.unwrap()).clone();
    let mut seen = entries(&page);
    while live_buttons(&page).contains(&"Forward") {
        world.grant("Cleo", 1);
        page = (*cleo.press(&page, "Forward").await.unwrap()).clone();
        seen.extend(entries(&page));
    }
    let there = world.ledger.read(world.book(), |book| book.member(world.id("Cleo")).unwrap().1.entries);
    assert!(there > 60);
    for entry in entries_before(&world) {
        assert!(seen.contains(&entry), "#{entry} was on no page");
    }
}

/// The positions of the grants with long reasons.
fn entries_before(world: &World) -> Vec<u64> {
    let events = world.ledger.events(ledger_core::Position::START, 1_000).unwrap();
    let long =
        events.iter().filter(|one| one.event.reason().is_some_and(|reason| reason.as_str().ends_with('.')));
    long.map(|one| one.position.0).collect()
}

#[tokio::test]
async fn all_achievements_are_on_some_page() {
    let world = World::new().await;
    for number in 0..45_i64 {
        let rule = match number % 3 {
            0 => "balance:1".to_owned(),
            1 => format!("balance:{}", 1_000 + number),
            _ => "by_hand".to_owned(),
        };
        let mut spec = achievement(&format!("no_{number:02}"), &rule, 0);
        spec.name = Label::new(&format!("No {number:02} {}", "*".repeat(150))).unwrap();
        spec.description = Some(Label::new(&"<".repeat(200)).unwrap());
        world.submit(define(spec));
    }
    world.grant("Cleo", 10);
    let emil = world.member("Emil");
    let of_cleo = emil.slash("achievements").option("member", local_discord::Mention("Cleo"));
    let pages = turned(&emil, (*of_cleo.send().await.unwrap()).clone(), "Forward").await;
    let all: Vec<String> = pages.iter().map(words).collect();
    for number in 0..45 {
        let name = format!("No {number:02} ");
        assert_eq!(all.iter().filter(|page| page.contains(&name)).count(), 1, "{name}");
    }
    for page in &pages {
        says(page, "Unlocked: 15 of 45");
        says(page, "Achievements of Cleo");
        does_not_say(page, "your");
    }
    says(&pages[pages.len() - 1], "Awarded by hand");
    let anna = world.member("Anna");
    let pages = turned(&anna, anna.asks("!achievement").await.unwrap(), "Forward").await;
    let all: Vec<String> = pages.iter().map(words).collect();
    for number in 0..45 {
        let key = format!("`no_{number:02}`");
        assert_eq!(all.iter().filter(|page| page.contains(&key)).count(), 1, "{key}");
    }
}

#[tokio::test]
async fn all_settings_are_on_some_page() {
    let world = World::new().await;
    let ids: Vec<String> = (0..25_u64).map(|n| (1_234_567_890_123_456_000 + n).to_string()).collect();
    world.set("discord.currency_plural", &"*".repeat(32));
    world.set("discord.channels", &ids.join(","));
    world.set("discord.steward_roles", &ids.join(","));
    let rewards: Vec<String> = (1..=10).map(|n| format!("balance>={n}:{}:take_back", ids[n])).collect();
    world.set("discord.role_rewards", &rewards.join(","));
    let anna = world.member("Anna");
    let pages = turned(&anna, (*anna.slash("settings show").send().await.unwrap()).clone(), "Forward").await;
    assert!(pages.len() > 1);
    let all: Vec<String> = pages.iter().map(words).collect();
    for name in ["prefix", "channels", "role_rewards", "role_ladder", "transfers", "utc_offset"] {
        let name = format!("**`{name}`**");
        assert_eq!(all.iter().filter(|page| page.contains(&name)).count(), 1, "{name}");
    }
    says(&pages[0], "Every channel in which I listen was deleted");
}

#[tokio::test]
async fn the_longest_lines_of_the_member_list_fit_a_page() {
    let world = World::new().await;
    world.set("discord.currency_plural", &"*".repeat(32));
    world.set("discord.currency_emoji", "<:a_very_long_name_of_an_emoji_xx:1234567890123456789>");
    let book = world.book();
    for id in 1..=30_u64 {
        let member = 1_234_567_890_123_456_000 + id;
        world.submit(Command::grant(member, 999_000 + id as i64, "for the start").unwrap());
        let value = ledger_store::AdapterValue::new(
            ledger_store::Owner::Member(book, ledger_core::MemberId::new(member).unwrap()),
            ledger_store::AdapterKey::new("discord.display_name"),
            &"<".repeat(32),
        );
        world.ledger.adapter_data().put([value.unwrap()]).await.unwrap();
    }
    let anna = world.member("Anna");
    let pages = turned(&anna, (*anna.slash("listusers").send().await.unwrap()).clone(), "Forward").await;
    let all = pages.iter().map(words).collect::<String>();
    for id in 1..=30_u64 {
        assert!(all.contains(&format!("id `{}`", 1_234_567_890_123_456_000 + id)), "{id}");
    }
}
