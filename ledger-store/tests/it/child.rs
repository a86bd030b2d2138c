//! Child processes for tests: this test binary again, running one test that does nothing in a normal run. A child
//! reports line by line on standard error, which is not buffered: a line is one `write(2)`, and lines written before
//! a kill arrive. No test lives here.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The longest life of a child, even if its parent is gone.
const LIFE: Duration = Duration::from_secs(120);

/// The environment variable with a child's instructions: its task and its arguments.
pub(crate) const INSTRUCTIONS: &str = "LEDGER_TEST_CHILD";

/// A running child, killed on drop.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
}

/// The instructions of this process, if it is a child.
pub(crate) fn instructions() -> Option<Vec<String>> {
    let text = std::env::var(INSTRUCTIONS).ok()?;
    Some(text.split('\n').map(str::to_owned).collect())
}

/// Sends one line to the parent; panics if the parent is gone.
pub(crate) fn report(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).expect("the parent listens");
}

/// Reports a skipped test. In CI, where everything is installed, it fails.
#[track_caller]
pub(crate) fn skipped(needed: &str) {
    assert!(std::env::var_os("CI").is_none(), "{needed} is missing, so this was not tested");
    report(&format!("skipped: {needed} is not there"));
}

/// The time at which a child ends by itself.
pub(crate) fn end_of_life() -> Instant {
    Instant::now() + LIFE
}

/// Starts a child that runs only one test.
#[track_caller]
pub(crate) fn start(test: &str, tell: &[&str]) -> Running {
    start_in(Command::new(std::env::current_exe().unwrap()), test, tell)
}

/// Starts a child through a shell that sets limits first: `sh -c '…; exec "$0" "$@"'`.
#[track_caller]
pub(crate) fn start_limited(limits: &str, test: &str, tell: &[&str]) -> Running {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("{limits}; exec \"$0\" \"$@\"")).arg(std::env::current_exe().unwrap());
    start_in(shell, test, tell)
}

/// Builds a library to load in front of the C library; `None` where there is no C compiler for Linux.
#[track_caller]
pub(crate) fn build_library(folder: &Path, name: &str, code: &str) -> Option<PathBuf> {
    let (source, library) = (folder.join(format!("{name}.c")), folder.join(format!("{name}.so")));
    std::fs::write(&source, code).unwrap();
    let built =
        Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source]).arg("-ldl").status();
    match built {
        Ok(status) if cfg!(target_os = "linux") => {
            assert!(status.success());
            Some(library)
        }
        _ => None,
    }
}

#[track_caller]
fn start_in(mut command: Command, test: &str, tell: &[&str]) -> Running {
    let arguments = ["--exact", test, "--nocapture", "--test-threads=1"];
    command.args(arguments.map(OsStr::new)).env(INSTRUCTIONS, tell.join("\n"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let errors = BufReader::new(child.stderr.take().unwrap());
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in errors.split(b'\n').map_while(Result::ok) {
            if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
        }
    });
    Running { child, lines }
}

impl Running {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The next line; `None` after the timeout or the end of the child.
    pub(crate) fn line(&self, patience: Duration) -> Option<String> {
        self.lines.recv_timeout(patience).ok()
    }

    /// Waits for a number of lines or until the timeout, and returns the lines.
    pub(crate) fn lines(&self, count: usize, patience: Duration) -> Vec<String> {
        let deadline = Instant::now() + patience;
        let mut heard = Vec::new();
        while heard.len() < count {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => heard.push(line),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        heard
    }

    /// Kills the child with SIGKILL, and returns its remaining lines.
    pub(crate) fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.remaining_lines()
    }

    /// Waits for the end, and returns the remaining lines and whether the child's test passed.
    pub(crate) fn wait(mut self) -> (Vec<String>, bool) {
        let said = self.remaining_lines();
        (said, self.child.wait().unwrap().success())
    }

    fn remaining_lines(&mut self) -> Vec<String> {
        let said = self.lines.iter().collect();
        self.child.wait().unwrap();
        said
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails if the child has already ended.
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}
