//! What this process uses: time of the processor, and memory.

use std::time::Duration;

/// For how long a processor has worked for this process.
///
/// Nothing that is measured here waits or uses a second thread, so on an idle machine it is the time that has passed; on a busy
/// one it leaves out what the processors do for others.
#[cfg(unix)]
pub fn processor_time() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or_default())
}

/// The time that has passed since this was first asked: the system does not tell for how long a processor has worked.
#[cfg(not(unix))]
pub fn processor_time() -> Duration {
    static FIRST: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    FIRST.get_or_init(std::time::Instant::now).elapsed()
}

/// The most memory that this process ever held, in bytes; `None` where the system does not tell (only Linux does here).
pub fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(kib.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
