//! The sample community on the local Discord: who is there, what they say at first, what the page proposes to try.
//! What their points are is in `beginnings`.

use std::time::Duration;

use ledger_core::BookId;
use local_discord::{Hint, LocalDiscord, Scenario};

use super::beginnings::OpenCode;
use crate::failure::Failure;

/// When the community came to be, in seconds since 1970: its ids follow from it, and a ledger that is kept has them.
const BORN_SECONDS: u64 = 1_757_000_000;

/// The channel where everybody says hello once: from then on the bot knows their names.
const HELLO: &str = "introductions";

/// The people of the page, who come with the local Discord's sample.
pub const CAST: [&str; 6] = ["Anna", "Ben", "Cleo", "Dora", "Emil", "Farah"];

/// More people, so that a leaderboard has pages; with what they say of themselves.
pub const CROWD: [(&str, &str); 20] = [
    ("Goran", "I repair radios, the older the better."),
    ("Hanae", "Tea before words, please."),
    ("Ivo", "Here for the quiz nights."),
    ("Jasmin", "I bring the **cake**."),
    ("Kofi", "Sailing, mostly in my head."),
    ("Lena", "Night shift at the observatory ✨"),
    ("Mateo", "Ask me about mushrooms."),
    ("Noor", "I read the last page first."),
    ("Olek", "Three cats, one chair."),
    ("Priya", "Board games, all of them."),
    ("Quentin", "Yes, with a Q."),
    ("Rosa", "I plant things in tins."),
    ("Sven", "Coffee, black, in winter also outside."),
    ("Tala", "Still learning to whistle."),
    ("Uwe", "Moin."),
    ("Vera", "I count the lighthouses 🏮"),
    ("Wanjiru", "Runs before sunrise."),
    ("Xenia", "Letters on paper."),
    ("Yusuf", "Bread, three days slow."),
    ("Zoe", "The last in every list, the first at the buffet."),
];

/// What the cast say.
const CAST_SAYS: [&str; 6] = [
    "I keep the keys here. Ask me when something jams.",
    "Steward on Tuesdays. I write down who helped.",
    "Cleo of the Quay. I know the tides.",
    "Ich schreibe auf Deutsch, und der Bot antwortet mir auch so.",
    "New here! Where does one redeem a code from the shop?",
    "No letters, please: my inbox stays shut.",
];

/// The community as it is founded.
pub fn scenario() -> Scenario {
    let founded = Scenario::sample()
        .created_at(Duration::from_secs(BORN_SECONDS))
        .channel(HELLO)
        .topic("One line each");
    CROWD.iter().fold(founded, |scenario, (name, _)| scenario.member(name))
}

/// The book of the community.
pub fn book(discord: &LocalDiscord) -> Result<BookId, Failure> {
    Ok(BookId::new(discord.first_server().0)?)
}

/// Everybody says hello.
pub async fn introduce(discord: &LocalDiscord) -> Result<(), Failure> {
    let cast = CAST.into_iter().zip(CAST_SAYS);
    for (name, says) in cast.chain(CROWD) {
        let said = discord.member(name).in_channel(HELLO).says(says).await;
        said.map_err(|declined| Failure::Bot(declined.into()))?;
    }
    Ok(())
}

/// What the page proposes to try.
pub fn propose(discord: &LocalDiscord, codes: &[OpenCode], prefix: &str) {
    let mut hints = vec![
        Hint::command("Emil", "points")
            .why("en", "How many lanterns somebody has")
            .why("de", "Wie viele Laternen jemand hat"),
        Hint::command("Emil", "leaderboard")
            .why("en", "Turn the pages; the buttons answer only Emil")
            .why("de", "Blättern; die Knöpfe antworten nur Emil"),
    ];
    for (who, open) in ["Emil", "Dora"].into_iter().zip(codes) {
        let points = open.points;
        hints.push(
            Hint::command(who, "claim")
                .option("code", &open.code.to_string())
                .why("en", &format!("A code from the shop, worth {points}. Try it twice!"))
                .why("de", &format!("Ein Code aus dem Laden, {points} wert. Versuch es zweimal!")),
        );
    }
    hints.extend([
        Hint::say("Anna", &format!("{prefix}grant @Emil 50 welcome aboard"))
            .why("en", "An administrator gives points, with a reason")
            .why("de", "Eine Administratorin gibt Punkte, mit Grund"),
        Hint::command("Cleo", "rank")
            .why("en", "A picture with rank and progress")
            .why("de", "Ein Bild mit Rang und Fortschritt"),
        Hint::command("Cleo", "give")
            .why("en", "Members give to each other; above 100 they are asked first")
            .why("de", "Mitglieder geben einander; über 100 wird nachgefragt"),
        Hint::command("Emil", "help")
            .why("en", "Everything that Emil may use")
            .why("de", "Alles, was Emil benutzen darf"),
    ]);
    discord.propose(hints.into_iter().map(|hint| hint.in_channel("points")));
}
