//! A server with people in it who call themselves what they should not, and the real bot beside it.

use local_discord::{LocalDiscord, Scenario, WAIT_TIMEOUT};
use tempfile::TempDir;
use tokio::process::Child;

use crate::browser::{Browser, Shows};
use crate::program;

/// A name that would be a picture and a program if it were not a name.
pub const MARKUP: &str = "<img src=x onerror=alert(1)>";

/// A name that would be bold, a link and a spoiler if it were not a name.
pub const MARKDOWN: &str = "**[Ben](https://e.example)** ||`";

/// A name that would turn around what stands after it.
pub const TURNED: &str = "Cleo\u{202e}\u{200b}";

/// The page of a local Discord, with Anna as its owner and the three names from above.
pub struct Harbour {
    discord: LocalDiscord,
    _program: Child,
    _folder: TempDir,
}

/// A fresh harbour in a browser; `None` where there is none.
pub async fn visit() -> Option<Browser<Harbour>> {
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
