//! How is somebody told, in a text message, what has changed for them? Without a word that a person
//! wrote: it stands in clear with whoever carries it.

use i18n_embed_fl::fl;
use jiff::tz::TimeZone;

use super::{Lang, report as say, time};
use crate::core::activity::Activity;
use crate::core::report::Report;
use crate::core::tiding::Told;

/// To whoever reported.
#[must_use]
pub fn report(lang: Lang, zone: &TimeZone, (of, told): (&Report, Told)) -> String {
    let t = lang.words();
    let kind = say::kind(lang, of.kind);
    let what = match of.place.building.as_str() {
        "" => kind,
        building => fl!(t, "told-what", kind = kind, place = building),
    };
    match told {
        Told::Promised { until } => {
            fl!(t, "told-promised", what = what, day = time::date(lang, until, zone))
        }
        Told::Done => fl!(t, "told-done", what = what),
        Told::Refused => fl!(t, "told-refused", what = what),
        Told::Duplicate => fl!(t, "told-duplicate", what = what),
        Told::Forwarded => fl!(t, "told-forwarded", what = what),
    }
}

/// To whoever waited for a place.
#[must_use]
pub fn moved_up(lang: Lang, zone: &TimeZone, it: &Activity) -> String {
    let when = format!("{} {}", time::date(lang, it.starts, zone), time::clock(it.starts, zone));
    fl!(lang.words(), "told-moved-up", what = it.title.as_str(), when = when)
}
