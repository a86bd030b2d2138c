//! A user at a browser with the page: picks a member, types, presses buttons, reads. `playground` and `harbour` start
//! the program that serves the page.

use std::mem::ManuallyDrop;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The deadline of every wait for the page.
const WAIT_TIMEOUT: Duration = Duration::from_secs(30);

/// The interval between two looks at the page.
const LOOK: Duration = Duration::from_millis(50);

/// Headless, without a sandbox (root in a container cannot have one), and without requests of the browser's own.
const ARGUMENTS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
    "--window-size=1280,900",
];

/// A program that serves a page.
pub(crate) trait Shows: Sized {
    /// Starts the program.
    async fn start() -> Self;

    /// The address of the page.
    fn page(&self) -> String;
}

/// A browser that shows the page.
pub(crate) struct Browser<S> {
    /// The program that serves the page.
    pub shown: S,
    // Only `close` drops it: after a failed test, dropping it would wait for a driver that has ended.
    driver: ManuallyDrop<WebDriver>,
    _profile: TempDir,
    _chromedriver: Chromedriver,
}

/// chromedriver with the browser that it started. Dropping this ends both, even after a failed test.
struct Chromedriver {
    process: Child,
    port: u16,
}

impl<S: Shows> Browser<S> {
    /// Starts the program and opens its page; `None`, with a sentence on standard error, if there is no chromedriver.
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    pub(crate) async fn open() -> Option<Browser<S>> {
        let Some(chromedriver) = Chromedriver::start().await else {
            assert!(std::env::var_os("CI").is_none(), "CI needs chromedriver; .ci/run installs it");
            eprintln!("skipped: there is no chromedriver; install Chromium with its driver");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let mut wanted = DesiredCapabilities::chrome();
        for argument in ARGUMENTS {
            wanted.add_arg(argument).unwrap();
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display())).unwrap();
        let driver = WebDriver::new(format!("http://127.0.0.1:{}", chromedriver.port), wanted).await.unwrap();
        let shown = S::start().await;
        driver.goto(shown.page()).await.unwrap();
        let driver = ManuallyDrop::new(driver);
        let browser = Browser { shown, driver, _profile: profile, _chromedriver: chromedriver };
        browser.sees("body[data-channel]").await;
        Some(browser)
    }

    /// Ends the browser, which would otherwise outlive the tests.
    pub(crate) async fn close(self) {
        ManuallyDrop::into_inner(self.driver).quit().await.unwrap();
    }

    /// Opens a path on the program's address and waits for the page.
    pub(crate) async fn opens(&self, path: &str) {
        let origin = self.asks_the_page("return location.origin").await;
        self.driver.goto(format!("{}{path}", origin.trim_matches('"'))).await.unwrap();
        self.sees("body[data-channel]").await;
    }

    /// Sets the width of the page in pixels.
    pub(crate) async fn is_as_wide_as(&self, width: u32) {
        self.driver.set_window_rect(0, 0, width, 900).await.unwrap();
        assert_eq!(self.asks_the_page("return innerWidth").await, width.to_string());
    }

    /// Acts as this member from now on, in the channel for points.
    pub(crate) async fn speaks_as(&self, name: &str) {
        let person = By::Css(format!("label.person[data-name=\"{name}\"] input"));
        let id = self.touches(person, "value").await;
        self.sees(&format!("body[data-as=\"{id}\"]")).await;
        self.goes_to("points").await;
    }

    /// Goes to a channel by its name.
    pub(crate) async fn goes_to(&self, channel: &str) {
        let id = self.touches(with_text("button[contains(@class,'channel')]", channel), "data-channel").await;
        self.sees(&format!("body[data-channel=\"{id}\"]")).await;
    }

    /// Types into the focused element.
    pub(crate) async fn types(&self, text: &str) {
        self.driver.action_chain().send_keys(text).perform().await.unwrap();
    }

    /// Presses Enter.
    pub(crate) async fn enters(&self) {
        self.types(&String::from(char::from(Key::Enter))).await;
    }

    /// Chooses a slash command: types its name, then takes it from the list.
    pub(crate) async fn begins(&self, command: &str) {
        self.types(&format!("/{command}")).await;
        self.sees_text("li[@aria-selected='true']", &format!("/{command}")).await;
        self.enters().await;
        self.sees_text("span[@class='pill']", &format!("/{command}")).await;
    }

    /// Waits for a message of the bot that contains this text.
    pub(crate) async fn is_answered(&self, text: &str) -> WebElement {
        self.sees_text("article[contains(@class,'by-bot')]", text).await
    }

    /// Presses a button of the bot by its label.
    pub(crate) async fn presses(&self, label: &str) {
        let button = with_text("button[contains(@class,'button')][not(@disabled)]", label);
        self.touches(button, "type").await;
    }

    /// Presses one of the page's round buttons, by its class.
    pub(crate) async fn presses_round(&self, class: &str) {
        self.touches(By::Css(format!("button.round.{class}")), "type").await;
    }

    /// Waits for an element.
    pub(crate) async fn sees(&self, css: &str) -> WebElement {
        self.finds(By::Css(css)).await
    }

    /// Waits for an element that contains a text.
    pub(crate) async fn sees_text(&self, what: &str, text: &str) -> WebElement {
        self.finds(with_text(what, text)).await
    }

    /// How many elements there are now.
    pub(crate) async fn count(&self, css: &str) -> usize {
        self.driver.find_all(By::Css(css)).await.unwrap().len()
    }

    /// The result of a script as JSON.
    pub(crate) async fn asks_the_page(&self, script: &str) -> String {
        self.driver.execute(script, Vec::new()).await.unwrap().json().to_string()
    }

    /// Clicks on an element and returns the attribute's value from before. The page redraws parts of itself at any
    /// time, so a click on a replaced element is repeated.
    async fn touches(&self, what: By, attribute: &str) -> String {
        let deadline = Instant::now() + WAIT_TIMEOUT;
        loop {
            match self.touches_once(what.clone(), attribute).await {
                Ok(said) => return said,
                Err(error) if was_replaced(&error) && Instant::now() < deadline => {}
                Err(error) => panic!("{what:?} cannot be touched: {error}"),
            }
        }
    }

    async fn touches_once(&self, what: By, attribute: &str) -> WebDriverResult<String> {
        let element = self.finds(what).await;
        let said = element.attr(attribute).await?;
        element.click().await?;
        Ok(said.unwrap_or_default())
    }

    async fn finds(&self, what: By) -> WebElement {
        match self.driver.query(what.clone()).wait(WAIT_TIMEOUT, LOOK).first().await {
            Ok(element) => element,
            Err(error) => {
                let page = self.driver.find(By::Css("main")).await.unwrap().text().await.unwrap();
                panic!("{what:?} is not to be seen: {error}\n\n{page}");
            }
        }
    }
}

/// An element that contains this text.
fn with_text(what: &str, text: &str) -> By {
    By::XPath(format!("//{what}[contains(normalize-space(.), \"{text}\")]"))
}

fn was_replaced(error: &WebDriverError) -> bool {
    matches!(
        error.as_inner(),
        WebDriverErrorInner::StaleElementReference(_) | WebDriverErrorInner::ElementClickIntercepted(_)
    )
}

impl Chromedriver {
    /// Starts chromedriver on a free port, which it prints; `None` if it is not installed.
    async fn start() -> Option<Chromedriver> {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut process = command.spawn().ok()?;
        let mut lines = BufReader::new(process.stdout.take()?).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            let port = line.split("successfully on port ").nth(1).map(|rest| rest.trim_end_matches('.'));
            if let Some(port) = port.and_then(|port| port.parse().ok()) {
                // chromedriver would block on a full pipe.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Some(Chromedriver { process, port });
            }
        }
        None
    }
}

#[cfg(unix)]
impl Drop for Chromedriver {
    fn drop(&mut self) {
        // The browser is in chromedriver's process group and would outlive it.
        if let Some(group) = self.process.id() {
            let end = format!("kill -s KILL -- -{group}");
            std::process::Command::new("sh").args(["-c", &end]).status().unwrap();
        }
    }
}
