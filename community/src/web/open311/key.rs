//! Is this one of the keys of our file? It is read each time, so that one that was taken back is none
//! at once.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// The largest file that is read: a thousand keys.
const LARGEST: u64 = 64 * 1024;

/// A shorter line is no key, whatever it is: nobody is let in by a typing error.
const SHORTEST: usize = 16;

/// Whether a file has the key on a line of its own; what follows `#` is a note. Compared by hashes: how
/// long it takes says nothing.
pub(super) async fn is_known(file: Option<&Path>, key: &str) -> bool {
    let Some(file) = file.map(Path::to_owned) else { return false };
    let asked = Sha256::digest(key.trim());
    let look = move || {
        let mut text = String::new();
        let opened = File::open(&file).and_then(|it| it.take(LARGEST).read_to_string(&mut text));
        if let Err(error) = opened {
            tracing::warn!(file = %file.display(), %error, "the keys of Open311 cannot be read");
            return false;
        }
        let keys = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        let long = keys.filter(|key| key.len() >= SHORTEST);
        long.fold(false, |known, key| known | (Sha256::digest(key) == asked))
    };
    tokio::task::spawn_blocking(look).await.unwrap_or(false)
}
