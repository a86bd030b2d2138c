//! The log, to the console and to a file: one line per record, with time, level, module and message.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use env_logger::{Builder, Logger, Target};
use file_rotate::compression::Compression;
use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate};
use ledger_core::visible::OneLine;
use log::{LevelFilter, Log, Metadata, Record};

use crate::config::LogSettings;
use crate::exit::Failure;
use crate::render::time::precise;

/// Size at which the log file is rotated, in bytes (10 MiB).
const MAX_LOG_BYTES: usize = 10 * 1024 * 1024;

/// Rotated log files that are kept.
const LOG_FILES_KEPT: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Console {
    /// Everything, for a service.
    Everything,
    /// Warnings and errors, for a command that prints an answer.
    Warnings,
}

/// Starts the log of this process.
///
/// # Errors
/// When the log file cannot be written.
pub(crate) fn start(settings: &LogSettings, console: Console) -> Result<(), Failure> {
    let on_console = match console {
        Console::Everything => settings.level,
        Console::Warnings => settings.level.min(LevelFilter::Warn),
    };
    let mut logs = Logs { console: logger(on_console, Target::Stderr), file: None };
    if let Some(path) = &settings.file {
        logs.file = Some(logger(settings.level, Target::Pipe(Box::new(file(path, MAX_LOG_BYTES)?))));
    }
    let most = logs.all().map(Logger::filter).max().unwrap_or(LevelFilter::Off);
    // A process has one log: a test that starts a second one keeps the first.
    if log::set_boxed_logger(Box::new(logs)).is_ok() {
        log::set_max_level(most);
    }
    Ok(())
}

fn logger(level: LevelFilter, target: Target) -> Logger {
    Builder::new()
        // Libraries may log message contents or the token below their warnings, so those records stay out.
        .parse_filters(&format!(
            "{level},serenity=warn,tungstenite=warn,tokio_tungstenite=warn,tracing::span=off"
        ))
        .format(|to, record| {
            let (time, level, module) =
                (precise(std::time::SystemTime::now()), record.level(), record.target());
            // What people wrote begins no line of its own.
            writeln!(to, "{time} {level:<5} {module} {}", OneLine(record.args()))
        })
        .target(target)
        .build()
}

fn file(path: &Path, max_bytes: usize) -> Result<FileRotate<AppendCount>, Failure> {
    let problem = |error: io::Error| {
        Failure::input(format!(
            "the setting LOG_FILE is “{}”; it takes a file that can be written: {error}",
            path.display()
        ))
    };
    let path: PathBuf = std::path::absolute(path).map_err(problem)?;
    OpenOptions::new().append(true).create(true).open(&path).map_err(problem)?;
    let suffixes = AppendCount::new(LOG_FILES_KEPT);
    Ok(FileRotate::new(path, suffixes, ContentLimit::BytesSurpassed(max_bytes), Compression::None, None))
}

struct Logs {
    console: Logger,
    file: Option<Logger>,
}

impl Logs {
    fn all(&self) -> impl Iterator<Item = &Logger> {
        std::iter::once(&self.console).chain(&self.file)
    }
}

impl Log for Logs {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.all().any(|log| log.enabled(metadata))
    }

    fn log(&self, record: &Record<'_>) {
        self.all().for_each(|log| log.log(record));
    }

    fn flush(&self) {
        self.all().for_each(Logger::flush);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_goes_to_the_file_with_time_level_module_and_message() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tallybook.log");
        let logs = Logs {
            console: logger(LevelFilter::Off, Target::Stderr),
            file: Some(logger(
                LevelFilter::Info,
                Target::Pipe(Box::new(file(&path, MAX_LOG_BYTES).unwrap())),
            )),
        };
        let write = |level, module| {
            let message = format_args!("hello");
            logs.log(&Record::builder().args(message).level(level).target(module).build());
        };
        write(log::Level::Info, "ledger_store");
        write(log::Level::Debug, "ledger_store");
        write(log::Level::Info, "serenity::http");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.ends_with("Z INFO  ledger_store hello\n"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
        let forged = format_args!("a\n2031 ERROR forged\u{202e}");
        logs.log(&Record::builder().args(forged).level(log::Level::Info).target("ledger_store").build());
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(text.ends_with("ledger_store a\\n2031 ERROR forged\\u{202e}\n"), "{text}");
    }

    #[test]
    fn past_its_size_a_new_file_is_begun_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tallybook.log");
        let logs = logger(LevelFilter::Info, Target::Pipe(Box::new(file(&path, 1_000).unwrap())));
        let written = 40;
        for n in 1..=written {
            let message = format_args!("line {n}");
            logs.log(&Record::builder().args(message).level(log::Level::Info).target("tests").build());
        }
        let text = |name: String| std::fs::read_to_string(folder.path().join(name)).unwrap();
        let count = std::fs::read_dir(folder.path()).unwrap().count();
        assert!((2..=LOG_FILES_KEPT + 1).contains(&count), "{count} files");
        // The higher the number, the older.
        let earlier = (1..count).rev().map(|n| text(format!("tallybook.log.{n}"))).collect::<Vec<_>>();
        for file in &earlier {
            // A line is never in two files.
            assert!((1_000..1_100).contains(&file.len()) && file.ends_with('\n'), "{file}");
        }
        let all = earlier.concat() + &text("tallybook.log".to_owned());
        let lines: Vec<_> = all.lines().map(|line| line.split(" tests ").nth(1).unwrap()).collect();
        assert_eq!(lines, (1..=written).map(|n| format!("line {n}")).collect::<Vec<_>>());
    }

    #[test]
    fn a_file_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let sentence = file(folder.path(), MAX_LOG_BYTES).err().unwrap().to_string();
        assert!(sentence.starts_with("the setting LOG_FILE is “"), "{sentence}");
    }
}
