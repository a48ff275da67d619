//! What this process uses: time of the processor, and memory.

use std::time::Duration;

/// Counts the time that a processor works for this process.
///
/// Nothing that is measured here waits or uses a second thread, so on an idle machine it is the time that passes; on a busy one
/// it leaves out what the processors do for others. Where the system does not tell, it is the time that passes.
#[derive(Clone, Copy, Debug)]
pub struct Clock(#[cfg(not(unix))] std::time::Instant);

#[cfg(unix)]
impl Clock {
    /// A clock that counts from the start of the process.
    pub fn of_process() -> Self {
        Clock()
    }

    /// The time until now.
    pub fn read(&self) -> Duration {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or_default())
    }
}

#[cfg(not(unix))]
impl Clock {
    /// A clock that counts from now on.
    pub fn of_process() -> Self {
        Clock(std::time::Instant::now())
    }

    /// The time until now.
    pub fn read(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Fills the processor's caches with something else.
///
/// A program builds and writes a pipeline once. A small one that is measured over and over would stay in the caches, and a
/// large one would look slow beside it.
pub fn cool() {
    const BYTES: usize = 64 << 20;
    let other = vec![1_u8; BYTES];
    std::hint::black_box(other.iter().map(|byte| u64::from(*byte)).sum::<u64>());
}

/// The most memory that this process ever held, in bytes; `None` where the system does not tell (only Linux does here).
pub fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(kib.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
