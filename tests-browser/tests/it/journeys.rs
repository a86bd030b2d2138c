//! Journeys of members: asking for points, granting, turning the pages of the leaderboard, claiming a code.

use crate::playground;

#[tokio::test]
async fn a_member_is_picked_and_asks_for_points() {
    let Some(browser) = playground::visit().await else { return };
    browser.speaks_as("Cleo of the Quay").await;
    browser.begins("points").await;
    browser.enters().await;
    let answer = browser.is_answered("Your balance").await;
    let text = answer.text().await.unwrap();
    assert!(text.contains("lanterns") && text.contains("Rank"), "{text}");
    assert!(text.starts_with("Today\nCleo of the Quay\nused\n/points\n"), "{text}");
    browser.close().await;
}

#[tokio::test]
async fn an_administrator_grants_and_the_member_sees_it() {
    let Some(browser) = playground::visit().await else { return };
    browser.speaks_as("Anna").await;
    browser.types("!grant @emi").await;
    browser.sees_text("li[@aria-selected='true']", "@Emil").await;
    browser.enters().await;
    browser.types("75 carried the piano").await;
    browser.enters().await;
    browser.is_answered("Points granted").await;
    browser.speaks_as("Emil").await;
    browser.begins("history").await;
    browser.enters().await;
    let history = browser.is_answered("carried the piano").await.text().await.unwrap();
    assert!(history.contains("75"), "{history}");
    browser.close().await;
}

#[tokio::test]
async fn only_the_member_who_asked_turns_the_pages_of_the_leaderboard() {
    let Some(browser) = playground::visit().await else { return };
    browser.speaks_as("Ben").await;
    browser.begins("leaderboard").await;
    browser.enters().await;
    browser.is_answered("Page 1 of 3").await;
    browser.presses("Forward").await;
    browser.is_answered("Page 2 of 3").await;
    browser.presses("Forward").await;
    browser.is_answered("Page 3 of 3").await;
    browser.presses("Find me").await;
    let own = browser.is_answered("Page 1 of 3").await.text().await.unwrap();
    assert!(own.contains("Ben"), "{own}");
    browser.speaks_as("Emil").await;
    browser.presses("Forward").await;
    browser.is_answered("These buttons belong to another member").await;
    browser.is_answered("Only you can see this").await;
    browser.is_answered("Page 1 of 3").await;
    browser.close().await;
}

#[tokio::test]
async fn a_code_is_claimed_once() {
    let Some(browser) = playground::visit().await else { return };
    let code = browser.shown.codes[0].clone();
    for (who, answer) in [("Emil", "Code redeemed"), ("Farah", "This code was redeemed before")] {
        browser.speaks_as(who).await;
        browser.begins("claim").await;
        browser.types(&code).await;
        browser.enters().await;
        browser.is_answered(answer).await;
        assert_eq!(browser.count(".privately").await, 1, "the answer is for {who} alone");
    }
    browser.close().await;
}

#[tokio::test]
async fn an_unknown_member_is_reported_before_anything_is_sent() {
    let Some(browser) = playground::visit().await else { return };
    browser.speaks_as("Cleo of the Quay").await;
    browser.begins("give").await;
    browser.types("no such member").await;
    browser.enters().await;
    browser.sees_text("div[@role='alert']", "No member is called no such member").await;
    assert_eq!(browser.count(".message").await, 0);
    browser.close().await;
}

#[tokio::test]
async fn a_german_speaking_member_reads_german() {
    let Some(browser) = playground::visit().await else { return };
    browser.speaks_as("Dora").await;
    browser.begins("punkte").await;
    browser.enters().await;
    browser.is_answered("Rang").await;
    assert_eq!(browser.asks_the_page("return document.documentElement.lang").await, "\"de\"");
    browser.close().await;
}

#[tokio::test]
async fn the_page_helps_with_the_prefix_that_the_community_has_chosen() {
    let Some(browser) = playground::visit().await else { return };
    browser.speaks_as("Anna").await;
    browser.types("!settings change prefix ?").await;
    browser.enters().await;
    browser.is_answered("prefix is now ?").await;
    browser.sees("body[data-prefix='?']").await;
    browser.types("?poi").await;
    browser.sees_text("li[@aria-selected='true']", "?points").await;
    browser.enters().await;
    browser.enters().await;
    browser.is_answered("Your balance").await;
    browser.close().await;
}

#[tokio::test]
async fn the_bare_address_leads_to_the_page_and_has_its_icon() {
    let Some(browser) = playground::visit().await else { return };
    browser.opens("/").await;
    assert_eq!(browser.asks_the_page("return location.pathname").await, "\"/playground/\"");
    let icon = "const icon = new XMLHttpRequest(); icon.open('GET', '/favicon.ico', false); icon.send();\
                return [icon.status, icon.getResponseHeader('content-type')]";
    assert_eq!(browser.asks_the_page(icon).await, "[200,\"image/svg+xml\"]");
    browser.close().await;
}
