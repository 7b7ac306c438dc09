//! What somebody does at the station's pages, while the evening goes on: one thing after the other. A page
//! that a busy machine is slow to answer makes whoever waits for it late, and nobody else.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::telephones::Said;

/// Things to do that wait, and things done that nobody has asked for: an evening has some dozens.
const MOST: usize = 256;

/// Somebody, and what is still to be heard of them.
#[derive(Debug)]
pub(super) struct Errands<T> {
    errands: SyncSender<T>,
    said: Receiver<Said>,
}

impl<T: Send + 'static> Errands<T> {
    /// They do each thing so, and say of it what is worth a line. Who still waits for an answer when the
    /// evening ends is not waited for.
    pub(super) fn start(mut does: impl FnMut(T) -> Option<Said> + Send + 'static) -> Self {
        let (errands, asked) = sync_channel(MOST);
        let (says, said) = sync_channel(MOST);
        std::thread::spawn(move || {
            for errand in asked {
                if let Some(done) = does(errand)
                    && says.send(done).is_err()
                {
                    return;
                }
            }
        });
        Self { errands, said }
    }

    /// The next thing that they do.
    pub(super) fn go(&self, errand: T) {
        // They have gone home only where one of their steps has a fault, which is said elsewhere; and
        // what somebody who is so far behind cannot take on is not done.
        drop(self.errands.try_send(errand));
    }

    /// What they have done since.
    pub(super) fn said(&self) -> Vec<Said> {
        self.said.try_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::clock::wait_for;

    #[test]
    fn who_waits_long_for_an_answer_keeps_nobody_from_going_on_and_then_does_the_next() {
        let (answer, waits) = sync_channel::<()>(2);
        let walker = Errands::start(move |step: &str| {
            waits.recv().ok()?;
            Some(Said::new(step.to_owned(), String::new()))
        });
        walker.go("I go");
        walker.go("at the door");
        assert_eq!(walker.said(), []);

        answer.send(()).unwrap();
        answer.send(()).unwrap();

        let mut said = Vec::new();
        wait_for(Duration::from_secs(9), || {
            said.extend(walker.said());
            (said.len() == 2).then_some(())
        });
        let words: Vec<_> = said.iter().map(|it| it.words.as_str()).collect();
        assert_eq!(words, ["I go", "at the door"]);
    }
}
