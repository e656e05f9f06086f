//! What the system says of this process: the memory that it takes, and the files that it may open and
//! has open. Where a system does not tell, nothing is known.

use std::fs;

/// Files beside connections that a server opens: its standard streams and events, the packs and index
/// of two generations, connections that are being turned away.
const OTHERS: u64 = 80;

/// Memory in use, in bytes.
pub(super) fn memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// Files and connections that are open.
pub(super) fn open_files() -> Option<u64> {
    // The folder itself is open while it is read.
    let open = fs::read_dir("/proc/self/fd").ok()?.count() as u64;
    Some(open.saturating_sub(1))
}

/// How many of `wanted` connections there is room for by the bound on open files, which is raised as
/// far as the system allows.
pub(super) fn room_for(wanted: usize) -> usize {
    let Some(files) = raise_files(wanted as u64 + OTHERS) else {
        return wanted;
    };
    // With very few files a third are for connections.
    let room = files.saturating_sub(OTHERS).max(files / 3).max(1);
    usize::try_from(room).map_or(wanted, |room| room.min(wanted))
}

/// Raises the bound on open files to `wanted` if it is lower, and says where it lies then.
#[cfg(unix)]
fn raise_files(wanted: u64) -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let bounds = getrlimit(Resource::Nofile);
    let current = bounds.current?;
    if current >= wanted {
        return Some(current);
    }
    let raised = bounds.maximum.map_or(wanted, |most| most.min(wanted));
    let set = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: Some(raised),
            maximum: bounds.maximum,
        },
    );
    Some(if set.is_ok() { raised } else { current })
}

/// Other systems have no such bound.
#[cfg(not(unix))]
fn raise_files(_wanted: u64) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_connections() {
        assert!((1..=8).contains(&room_for(8)));
        assert!(room_for(usize::MAX / 2) >= 1);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_system_tells_what_is_in_use() {
        assert!(memory().unwrap() > 1 << 20);
        let before = open_files().unwrap();
        assert!(before >= 3);
    }
}
