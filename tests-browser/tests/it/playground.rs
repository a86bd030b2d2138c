//! Starts the playground as a user does, and ends it after the test.

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

use crate::browser::{Browser, Shows};
use crate::program;

/// A running playground with a ledger of its own.
pub(crate) struct Playground {
    /// Codes that are not redeemed yet.
    pub codes: Vec<String>,
    page: String,
    _program: Child,
    _folder: TempDir,
}

/// Opens the page of a new playground; `None` if there is no browser.
pub(crate) async fn visit() -> Option<Browser<Playground>> {
    Browser::open().await
}

impl Shows for Playground {
    async fn start() -> Playground {
        let folder = tempfile::tempdir().unwrap();
        let stays = ["playground", "--stay", "--no-open", "--json"];
        let mut program = program::start(folder.path(), &stays, &[]).await;
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().expect("the playground says where its page is");
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let codes = said["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
        Playground {
            codes: codes.collect(),
            page: said["page"].as_str().unwrap().to_owned(),
            _program: program,
            _folder: folder,
        }
    }

    fn page(&self) -> String {
        self.page.clone()
    }
}
