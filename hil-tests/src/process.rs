//! What does a process use? `/proc` beside it, as the kernel tells.

use std::fs;

use anyhow::Context;

/// Linux counts a process' time in hundredths of a second on every machine that Hearth knows.
const TICKS_PER_SECOND: f64 = 100.0;

/// User and system time of a process.
///
/// # Errors
///
/// When it does not run.
pub fn cpu_seconds(pid: u32) -> anyhow::Result<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let after_name = text.rsplit_once(')').context("no stat")?.1;
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<u32>);
    let ticks = ticks.sum::<Result<u32, _>>()?;
    Ok(f64::from(ticks) / TICKS_PER_SECOND)
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
