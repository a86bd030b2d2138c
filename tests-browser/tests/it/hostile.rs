//! What people write to harm others stays text, and the page asks for nothing outside the machine.

use crate::browser::Browser;

#[tokio::test]
async fn markup_in_a_message_stays_text() {
    let Some(browser) = Browser::open().await else { return };
    browser.speaks_as("Farah").await;
    let hostile = "<img src=x onerror=\"document.title='taken'\"> [here](javascript:alert(1)) <b>bold</b>";
    browser.types(hostile).await;
    browser.enters().await;
    let message = browser.sees(".message .content").await;
    assert_eq!(message.text().await.unwrap(), hostile);
    for css in [".message img:not(.avatar)", ".message a", ".message b", "script:not([src])", "[style*=url]"]
    {
        assert_eq!(browser.count(css).await, 0, "{css}");
    }
    assert!(!browser.asks_the_page("return document.title").await.contains("taken"));
    browser.close().await;
}

#[tokio::test]
async fn everything_that_is_asked_for_comes_from_this_machine() {
    let Some(browser) = Browser::open().await else { return };
    browser.speaks_as("Anna").await;
    browser.types("https://example.org/picture.png <:lantern:123456789012345678>").await;
    browser.enters().await;
    browser.sees(".message .content a").await;
    let asked = "return performance.getEntriesByType('resource').map((one) => new URL(one.name).origin)\
                 .filter((origin) => origin !== location.origin)";
    assert_eq!(browser.asks_the_page(asked).await, "[]");
    browser.close().await;
}
