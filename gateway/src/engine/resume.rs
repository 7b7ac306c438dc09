//! How does a home go on after a restart? Where it was, as far as that can be read.

use std::path::Path;
use std::{fs, io};

use alerts::message::Changes;
use alerts::{Gap, Mono, Policy};

use crate::core::Core;
use crate::exits::Exits;
use crate::kept::Kept;

/// What could not be read is put here, in the store's folder, for whoever may look at it.
const UNREAD: &str = "home.unread.json";

/// What else was found.
#[derive(Debug, Default)]
pub struct Resumed {
    /// The ids of the last bed exits.
    pub exits: Exits,
    /// What the station has changed of the configuration's numbers.
    pub changes: Changes,
    /// Something that somebody should look at.
    pub note: Option<String>,
}

/// The home goes on before anything is heard.
pub fn at_start(core: &mut Core, kept: Option<&str>, store: &Path, policy: &Policy) -> Resumed {
    let Some(text) = kept else { return Resumed::default() };
    let kept = read(text);
    if kept.unread.is_some()
        && let Err(error) = set_aside(store, text)
    {
        tracing::warn!(%error, "what the home remembered cannot be put aside");
    }
    let Kept { home, alarms, exits, changes, unread } = kept;
    match home {
        Some(home) => core.restore(Mono::ZERO, *home),
        None => core.restore_alarms(Mono::ZERO, alarms, exits.last()),
    }
    if core.home().gap() == Gap::Unknown {
        tracing::info!(
            "how long nobody listened before this start is known once the clock is right"
        );
    }
    let changes = apply(core, Mono::ZERO, policy, changes);
    Resumed { exits, changes, note: unread.map(note) }
}

/// What the station had changed holds, as far as it still may be changed.
fn apply(core: &mut Core, now: Mono, policy: &Policy, changes: Changes) -> Changes {
    if changes.is_empty() {
        return changes;
    }
    match config::with_changes(policy, &changes) {
        Ok(policy) => {
            core.set_policy(now, &policy);
            changes
        }
        Err(error) => {
            tracing::warn!(%error, "what the station had changed no longer holds");
            Changes::new()
        }
    }
}

/// The disk has answered at last. What was heard meanwhile counts: of what was remembered, only the
/// open alarms go on.
pub fn late(core: &mut Core, now: Mono, kept: Option<&str>, policy: &Policy) -> Resumed {
    let Some(text) = kept else { return Resumed::default() };
    let Kept { home, alarms, exits, changes, unread } = read(text);
    match home {
        Some(home) => core.restore_alarms(now, home.open_alarms(), exits.last()),
        None => core.restore_alarms(now, alarms, exits.last()),
    }
    let changes = apply(core, now, policy, changes);
    Resumed { exits, changes, note: unread.map(note) }
}

fn read(text: &str) -> Kept {
    Kept::read(text).unwrap_or_else(|error| {
        let unread = Some(error.to_string());
        Kept { unread, ..Kept::default() }
    })
}

fn set_aside(store: &Path, text: &str) -> io::Result<()> {
    fs::write(store.join(UNREAD), text)
}

fn note(error: String) -> String {
    tracing::warn!(error, "not all that the home remembered can be read");
    format!("not all that the home remembered from before the restart can be read: {error}")
}
