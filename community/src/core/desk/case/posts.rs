//! What goes out to people, and what came back of it?

use alerts::Wall;
use alerts::message::Priority;

use super::{Case, MOST_NOTICES, Marks, Turn};
use crate::core::desk::change::{Dispatch, Logged, WayNews};
use crate::core::desk::notice::{Moved, Notice, NoticeId, NoticeState, Receipt, Says};
use crate::core::desk::party::PartyId;

impl Turn<'_> {
    /// A message to somebody. What can wait does not wake anybody in the night; a call that is made
    /// is made now: what holds those holds the whole case.
    pub(super) fn tell(&mut self, to: PartyId, says: Says) {
        let Some(party) = self.world.party(to) else { return };
        let route = party.route(self.now, self.case.priority, &self.world.muted);
        let Some(channel) = route.first() else {
            return self.note(None, Logged::Unreached { whom: to });
        };
        let is_call = matches!(says, Says::Call { .. });
        if !is_call {
            // Only the newest word counts: one that is not out yet need not go out.
            for notice in self.case.notices.iter_mut().filter(|it| it.to == to && !it.is_call()) {
                notice.let_go(self.now);
            }
        }
        self.case.numbered = self.case.numbered.saturating_add(1);
        let id = NoticeId { case: self.case.id, number: self.case.numbered };
        let may_wait = self.case.may_wait() && !is_call;
        let due = self.world.quiet(self.now).filter(|_| may_wait).unwrap_or(self.now);
        self.case.notices.push(Notice::new(id, (to, *channel), says, (self.now, due)));
    }

    /// What became of an attempt.
    pub(super) fn receipt(&mut self, id: NoticeId, channel: u8, is: &Receipt) {
        let (now, priority) = (self.now, self.case.priority);
        let says = self.case.notices.iter().find(|notice| notice.id == id).map(|it| it.says);
        let wants = says.is_some_and(|says| self.case.wants(says));
        let Some(notice) = self.case.notices.iter_mut().find(|notice| notice.id == id) else {
            return;
        };
        let party = self.world.party(notice.to);
        let route = party.map(|it| it.route(now, priority, &self.world.muted)).unwrap_or_default();
        let moved = notice.handle(now, channel, is, &route);
        let (to, says) = (notice.to, notice.says);
        if !wants {
            notice.let_go(now);
        }
        self.learn(to, channel, is);
        match moved {
            Moved::No => {}
            Moved::On => {
                if *is == Receipt::Opened {
                    self.shown(Some(to));
                }
                self.reached_somebody(says);
            }
            Moved::WayFailed => self.failed(to, channel, is),
            Moved::Unreached => {
                self.failed(to, channel, is);
                self.note(None, Logged::Unreached { whom: to });
            }
        }
        self.look_at_rung();
    }

    fn failed(&mut self, whom: PartyId, channel: u8, is: &Receipt) {
        let why = match is {
            Receipt::Later { why, .. } | Receipt::Never { why } => why.as_str(),
            Receipt::Muted { .. } => "muted",
            Receipt::Sent | Receipt::Delivered | Receipt::Opened => return,
        };
        let most = why.floor_char_boundary(crate::core::desk::notice::MOST_WHY);
        let why = why.get(..most).unwrap_or_default().to_owned();
        self.note(None, Logged::Failed { whom, channel, why });
    }

    /// A way that was seen to work, or to fail for good.
    fn learn(&mut self, to: PartyId, channel: u8, is: &Receipt) {
        let works = match is {
            Receipt::Delivered | Receipt::Opened => true,
            Receipt::Never { .. } => false,
            Receipt::Sent | Receipt::Later { .. } | Receipt::Muted { .. } => return,
        };
        self.ways.push(WayNews { to, channel, at: self.now, works });
    }

    /// Somebody said something: their calls are answered, and the way to them works.
    pub(super) fn answered(&mut self, who: PartyId) {
        let now = self.now;
        let mut channel = None;
        for notice in self.case.notices.iter_mut().filter(|it| it.to == who && it.is_call()) {
            if notice.answered(now) == Moved::On {
                channel = Some(notice.channel);
            }
        }
        if let Some(channel) = channel {
            self.ways.push(WayNews { to: who, channel, at: now, works: true });
        }
    }

    /// A person's screen shows it.
    pub(super) fn shown(&mut self, by: Option<PartyId>) {
        let now = self.now;
        if !self.case.is_open() {
            return;
        }
        if self.case.marks.shown.is_none() {
            Marks::first(&mut self.case.marks.shown, now, by);
            self.note(by, Logged::Shown);
        }
        if self.case.awaits_screen() {
            self.say_received();
        }
        let Some(by) = by else { return };
        for notice in self.case.notices.iter_mut().filter(|it| it.to == by && it.is_call()) {
            if notice.has_reached() {
                let channel = notice.channel;
                notice.handle(now, channel, &Receipt::Opened, &[]);
            }
        }
    }

    /// Begins every attempt that is due; whether others were called by that, since some failed.
    pub(super) fn dispatch_due(&mut self) -> bool {
        let (now, priority) = (self.now, self.case.priority);
        let mut unreached = Vec::new();
        let mut notices = std::mem::take(&mut self.case.notices);
        for notice in &mut notices {
            if notice.poll_timeout().is_none_or(|due| due > now) {
                continue;
            }
            if !self.case.wants(notice.says) {
                notice.state = NoticeState::Dropped { at: now };
                continue;
            }
            // The directory may have changed since.
            let party = self.world.party(notice.to).filter(|party| party.consent);
            let address = party.and_then(|party| party.channel(notice.channel));
            let Some(address) = address.filter(|_| notice.begin(now)) else {
                notice.state = NoticeState::Failed { at: now };
                unreached.push(notice.to);
                continue;
            };
            self.send.push(Dispatch {
                notice: notice.id,
                channel: notice.channel,
                to: notice.to,
                address: address.to.clone(),
                says: notice.says,
                about: self.case.about.clone(),
                resident: self.case.resident,
                priority,
                drill: self.case.drill,
                may_wait: self.case.about.kind().may_wait(priority),
            });
        }
        self.case.notices = notices;
        let failed = !unreached.is_empty();
        for whom in unreached {
            self.note(None, Logged::Unreached { whom });
        }
        if failed {
            self.look_at_rung();
        }
        failed
    }

    /// Forgets the oldest notices that are done with, and then those that call nobody. Of calls, a
    /// person has one under way at most.
    pub(super) fn prune(&mut self) {
        for forget in [|it: &Notice| !it.is_under_way(), |it: &Notice| !it.is_call()] {
            let mut over = self.case.notices.len().saturating_sub(MOST_NOTICES);
            self.case.notices.retain(|notice| {
                let goes = over > 0 && forget(notice);
                over -= usize::from(goes);
                !goes
            });
        }
    }
}

impl Case {
    /// Whether somebody should still hear that. What has waited for its channel until nobody calls any
    /// more, or until it was over, is not said: it would send somebody for nothing.
    #[must_use]
    pub const fn wants(&self, says: Says) -> bool {
        match says {
            Says::Call { .. } => {
                self.is_open() && (self.stage.who_goes().is_none() || self.stage.wave().is_some())
            }
            Says::ItIsOver => true,
            Says::SomebodyGoes { .. }
            | Says::HelpComes { .. }
            | Says::Again
            | Says::TakenBack
            | Says::Reminder => self.is_open(),
        }
    }

    /// Whether the night may keep it from telephones.
    #[must_use]
    pub fn may_wait(&self) -> bool {
        self.about.kind().may_wait(self.priority)
    }

    /// How urgent it is that this case has nobody. What may wait for the morning is as urgent as it is
    /// itself; of anything else somebody must hear at once, also whoever is not on duty.
    #[must_use]
    pub fn fault_priority(&self) -> Priority {
        if self.may_wait() { self.priority } else { Priority::High }
    }

    /// Messages that are still tried, and when the next is due.
    #[must_use]
    pub fn under_way(&self) -> (usize, Option<Wall>) {
        let dues = || self.notices.iter().filter_map(Notice::poll_timeout);
        (dues().count(), dues().min())
    }
}
