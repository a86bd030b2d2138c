//! Behaviour of all stewards' commands: for stewards only, executed once, with friendly replies to bad input.

use local_discord::Mention;

use crate::world::{World, says};

/// Every steward's command with valid arguments.
const ALL: [&str; 22] = [
    "grant @ 5 a start",
    "silentadd @ 5 a start",
    "deduct @ 5 a start",
    "set @ 5 a start",
    "grant-role & 5 a start",
    "reverse 2 a start",
    "audit",
    "achievement",
    "achievement define early by_hand Early bird",
    "achievement change early by_hand Late bird",
    "achievement retire early",
    "achievement award @ early a start",
    "achievement revoke @ early a start",
    "achievement list",
    "achievement starters",
    "orders",
    "orders show 1001",
    "orders reissue 1001",
    "orders void 1001 a start",
    "settings change prefix ?",
    "season close a start",
    "status",
];

/// The mention of a role.
#[track_caller]
pub(crate) fn role(world: &World, name: &str) -> String {
    format!("<@&{}>", world.discord.role_id(name))
}

#[tokio::test]
async fn members_may_not_use_them_and_nothing_is_changed() {
    let world = World::new().await;
    world.grant("Cleo", 5);
    world.order("1001", 5);
    let head = world.ledger.head();
    let (cleo, regular) = (world.member("Cleo").mention(), role(&world, "Regular"));
    for typed in ALL {
        let typed = typed.replace('@', &cleo).replace('&', &regular);
        let silent = typed.starts_with("silent");
        let emil = world.member("Emil");
        let said = emil.says(&format!("!{typed}")).await.unwrap();
        let refused = if silent {
            emil.wait_for_direct_messages(1, crate::world::PATIENCE).await.unwrap()[0].clone()
        } else {
            emil.answer_to(said, crate::world::PATIENCE).await.unwrap()
        };
        says(&refused, "Only stewards can do that");
    }
    assert_eq!(world.ledger.head(), head);
}

#[tokio::test]
async fn discord_shows_them_to_administrators_and_help_shows_them_to_stewards() {
    let world = World::new().await;
    let offered = |name: &str| world.member(name).offered_commands();
    for command in
        ["grant", "deduct", "set", "grant-role", "reverse", "audit", "achievement", "orders", "settings"]
    {
        assert!(offered("Anna").iter().any(|one| one == command), "{command} is not offered to Anna");
        assert!(!offered("Cleo").iter().any(|one| one == command), "{command} is offered to Cleo");
    }
    world.set("discord.steward_roles", &role(&world, "Steward"));
    says(&world.member("Ben").asks("!help").await.unwrap(), "For stewards");
    says(&world.member("Ben").asks("!help grant").await.unwrap(), "addpoints");
}

#[tokio::test]
async fn a_command_delivered_twice_is_executed_once() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    world.discord.deliver_interactions_twice(1);
    let slash = anna.slash("grant").option("member", Mention("Cleo")).option("amount", 10);
    slash.option("reason", "a start").send().await.unwrap();
    let entry = world.ledger.head();
    for typed in [
        format!("!grant {cleo} 10 a start"),
        format!("!deduct {cleo} 3 a start"),
        format!("!reverse {entry} a start"),
    ] {
        world.discord.deliver_messages_twice(1);
        anna.asks(&typed).await.unwrap();
    }
    anna.asks("!points").await.unwrap();
    assert_eq!((world.balance("Cleo"), world.changes("Cleo"), world.sum()), (7, 4, 0));
}

#[tokio::test]
async fn bad_arguments_are_answered_with_a_sentence() {
    let world = World::new().await;
    let (anna, cleo, regular) =
        (world.member("Anna"), world.member("Cleo").mention(), role(&world, "Regular"));
    for (typed, expected) in [
        ("!grant", "`!grant <member> <amount> [--silent] <reason>`"),
        ("!grant @ 5", "Something is missing"),
        ("!grant @ -5 a start", "If it means 5, write `5`"),
        ("!grant @ 1.5 a start", "can be 15, or 1 and a fraction"),
        ("!grant @ 99999999999999999999999 a start", "is too large"),
        ("!grant stranger 5 a start", "I find no member by that name here"),
        ("!deduct @ 0 a start", "0 is not an amount"),
        ("!set @ -1 a start", "If it means 1, write `1`"),
        ("!grant @ 5 LONG", "up to 500 characters"),
        ("!grant-role & lots a start", "lots is not an amount"),
        ("!grant-role @everyone 5 a start", "I find no such role here"),
        ("!reverse", "`!reverse <entry> [--silent] <reason>`"),
        ("!reverse 0 a start", "is not a position"),
        ("!reverse 99 a start", "There is no entry #99 here"),
        ("!reverse lots a start", "lots is not a number that fits here"),
        ("!audit nonsense", "I do not understand"),
        ("!achievement define", "Something is missing"),
        ("!achievement define early! by_hand Early bird", "cannot be the key of an achievement"),
        ("!achievement define early balance:0 Early bird", "“balance:0” is not a rule"),
        ("!achievement define early balance:10", "Something is missing"),
        ("!achievement change early by_hand Early bird", "There is no achievement `early` here"),
        ("!achievement retire early", "There is no achievement `early` here"),
        ("!achievement award @ early", "Something is missing"),
        ("!achievement award @ early a start", "There is no achievement `early` here"),
        ("!orders show 4242", "There is no order “4242” here"),
        ("!orders void 4242 a start", "There is no order “4242” here"),
        ("!settings change colour red", "There is no setting “colour”. There are `prefix`"),
        ("!settings change prefix", "back to its default"),
        ("!settings change prefix /", "and not begin with /"),
        ("!settings change max_total_points lots", "must be a whole number of points, at least 1"),
        ("!settings change log_channel <#4242>", "I find no such channel here"),
        ("!settings change steward_roles 4242", "I find no such role here"),
        ("!settings reward & lots", "lots is not a number that fits here"),
        ("!season", "`!season close`"),
        ("!season close", "Something is missing"),
    ] {
        let typed = typed.replace("<@", "\u{1}").replace("@ ", &format!("{cleo} ")).replace('\u{1}', "<@");
        let typed = typed.replace("& ", &format!("{regular} ")).replace("LONG", &"x".repeat(600));
        says(&anna.asks(&typed).await.unwrap(), expected);
    }
    // Restoring a default is a change; nothing else changed.
    let accounts = world.ledger.read(world.book(), |book| book.totals().entries);
    assert_eq!(accounts, 0, "points have moved");
}

#[tokio::test]
async fn hostile_text_pings_no_member() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    for typed in [
        format!("!grant {cleo} 5 @everyone <@&1> {cleo}"),
        format!("!deduct {cleo} 5 ``` @here ** || https://x.example"),
        "!achievement define early by_hand @everyone | <@1>".to_owned(),
        "!settings change currency_plural @everyone".to_owned(),
        "!settings change @everyone x".to_owned(),
        "!orders show @here".to_owned(),
    ] {
        assert_eq!(anna.asks(&typed).await.unwrap().pings, [], "{typed}");
    }
}

#[tokio::test]
async fn answers_are_in_the_language_of_the_steward() {
    let world = World::new().await;
    world.discord.set_locale("Anna", "de");
    let slash = world.member("Anna").slash("grant").option("member", Mention("Cleo")).option("amount", 1_000);
    says(&slash.option("reason", "zum Anfang").send().await.unwrap(), "🪙 1.000 Punkte");
}
