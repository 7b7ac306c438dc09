//! A story: what happens at the desk, line by line, in virtual time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use alerts::Wall;
use alerts::message::Stage as Told;

use super::cast::{NAMES, name, seconds};
pub(super) use super::cast::{START, id, later, step, world};
use crate::core::desk::audit::audit;
use crate::core::desk::change::{Answer, Change, HomeCommand, Logged};
use crate::core::desk::ladder::{Book, Rule};
use crate::core::desk::letter::letters;
use crate::core::desk::notice::{Receipt, Says};
use crate::core::desk::{
    Act, Case, CaseId, Happened, Input, News, NewsId, Opening, Party, PartyId, Stage, World, take,
};

pub(super) struct Script {
    pub(super) world: World,
    pub(super) cases: BTreeMap<CaseId, Case>,
    pub(super) now: Wall,
    pub(super) answer: Answer,
    /// What a channel answers, where it does not just take everything.
    broken: BTreeMap<(i64, u8), Receipt>,
    /// Homes answer nothing.
    pub(super) deaf: bool,
    pub(super) log: Vec<(CaseId, Logged)>,
    /// Messages, as they went out: how many lines each had.
    pub(super) letters: Vec<usize>,
    pub(super) commands: Vec<HomeCommand>,
    book: Book,
    stored: bool,
    calls: BTreeSet<String>,
    tells: Vec<String>,
    homes: Vec<String>,
    numbered: i64,
}

/// Tells a story twice.
pub(super) fn twice(ladder: &str, story: impl Fn(&mut Script)) {
    for stored in [false, true] {
        let mut script = Script::new(ladder, stored);
        story(&mut script);
        script.nothing_is_unexpected();
    }
}

impl Script {
    pub(super) fn new(ladder: &str, stored: bool) -> Self {
        let mut ladder = ladder.to_owned();
        for (id, name) in NAMES.iter().enumerate().take(6) {
            ladder = ladder.replace(name, &format!("p{}", if id == 0 { 99 } else { id }));
        }
        let rule = |ladder: &str| Rule {
            home: None,
            kind: None,
            priority: None,
            ladder: ladder.parse().unwrap(),
        };
        let rules = if ladder.is_empty() { Vec::new() } else { vec![rule(&ladder)] };
        Self {
            world: world(),
            cases: BTreeMap::new(),
            now: START,
            answer: Answer::Done,
            broken: BTreeMap::new(),
            deaf: false,
            log: Vec::new(),
            letters: Vec::new(),
            commands: Vec::new(),
            book: Book { rules },
            stored,
            calls: BTreeSet::new(),
            tells: Vec::new(),
            homes: Vec::new(),
            numbered: 0,
        }
    }

    /// It is that late, and everything before has happened in its time.
    pub(super) fn at(&mut self, time: &str) -> &mut Self {
        self.nothing_is_unexpected();
        let to = START + std::time::Duration::from_secs(seconds(time));
        self.restart();
        self.run_until(Wall(to.0 - 1));
        self.nothing_is_unexpected();
        self.run_until(to);
        self
    }

    pub(super) fn run_until(&mut self, to: Wall) {
        for _ in 0..100_000 {
            let dues = self.cases.values().filter_map(|case| Some((case.poll_timeout()?, case.id)));
            let Some((due, id)) = dues.min().filter(|(due, _)| *due <= to) else {
                self.now = self.now.max(to);
                return;
            };
            self.now = self.now.max(due);
            let case = self.cases[&id].clone();
            let change = case.handle_timeout(self.now, &self.world);
            self.apply(change);
        }
        panic!("a timer fires for ever");
    }

    /// A station that stops and starts.
    fn restart(&mut self) {
        if !self.stored {
            return;
        }
        for case in self.cases.values_mut() {
            let row = serde_json::to_string(case).unwrap();
            let read: Case = serde_json::from_str(&row).unwrap();
            assert_eq!(read, *case);
            *case = read;
        }
    }

    /// `8-3 smoke high`, also with a step and `x2`: raised twice.
    pub(super) fn home(&mut self, said: &str) -> &mut Self {
        self.home_of("h1", said)
    }

    pub(super) fn home_of(&mut self, home: &str, said: &str) -> &mut Self {
        self.restart();
        self.news(Happened::Alarm(step(home, said)));
        self
    }

    pub(super) fn news(&mut self, what: Happened) {
        let mut waiting = VecDeque::from([what]);
        while let Some(what) = waiting.pop_front() {
            self.numbered += 1;
            let news = News { id: NewsId(self.numbered), at: self.now, what };
            let about = news.what.about();
            let key = about.key();
            let last = self.cases.values().rfind(|case| case.about.key() == key);
            let opening = Opening {
                id: CaseId(self.cases.len() as i64 + 1),
                ladders: self.book.ladders(about.home(), about.kind()),
                resident: None,
            };
            let change = take(self.now, &news, last.cloned(), opening, &self.world);
            assert_eq!(change.consumed, Some(news.id));
            waiting.extend(self.keep(change));
        }
    }

    pub(super) fn apply(&mut self, change: Change) {
        for raised in self.keep(change) {
            self.news(raised);
        }
    }

    fn keep(&mut self, change: Change) -> Vec<Happened> {
        self.answer = change.answer;
        if let Some(case) = change.case {
            let id = case.id;
            self.log.extend(change.log.into_iter().map(|row| (id, row.what)));
            let revision = case.revision + 1;
            self.cases.insert(id, Case { revision, ..case });
        }
        let mut receipts = Vec::new();
        for letter in letters(change.send) {
            self.letters.push(letter.lines.len());
            for line in letter.lines {
                let receipt = self.broken.get(&(line.to.0, line.channel)).cloned();
                let works = receipt.is_none();
                let is = receipt.unwrap_or(Receipt::Sent);
                receipts.push((line.notice, line.channel, is));
                if works {
                    self.say(line.to, line.says);
                }
            }
        }
        let mut raised = change.raised;
        for (notice, channel, is) in receipts {
            let case = self.cases[&notice.case].clone();
            let input = Input::Receipt { notice, channel, is };
            let change = case.handle(self.now, input, &self.world);
            let answer = self.answer;
            raised.extend(self.keep(change));
            self.answer = answer;
        }
        for command in change.commands {
            self.command(command);
        }
        raised
    }

    fn command(&mut self, command: HomeCommand) {
        let stage = match command.body.stage {
            Told::Received => "received",
            Told::Accepted => "accepted",
            Told::Released => "released",
        };
        self.homes.push(stage.into());
        let request = command.body.request.clone();
        self.commands.push(command);
        if self.deaf {
            return;
        }
        let ids: Vec<CaseId> = self.cases.keys().copied().collect();
        for id in ids {
            let case = self.cases[&id].clone();
            let input = Input::Reply { request: request.clone(), ok: true };
            let change = case.handle(self.now, input, &self.world);
            let answer = self.answer;
            self.apply(change);
            self.answer = answer;
        }
    }

    fn say(&mut self, to: PartyId, says: Says) {
        let (to, name) = (name(to), name);
        let said = match says {
            Says::Call { .. } => {
                self.calls.insert(to.into());
                return;
            }
            Says::SomebodyGoes { who } => format!("{} goes", name(who)),
            Says::HelpComes { who } => format!("{} helps", name(who)),
            Says::Again => "again".into(),
            Says::ItIsOver => "it is over".into(),
            Says::TakenBack => "taken back".into(),
            Says::Reminder => "reminder".into(),
        };
        self.tells.push(format!("{to}: {said}"));
    }

    // What is expected.

    /// Exactly those are called.
    pub(super) fn calls(&mut self, names: &str) -> &mut Self {
        let called = std::mem::take(&mut self.calls);
        let called: Vec<&str> = called.iter().map(String::as_str).collect();
        let mut wanted: Vec<&str> = names.split_whitespace().collect();
        wanted.sort_unstable();
        assert_eq!(called, wanted, "{} s in", (self.now.0 - START.0) / 1_000);
        self
    }

    /// Exactly those are told that.
    pub(super) fn tells(&mut self, names: &str, what: &str) -> &mut Self {
        let mut told = std::mem::take(&mut self.tells);
        told.sort();
        let mut wanted: Vec<String> =
            names.split_whitespace().map(|name| format!("{name}: {what}")).collect();
        wanted.sort();
        assert_eq!(told, wanted, "{} s in", (self.now.0 - START.0) / 1_000);
        self
    }

    /// Exactly that is said to the home.
    pub(super) fn says_home(&mut self, what: &str) -> &mut Self {
        let said = std::mem::take(&mut self.homes).join(" ");
        assert_eq!(said, what, "{} s in", (self.now.0 - START.0) / 1_000);
        self
    }

    fn nothing_is_unexpected(&mut self) {
        self.calls("");
        self.tells("", "");
        self.says_home("");
        let found = audit(self.now, self.cases.values().map(Case::audited));
        assert!(found.is_empty(), "{found:?}");
    }

    /// What the log says of one kind, of the first case.
    pub(super) fn logged(&self, is: impl Fn(&Logged) -> bool) -> usize {
        self.log.iter().filter(|(id, what)| *id == CaseId(1) && is(what)).count()
    }

    pub(super) fn case(&self) -> &Case {
        &self.cases[&CaseId(1)]
    }

    pub(super) fn stage(&self) -> &Stage {
        &self.case().stage
    }

    // What people do.

    pub(super) fn does(&mut self, who: &str, act: Act) -> &mut Self {
        self.does_for(who, who, act)
    }

    pub(super) fn does_for(&mut self, who: &str, said_by: &str, act: Act) -> &mut Self {
        let (who, said_by) = (id(who), id(said_by));
        self.hears(Input::Act { who, said_by, act })
    }

    pub(super) fn hears(&mut self, input: Input) -> &mut Self {
        self.restart();
        let case = self.case().clone();
        let change = case.handle(self.now, input, &self.world);
        self.apply(change);
        self
    }

    pub(super) fn accepts(&mut self, who: &str) -> &mut Self {
        self.does(who, Act::Accept)
    }

    pub(super) fn declines(&mut self, who: &str) -> &mut Self {
        self.does(who, Act::Decline)
    }

    pub(super) fn resolves(&mut self, who: &str) -> &mut Self {
        self.does(who, Act::Resolve { note: "all is well".into(), photo: None })
    }

    /// From now on that way answers so.
    pub(super) fn breaks(&mut self, who: &str, channel: u8, with: Receipt) -> &mut Self {
        self.broken.insert((id(who).0, channel), with);
        self
    }

    pub(super) fn mends(&mut self, who: &str, channel: u8) -> &mut Self {
        self.broken.remove(&(id(who).0, channel));
        self
    }

    pub(super) fn party(&mut self, who: &str) -> &mut Party {
        let id = id(who);
        self.world.parties.iter_mut().find(|party| party.id == id).unwrap()
    }
}
