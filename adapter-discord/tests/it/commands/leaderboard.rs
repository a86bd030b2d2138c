//! `leaderboard`.

use ledger_core::UtcOffset;
use local_discord::{Mention, Permissions, Scenario};

use crate::world::{World, does_not_say, live_buttons, says, words};

/// Anna, who owns the server, and 23 members: Ann01 with 230 points to Ann23 with 10.
async fn crowd() -> World {
    let small = Scenario::new()
        .server("Harbour")
        .channel("general")
        .role("None", Permissions::NONE, 0)
        .member("Anna");
    let scenario = (1..=23).fold(small, |scenario, number| scenario.member(&format!("Ann{number:02}")));
    let world = World::of(scenario).await;
    for number in 1..=23 {
        let name = format!("Ann{number:02}");
        world.grant(&name, 10 * (24 - number));
    }
    // The bot sees every member once, so that they have names.
    for number in 1..=23 {
        world.member(&format!("Ann{number:02}")).says("hello").await.unwrap();
    }
    world.member("Anna").asks("!points").await.unwrap();
    world
}

#[tokio::test]
async fn a_leaderboard_has_pages_and_finds_the_asking_member() {
    let world = crowd().await;
    let asker = world.member("Ann17");
    let first = asker.slash("leaderboard").send().await.unwrap();
    says(&first, "🥇");
    says(&first, "Ann01");
    says(&first, "Ann10");
    does_not_say(&first, "Ann11");
    says(&first, "Page 1 of 3");
    says(&first, "You: rank 17");
    assert_eq!(first.pings, []);
    assert!(!words(&first).contains("<@"), "names appear without mentions");
    assert_eq!(
        live_buttons(&first),
        ["Forward", "Find me", "This month", "This week", "Last month", "Last week"]
    );
    let second = asker.press(&first, "Forward").await.unwrap();
    says(&second, "Ann11");
    assert_eq!(second.message, first.message, "the same message is edited");
    says(&asker.press(&second, "Forward").await.unwrap(), "Page 3 of 3");
    let first = asker.press(&second.now(), "First").await.unwrap();
    says(&first, "Page 1 of 3");
    let own = asker.press(&first, "Find me").await.unwrap();
    says(&own, "**Ann17**");
    says(&asker.press(&own, "Back").await.unwrap(), "Page 1 of 3");
    says(&asker.asks("!lb 3").await.unwrap(), "Ann23");
    says(&asker.asks("!top 99").await.unwrap(), "There are only 3 pages");
}

#[tokio::test]
async fn there_is_a_leaderboard_for_the_week_and_for_the_month() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    world.submit(
        ledger_core::Command::transfer(world.id("Cleo").number(), world.id("Emil").number(), 30, "x")
            .unwrap(),
    );
    let cleo = world.member("Cleo");
    let all = cleo.slash("leaderboard").send().await.unwrap();
    says(&all, "You: rank 2 with 🪙 20 points");
    let week = cleo.press(&all, "This week").await.unwrap();
    says(&week, "Leaderboard: this week");
    says(&week, "You: rank 1 with 🪙 50 points");
    says(
        &cleo.slash("leaderboard").option("period", "This month").send().await.unwrap(),
        "Leaderboard: this month",
    );
    says(&cleo.asks("!pointsboard month").await.unwrap(), "Leaderboard: this month");
    says(&cleo.asks("!pointsboard 1 week").await.unwrap(), "Leaderboard: this week");
}

#[tokio::test]
async fn the_winners_of_last_month_can_be_seen_again() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    world.grant("Emil", 20);
    let (_, _, day_of_month) = world.ledger.now().day(UtcOffset::UTC).civil();
    world.pass_days(i64::from(32 - day_of_month));
    world.grant("Emil", 5);
    let cleo = world.member("Cleo");
    let board = cleo.slash("leaderboard").send().await.unwrap();
    let last = cleo.press(&board, "Last month").await.unwrap();
    says(&last, "Leaderboard: last month");
    says(&last, "🥇 **Cleo** · 🪙 50 points");
    says(&last, "🥈 Emil · 🪙 20 points");
    says(&last, "You: rank 1 with 🪙 50 points");
    assert!(!live_buttons(&last).contains(&"Last month"));
    let month = cleo.press(&last, "This month").await.unwrap();
    says(&month, "🥇 Emil · 🪙 5 points");
    says(&month, "You are not on this leaderboard yet.");
    for typed in ["!lb last-month", "!lb last_month", "!lb 1 vormonat"] {
        says(&cleo.asks(typed).await.unwrap(), "🥇 **Cleo** · 🪙 50 points");
    }
    world.pass_days(15);
    let slash = cleo.slash("leaderboard").option("period", "Last week").send().await.unwrap();
    says(&slash, "Leaderboard: last week");
    says(&slash, "No member earned points then.");
    assert_eq!(live_buttons(&slash), ["Find me", "All time", "This month", "This week", "Last month"]);
}

#[tokio::test]
async fn a_departed_member_is_hidden_and_returns_with_all_points() {
    let world = World::new().await;
    for (name, points) in [("Cleo", 300), ("Emil", 200), ("Farah", 100)] {
        world.grant(name, points);
        world.member(name).asks("!points").await.unwrap();
    }
    let cleo = world.id("Cleo").number();
    world.discord.leave("Cleo");
    let emil = world.member("Emil");
    // Discord reports it as soon as a message mentions them.
    let gone = local_discord::UserId(cleo);
    emil.slash("points").option("member", gone).send().await.unwrap();
    let board = emil.slash("leaderboard").send().await.unwrap();
    does_not_say(&board, "Cleo");
    says(&board, "🥇 **Emil**");
    says(&board, "You: rank 1");
    assert_eq!(world.balance("Cleo"), 300);
    world.discord.join("Cleo");
    world.member("Cleo").asks("!points").await.unwrap();
    says(&emil.slash("leaderboard").send().await.unwrap(), "🥈 **Emil**");
    let named = emil.slash("points").option("member", Mention("Cleo")).send().await.unwrap();
    says(&named, "🪙 300 points");
}

#[tokio::test]
async fn buttons_work_after_a_restart() {
    let mut world = crowd().await;
    let board = world.member("Ann20").slash("leaderboard").send().await.unwrap();
    world.restart().await;
    let asker = world.member("Ann20");
    says(&asker.press(&board, "Find me").await.unwrap(), "**Ann20**");
}

#[tokio::test]
async fn buttons_answer_only_their_owner() {
    let world = crowd().await;
    let board = world.member("Ann20").slash("leaderboard").send().await.unwrap();
    let other = world.member("Ann01").press(&board, "Forward").await.unwrap();
    says(&other, "These buttons belong to another member");
    assert!(other.ephemeral);
    says(&board.now(), "Page 1 of 3");
}

#[tokio::test]
async fn an_empty_leaderboard_says_so() {
    let world = World::new().await;
    says(&world.member("Cleo").slash("leaderboard").send().await.unwrap(), "No member has points here yet");
}

#[tokio::test]
async fn a_member_found_to_have_left_is_omitted_and_others_move_up() {
    let mut world = crowd().await;
    for name in ["Ann03", "Ann07", "Ann11"] {
        world.discord.leave(name);
    }
    let asker = world.member("Ann17");
    let first = asker.slash("leaderboard").send().await.unwrap();
    for gone in ["Ann03", "Ann07", "Ann11"] {
        does_not_say(&first, gone);
    }
    says(&first, "Ann13");
    does_not_say(&first, "Ann14");
    says(&first, "Page 1 of 2");
    says(&first, "You: rank 14");
    let looks = || world.discord.calls("GET", "/guilds/*/members/*").len();
    let before = looks();
    asker.slash("leaderboard").send().await.unwrap();
    assert_eq!(looks(), before, "the answer of Discord is remembered for a while");
    world.restart().await;
    world.discord.clear_calls();
    let after = world.member("Ann17").slash("leaderboard").send().await.unwrap();
    does_not_say(&after, "Ann03");
    let gone = format!("/guilds/*/members/{}", world.id("Ann03"));
    assert_eq!(world.discord.calls("GET", &gone).len(), 0, "the departure is remembered");
}

#[tokio::test]
async fn a_page_is_shown_when_discord_does_not_answer_about_its_members() {
    let world = World::new().await;
    for (name, points) in [("Cleo", 300), ("Emil", 200)] {
        world.grant(name, points);
        world.member(name).asks("!points").await.unwrap();
    }
    world.discord.leave("Cleo");
    world.discord.fail_next(9, "GET", "/guilds/*/members/*", local_discord::Fault::Status(503));
    let board = world.member("Farah").slash("leaderboard").send().await.unwrap();
    says(&board, "🥇 Cleo");
    says(&board, "🥈 Emil");
}

#[tokio::test]
async fn a_member_never_seen_has_a_name_on_the_page() {
    let world = World::new().await;
    world.grant("Cleo", 300);
    says(&world.member("Emil").slash("leaderboard").send().await.unwrap(), "🥇 Cleo of the Quay");
}

#[tokio::test]
async fn right_after_a_change_the_rank_is_the_new_one() {
    let world = World::new().await;
    world.grant("Emil", 5);
    for round in 1..=20_i64 {
        // Cleo overtakes Emil, Emil overtakes Cleo, and so on; the test does not wait for the boards.
        let name = if round % 2 == 1 { "Cleo" } else { "Emil" };
        let grant = ledger_core::Command::grant(world.id(name).number(), 10, "another lap").unwrap();
        world.ledger.submit(ledger_store::Request::new(world.book(), grant)).await.unwrap();
        says(&world.member(name).slash("leaderboard").send().await.unwrap(), "You: rank 1");
    }
}
