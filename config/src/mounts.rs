//! On what kind of disk is this folder?

use std::path::{Path, PathBuf};

/// What a file system is to a store that must outlive a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disk {
    /// As good as the hardware.
    Local,
    /// On another machine: SQLite's write-ahead log needs memory that both processes share.
    Network,
    /// In memory: gone at power-off.
    Memory,
    /// Layers. A router's root is one and keeps; a container's is one and forgets.
    Overlay,
}

/// The disk of a folder that need not exist yet, by the text of `/proc/mounts`.
pub(crate) fn disk(mounts: &str, dir: &Path) -> Disk {
    let mut deepest: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut words = line.split(' ').skip(1);
        let (Some(point), Some(kind)) = (words.next(), words.next()) else { continue };
        let point = PathBuf::from(unescape(point));
        let depth = point.components().count();
        let is_deeper = deepest.is_none_or(|(deepest, _)| depth >= deepest);
        if dir.starts_with(&point) && is_deeper {
            deepest = Some((depth, kind)); // a later mount on the same point hides the earlier
        }
    }
    deepest.map_or(Disk::Local, |(_, kind)| sort(kind))
}

fn sort(kind: &str) -> Disk {
    match kind {
        "nfs" | "nfs4" | "cifs" | "smb3" | "smbfs" | "ncpfs" | "afs" | "coda" | "ceph"
        | "fuse.sshfs" | "fuse.glusterfs" | "fuse.ceph" | "lustre" | "gfs2" | "ocfs2" => {
            Disk::Network
        }
        "tmpfs" | "ramfs" | "devtmpfs" => Disk::Memory,
        "overlay" | "overlayfs" | "aufs" | "fuse.fuse-overlayfs" => Disk::Overlay,
        _ => Disk::Local,
    }
}

/// Spaces and the like are written as three octal digits (proc(5)).
fn unescape(point: &str) -> String {
    [(r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")]
        .into_iter()
        .fold(point.to_owned(), |point, (code, sign)| point.replace(code, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
overlay / overlay rw 0 0
/dev/mmcblk0p3 /var ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
nas:/homes /var/lib/far nfs4 rw 0 0
/dev/sda1 /media/my\\040disk ext4 rw 0 0
tmpfs /media/my\\040disk tmpfs rw 0 0
";

    #[test]
    fn the_deepest_mount_above_a_folder_is_its_disk() {
        let disk = |dir| disk(MOUNTS, Path::new(dir));

        assert_eq!(disk("/var/lib/hearth"), Disk::Local);
        assert_eq!(disk("/var/lib/far/hearth"), Disk::Network);
        assert_eq!(disk("/var/lib/farther"), Disk::Local);
        assert_eq!(disk("/run/hearth"), Disk::Memory);
        assert_eq!(disk("/srv/hearth"), Disk::Overlay);
    }

    #[test]
    fn a_later_mount_hides_the_one_below_it() {
        assert_eq!(disk(MOUNTS, Path::new("/media/my disk/hearth")), Disk::Memory);
    }

    #[test]
    fn a_machine_that_shows_no_mounts_is_trusted() {
        assert_eq!(disk("", Path::new("/var")), Disk::Local);
        assert_eq!(disk("nonsense\n\n", Path::new("/var")), Disk::Local);
    }
}
