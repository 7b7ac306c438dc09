//! What does a process use? `/proc` beside it, as the kernel tells.

use std::fs;
use std::time::Duration;

use anyhow::Context;

/// User and system time of a process, as the scheduler counts it: in nanoseconds, not in the ticks of
/// `/proc/PID/stat`, which catch a process that runs for a moment by chance. Threads that have ended are
/// not in it.
///
/// # Errors
///
/// When it does not run, or the kernel keeps no such count.
pub fn cpu_seconds(pid: u32) -> anyhow::Result<f64> {
    let mut nanos = 0_u64;
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        // A thread may end meanwhile.
        let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) else { continue };
        let on_cpu = text.split_whitespace().next().context("no schedstat")?;
        nanos += on_cpu.parse::<u64>()?;
    }
    Ok(Duration::from_nanos(nanos).as_secs_f64())
}

/// Resident memory of a process.
///
/// # Errors
///
/// When it does not run.
pub fn resident_mib(pid: u32) -> anyhow::Result<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kib: u32 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(f64::from(kib) / 1_024.0)
}

/// What a process has had written to disks since its start.
///
/// # Errors
///
/// When it does not run, or the kernel does not count.
pub fn written_bytes(pid: u32) -> anyhow::Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/io"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("write_bytes:"));
    Ok(line.context("no write_bytes")?.trim().parse()?)
}
