//! Processor time by thread, as Linux counts it. What the time was spent on is not known here.

use std::fs;
use std::path::Path;
use std::process;
use std::time::Duration;

/// The processor time so far of all threads of this process, but of those of a name and of the first one, which runs
/// the bench itself.
pub fn time_but_of(name: &str) -> Duration {
    let first = process::id().to_string();
    let threads = fs::read_dir("/proc/self/task").expect("Linux").flatten();
    let theirs = threads.filter(|thread| thread.file_name() != *first).map(|thread| thread.path());
    Duration::from_nanos(theirs.filter(|thread| !is_called(thread, name)).map(|thread| nanos(&thread)).sum())
}

fn is_called(thread: &Path, name: &str) -> bool {
    fs::read_to_string(thread.join("comm")).is_ok_and(|comm| comm.trim_end() == name)
}

/// A thread that has ended meanwhile counts for nothing.
fn nanos(thread: &Path) -> u64 {
    let Ok(stat) = fs::read_to_string(thread.join("schedstat")) else { return 0 };
    stat.split_whitespace()
        .next()
        .and_then(|nanos| nanos.parse().ok())
        .expect("the kernel counts time by thread")
}
