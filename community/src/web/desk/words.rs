//! How is it said, in the viewer's language: what a case is about, where it stands, what became of a
//! message, who somebody is?

use std::collections::BTreeMap;

use alerts::Wall;
use i18n_embed_fl::fl;
use jiff::tz::TimeZone;

use super::Responder;
use crate::core::desk::case::{Hold, Nobody};
use crate::core::desk::change::StageWord;
use crate::core::desk::ladder::{Reach, Rung};
use crate::core::desk::notice::{NoticeState, Says};
use crate::core::desk::party::{Address, PartyIs, Warning};
use crate::core::desk::{About, Kind, PartyId};
use crate::core::heard::Known;
use crate::say::{Lang, alarm, time};

/// What a case is about.
#[must_use]
pub fn about(lang: Lang, about: &About) -> String {
    match about {
        About::Alarm { kind, .. } => alarm::kind(lang, kind),
        About::HomeLost { .. }
        | About::UplinkLost
        | About::LifeAtHome { .. }
        | About::DeskFault { .. }
        | About::Drill { .. }
        | About::Report { .. } => kind(lang, about.kind()),
    }
}

/// A kind of case.
#[must_use]
pub fn kind(lang: Lang, kind: Kind) -> String {
    let t = lang.words();
    match kind {
        Kind::Alarm(kind) => alarm::kind(lang, &Known::Word(kind)),
        Kind::OtherAlarm => fl!(t, "case-other-alarm"),
        Kind::HomeLost => fl!(t, "case-home-lost"),
        Kind::UplinkLost => fl!(t, "case-uplink-lost"),
        Kind::LifeAtHome => fl!(t, "case-life-at-home"),
        Kind::DeskFault => fl!(t, "case-desk-fault"),
        Kind::Drill => fl!(t, "case-drill"),
        Kind::Report => fl!(t, "case-report"),
    }
}

/// Where a case stands.
#[must_use]
pub fn stage(lang: Lang, stage: StageWord) -> String {
    let t = lang.words();
    match stage {
        StageWord::Held => fl!(t, "stage-held"),
        StageWord::Calling => fl!(t, "stage-calling"),
        StageWord::Nobody => fl!(t, "stage-nobody"),
        StageWord::Accepted => fl!(t, "stage-accepted"),
        StageWord::OnTheWay => fl!(t, "stage-on-the-way"),
        StageWord::AtTheDoor => fl!(t, "stage-at-the-door"),
        StageWord::Closed => fl!(t, "stage-closed"),
    }
}

/// Why nobody is called yet.
#[must_use]
pub fn hold(lang: Lang, why: Hold) -> String {
    let t = lang.words();
    match why {
        Hold::QuietHours => fl!(t, "hold-quiet-hours"),
        Hold::HomeLost => fl!(t, "hold-home-lost"),
        Hold::UplinkLost => fl!(t, "hold-uplink-lost"),
        Hold::InTime => fl!(t, "hold-in-time"),
    }
}

/// Why nobody can be reached, and what to do.
#[must_use]
pub fn nobody(lang: Lang, why: Nobody) -> String {
    let t = lang.words();
    match why {
        Nobody::NoWay => fl!(t, "nobody-no-way"),
        Nobody::AllDeclined => fl!(t, "nobody-all-declined"),
        Nobody::AllFailed => fl!(t, "nobody-all-failed"),
    }
}

/// How a message stands.
#[must_use]
pub fn receipt(lang: Lang, state: NoticeState) -> String {
    let t = lang.words();
    match state {
        NoticeState::Queued { .. } | NoticeState::Sending { .. } => fl!(t, "receipt-queued"),
        NoticeState::Sent { .. } => fl!(t, "receipt-sent"),
        NoticeState::Delivered { .. } => fl!(t, "receipt-delivered"),
        NoticeState::Opened { .. } => fl!(t, "receipt-opened"),
        NoticeState::Answered { .. } => fl!(t, "receipt-answered"),
        NoticeState::Failed { .. } => fl!(t, "receipt-failed"),
        NoticeState::Dropped { .. } => fl!(t, "receipt-dropped"),
    }
}

/// Its word in a class.
#[must_use]
pub const fn receipt_class(state: NoticeState) -> &'static str {
    match state {
        NoticeState::Queued { .. } | NoticeState::Sending { .. } => "queued",
        NoticeState::Sent { .. } => "sent",
        NoticeState::Delivered { .. } => "delivered",
        NoticeState::Opened { .. } => "opened",
        NoticeState::Answered { .. } => "answered",
        NoticeState::Failed { .. } => "failed",
        NoticeState::Dropped { .. } => "dropped",
    }
}

/// Since when it stands so.
#[must_use]
pub const fn receipt_at(state: NoticeState) -> Wall {
    match state {
        NoticeState::Queued { due } => due,
        NoticeState::Sending { until } => until,
        NoticeState::Sent { at }
        | NoticeState::Delivered { at }
        | NoticeState::Opened { at }
        | NoticeState::Answered { at }
        | NoticeState::Failed { at }
        | NoticeState::Dropped { at } => at,
    }
}

/// What sort of way an address is.
#[must_use]
pub fn way(lang: Lang, to: &Address) -> String {
    let t = lang.words();
    match to {
        Address::Mail(_) => fl!(t, "way-mail"),
        Address::Sms(_) => fl!(t, "way-sms"),
        Address::Robot(name) => fl!(t, "way-robot", name = name.as_str()),
    }
}

/// What a message says.
#[must_use]
pub fn says(lang: Lang, says: Says) -> String {
    let t = lang.words();
    match says {
        Says::Call { .. } => fl!(t, "says-call"),
        Says::SomebodyGoes { .. } => fl!(t, "says-somebody-goes"),
        Says::HelpComes { .. } => fl!(t, "says-help-comes"),
        Says::Again => fl!(t, "says-again"),
        Says::ItIsOver => fl!(t, "says-it-is-over"),
        Says::TakenBack => fl!(t, "says-taken-back"),
        Says::Reminder => fl!(t, "says-reminder"),
    }
}

/// What somebody is.
#[must_use]
pub fn role(lang: Lang, is: &PartyIs) -> String {
    let t = lang.words();
    match is {
        PartyIs::Staff => fl!(t, "role-staff"),
        PartyIs::GridWorker => fl!(t, "role-grid-worker"),
        PartyIs::Volunteer => fl!(t, "role-volunteer"),
        PartyIs::Relative => fl!(t, "role-relative"),
        PartyIs::Group(name) => fl!(t, "role-group", name = name.as_str()),
    }
}

/// What the desk warns of.
#[must_use]
pub fn warning(lang: Lang, person: &Responder, warning: Warning) -> String {
    let t = lang.words();
    let way = |channel| {
        let way = person.party.channel(channel);
        way.map_or_else(String::new, |it| self::way(lang, &it.to))
    };
    match warning {
        Warning::NoChannel => fl!(t, "warning-no-channel"),
        Warning::NothingVerified => fl!(t, "warning-nothing-verified"),
        Warning::Stale { channel } => fl!(t, "warning-stale", way = way(channel)),
        Warning::Dead { channel } => fl!(t, "warning-dead", way = way(channel)),
    }
}

/// People by number, as they are called.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a>(pub &'a BTreeMap<PartyId, Responder>);

impl Names<'_> {
    /// Their name; their number, of somebody who is not known any more.
    #[must_use]
    pub fn of(&self, id: PartyId) -> String {
        let name = self.0.get(&id).map(|it| it.name.as_str()).filter(|it| !it.is_empty());
        name.map_or_else(|| id.to_string(), ToOwned::to_owned)
    }

    /// Several.
    #[must_use]
    pub fn all<'b>(&self, lang: Lang, ids: impl IntoIterator<Item = &'b PartyId>) -> String {
        let names: Vec<_> = ids.into_iter().map(|id| self.of(*id)).collect();
        names.join(lang.comma())
    }

    /// Whom a rung calls, as it is written.
    #[must_use]
    pub fn rung(&self, lang: Lang, rung: &Rung) -> String {
        let reaches: Vec<_> = rung.reaches.iter().map(|it| self.reach(lang, it)).collect();
        reaches.join(lang.comma())
    }

    fn reach(&self, lang: Lang, reach: &Reach) -> String {
        let t = lang.words();
        match reach {
            Reach::Desk => fl!(t, "reach-desk"),
            Reach::Relatives => fl!(t, "reach-relatives"),
            Reach::Volunteers => fl!(t, "reach-volunteers"),
            Reach::GridWorker => fl!(t, "reach-grid-worker"),
            Reach::Staff => fl!(t, "reach-staff"),
            Reach::Everyone => fl!(t, "reach-everyone"),
            Reach::Party(id) => self.of(*id),
            Reach::Group(name) => fl!(t, "role-group", name = name.as_str()),
        }
    }
}

/// A moment of today as `03:12:08`, of another day with its day.
#[must_use]
pub fn moment(lang: Lang, at: Wall, now: Wall, zone: &TimeZone) -> String {
    let clock = time::clock_s(at, zone);
    if time::local(at, zone).date() == time::local(now, zone).date() {
        clock
    } else {
        format!("{} {clock}", time::date(lang, at, zone))
    }
}
