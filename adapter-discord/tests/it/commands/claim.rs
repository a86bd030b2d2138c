//! `claim`.

use local_discord::{MessageView, Permissions, Scenario};

use crate::world::{World, does_not_say, says, words};

#[tokio::test]
async fn a_code_is_redeemed_once_and_the_reply_shows_only_points() {
    let world = World::new().await;
    world.order("1001", 250);
    let cleo = world.member("Cleo");
    let answer = cleo.slash("claim").option("code", "code-1001").send().await.unwrap();
    assert!(answer.ephemeral);
    says(&answer, "You got 🪙 250 points");
    says(&answer, "You now have 🪙 250 points");
    does_not_say(&answer, "1001");
    assert_eq!(world.balance("Cleo"), 250);
    let again = cleo.slash("claim").option("code", "CODE-1001").send().await.unwrap();
    says(&again, "You have redeemed this code before, for 🪙 250 points");
    let other = world.member("Emil").slash("claim").option("code", "CODE-1001").send().await.unwrap();
    says(&other, "This code was redeemed before");
    assert_eq!((world.balance("Cleo"), world.balance("Emil"), world.sum()), (250, 0, 0));
}

#[tokio::test]
async fn a_message_with_a_code_is_deleted() {
    let world = World::new().await;
    world.order("1002", 40);
    let cleo = world.member("Cleo");
    let answer = cleo.asks("!claim CODE-1002").await.unwrap();
    says(&answer, "You got 🪙 40 points");
    says(&answer, "I have deleted your message");
    let left: Vec<String> = cleo.here().messages().iter().map(words).collect();
    assert!(left.iter().all(|text| !text.contains("1002")), "{left:?}");
}

#[tokio::test]
async fn a_typing_error_is_no_guess_and_guesses_are_limited() {
    let world = World::new().await;
    for _ in 0..10 {
        says(&claim(&world, "what is this").await, "That does not look like a code");
        says(&claim(&world, "CODE-10?1").await, "There is a typing mistake");
    }
    says(&claim(&world, "CODE-9999").await, "you have 4 more tries");
    for _ in 0..4 {
        claim(&world, "CODE-9999").await;
    }
    says(&claim(&world, "CODE-9999").await, "too many wrong codes");
}

async fn claim(world: &World, code: &str) -> MessageView {
    let answer = world.member("Cleo").slash("claim").option("code", code).send().await.unwrap();
    (*answer).clone()
}

#[tokio::test]
async fn a_message_with_a_code_is_deleted_in_every_channel() {
    let world = World::new().await;
    world.order("1002", 40);
    let cleo = world.member("Cleo").in_channel("general");
    let channel = world.discord.channel("points").id();
    world.set("discord.channels", &channel.to_string());
    let told = cleo.asks("!claim CODE-1002").await.unwrap();
    says(&told, &format!("Codes are redeemed in <#{channel}>. I have deleted your message"));
    let left: Vec<String> = cleo.here().messages().iter().map(words).collect();
    assert!(left.iter().all(|text| !text.contains("1002")), "{left:?}");
    assert_eq!(world.balance("Cleo"), 0);
    says(&cleo.in_channel("points").asks("!claim CODE-1002").await.unwrap(), "You got 🪙 40 points");
}

#[tokio::test]
async fn where_the_bot_may_not_delete_a_code_it_asks_the_author_to() {
    let allowed = Permissions::EVERYONE | Permissions::MANAGE_ROLES;
    let world = World::of(Scenario::sample().bot_permissions(allowed)).await;
    world.order("1002", 40);
    let cleo = world.member("Cleo").in_channel("general");
    let channel = world.discord.channel("points").id();
    world.set("discord.channels", &channel.to_string());
    let told = cleo.asks("!claim CODE-1002").await.unwrap();
    says(&told, &format!("Codes are redeemed in <#{channel}>. Please delete your message"));
    assert_eq!(world.balance("Cleo"), 0);
    let told = cleo.in_channel("points").asks("!claim CODE-1002").await.unwrap();
    says(&told, "You got 🪙 40 points");
    says(&told, "Please delete your message yourself");
    does_not_say(&told, "I have deleted");
}

#[tokio::test]
async fn a_code_in_a_message_is_read_in_the_dress_of_a_chat() {
    let world = World::new().await;
    for (number, typed) in [
        "!claim || CODE-10 ||",
        "!claim||`CODE-11`||",
        "!claim ```\nCODE-12\n```",
        "!Claim\n**CODE-13**",
        "!einlösen `CODE-14`",
    ]
    .into_iter()
    .enumerate()
    {
        world.order(&format!("1{number}"), 40);
        says(&world.member("Cleo").asks(typed).await.unwrap(), "You got 🪙 40 points");
    }
}
