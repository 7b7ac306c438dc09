//! How far is it? A bar on standard error for somebody who waits, and nothing for anything else.

use std::io::{self, IsTerminal, Write};

/// How wide the bar is, characters.
const WIDE: usize = 30;

/// A bar on a terminal.
#[derive(Debug)]
pub struct Progress {
    /// Whether somebody looks.
    seen: bool,
    what: String,
    of: usize,
    done: usize,
}

impl Progress {
    /// On standard error, if that is a terminal.
    #[must_use]
    pub fn on_terminal() -> Self {
        Self { seen: io::stderr().is_terminal(), ..Self::silent() }
    }

    /// Nobody looks.
    #[must_use]
    pub const fn silent() -> Self {
        Self { seen: false, what: String::new(), of: 0, done: 0 }
    }

    /// Something of so many steps begins.
    pub fn begins(&mut self, what: &str, of: usize) {
        (self.what, self.of, self.done) = (what.to_owned(), of, 0);
        self.show();
    }

    /// A step is done.
    pub fn step(&mut self) {
        self.done += 1;
        self.show();
    }

    /// Takes the bar away.
    pub fn ends(&mut self) {
        if self.seen {
            write("\r\x1b[K");
        }
    }

    fn show(&self) {
        if self.seen {
            let full = WIDE * self.done.min(self.of) / self.of.max(1);
            let bar = format!("{}{}", "#".repeat(full), ".".repeat(WIDE - full));
            write(&format!("\r\x1b[K{:<16} [{bar}] {}/{}", self.what, self.done, self.of));
        }
    }
}

/// Who looks at a bar that cannot be written is not there any more.
fn write(text: &str) {
    let mut out = io::stderr().lock();
    if out.write_all(text.as_bytes()).is_ok() {
        drop(out.flush());
    }
}
