//! Processor time by thread, as Linux counts it.

use std::fs;
use std::path::Path;
use std::process;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The processor time of this process so far, with ended threads, without the threads of a name, which must be alive,
/// and without the first thread, which runs the bench.
pub(crate) fn time_except_threads(name: &str) -> Duration {
    let first = process::id().to_string();
    let threads = fs::read_dir("/proc/self/task").expect("Linux").flatten();
    let others = threads.filter(|thread| thread.file_name() == *first || is_called(&thread.path(), name));
    let others = Duration::from_nanos(others.map(|thread| nanos(&thread.path())).sum());
    let all = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(all).expect("processor time is not negative").saturating_sub(others)
}

fn is_called(thread: &Path, name: &str) -> bool {
    fs::read_to_string(thread.join("comm")).is_ok_and(|comm| comm.trim_end() == name)
}

fn nanos(thread: &Path) -> u64 {
    let stat = fs::read_to_string(thread.join("schedstat")).expect("the thread is alive");
    stat.split_whitespace()
        .next()
        .and_then(|nanos| nanos.parse().ok())
        .expect("the kernel counts time by thread")
}
