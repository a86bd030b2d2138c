//! Hostile input stays text, and the page loads nothing from other machines.

use crate::browser::{Browser, Shows};
use crate::harbour::{self, MARKDOWN, MARKUP, TURNED};
use crate::playground;

/// Elements that exist only if text of a member became part of the page.
const TAKEN: [&str; 8] = [
    ".message img:not(.avatar)",
    ".by-bot .body a",
    ".by-bot .body .spoiler",
    "img[src=x]",
    "u",
    "script:not([src])",
    "[onerror], [onmouseover]",
    "[style*=url]",
];

#[tokio::test]
async fn markup_in_a_message_stays_text() {
    let Some(browser) = playground::visit().await else { return };
    browser.speaks_as("Farah").await;
    let hostile = "<img src=x onerror=\"document.title='taken'\"> [here](javascript:alert(1)) <b>bold</b>";
    browser.types(hostile).await;
    browser.enters().await;
    let message = browser.sees_text("div[@class='content']", "bold").await;
    assert_eq!(message.text().await.unwrap(), hostile);
    assert_eq!(browser.count(".message a").await, 0);
    is_not_taken(&browser).await;
    assert!(!browser.asks_the_page("return document.title").await.contains("taken"));
    browser.close().await;
}

#[tokio::test]
async fn markup_and_markdown_in_a_reason_stay_text_where_the_bot_repeats_it() {
    let Some(browser) = playground::visit().await else { return };
    let reason = "<b onmouseover=alert(1)>**x**</b> [y](https://e.example) ||z|| @everyone";
    browser.speaks_as("Anna").await;
    browser.types(&format!("!grant @Emil 5 {reason}")).await;
    browser.enters().await;
    browser.is_answered("Points granted").await;
    browser.speaks_as("Emil").await;
    browser.begins("history").await;
    browser.enters().await;
    let history = visible(&browser.is_answered("onmouseover").await.text().await.unwrap());
    assert!(history.contains(reason), "{history}");
    is_not_taken(&browser).await;
    browser.speaks_as("Ben").await;
    assert_eq!(browser.count(".by-bot.calls-me").await, 0, "a reason pings no member");
    browser.close().await;
}

#[tokio::test]
async fn a_hostile_name_is_shown_as_text_everywhere() {
    let Some(browser) = harbour::visit().await else { return };
    browser.speaks_as("Anna").await;
    for (amount, name) in [(11, MARKUP), (12, MARKDOWN), (13, TURNED)] {
        browser.types(&format!("!grant @{name} {amount} for the name")).await;
        browser.enters().await;
        browser.is_answered(&format!("{amount} points")).await;
    }
    // The bot learns a member's name when the member writes.
    for name in [MARKUP, MARKDOWN, TURNED] {
        browser.speaks_as(name).await;
        browser.types("hello").await;
        browser.enters().await;
        browser.sees_text("header[@class='head']", name).await;
    }
    browser.speaks_as("Anna").await;
    browser.begins("leaderboard").await;
    browser.enters().await;
    let board = visible(&browser.is_answered("Page 1 of 1").await.text().await.unwrap());
    for name in [MARKUP, MARKDOWN, "Cleo"] {
        assert!(board.contains(name), "{name}\n{board}");
    }
    is_not_taken(&browser).await;
    browser.close().await;
}

#[tokio::test]
async fn the_page_loads_everything_from_this_machine() {
    let Some(browser) = playground::visit().await else { return };
    browser.speaks_as("Anna").await;
    browser.types("https://example.org/picture.png <:lantern:123456789012345678>").await;
    browser.enters().await;
    browser.sees(".message .content a").await;
    let asked = "return performance.getEntriesByType('resource').map((one) => new URL(one.name).origin)\
                 .filter((origin) => origin !== location.origin)";
    assert_eq!(browser.asks_the_page(asked).await, "[]");
    browser.close().await;
}

/// The text without the invisible characters that the bot adds to neutralize markup.
fn visible(text: &str) -> String {
    text.replace(['\u{200b}', '\u{2068}', '\u{2069}'], "")
}

async fn is_not_taken<S: Shows>(browser: &Browser<S>) {
    for css in TAKEN {
        assert_eq!(browser.count(css).await, 0, "{css}");
    }
}
