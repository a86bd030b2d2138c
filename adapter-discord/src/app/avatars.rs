//! Pictures of members, fetched from Discord. Drawing them is not done here.

use std::time::Duration;

use ledger_core::MemberId;

use crate::render::picture::MAX_AVATAR_BYTES;

const DISCORD: &str = "https://cdn.discordapp.com";

/// How long fetching a picture may take; without it, the card shows the initial.
const PATIENCE: Duration = Duration::from_secs(2);

/// Fetches pictures of members.
pub struct Avatars {
    client: reqwest::Client,
    keeper: String,
}

impl Avatars {
    /// From Discord, or from the Discord on this machine that the bot talks to.
    pub fn new(client: reqwest::Client, api_url: Option<&str>) -> Avatars {
        let local = api_url.filter(|url| {
            let host = url.split("://").nth(1).unwrap_or_default();
            ["127.0.0.1", "localhost", "[::1]"].iter().any(|loopback| host.starts_with(loopback))
        });
        Avatars { client, keeper: local.unwrap_or(DISCORD).trim_end_matches('/').to_owned() }
    }

    /// The address of a picture; `None` if the hash cannot be one.
    pub fn address(&self, member: MemberId, hash: &str) -> Option<String> {
        let is_hash =
            !hash.is_empty() && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_hash.then(|| format!("{}/avatars/{member}/{hash}.png?size=256", self.keeper))
    }

    /// The picture as PNG, if it comes in time.
    pub async fn fetch(&self, member: MemberId, hash: &str) -> Option<Vec<u8>> {
        let address = self.address(member, hash)?;
        let asking = async {
            let mut response = self.client.get(address).timeout(PATIENCE).send().await?.error_for_status()?;
            let mut bytes = Vec::new();
            while let Some(part) = response.chunk().await? {
                bytes.extend_from_slice(&part);
                if bytes.len() > MAX_AVATAR_BYTES {
                    return Ok(None);
                }
            }
            Ok::<_, reqwest::Error>(Some(bytes))
        };
        // The address names the member, and is kept out of the log.
        asking.await.unwrap_or_else(|error| {
            log::debug!("a picture could not be fetched: {}", error.without_url());
            None
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_come_from_discord_unless_the_discord_is_on_this_machine() {
        let anna = MemberId::new(42).unwrap();
        let from = |api_url| Avatars::new(reqwest::Client::new(), api_url).address(anna, "a_0f");
        let discord = Some("https://cdn.discordapp.com/avatars/42/a_0f.png?size=256".to_owned());
        assert_eq!(from(None), discord);
        assert_eq!(from(Some("http://proxy.example:8080")), discord);
        let local = from(Some("http://127.0.0.1:4000/"));
        assert_eq!(local, Some("http://127.0.0.1:4000/avatars/42/a_0f.png?size=256".to_owned()));
        assert_eq!(Avatars::new(reqwest::Client::new(), None).address(anna, "../x"), None);
    }
}
