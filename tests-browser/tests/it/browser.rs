//! Somebody at a browser with the playground's page in it: picks a person, types, presses, sees.

use std::process::Stdio;
use std::time::Duration;

use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::playground::Playground;

/// As long as anything on the page may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Between two looks at the page.
const LOOK: Duration = Duration::from_millis(50);

/// A browser with the page in it, and the playground that it shows.
pub struct Browser {
    /// The playground.
    pub playground: Playground,
    driver: WebDriver,
    _chromedriver: Child,
}

impl Browser {
    /// Opens the page of a fresh playground; `None`, and a sentence, where there is no chromedriver.
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    pub async fn open() -> Option<Browser> {
        let Some((chromedriver, port)) = chromedriver().await else {
            assert!(std::env::var_os("CI").is_none(), "CI needs chromedriver; .ci/run installs it");
            eprintln!("skipped: there is no chromedriver; install Chromium with its driver");
            return None;
        };
        let playground = Playground::start().await;
        let mut wanted = DesiredCapabilities::chrome();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
        ] {
            wanted.add_arg(argument).unwrap();
        }
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await.unwrap();
        driver.goto(&playground.page).await.unwrap();
        let browser = Browser { playground, driver, _chromedriver: chromedriver };
        browser.sees("body[data-channel]").await;
        Some(browser)
    }

    /// Ends the browser. A browser that stays would outlive the tests.
    pub async fn close(self) {
        self.driver.quit().await.unwrap();
    }

    /// Speaks as somebody, in the channel for points.
    pub async fn speaks_as(&self, name: &str) {
        let person = self.sees(&format!("label.person[data-name=\"{name}\"] input")).await;
        person.click().await.unwrap();
        let id = person.value().await.unwrap().unwrap();
        self.sees(&format!("body[data-as=\"{id}\"]")).await;
        self.goes_to("points").await;
    }

    /// Goes to a channel by its name.
    pub async fn goes_to(&self, channel: &str) {
        let button = self.sees_text("button[contains(@class,'channel')]", channel).await;
        button.click().await.unwrap();
        let id = button.attr("data-channel").await.unwrap().unwrap();
        self.sees(&format!("body[data-channel=\"{id}\"]")).await;
    }

    /// Types, wherever the focus is.
    pub async fn types(&self, text: &str) {
        self.driver.action_chain().send_keys(text).perform().await.unwrap();
    }

    /// Presses Enter.
    pub async fn enters(&self) {
        self.types(&String::from(char::from(Key::Enter))).await;
    }

    /// Chooses a slash command by its name: typed, then taken from the list.
    pub async fn begins(&self, command: &str) {
        self.types(&format!("/{command}")).await;
        self.sees_text("li[@aria-selected='true']", &format!("/{command}")).await;
        self.enters().await;
        self.sees_text("span[@class='pill']", &format!("/{command}")).await;
    }

    /// Waits for a message of the bot with this in it.
    pub async fn is_answered(&self, text: &str) -> WebElement {
        self.sees_text("article[contains(@class,'by-bot')]", text).await
    }

    /// Presses a button of the bot by its label.
    pub async fn presses(&self, label: &str) {
        let button = self.sees_text("button[contains(@class,'button')][not(@disabled)]", label).await;
        button.click().await.unwrap();
    }

    /// Waits for an element.
    pub async fn sees(&self, css: &str) -> WebElement {
        let found = self.driver.query(By::Css(css)).wait(PATIENCE, LOOK).first().await;
        self.or_say_what_there_is(css, found).await
    }

    /// Waits for an element with a text in it.
    pub async fn sees_text(&self, what: &str, text: &str) -> WebElement {
        let path = format!("//{what}[contains(normalize-space(.), \"{text}\")]");
        let found = self.driver.query(By::XPath(&path)).wait(PATIENCE, LOOK).first().await;
        self.or_say_what_there_is(&path, found).await
    }

    /// How many elements there are now.
    pub async fn count(&self, css: &str) -> usize {
        self.driver.find_all(By::Css(css)).await.unwrap().len()
    }

    /// What a line of script gives, as text.
    pub async fn asks_the_page(&self, script: &str) -> String {
        self.driver.execute(script, Vec::new()).await.unwrap().json().to_string()
    }

    async fn or_say_what_there_is(&self, what: &str, found: WebDriverResult<WebElement>) -> WebElement {
        match found {
            Ok(element) => element,
            Err(error) => {
                let page = self.driver.find(By::Css("main")).await.unwrap().text().await.unwrap();
                panic!("{what} is not to be seen: {error}\n\n{page}");
            }
        }
    }
}

/// Starts chromedriver on a free port, which it prints; `None` where it is not installed.
async fn chromedriver() -> Option<(Child, u16)> {
    let mut command = Command::new("chromedriver");
    command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut running = command.spawn().ok()?;
    let mut lines = BufReader::new(running.stdout.take()?).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        let port = line.split("on port ").nth(1).map(|rest| rest.trim_end_matches('.'));
        if let Some(port) = port.and_then(|port| port.parse().ok()) {
            // It writes on; whoever stops reading would stop it.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Some((running, port));
        }
    }
    None
}
