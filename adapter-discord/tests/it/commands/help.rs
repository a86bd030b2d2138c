//! `help`.

use crate::world::{World, does_not_say, says};

#[tokio::test]
async fn help_lists_what_this_person_may_use() {
    let world = World::new().await;
    let by_slash = world.member("Cleo").slash("help").send().await.unwrap();
    assert!(by_slash.ephemeral);
    let by_prefix = world.member("Cleo").asks("!pipihelp").await.unwrap();
    for answer in [&*by_slash, &by_prefix] {
        says(answer, "For everybody");
        says(answer, "`/claim` · Redeem the code of an order");
        does_not_say(answer, "For stewards");
    }
    says(&by_prefix, "`!points`");
    says(&world.member("Dora").slash("help").send().await.unwrap(), "`/claim`");
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
