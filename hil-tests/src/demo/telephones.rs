//! Whom does the station call, and what do they do? The demo's people have telephones: the station writes
//! text messages into a spool, as it does for the gateway of an installed one, and here they ring. Of
//! those who are called one goes, by the link in the message, as somebody in the rain would.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use protocol::Mono;

use super::errands::Errands;
use crate::ask::{Asked, ask};

/// From the first ring to whoever says that they go, in the home's time; …
const REACTION: Duration = Duration::from_secs(50);

/// … from there to the door; …
const WALK: Duration = Duration::from_secs(180);

/// … and to the end of it.
const STAYS: Duration = Duration::from_secs(480);

/// Names on one line.
const MOST_NAMES: usize = 3;

/// Folders of a spool, as smstools has them.
const FOLDERS: [&str; 4] = ["outgoing", "checked", "sent", "failed"];

/// Something to be shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) words: String,
    pub(super) message: String,
    /// A page on which one can see it, once.
    pub(super) page: Option<String>,
}

impl Said {
    pub(super) const fn new(words: String, message: String) -> Self {
        Self { words, message, page: None }
    }
}

/// A text message.
#[derive(Debug, PartialEq, Eq)]
struct Text {
    number: String,
    text: String,
    /// The word of its link.
    word: Option<String>,
}

/// What somebody will do.
#[derive(Debug)]
struct Plan {
    at: Mono,
    what: String,
    who: String,
    word: String,
    does: Does,
}

#[derive(Clone, Copy, Debug)]
enum Does {
    Accept,
    AtTheDoor,
    Resolve,
}

/// All telephones of the community.
#[derive(Debug)]
pub(super) struct Telephones {
    spool: PathBuf,
    page: SocketAddr,
    /// Who has which number, by its last digits.
    owners: BTreeMap<String, String>,
    /// The resident whose evening is shown.
    about: String,
    plans: Vec<Plan>,
    /// Those who go.
    walkers: Errands<Plan>,
    /// What somebody goes for already.
    gone: BTreeSet<String>,
    others: usize,
    /// Whether it was said where a message's page is.
    pointed: bool,
}

impl Telephones {
    /// A spool in that folder, and who has which number.
    pub(super) fn new(
        spool: PathBuf,
        page: SocketAddr,
        owners: BTreeMap<String, String>,
        about: &str,
    ) -> anyhow::Result<Self> {
        for folder in FOLDERS {
            fs::create_dir_all(spool.join(folder)).context("no folder for text messages")?;
        }
        let (plans, gone) = (Vec::new(), BTreeSet::new());
        Ok(Self {
            spool,
            page,
            owners,
            about: about.to_owned(),
            plans,
            walkers: Errands::start(move |plan| does(page, plan)),
            gone,
            others: 0,
            pointed: false,
        })
    }

    /// What those who go have said since.
    pub(super) fn said(&self) -> Vec<Said> {
        self.walkers.said()
    }

    /// What has rung since; and somebody does what is due.
    pub(super) fn poll(&mut self, now: Mono) -> anyhow::Result<Vec<Said>> {
        let said = self.rings(now)?;
        let (due, later) = std::mem::take(&mut self.plans).into_iter().partition(|it| it.at <= now);
        self.plans = later;
        for plan in due {
            if matches!(plan.does, Does::Resolve) {
                // What is called for after that is something new.
                self.gone.remove(&plan.what);
            }
            self.walkers.go(plan);
        }
        Ok(said)
    }

    /// Messages about other residents.
    pub(super) const fn others(&self) -> usize {
        self.others
    }

    fn rings(&mut self, now: Mono) -> anyhow::Result<Vec<Said>> {
        // Who reads the same is one line.
        let mut lines: Vec<(String, Vec<String>)> = Vec::new();
        let mut page = None;
        for text in self.taken()? {
            if !text.text.contains(&self.about) {
                self.others += 1;
                continue;
            }
            let who = self.owner(&text.number);
            self.plan(now, &text, &who);
            if let (Some(word), false) = (&text.word, self.pointed) {
                page = Some(format!("http://{}/go/{word}", self.page));
                self.pointed = true;
            }
            let short = short(&text.text, &self.about);
            match lines.iter_mut().find(|(known, _)| *known == short) {
                Some((_, names)) => names.push(who),
                None => lines.push((short, vec![who])),
            }
        }
        let mut said: Vec<Said> =
            lines.into_iter().map(|(message, names)| Said::new(ring(&names), message)).collect();
        if let Some(first) = said.first_mut() {
            first.page = page;
        }
        Ok(said)
    }

    /// The messages that the station has written, as a gateway takes them.
    fn taken(&self) -> anyhow::Result<Vec<Text>> {
        let outgoing = self.spool.join("outgoing");
        let mut files: Vec<PathBuf> = fs::read_dir(&outgoing)?
            .filter_map(|file| Some(file.ok()?.path()))
            .filter(|path| name(path).is_some_and(|it| !it.starts_with('.')))
            .collect();
        files.sort();
        let mut texts = Vec::new();
        for file in files {
            texts.extend(read(&fs::read_to_string(&file)?));
            if let Some(name) = name(&file) {
                fs::rename(&file, self.spool.join("sent").join(name))?;
            }
        }
        Ok(texts)
    }

    fn owner(&self, number: &str) -> String {
        let known = self.owners.iter().find(|(digits, _)| number.ends_with(digits.as_str()));
        known.map_or_else(|| number.to_owned(), |(_, name)| name.clone())
    }

    /// The first who is called for something goes.
    fn plan(&mut self, now: Mono, text: &Text, who: &str) {
        let (Some(word), true) = (&text.word, text.text.contains("Can you go?")) else { return };
        let what = short(&text.text, &self.about);
        if !self.gone.insert(what.clone()) {
            return;
        }
        for (after, does) in [
            (REACTION, Does::Accept),
            (REACTION + WALK, Does::AtTheDoor),
            (REACTION + WALK + STAYS, Does::Resolve),
        ] {
            let (what, who, word) = (what.clone(), who.to_owned(), word.clone());
            self.plans.push(Plan { at: now + after, what, who, word, does });
        }
    }
}

/// They press what is on the page behind the link.
fn does(page: SocketAddr, Plan { who, word, does, .. }: Plan) -> Option<Said> {
    let (words, path, form, photo): (_, _, &[(&str, &str)], Option<&[u8]>) = match does {
        Does::Accept => {
            (format!("< {who} says: I go"), format!("/go/{word}"), &[("act", "accept")], None)
        }
        Does::AtTheDoor => (
            format!("< {who} is at the door"),
            format!("/go/{word}"),
            &[("act", "at-the-door")],
            None,
        ),
        Does::Resolve => (
            format!("< {who}: all is well"),
            format!("/go/{word}/resolve"),
            &[("note", "all is well")],
            Some(&[]),
        ),
    };
    let done = ask(page, &Asked { path: &path, form, photo, cookie: None }).is_ok();
    // Where it is over already, there is nothing to say.
    done.then(|| Said::new(words, "the page behind the link".to_owned()))
}

fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// A file of the spool: its head, an empty line, its text.
fn read(file: &str) -> Option<Text> {
    let (head, text) = file.split_once("\n\n")?;
    let number = head.lines().find_map(|line| line.strip_prefix("To: "))?.to_owned();
    let word = text.split("/go/").nth(1);
    let word = word.map(|it| it.chars().take_while(char::is_ascii_alphanumeric).collect());
    Some(Text { number, text: text.to_owned(), word })
}

/// What is new in a text for whoever knows of whom it speaks: without the name, the place and the link.
fn short(text: &str, about: &str) -> String {
    let line = text.lines().find(|line| line.contains(about)).unwrap_or(text);
    let line = line.split("http").next().unwrap_or(line).trim();
    line.split_once(": ").map_or(line, |(_, what)| what).to_owned()
}

fn ring(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(MOST_NAMES).map(String::as_str).collect();
    let more = names.len().saturating_sub(MOST_NAMES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("< a text to {}{more}", first.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "To: 8655500101\nAlphabet: UTF-8\nAutosplit: 3\nPriority: High\n\n\
                        杜桂英, 5, 102: gas. Can you go? Please answer.\nhttp://127.0.0.1:1/go/ab12\n";

    #[test]
    fn who_is_called_for_the_home_is_a_line_and_one_of_them_will_go() {
        let folder = tempfile::tempdir().unwrap();
        let owners = [("55500101", "方志红"), ("55500102", "石磊")];
        let owners = owners.map(|(digits, name)| (digits.to_owned(), name.to_owned())).into();
        let page = SocketAddr::from(([127, 0, 0, 1], 1));
        let spool = folder.path().join("spool");
        let mut phones = Telephones::new(spool.clone(), page, owners, "杜桂英").unwrap();
        let write = |name: &str, text: &str| fs::write(spool.join("outgoing").join(name), text);
        write("hearth-c1-1-0", FILE).unwrap();
        write("hearth-c1-2-0", &FILE.replace("00101", "00102")).unwrap();
        write("hearth-c2-1-0", &FILE.replace("杜桂英", "王秀英")).unwrap();
        write(".hearth-c3", FILE).unwrap();

        let said = phones.poll(Mono(0)).unwrap();

        let message = "gas. Can you go? Please answer.".to_owned();
        let page = Some("http://127.0.0.1:1/go/ab12".to_owned());
        assert_eq!(said, [Said { words: "< a text to 方志红, 石磊".to_owned(), message, page }]);
        assert_eq!((phones.others(), phones.plans.len()), (1, 3));
        assert_eq!(phones.plans[0].who, "方志红");
        assert_eq!(fs::read_dir(spool.join("sent")).unwrap().count(), 3);
        assert_eq!(phones.poll(Mono(1)).unwrap(), []);
    }
}
