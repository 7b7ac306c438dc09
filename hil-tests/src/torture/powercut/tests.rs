//! The shim and the cut together, with a program other than Hearth between them.

use std::collections::BTreeSet;
use std::process::Command;

use tempfile::TempDir;

use super::*;
use crate::torture::shim::Shim;

#[test]
fn what_was_synced_is_there_after_every_cut_and_what_was_not_is_there_or_not() {
    let mut seen = BTreeSet::new();
    for seed in 0..24 {
        let (left, store, _folder) = cut_after(
            &[
                ("length", "a", 1024, ""),
                ("write", "a", 0, "synced"),
                ("sync", "a", 0, ""),
                ("write", "a", 0, "nothing"),
            ],
            seed,
        );
        let a = fs::read(store.join("a")).unwrap();

        assert_eq!(a.len(), 1024, "{left:?}");
        seen.insert(a[..7].to_vec());
    }
    assert_eq!(seen, BTreeSet::from([b"synced\0".to_vec(), b"nothing".to_vec()]));
}

#[test]
fn a_long_write_is_torn_in_sectors_and_the_rest_is_as_before() {
    let torn = (0..32).find_map(|seed| {
        let (left, store, _folder) = cut_after(
            &[
                ("length", "a", 8192, ""),
                ("sync", "a", 0, ""),
                ("write", "a", 0, &"x".repeat(4096)),
            ],
            seed,
        );
        (left.torn > 0).then(|| fs::read(store.join("a")).unwrap())
    });

    let bytes = torn.unwrap();
    assert_eq!(bytes.len(), 8192);
    for sector in bytes[..4096].chunks(512) {
        assert!(sector.iter().all(|byte| *byte == sector[0]) && [0, b'x'].contains(&sector[0]));
    }
    assert!(bytes[4096..].iter().all(|byte| *byte == 0));
}

#[test]
fn a_file_that_was_made_or_removed_without_a_sync_may_not_be_or_be_there_again() {
    let mut seen = BTreeSet::new();
    for seed in 0..24 {
        let (_, store, _folder) = cut_after(
            &[("sync", "old", 0, ""), ("unlink", "old", 0, ""), ("length", "new", 0, "")],
            seed,
        );
        seen.insert((store.join("old").exists(), store.join("new").exists()));
    }
    // In the order in which it was done: never the new one without the old one's end.
    assert_eq!(seen, BTreeSet::from([(true, false), (false, false), (false, true)]));
}

#[test]
fn a_change_is_undone_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    fs::write(&path, "before").unwrap();
    let file = File::options().read(true).write(true).open(&path).unwrap();
    let changes = [
        Change::Write { at: 4, length: 6, old_size: 6, old: b"re".to_vec() },
        Change::Truncate { size: 2, old_size: 10, old: b"foafter!".to_vec() },
        Change::Write { at: 5, length: 1, old_size: 2, old: Vec::new() },
    ];
    file.write_all_at(b"after!", 4).unwrap();
    file.set_len(2).unwrap();
    file.write_all_at(b"x", 5).unwrap();

    for change in changes.iter().rev() {
        undo(&file, change).unwrap();
    }

    assert_eq!(fs::read(path).unwrap(), b"before");
}

#[test]
fn half_a_record_at_the_end_is_none() {
    let mut bytes = vec![0x31, 0x4A, 0x53, 0x48, 3, 0, 0, 0];
    bytes.extend(7u64.to_ne_bytes());
    bytes.extend(9u64.to_ne_bytes());
    bytes.extend([0; 24]);
    let whole = bytes.clone();
    bytes.extend(&whole[..20]);

    assert_eq!(parse(&bytes), [Record::SyncBegun(Sync { inode: 7, number: 9, wall_ms: 0 })]);
}

#[test]
fn a_sync_that_the_cut_came_before_counts_as_long_as_it_was_waited_for() {
    let begun = |number, wall_ms| Record::SyncBegun(Sync { inode: 7, number, wall_ms });
    let ended = |number, wall_ms| Record::SyncEnded(Sync { inode: 7, number, wall_ms });
    let answered = [begun(1, 1_000), ended(1, 1_040)];

    assert_eq!(slowest(&answered, 9_000), Duration::from_millis(40));
    assert_eq!(slowest(&[begun(2, 1_000)], 1_500), Duration::from_millis(500));
    assert_eq!(slowest(&[], 9_000), Duration::ZERO);
}

/// A program that does to files what its arguments say.
const ACTOR: &str = r#"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int count, char **words) {
    for (int i = 1; i + 3 < count; i += 4) {
        char *verb = words[i], *path = words[i + 1], *bytes = words[i + 3];
        long at = atol(words[i + 2]);
        if (!strcmp(verb, "unlink")) { unlink(path); continue; }
        int file = open(path, O_RDWR | O_CREAT, 0600);
        if (!strcmp(verb, "write")) pwrite(file, bytes, strlen(bytes), at);
        if (!strcmp(verb, "length")) ftruncate(file, at);
        if (!strcmp(verb, "sync")) fsync(file);
        close(file);
    }
}
"#;

/// Lets the actor do something in a store (verb, file, place, bytes) and cuts the power when it has
/// ended.
fn cut_after(acts: &[(&str, &str, usize, &str)], seed: u64) -> (Left, PathBuf, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    fs::create_dir(&store).unwrap();
    let shim = Shim::new(folder.path(), &store, true).unwrap();
    fs::write(folder.path().join("actor.c"), ACTOR).unwrap();
    let actor = folder.path().join("actor");
    let source = folder.path().join("actor.c");
    let flags = ["-w", "-D_FILE_OFFSET_BITS=64", "-o"];
    let built = Command::new("cc").args(flags).arg(&actor).arg(source).status().unwrap();
    assert!(built.success());
    let words = acts.iter().flat_map(|(verb, name, at, bytes)| {
        let path = store.join(name).display().to_string();
        [(*verb).to_owned(), path, at.to_string(), (*bytes).to_owned()]
    });
    let ended = Command::new(actor).args(words).envs(shim.around()).output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    let left = cut(&store, &shim.journal(), &mut Rng::with_seed(seed)).unwrap();
    (left, store, folder)
}
