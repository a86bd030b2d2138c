//! Amounts as members write them, in messages and forms.

use ledger_store::HistoryQuery;
use local_discord::{Mention, Scenario};

use crate::stewards::manners::role;
use crate::world::{World, does_not_say, says};

/// The reason of the newest entry of a member.
fn last_reason(world: &World, name: &str) -> String {
    let query = HistoryQuery::of(world.book()).member(world.id(name)).limit(1);
    world.ledger.history(&query).unwrap().entries[0].reason.clone().unwrap().to_string()
}

#[tokio::test]
async fn a_number_with_a_space_is_asked_about_and_never_cut() {
    let world = World::new().await;
    world.grant("Cleo", 12_345);
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    let head = world.ledger.head();
    for typed in [
        format!("!set {cleo} 12 345 as agreed"),
        format!("!set {cleo} 12 345"),
        format!("!add {cleo} 12 345 as agreed"),
        format!("!remove {cleo} 12 345 as agreed"),
        format!("!grant-role {} 12 345 as agreed", role(&world, "Steward")),
    ] {
        let asked = anna.asks(&typed).await.unwrap();
        says(&asked, "`12 345` can be one number");
        says(&asked, "Write `12345` for one number");
        says(&asked, "`12 --reason 345`");
    }
    let gift = format!("!give {} 12 345 thanks", world.member("Emil").mention());
    says(&world.member("Cleo").asks(&gift).await.unwrap(), "`12 345` can be one number");
    assert_eq!((world.balance("Cleo"), world.ledger.head()), (12_345, head));
    // Each of the two lines that the answer names does one of the two.
    anna.asks(&format!("!set {cleo} 12345 as agreed")).await.unwrap();
    anna.asks(&format!("!set {cleo} 12 --reason 345 as agreed")).await.unwrap();
    assert_eq!((world.balance("Cleo"), last_reason(&world, "Cleo")), (12, "345 as agreed".to_owned()));
}

#[tokio::test]
async fn a_number_with_the_spaces_of_programs_is_one() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    for (typed, balance) in [
        ("12\u{a0}345", 12_345),
        ("12\u{202f}346", 12_346),
        ("12\u{2009}347", 12_347),
        ("12'348", 12_348),
        ("12’349", 12_349),
        ("12_350", 12_350),
        ("12,351", 12_351),
        ("2.5k", 2_500),
        ("1m", 1_000_000),
    ] {
        says(&anna.asks(&format!("!set {cleo} {typed} as agreed")).await.unwrap(), "as agreed");
        assert_eq!((world.balance("Cleo"), last_reason(&world, "Cleo")), (balance, "as agreed".to_owned()));
    }
}

#[tokio::test]
async fn what_can_mean_two_numbers_is_refused_with_both() {
    let world = World::new().await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    for (typed, expected) in [
        ("1.500", "can be 1500, or 1 and a fraction. Points are whole numbers: write `1500` or `1`"),
        ("1,23", "write `123` or `1`"),
        ("1.5", "write `15` or `1`"),
        ("1.234k", "can be 1234000 or 1234. Write `1234000` or `1234`"),
        ("12,34,567", "If it means 1234567, write `1234567`"),
        ("-5", "If it means 5, write `5`"),
        ("+5", "If it means 5, write `5`"),
        ("1e3", "If it means 1000, write `1000`"),
        ("１２", "If it means 12, write `12`"),
        ("١٢", "If it means 12, write `12`"),
        ("0x10", "is not an amount"),
        ("0", "is not an amount"),
        ("99999999999999999999", "is too large"),
        ("all", "Please give a number here"),
    ] {
        says(&anna.asks(&format!("!grant {cleo} {typed} as agreed")).await.unwrap(), expected);
        let slash = anna.slash("grant").option("member", Mention("Cleo")).option("amount", typed);
        says(&slash.option("reason", "as agreed").send().await.unwrap(), expected);
    }
    assert_eq!(world.ledger.head().0, 0);
}

#[tokio::test]
async fn all_and_half_are_of_what_there_is() {
    let world = World::new().await;
    world.grant("Cleo", 101);
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo"));
    let emil = world.member("Emil").mention();
    says(&cleo.asks(&format!("!give {emil} half thanks")).await.unwrap(), "🪙 50 points");
    assert_eq!((world.balance("Cleo"), world.balance("Emil")), (51, 50));
    let slash = cleo.slash("give").option("member", Mention("Emil")).option("amount", "all");
    says(&slash.send().await.unwrap(), "🪙 51 points");
    says(&cleo.asks(&format!("!give {emil} all")).await.unwrap(), "There is nothing to take that from");
    says(&anna.asks(&format!("!set {emil} half a tax")).await.unwrap(), "🪙 −51 points");
    says(&anna.asks(&format!("!remove {emil} Hälfte eine Steuer")).await.unwrap(), "🪙 25 points");
    says(&anna.asks(&format!("!remove {emil} alles vorbei")).await.unwrap(), "lost 🪙 25 points");
    assert_eq!((world.balance("Cleo"), world.balance("Emil"), world.sum()), (0, 0, 0));
    says(&anna.asks(&format!("!set {emil} all of it")).await.unwrap(), "Please give a number here");
}

#[tokio::test]
async fn a_german_server_reads_what_the_bot_writes_there() {
    let world = World::new().await;
    world.set("discord.locale", "de");
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    says(&anna.asks(&format!("!grant {cleo} 1.234 wie besprochen")).await.unwrap(), "1.234 Punkte");
    says(
        &anna.asks(&format!("!grant {cleo} 1,234 wie besprochen")).await.unwrap(),
        "Schreib `1234` oder `1`",
    );
    says(&anna.asks(&format!("!grant {cleo} 2,5k wie besprochen")).await.unwrap(), "2.500 Punkte");
    assert_eq!(world.balance("Cleo"), 3_734);
    says(&anna.asks("!settings change transfer_daily_cap 1.500").await.unwrap(), "1500");
    // The form of a member with English in a German server: neither mark says what it means.
    for typed in ["1,234", "1.234"] {
        let slash = anna.slash("grant").option("member", Mention("Cleo")).option("amount", typed);
        says(&slash.option("reason", "as agreed").send().await.unwrap(), "write `1234` or `1`");
    }
    assert_eq!(world.balance("Cleo"), 3_734);
}

#[tokio::test]
async fn a_form_shows_what_a_number_is_read_as() {
    let world = World::new().await;
    world.grant("Cleo", 101);
    let cleo = world.member("Cleo");
    let suggested = async |typed: &str| {
        let slash = cleo.slash("give").option("member", Mention("Emil"));
        let found = slash.suggestions("amount", typed).await.unwrap();
        found.into_iter().map(|choice| choice.name).collect::<Vec<_>>()
    };
    assert_eq!(suggested("2.5k").await, ["2,500 points"]);
    assert_eq!(suggested("1.500").await, ["1,500 points", "1 point"]);
    assert_eq!(suggested("１２").await, ["12 points"]);
    assert_eq!(suggested("").await, ["all · 101 points", "half · 50 points"]);
    assert_eq!(suggested("ha").await, ["half · 50 points"]);
    assert!(suggested("much").await.is_empty());
}

#[tokio::test]
async fn rewards_are_read_the_same_way() {
    let world = World::new().await;
    let anna = world.member("Anna");
    anna.asks("!achievement define quiz balance:2,500 1,500 Quiz master").await.unwrap();
    let spec = |key: &str| {
        let key = key.parse().unwrap();
        world
            .ledger
            .read(world.book(), |book| book.achievement(&key).map(|found| found.spec.clone()))
            .unwrap()
    };
    let quiz = spec("quiz");
    assert_eq!(
        (quiz.rule.to_string().as_str(), quiz.reward.0, quiz.name.as_str()),
        ("balance:2500", 1_500, "Quiz master")
    );
    let asked = anna.asks("!achievement define jury by_hand 12 345 Jury").await.unwrap();
    does_not_say(&asked, "Jury");
    assert!(world.ledger.read(world.book(), |book| book.achievements().len()) == 1);
    anna.asks("!achievement define first by_hand 1st of many").await.unwrap();
    assert_eq!((spec("first").reward.0, spec("first").name.as_str()), (0, "1st of many"));
}

#[tokio::test]
async fn an_entry_number_is_never_cut() {
    let world = World::new().await;
    world.grant("Cleo", 10);
    let anna = world.member("Anna");
    says(&anna.asks("!reverse 2 345 a mistake").await.unwrap(), "`2 345` can be one number");
    assert_eq!(world.balance("Cleo"), 10);
    anna.asks("!reverse 2 --reason 345 was meant").await.unwrap();
    assert_eq!((world.balance("Cleo"), last_reason(&world, "Cleo")), (0, "345 was meant".to_owned()));
}

#[tokio::test]
async fn an_invisible_reason_is_refused_and_an_invisible_name_is_not_shown() {
    let scenario = Scenario::new().server("Harbour Lights").channel("general").member("Anna").member("Cleo");
    let world = World::of(scenario).await;
    let (anna, cleo) = (world.member("Anna"), world.member("Cleo").mention());
    for reason in ["\u{200b}", "\u{2060}", "\u{3164}", "\u{ad}", "\u{2066}", "\u{2800}"] {
        let refused = anna.asks(&format!("!grant {cleo} 5 {reason}")).await.unwrap();
        says(&refused, "cannot be the reason");
        let defined = anna.slash("achievement define").option("key", "x").option("rule", "Awarded by hand");
        let refused = defined.option("name", reason).send().await.unwrap();
        says(&refused, "does not fit here");
        anna.asks(&format!("!settings change currency_plural {reason}")).await.unwrap();
    }
    assert_eq!(world.ledger.head().0, 0);
}
