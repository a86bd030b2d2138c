//! The sample community on the local Discord: its members, their first messages, and the hints of the page.
//! Their points are in `sample_ledger`.

use std::time::Duration;

use ledger_core::BookId;
use local_discord::{Hint, LocalDiscord, Scenario};

use crate::commands::playground::open_codes::OpenCode;
use crate::exit::Failure;

/// When the community was created, in seconds since 1970. Fixed, because its ids derive from it and ledgers keep them.
const CREATED_AT_SECONDS: u64 = 1_757_000_000;

/// The channel of the first messages, from which the bot learns the names of the members.
const HELLO: &str = "introductions";

/// The members that the page can speak as; they come with the local Discord's sample.
pub(crate) const CAST: [&str; 6] = ["Anna", "Ben", "Cleo", "Dora", "Emil", "Farah"];

/// More members with their first messages, so that the leaderboard has several pages.
pub(crate) const CROWD: [(&str, &str); 20] = [
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

const CAST_SAYS: [&str; 6] = [
    "I keep the keys here. Ask me when something jams.",
    "Steward on Tuesdays. I write down who helped.",
    "Cleo of the Quay. I know the tides.",
    "Ich schreibe auf Deutsch, und der Bot antwortet mir auch so.",
    "New here! Where does one redeem a code from the shop?",
    "No direct messages, please: my inbox stays shut.",
];

/// The community without any messages.
pub(crate) fn scenario() -> Scenario {
    let sample = Scenario::sample()
        .created_at(Duration::from_secs(CREATED_AT_SECONDS))
        .channel(HELLO)
        .topic("One line each");
    CROWD.iter().fold(sample, |scenario, (name, _)| scenario.member(name))
}

pub(crate) fn book(discord: &LocalDiscord) -> Result<BookId, Failure> {
    Ok(BookId::new(discord.first_server().0)?)
}

/// Every member posts their first message.
pub(crate) async fn introduce(discord: &LocalDiscord) -> Result<(), Failure> {
    let cast = CAST.into_iter().zip(CAST_SAYS);
    for (name, says) in cast.chain(CROWD) {
        let said = discord.member(name).in_channel(HELLO).says(says).await;
        said.map_err(|declined| Failure::Bot(declined.into()))?;
    }
    Ok(())
}

pub(crate) fn propose(discord: &LocalDiscord, codes: &[OpenCode], prefix: &str) {
    let mut hints = vec![
        Hint::command("Emil", "points")
            .why("en", "How many lanterns a member has")
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
