//! How is a report said: its kind, how far it is, what was done with it, and why something cannot be
//! said of it now?

use i18n_embed_fl::fl;
use jiff::tz::TimeZone;

use super::{Lang, time};
use crate::core::desk::PartyId;
use crate::core::report::{NotSo, ReportKind, StateWord, Step};

/// A kind of report.
#[must_use]
pub fn kind(lang: Lang, kind: ReportKind) -> String {
    let t = lang.words();
    match kind {
        ReportKind::Road => fl!(t, "report-kind-road"),
        ReportKind::Light => fl!(t, "report-kind-light"),
        ReportKind::Rubbish => fl!(t, "report-kind-rubbish"),
        ReportKind::Green => fl!(t, "report-kind-green"),
        ReportKind::Water => fl!(t, "report-kind-water"),
        ReportKind::Building => fl!(t, "report-kind-building"),
        ReportKind::Traffic => fl!(t, "report-kind-traffic"),
        ReportKind::Noise => fl!(t, "report-kind-noise"),
        ReportKind::Danger => fl!(t, "report-kind-danger"),
        ReportKind::Other => fl!(t, "report-kind-other"),
        ReportKind::Wish => fl!(t, "report-kind-wish"),
    }
}

/// How far it is.
#[must_use]
pub fn state(lang: Lang, state: StateWord) -> String {
    let t = lang.words();
    match state {
        StateWord::Received => fl!(t, "report-received"),
        StateWord::Accepted => fl!(t, "report-accepted"),
        StateWord::Assigned => fl!(t, "report-assigned"),
        StateWord::InWork => fl!(t, "report-in-work"),
        StateWord::Done => fl!(t, "report-done"),
        StateWord::Confirmed => fl!(t, "report-confirmed"),
        StateWord::Unconfirmed => fl!(t, "report-unconfirmed"),
        StateWord::Refused => fl!(t, "report-refused"),
        StateWord::Duplicate => fl!(t, "report-duplicate"),
        StateWord::Forwarded => fl!(t, "report-forwarded"),
    }
}

/// What was done, on a page of the desk. `name` says who somebody is.
#[must_use]
pub fn step(lang: Lang, zone: &TimeZone, step: Step, name: &dyn Fn(PartyId) -> String) -> String {
    let t = lang.words();
    match step {
        Step::Assigned { to } => fl!(t, "report-step-assigned", who = name(to)),
        Step::Duplicate { of } => fl!(t, "report-step-duplicate", of = of.to_string()),
        Step::Accepted
        | Step::Started
        | Step::Promised { .. }
        | Step::Done
        | Step::Refused
        | Step::Forwarded
        | Step::Confirmed
        | Step::Reopened
        | Step::Unconfirmed
        | Step::MeToo
        | Step::PhotoAdded
        | Step::ContactChanged
        | Step::Published
        | Step::Withdrawn
        | Step::Blurred => step_outside(lang, zone, step),
    }
}

/// What was done, for whoever reported: who did it is nobody's to read.
#[must_use]
pub fn step_outside(lang: Lang, zone: &TimeZone, step: Step) -> String {
    let t = lang.words();
    match step {
        Step::Accepted => fl!(t, "report-step-accepted"),
        Step::Assigned { .. } => fl!(t, "report-step-given"),
        Step::Started => fl!(t, "report-step-started"),
        Step::Promised { until } => {
            fl!(t, "report-step-promised", day = time::date(lang, until, zone))
        }
        Step::Done => fl!(t, "report-step-done"),
        Step::Refused => fl!(t, "report-step-refused"),
        Step::Duplicate { .. } => fl!(t, "report-step-same"),
        Step::Forwarded => fl!(t, "report-step-forwarded"),
        Step::Confirmed => fl!(t, "report-step-confirmed"),
        Step::Reopened => fl!(t, "report-step-reopened"),
        Step::Unconfirmed => fl!(t, "report-step-unconfirmed"),
        Step::MeToo => fl!(t, "report-step-me-too"),
        Step::PhotoAdded => fl!(t, "report-step-photo"),
        Step::ContactChanged => fl!(t, "report-step-contact"),
        Step::Published => fl!(t, "report-step-published"),
        Step::Withdrawn => fl!(t, "report-step-withdrawn"),
        Step::Blurred => fl!(t, "report-step-blurred"),
    }
}

/// Why not, and what to do.
#[must_use]
pub fn not_so(lang: Lang, why: NotSo) -> String {
    let t = lang.words();
    match why {
        NotSo::Ended => fl!(t, "report-not-ended"),
        NotSo::NotDone => fl!(t, "report-not-done"),
        NotSo::PhotoWanted => fl!(t, "report-not-photo"),
        NotSo::ReasonWanted => fl!(t, "report-not-reason"),
        NotSo::OtherDay => fl!(t, "report-not-day"),
        NotSo::ManyPhotos => fl!(t, "report-not-many"),
        NotSo::NoSuchPhoto => fl!(t, "report-not-picture"),
        NotSo::Itself => fl!(t, "report-not-itself"),
        NotSo::Others => fl!(t, "report-not-others"),
    }
}

const NOT_SO: [(NotSo, &str); 9] = [
    (NotSo::Ended, "ended"),
    (NotSo::NotDone, "not-done"),
    (NotSo::PhotoWanted, "photo-wanted"),
    (NotSo::ReasonWanted, "reason-wanted"),
    (NotSo::OtherDay, "other-day"),
    (NotSo::ManyPhotos, "many-photos"),
    (NotSo::NoSuchPhoto, "no-such-photo"),
    (NotSo::Itself, "itself"),
    (NotSo::Others, "others"),
];

/// As a word of an address.
#[must_use]
pub fn not_so_word(why: NotSo) -> &'static str {
    NOT_SO.iter().find(|(known, _)| *known == why).map_or("ended", |(_, word)| word)
}

/// Of such a word.
#[must_use]
pub fn not_so_of(word: &str) -> Option<NotSo> {
    NOT_SO.iter().find(|(_, known)| *known == word).map(|(why, _)| *why)
}
