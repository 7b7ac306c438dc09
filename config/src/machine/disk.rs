//! On what kind of disk is this folder?

use std::path::Path;

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
    /// Kept by a program: the kernel does not know whether it keeps files here or elsewhere.
    Program,
}

/// The kernel's number for the file system of a folder that need not exist yet: that of the nearest
/// folder above it that does. `None` where the kernel does not say.
pub(crate) fn magic(dir: &Path) -> Option<u32> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_lossless,
        clippy::unnecessary_cast,
        reason = "the number has 32 bits, and its type another width on each machine"
    )]
    let number = |dir| rustix::fs::statfs(dir).map(|found| found.f_type as u32).ok();
    dir.ancestors().find_map(number)
}

/// What is behind such a number (statfs(2), linux/magic.h). One that is not listed is a disk: they
/// are many, and new ones are.
pub(crate) const fn kind(magic: u32) -> Disk {
    match magic {
        0x6969              // NFS
        | 0xFF53_4D42       // CIFS
        | 0xFE53_4D42       // SMB 2 and 3
        | 0x517B            // SMB
        | 0x564C            // NCP
        | 0x5346_414F       // AFS of OpenAFS
        | 0x6B41_4653       // AFS of the kernel
        | 0x7375_7245       // Coda
        | 0x00C3_6400       // Ceph
        | 0x0BD0_0BD0       // Lustre
        | 0x0116_1970       // GFS2
        | 0x7461_636F       // OCFS2
        | 0x0102_1997       // 9P: a folder of the machine around a virtual one
        => Disk::Network,
        0x0102_1994         // tmpfs, and devtmpfs
        | 0x8584_58F6       // ramfs
        => Disk::Memory,
        0x794C_7630         // overlayfs
        | 0x6175_6673       // aufs
        => Disk::Overlay,
        0x6573_5546         // FUSE
        => Disk::Program,
        _ => Disk::Local,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_file_system_says_whether_it_keeps() {
        assert_eq!(kind(0xEF53), Disk::Local, "ext4");
        assert_eq!(kind(0xF2F5_2010), Disk::Local, "f2fs");
        assert_eq!(kind(0x6969), Disk::Network);
        assert_eq!(kind(0xFF53_4D42), Disk::Network);
        assert_eq!(kind(0x0102_1994), Disk::Memory);
        assert_eq!(kind(0x794C_7630), Disk::Overlay);
        assert_eq!(kind(0x6573_5546), Disk::Program);
    }

    #[test]
    fn a_folder_that_is_yet_to_be_made_is_on_the_disk_of_the_one_above_it() {
        let dir = tempfile::tempdir().unwrap();

        let above = magic(dir.path());

        assert!(above.is_some());
        assert_eq!(magic(&dir.path().join("yet/to/be/made")), above);
    }
}
