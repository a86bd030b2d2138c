//! `help`.

use crate::world::{World, does_not_say, says};

#[tokio::test]
async fn help_lists_the_commands_that_the_member_may_use() {
    let world = World::new().await;
    let by_slash = world.member("Cleo").slash("help").send().await.unwrap();
    assert!(by_slash.ephemeral);
    let by_prefix = world.member("Cleo").asks("!pipihelp").await.unwrap();
    let by_alias = world.member("Cleo").asks("!ph").await.unwrap();
    for answer in [&*by_slash, &by_prefix, &by_alias] {
        says(answer, "For everybody");
        says(answer, "`/claim` · Redeem the code of an order");
        does_not_say(answer, "For stewards");
    }
    says(&by_prefix, "`!points`");
    // The command's name in Dora's language.
    says(&world.member("Dora").slash("help").send().await.unwrap(), "`/einlösen`");
}

#[tokio::test]
async fn help_explains_one_command() {
    let world = World::new().await;
    let cleo = world.member("Cleo");
    let answer = cleo.slash("help").option("command", "give").send().await.unwrap();
    says(&answer, "/give <member> <amount> [note]");
    says(&cleo.asks("!help lb").await.unwrap(), "Also: `pointsboard`, `top`, `lb`");
    says(&cleo.asks("!help nonsense").await.unwrap(), "There is no command “nonsense”");
    let suggested = cleo.autocomplete("help", "command", "le").await.unwrap();
    assert_eq!(suggested.len(), 1);
}

#[tokio::test]
async fn help_uses_the_command_names_of_the_member_s_language() {
    let world = World::new().await;
    let dora = world.member("Dora");
    let explained = dora.slash("help").option("command", "punkte").send().await.unwrap();
    says(&explained, "/punkte [mitglied]");
    let suggested = dora.autocomplete("help", "command", "rangl").await.unwrap();
    assert_eq!((suggested.len(), suggested[0].name.as_str()), (1, "rangliste"));
    world.discord.set_locale("Anna", "de");
    let explained = world.member("Anna").slash("help").option("command", "erfolg").send().await.unwrap();
    says(&explained, "/erfolg anlegen");
}

#[tokio::test]
async fn help_tells_stewards_by_role_how_to_see_their_commands() {
    let world = World::new().await;
    world.set("discord.steward_roles", &format!("{}", world.discord.role_id("Steward")));
    let hint = "ask an administrator to open them for your role";
    says(&world.member("Ben").asks("!help").await.unwrap(), hint);
    says(&world.member("Ben").slash("help").send().await.unwrap(), hint);
    does_not_say(&world.member("Anna").slash("help").send().await.unwrap(), hint);
    does_not_say(&world.member("Cleo").slash("help").send().await.unwrap(), hint);
}

#[tokio::test]
async fn help_omits_commands_that_the_server_switched_off() {
    let world = World::new().await;
    let cleo = world.member("Cleo");
    let offered = async || cleo.autocomplete("help", "command", "giv").await.unwrap().len();
    says(&cleo.asks("!help").await.unwrap(), "`/give` ·");
    assert_eq!(offered().await, 1);
    world.set("transfers", "off");
    for answer in [&*cleo.slash("help").send().await.unwrap(), &cleo.asks("!ph").await.unwrap()] {
        does_not_say(answer, "/give");
        says(answer, "`/claim` ·");
    }
    assert_eq!(offered().await, 0);
}
