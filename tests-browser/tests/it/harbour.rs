//! A local Discord whose members have hostile names, with the real bot.

use local_discord::{LocalDiscord, Scenario, WAIT_TIMEOUT};
use tempfile::TempDir;
use tokio::process::Child;

use crate::browser::{Browser, Shows};
use crate::program;

/// A name that would load a picture and run a script as HTML.
pub(crate) const MARKUP: &str = "<img src=x onerror=alert(1)>";

/// A name that would be bold, a link and a spoiler as Markdown.
pub(crate) const MARKDOWN: &str = "**[Ben](https://e.example)** ||`";

/// A name with a control character that would reverse the text after it.
pub(crate) const TURNED: &str = "Cleo\u{202e}\u{200b}";

/// The page of a local Discord with the owner Anna and the three hostile names.
pub(crate) struct Harbour {
    discord: LocalDiscord,
    _program: Child,
    _folder: TempDir,
}

/// Opens the page of a new harbour; `None` if there is no browser.
pub(crate) async fn visit() -> Option<Browser<Harbour>> {
    Browser::open().await
}

impl Shows for Harbour {
    async fn start() -> Harbour {
        let scenario =
            Scenario::new().server("<u>Harbour</u>").channel("points").topic("<script>alert(2)</script>");
        let people = ["Anna", MARKUP, MARKDOWN, TURNED];
        let scenario = people.into_iter().fold(scenario, Scenario::member);
        let discord = LocalDiscord::start(scenario).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (token, address) = (discord.token(), discord.api_url());
        let settings = [("BOT_TOKEN", token.as_str()), ("DISCORD_API_URL", address.as_str())];
        let program = program::start(folder.path(), &["serve"], &settings).await;
        discord.wait_for_bot(WAIT_TIMEOUT).await.unwrap();
        Harbour { discord, _program: program, _folder: folder }
    }

    fn page(&self) -> String {
        self.discord.page_url()
    }
}
