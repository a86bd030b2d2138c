//! What people type: in any case, by names in any language, with mistakes, and what mentions become in reasons.

use ledger_core::testkit::{achievement, define};
use local_discord::{MessageView, Scenario};

use crate::stewards::manners::role;
use crate::world::{PATIENCE, World, does_not_say, says, words};

#[tokio::test]
async fn prefix_and_names_of_commands_are_read_in_any_case_and_language() {
    let world = World::new().await;
    world.set("discord.prefix", "t!");
    world.grant("Cleo", 50);
    let cleo = world.member("Cleo");
    for typed in ["t!points", "T!points", "T!POINTS", "t!Punkte", "T!PUNKTE", "t! points", "T!Balance"] {
        says(&cleo.asks(typed).await.unwrap(), "🪙 50 points");
    }
    let anna = world.member("Anna");
    says(&anna.asks("T!Einstellungen Ändern Transfers Off").await.unwrap(), "is now off");
    says(&anna.asks("T!SETTINGS change transfers ON").await.unwrap(), "is now on");
    anna.says(&format!("T!SilentAdd {} 5 hush", cleo.mention())).await.unwrap();
    let silent =
        |shown: &[MessageView]| shown.iter().any(|message| words(message).contains("nothing was posted"));
    let place = anna.in_direct_messages().here();
    place.wait_until_bot_messages("the silent answer", PATIENCE, silent).await.unwrap();
    assert_eq!(world.balance("Cleo"), 55);
}

#[tokio::test]
async fn the_key_of_an_achievement_is_read_in_any_case() {
    let world = World::new().await;
    world.submit(define(achievement("helper", "by_hand", 0)));
    let anna = world.member("Anna");
    let cleo = world.member("Cleo").mention();
    says(&anna.asks(&format!("!achievement award {cleo} Helper for the nets")).await.unwrap(), "has **");
    says(
        &anna.asks(&format!("!achievement revoke {cleo} HELPER by mistake")).await.unwrap(),
        "no longer has",
    );
    says(
        &anna.asks("!achievement define Early_Bird by_hand Early bird").await.unwrap(),
        "can be unlocked from now on",
    );
    says(&anna.asks("!achievement retire EARLY_BIRD").await.unwrap(), "is retired");
}

#[tokio::test]
async fn help_explains_subcommands_of_every_depth_in_every_language() {
    let world = World::new().await;
    let anna = world.member("Anna");
    for typed in [
        "!help settings change",
        "!help Settings CHANGE",
        "!help /settings change",
        "!help !settings change",
        "!help einstellungen ändern",
        "!hilfe settings change",
    ] {
        let explained = anna.asks(typed).await.unwrap();
        says(&explained, "/settings change <setting>");
        does_not_say(&explained, "/settings show");
    }
    says(&anna.asks("!help settings").await.unwrap(), "/settings show");
    says(&anna.asks("!help settings sing").await.unwrap(), "There is no command “settings sing”");
    says(&world.member("Cleo").asks("!help settings change").await.unwrap(), "There is no command");
    let suggested = anna.autocomplete("help", "command", "Settings c").await.unwrap();
    assert_eq!((suggested.len(), suggested[0].name.as_str()), (1, "settings change"));
}

#[tokio::test]
async fn every_argument_that_cannot_be_read_is_answered_with_the_usage() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    let (cleo, anna) = (world.member("Cleo"), world.member("Anna"));
    let emil = world.member("Emil").mention();
    let usage = "It goes like this: `!give <member> <amount> [note]`";
    for typed in [
        format!("!give {emil} lots"),
        format!("!give {emil} 0"),
        "!give emil 5".to_owned(),
        format!("!give {emil}"),
    ] {
        says(&cleo.asks(&typed).await.unwrap(), usage);
    }
    says(&cleo.asks("!schenken").await.unwrap(), usage);
    says(&anna.asks(&format!("!set {emil} -5 x")).await.unwrap(), "It goes like this: `!set");
    says(&anna.asks("!reverse x y").await.unwrap(), "It goes like this: `!reverse");
    says(&anna.asks("!settings reward Regular 5").await.unwrap(), "It goes like this: `!settings reward");
    says(&anna.asks("!grant-role Regular 5 x").await.unwrap(), "It goes like this: `!grant-role");
    says(&world.member("Dora").asks("!schenken").await.unwrap(), "It goes like this: `!give");
    world.set("discord.locale", "de");
    says(
        &cleo.asks(&format!("!give {emil} viel")).await.unwrap(),
        "So geht es: `!schenken <mitglied> <anzahl> [gruß]`",
    );
}

#[tokio::test]
async fn the_list_of_all_commands_fits_one_message_in_every_language() {
    let world = World::new().await;
    for locale in ["en-US", "de"] {
        world.discord.set_locale("Anna", locale);
        let help = world.member("Anna").slash("help").send().await.unwrap();
        does_not_say(&help, "…");
    }
}

#[tokio::test]
async fn one_page_is_one_page() {
    let world = World::new().await;
    world.grant("Cleo", 50);
    let cleo = world.member("Cleo");
    says(&cleo.asks("!leaderboard 7").await.unwrap(), "There is only one page");
    world.discord.set_locale("Cleo", "de");
    let page = cleo.slash("leaderboard").option("page", 7).send().await.unwrap();
    says(&page, "Es gibt nur eine Seite");
}

#[tokio::test]
async fn reasons_show_names_in_place_of_mentions() {
    let world = World::of(Scenario::sample()).await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo"));
    world.set("discord.log_channel", &world.discord.channel("staff-log").id().to_string());
    world.set("discord.direct_messages", "on");
    let (emil, regular) = (world.member("Emil"), role(&world, "Regular"));
    emil.asks("!points").await.unwrap();
    let channel = world.discord.channel("points").id();
    let reason = format!("for {} of {regular} in <#{channel}> <:gold:77> <t:0:F> <@4242>", emil.mention());
    let shown = "for @Emil of @Regular in #points :gold: 1970-01-01 00:00 UTC @A member I have not seen yet";
    says(&anna.asks(&format!("!grant {} 5 {reason}", cleo.mention())).await.unwrap(), shown);
    let stored = world.ledger.event(world.ledger.head()).unwrap().unwrap().event.reason().unwrap().clone();
    assert_eq!(stored.as_str(), reason);
    says(&cleo.slash("history").send().await.unwrap(), shown);
    says(&anna.slash("audit").send().await.unwrap(), shown);
    world.wait_for_effects().await;
    let log = world.discord.channel("staff-log").messages();
    assert!(log.iter().any(|message| words(message).contains(shown)), "{log:?}");
    let told = cleo.direct_messages();
    assert!(told.iter().any(|message| words(message).contains(shown)), "{told:?}");
}

#[tokio::test]
async fn a_reason_of_several_lines_becomes_one_line() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo"));
    let granted = anna
        .asks(&format!("!grant {} 5 for the nets\n\nand the lamp\tat night", cleo.mention()))
        .await
        .unwrap();
    says(&granted, "for the nets and the lamp at night");
    says(&cleo.slash("history").send().await.unwrap(), "“for the nets and the lamp at night”");
}
