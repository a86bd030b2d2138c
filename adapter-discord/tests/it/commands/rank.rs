//! `rank`.

use ledger_core::Command;
use local_discord::Mention;
use resvg::tiny_skia::Pixmap;

use crate::world::World;

#[tokio::test]
async fn a_card_has_an_alternative_text() {
    let world = World::new().await;
    world.submit(Command::AdoptStarterSet { reason: None });
    world.grant("Cleo", 845);
    let by_slash = world.member("Emil").slash("rank").option("member", Mention("Cleo")).send().await.unwrap();
    let by_prefix = world.member("Cleo").asks("!rank").await.unwrap();
    for answer in [&*by_slash, &by_prefix] {
        let [file] = answer.files.as_slice() else { panic!("{} files", answer.files.len()) };
        assert!(file.bytes.starts_with(b"\x89PNG"), "{} is no PNG", file.name);
        let alt = file.description.as_deref().unwrap();
        assert!(alt.contains("Cleo of the Quay") && alt.contains("Rank 1 of 1"), "{alt}");
    }
}

#[tokio::test]
async fn a_member_without_points_has_a_card() {
    let world = World::new().await;
    let answer = world.member("Dora").slash("rank").send().await.unwrap();
    assert_eq!(answer.files.len(), 1);
}

#[tokio::test]
async fn a_card_shows_the_member_s_avatar() {
    let world = World::new().await;
    world.grant("Cleo", 845);
    let cleo = world.member("Cleo");
    let card = async || cleo.slash("rank").send().await.unwrap().files[0].bytes.clone();
    let without = card().await;
    assert_eq!(without, card().await, "drawing a card again gives another picture");
    world.discord.set_avatar("Cleo", "0123456789abcdef0123456789abcdef");
    let with = card().await;
    assert_ne!(with, without);
    world.discord.set_avatar("Cleo", "1123456789abcdef0123456789abcdef");
    assert_ne!(card().await, with);
}

#[tokio::test]
async fn a_name_with_letters_that_no_font_has_gives_way_to_the_user_name() {
    let world = World::new().await;
    world.grant("Cleo", 845);
    let named = async |nick| {
        world.discord.rename("Cleo", Some(nick));
        let answer = world.member("Cleo").slash("rank").send().await.unwrap();
        let alt = answer.files[0].description.clone().unwrap();
        assert!(alt.contains(nick), "{alt}");
        // Without the disc, whose colour depends on the name.
        let card = Pixmap::decode_png(&answer.files[0].bytes).unwrap();
        (40..100)
            .flat_map(|y| (280..900).map(move |x| (x, y)))
            .map(|(x, y)| card.pixel(x, y))
            .collect::<Vec<_>>()
    };
    let (one, other) = (named("𞤀𞤣𞤤𞤢𞤥").await, named("𞤖𞤢𞤤𞤢").await);
    assert!(one == other, "both show the user name");
    assert!(one != named("Anna").await);
}

#[tokio::test]
async fn only_a_server_with_achievements_has_a_bar() {
    let world = World::new().await;
    world.grant("Cleo", 5);
    let bar = async || {
        let answer = world.member("Cleo").slash("rank").send().await.unwrap();
        Pixmap::decode_png(&answer.files[0].bytes).unwrap().pixel(900, 212)
    };
    let without = bar().await;
    world.submit(Command::AdoptStarterSet { reason: None });
    assert_ne!(bar().await, without);
}
