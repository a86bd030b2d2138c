//! The page on a phone.

use crate::playground;

#[tokio::test]
async fn on_a_phone_nothing_is_cut_off_and_everything_is_reachable() {
    let Some(browser) = playground::visit().await else { return };
    browser.speaks_as("Cleo of the Quay").await;
    browser.is_as_wide_as(390).await;
    for command in ["points", "leaderboard", "rank"] {
        browser.begins(command).await;
        browser.enters().await;
        browser.sees_text("article", &format!("used /{command}")).await;
    }
    browser.presses_round("menu").await;
    browser.goes_to("general").await;
    browser.presses_round("menu").await;
    browser.goes_to("points").await;
    browser.is_answered("Page 1 of 3").await;
    browser.sees(".message .picture img").await;
    let outside = "return [...document.querySelectorAll('main *')].filter((one) => {\
                   const { left, right, width } = one.getBoundingClientRect();\
                   return width > 0 && (left < 0 || right > innerWidth);\
                   }).map((one) => one.outerHTML.slice(0, 200))";
    assert_eq!(browser.asks_the_page(outside).await, "[]");
    browser.close().await;
}
